// Generated from models/pulse.yaml by `node tools/embed-models.mjs`. Edit the YAML, then run it again.
/** The model file as it was written. */
export const text = `# The built-in world of pulse-stream: five overlays (how people feel), ten variables (the state of the
# world) and a small portfolio, joined by seventeen rules.
#
# It is an example of a world model, not a predictor of markets: the capital figures are
# illustrations, never advice. The command carries a copy of this file (tools/embed-models.mjs).
name: pulse
version: '1'
time_unit: turn
description: >-
  Emotional overlays, world variables and an illustrative portfolio. An example of a world, not a
  predictor of markets.
members: 100
evaluation: sequential

# The noise (standard deviation per turn) is an assumption, not an estimate: 0.01 for overlays, 0.005
# for variables, none for capital and the counter. Overlays lie in 0..1; nothing else is bounded.
slots:
  hope:
    kind: overlay
    initial: 0.5
    decay: 0.01
    noise: 0.01
    category: primary
    description: Expectation that things will get better.
  despair:
    kind: overlay
    initial: 0.5
    decay: 0.01
    noise: 0.01
    category: primary
    description: Expectation that things will get worse.
  rage:
    kind: overlay
    initial: 0.5
    decay: 0.01
    noise: 0.01
    category: primary
    description: Anger at how things are.
  fatigue:
    kind: overlay
    initial: 0.5
    decay: 0.01
    noise: 0.01
    category: primary
    description: Exhaustion, how little attention is left.
  trust:
    kind: overlay
    initial: 0.5
    decay: 0.01
    noise: 0.01
    category: primary
    description: Confidence in institutions and in each other.
  nvda:
    kind: capital
    initial: 0
    unit: USD
    description: Exposure to NVDA.
  msft:
    kind: capital
    initial: 0
    unit: USD
    description: Exposure to MSFT.
  ibit:
    kind: capital
    initial: 0
    unit: USD
    description: Exposure to IBIT, a bitcoin fund.
  spy:
    kind: capital
    initial: 0
    unit: USD
    description: Exposure to SPY, a fund on the S&P 500.
  cash:
    kind: capital
    initial: 100000
    unit: USD
    description: Money that is not invested.
  # Start values are neutral: no rule fires from them.
  inflation_index:
    kind: variable
    initial: 0.02
    noise: 0.005
    description: Inflation per year as a share; above 0.05 it frightens.
  geopolitical_stability:
    kind: variable
    initial: 0.5
    noise: 0.005
    description: Stability of world politics; below 0.5 it angers.
  media_sentiment_score:
    kind: variable
    initial: 0.5
    noise: 0.005
    description: Tone of the media; above 0.6 it encourages.
  ai_policy_risk:
    kind: variable
    initial: 0.3
    noise: 0.005
    description: Risk that policy on AI goes wrong; above 0.5 it wears out.
  market_volatility_index:
    kind: variable
    initial: 0.3
    noise: 0.005
    description: Unrest of the markets; above 0.5 it wears out.
  public_trust_level:
    kind: variable
    initial: 0.5
    noise: 0.005
    description: Measured public trust; below 0.4 it discourages, above 0.65 it calms policy.
  fed_funds_rate:
    kind: variable
    initial: 0.04
    noise: 0.005
    description: Federal funds rate per year as a share; above 0.07 it costs stocks.
  crypto_instability:
    kind: variable
    initial: 0.3
    noise: 0.005
    description: Instability of crypto currencies; above 0.5 it costs IBIT.
  energy_price_index:
    kind: variable
    initial: 0.4
    noise: 0.005
    description: Price of energy, 1 = expensive; above 0.4 it feeds inflation.
  hope_surge_count:
    kind: variable
    initial: 0
    unit: turns
    description: Turns in which hope outweighed fatigue (R001_HopeTrust), at most 100.

# What a name that no slot has becomes when a scenario uses it.
dynamic_overlay:
  initial: 0.5
  decay: 0.01
  noise: 0.01

# In this order, each seeing what those before it did. Amounts are multiplied by trust × importance,
# except where \`scaled: false\`.
rules:
  - id: R001_HopeTrust
    description: Hope builds trust while people are not exhausted.
    category: symbolic
    importance: 0.8
    trust: 0.5
    when: hope > 0.4 and fatigue < 0.7
    effects:
      - { target: trust, add: 0.02 }
      - { target: hope_surge_count, add: 1, scaled: false, min: 0, max: 100 }
  - id: R002_DespairFatigue
    description: Despair exhausts.
    category: symbolic
    importance: 0.7
    trust: 0.5
    when: despair > 0.6
    effects:
      - { target: fatigue, add: 0.015 }
  - id: R003_DespairHope
    description: Despair eats hope.
    category: symbolic
    importance: 0.7
    trust: 0.5
    when: despair > 0.5
    effects:
      - { target: hope, add: -0.01 }
  - id: R004_TrustCapital
    description: Trust buys growth stocks.
    category: capital
    importance: 0.9
    trust: 0.5
    when: trust > 0.6
    effects:
      - { target: nvda, add: 500 }
  - id: R005_FatigueCapital
    description: Exhausted people leave crypto.
    category: capital
    importance: 0.6
    trust: 0.5
    when: fatigue > 0.7
    effects:
      - { target: ibit, add: -250 }
  - id: R006_InflationEffect
    description: Inflation discourages.
    category: variable
    importance: 0.8
    trust: 0.5
    when: inflation_index > 0.05
    effects:
      - { target: despair, add: 0.01 }
      - { target: hope, add: -0.01 }
  - id: R007_StabilityEffect
    description: Unstable politics anger and cost trust.
    category: variable
    importance: 0.7
    trust: 0.5
    when: geopolitical_stability < 0.5
    effects:
      - { target: rage, add: 0.01 }
      - { target: trust, add: -0.01 }
  - id: R008_SentimentEffect
    description: Good news encourages and rests.
    category: variable
    importance: 0.7
    trust: 0.5
    when: media_sentiment_score > 0.6
    effects:
      - { target: hope, add: 0.01 }
      - { target: fatigue, add: -0.01 }
  - id: R009_AiRiskEffect
    description: Risky AI policy wears out and discourages.
    category: variable
    importance: 0.6
    trust: 0.5
    when: ai_policy_risk > 0.5
    effects:
      - { target: fatigue, add: 0.01 }
      - { target: despair, add: 0.01 }
  - id: R010_VolatilityEffect
    description: Unruly markets wear out.
    category: variable
    importance: 0.5
    trust: 0.5
    when: market_volatility_index > 0.5
    effects:
      - { target: fatigue, add: 0.01 }
  - id: R011_PublicTrustEffect
    description: Low public trust discourages and spreads.
    category: variable
    importance: 0.6
    trust: 0.5
    when: public_trust_level < 0.4
    effects:
      - { target: despair, add: 0.01 }
      - { target: trust, add: -0.01 }
  - id: R012_FedRateEffect
    description: Dear money costs stocks.
    category: capital
    importance: 0.8
    trust: 0.5
    when: fed_funds_rate > 0.07
    effects:
      - { target: msft, add: -200 }
      - { target: spy, add: -200 }
  - id: R013_CryptoEffect
    description: Unstable crypto costs IBIT.
    category: capital
    importance: 0.7
    trust: 0.5
    when: crypto_instability > 0.5
    effects:
      - { target: ibit, add: -200 }
  - id: R014_EnergyEffect
    description: Expensive energy costs chips and wears out.
    category: mixed
    importance: 0.6
    trust: 0.5
    when: energy_price_index > 1.0
    effects:
      - { target: nvda, add: -200 }
      - { target: fatigue, add: 0.01 }
  - id: R015_EnergySpike
    description: A shock of energy prices brings people together.
    category: symbolic
    importance: 0.7
    trust: 0.5
    when: energy_price_index > 1.5
    effects:
      - { target: trust, add: 0.01 }
  - id: R001_EnergySpike
    description: Energy feeds inflation, without an upper bound.
    category: economic
    when: energy_price_index > 0.4
    effects:
      - { target: inflation_index, add: 0.01, scaled: false }
  - id: R002_TrustRebound
    description: Public trust calms AI policy, never below no risk.
    category: regulatory
    when: public_trust_level > 0.65
    effects:
      - { target: ai_policy_risk, add: -0.02, scaled: false, min: 0 }

# Overlays that gravity may use as regressors.
symbols: [hope, despair, rage, fatigue, trust]

forecast:
  targets: [hope, despair, rage, fatigue, trust]

# The first that holds names the turn; overlays are compared at 4 decimals.
tags:
  - code: HOPE
    label: Hope Rising
    when: hope > 0.7 and despair < 0.3 and rage < 0.4
  - code: DESPAIR
    label: Despair Dominant
    when: despair > 0.7 and hope < 0.3
  - code: FATIGUE
    label: Fatigue Plateau
    when: fatigue > 0.7 and rage < 0.4
  - code: COLLAPSE_RISK
    label: Collapse Risk
    when: rage > 0.65 and fatigue > 0.55
  - code: SYMBOLIC_DRAIN
    label: Symbolic Drain
    when: hope < 0.25 and despair < 0.25 and rage < 0.25
  - code: HOPE_RAGE_CONFLICT
    label: Hope-Rage Conflict
    when: hope > 0.6 and rage > 0.6
  - code: SYMBOLIC_EXHAUSTION
    label: Symbolic Exhaustion
    when: fatigue > 0.6 and despair > 0.6
  - code: NEUTRAL
    label: Neutral
`;
