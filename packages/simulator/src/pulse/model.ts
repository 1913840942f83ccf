// Generated from models/pulse.yaml by `node tools/embed-models.mjs`. Edit the YAML, then run it again.
import type { WorldModel } from '@pulse-stream/worldstate';
import { pulseRules } from './rules.ts';

/**
 * The built-in world model as data (MODEL.md §4): an example of a world, not a predictor of
 * markets; its capital figures are illustrations, never advice.
 */
export const pulse: WorldModel = {
  name: 'pulse',
  version: '1',
  time_unit: 'turn',
  description:
    'Emotional overlays, world variables and an illustrative portfolio. An example of a world, not a predictor of markets.',
  slots: {
    hope: {
      kind: 'overlay',
      initial: 0.5,
      decay: 0.01,
      noise: 0.01,
      description: 'Expectation that things will get better.',
      category: 'primary',
    },
    despair: {
      kind: 'overlay',
      initial: 0.5,
      decay: 0.01,
      noise: 0.01,
      description: 'Expectation that things will get worse.',
      category: 'primary',
    },
    rage: {
      kind: 'overlay',
      initial: 0.5,
      decay: 0.01,
      noise: 0.01,
      description: 'Anger at how things are.',
      category: 'primary',
    },
    fatigue: {
      kind: 'overlay',
      initial: 0.5,
      decay: 0.01,
      noise: 0.01,
      description: 'Exhaustion, how little attention is left.',
      category: 'primary',
    },
    trust: {
      kind: 'overlay',
      initial: 0.5,
      decay: 0.01,
      noise: 0.01,
      description: 'Confidence in institutions and in each other.',
      category: 'primary',
    },
    nvda: { kind: 'capital', initial: 0, unit: 'USD', description: 'Exposure to NVDA.' },
    msft: { kind: 'capital', initial: 0, unit: 'USD', description: 'Exposure to MSFT.' },
    ibit: {
      kind: 'capital',
      initial: 0,
      unit: 'USD',
      description: 'Exposure to IBIT, a bitcoin fund.',
    },
    spy: {
      kind: 'capital',
      initial: 0,
      unit: 'USD',
      description: 'Exposure to SPY, a fund on the S&P 500.',
    },
    cash: {
      kind: 'capital',
      initial: 100000,
      unit: 'USD',
      description: 'Money that is not invested.',
    },
    inflation_index: {
      kind: 'variable',
      initial: 0.02,
      noise: 0.005,
      description: 'Inflation per year as a share; above 0.05 it frightens.',
    },
    geopolitical_stability: {
      kind: 'variable',
      initial: 0.5,
      noise: 0.005,
      description: 'Stability of world politics; below 0.5 it angers.',
    },
    media_sentiment_score: {
      kind: 'variable',
      initial: 0.5,
      noise: 0.005,
      description: 'Tone of the media; above 0.6 it encourages.',
    },
    ai_policy_risk: {
      kind: 'variable',
      initial: 0.3,
      noise: 0.005,
      description: 'Risk that policy on AI goes wrong; above 0.5 it wears out.',
    },
    market_volatility_index: {
      kind: 'variable',
      initial: 0.3,
      noise: 0.005,
      description: 'Unrest of the markets; above 0.5 it wears out.',
    },
    public_trust_level: {
      kind: 'variable',
      initial: 0.5,
      noise: 0.005,
      description: 'Measured public trust; below 0.4 it discourages, above 0.65 it calms policy.',
    },
    fed_funds_rate: {
      kind: 'variable',
      initial: 0.04,
      noise: 0.005,
      description: 'Federal funds rate per year as a share; above 0.07 it costs stocks.',
    },
    crypto_instability: {
      kind: 'variable',
      initial: 0.3,
      noise: 0.005,
      description: 'Instability of crypto currencies; above 0.5 it costs IBIT.',
    },
    energy_price_index: {
      kind: 'variable',
      initial: 0.4,
      noise: 0.005,
      description: 'Price of energy, 1 = expensive; above 0.4 it feeds inflation.',
    },
    hope_surge_count: {
      kind: 'variable',
      initial: 0,
      unit: 'turns',
      description: 'Turns in which hope outweighed fatigue (R001_HopeTrust), at most 100.',
    },
  },
  dynamic_overlay: { initial: 0.5, decay: 0.01, noise: 0.01 },
  params: {},
  evaluation: 'sequential',
  symbols: ['hope', 'despair', 'rage', 'fatigue', 'trust'],
  measurements: {},
  tags: [
    { code: 'HOPE', label: 'Hope Rising', when: 'hope > 0.7 and despair < 0.3 and rage < 0.4' },
    { code: 'DESPAIR', label: 'Despair Dominant', when: 'despair > 0.7 and hope < 0.3' },
    { code: 'FATIGUE', label: 'Fatigue Plateau', when: 'fatigue > 0.7 and rage < 0.4' },
    { code: 'COLLAPSE_RISK', label: 'Collapse Risk', when: 'rage > 0.65 and fatigue > 0.55' },
    {
      code: 'SYMBOLIC_DRAIN',
      label: 'Symbolic Drain',
      when: 'hope < 0.25 and despair < 0.25 and rage < 0.25',
    },
    { code: 'HOPE_RAGE_CONFLICT', label: 'Hope-Rage Conflict', when: 'hope > 0.6 and rage > 0.6' },
    {
      code: 'SYMBOLIC_EXHAUSTION',
      label: 'Symbolic Exhaustion',
      when: 'fatigue > 0.6 and despair > 0.6',
    },
    { code: 'NEUTRAL', label: 'Neutral' },
  ],
  forecast: { targets: ['hope', 'despair', 'rage', 'fatigue', 'trust'] },
  members: 100,
  rules: pulseRules,
};

/** sha256 of its canonical JSON: hashing it again would be a tenth of what a short run costs. */
export const PULSE_SHA256 = 'e4591f4970e3739297baa7fc40994ba190dfba9a83e606d930dfef5b60029a7c';
