import { decodeScenarioValue } from '@pulse-stream/codec/internal';
import { isFailure, type FailureRecord, type ResultRecord } from '@pulse-stream/worldstate';

/** One third in as many digits as a double has. */
export const THIRD = 1 / 3;

const decoded = decodeScenarioValue({
  trace: 'full',
  state_overrides: { rage: 0.1, hope: THIRD },
  id: 'a',
  gravity: { momentum: 0.9, lambda: THIRD },
  interventions: [{ set: { hope: 1 }, turn: 1 }],
  forecast: { events: [{ at: 1, when: 'hope > 0.5', name: 'up' }], targets: ['hope'] },
  meta: { z: 1, a: { y: 1, b: 2 } },
});
if (isFailure(decoded)) throw new Error(decoded.message);

const values = {
  turn: 1,
  overlays: { rage: 0.1, hope: THIRD },
  variables: {},
  capital: { cash: 1e5 },
};

/** A record with every key there is, every object written in an order that is not the wire's. */
export const fullResult: ResultRecord = {
  warnings: [{ path: 'state_overrides.hope', message: 'clamped', type: 'clamped' }],
  assessment: {
    reasons: { confidence: 'no history' },
    symbolic: { volatility: THIRD, arc_certainty: 1, score: THIRD, arc: 'Neutral', tag: 'Neutral' },
    gate: { reason: 'null operand', passed: false, expr: 'confidence > 0.5' },
    action: 'Unverified',
    trust_label: 'Unverified',
    risk: THIRD,
    fragility: null,
    confidence: null,
    trace_id: 'abc',
  },
  shadow_monitor: {
    variables: {
      hope: {
        verdict: 'healthy',
        samples: 1_234_567,
        energy_share: THIRD,
        dominance: THIRD,
        variance_explained: null,
      },
    },
    verdict: 'healthy',
    triggered: false,
  },
  gravity: {
    lambda: THIRD,
    health: { recommendations: [], warnings: ['not learning'], status: 'warning' },
    top_contributors: [{ share: THIRD, name: 'rule.R1' }],
    variables: {
      hope: {
        clipped: 1_234_567,
        correction_share: THIRD,
        correction_mean: -THIRD,
        status: 'active',
      },
    },
    refused: 0,
    observations_used: 1_234_567,
    method: 'sgd',
    status: 'active',
  },
  forecast: {
    calibration: 'declared',
    attribution: {
      hope: {
        parts: { 'rule.R1': THIRD, decay: -THIRD, noise: 0 },
        unit: null,
        change: THIRD,
        end: 2 * THIRD,
        start: THIRD,
      },
    },
    events: [{ members: 3, count: 1, probability: THIRD, name: 'up' }],
    quantile_type: 7,
    targets: {
      hope: {
        raw_quantiles: { '0.5': [THIRD] },
        quantiles: { '0.5': [THIRD], '0.9': [2 * THIRD] },
        sd: [THIRD],
        median: [THIRD],
        mean: [THIRD],
        unit: null,
      },
    },
    labels: ['2001-01'],
    horizon: [1],
    origin: { row: 3, label: '2000-12', dataset: 'panel' },
  },
  trace: [
    {
      symbolic_tag_enum: 'NEUTRAL',
      symbolic_tag: 'Neutral',
      fired_rules: ['R1'],
      deltas: { hope: THIRD },
      capital: {},
      variables: {},
      overlays: { hope: THIRD },
      turn: 1,
    },
  ],
  final_state: { capital: values.capital, variables: {}, overlays: values.overlays, turn: 1 },
  run: {
    engine_version: '0.1.0',
    turns: 1,
    members: 3,
    seed: 7,
    model_hash: 'ff',
    model: 'pulse',
  },
  config: { ...decoded.given, observations: { sha256: 'ee', rows: 2 } },
  line_sha256: 'ab',
  status: 'complete',
  batch_index: 0,
  source: 'in.ndjson',
  line: 1,
  id: 'a',
  schema: 2,
  kind: 'result',
};

export const fullFailure: FailureRecord = {
  error: {
    traceback: 'at x',
    raw: '{"turns":0}',
    hint: 'turns start at 1',
    path: 'turns',
    message: 'expected at least 1, got 0',
    stage: 'decode',
    type: 'config-invalid',
  },
  run: { seed: 7, model: 'pulse' },
  config: { zzz: [1], turns: 0, id: 'a' },
  line_sha256: 'dd',
  status: 'failed',
  batch_index: 0,
  source: 'in.ndjson',
  line: 1,
  id: 'a',
  schema: 2,
  kind: 'failure',
};
