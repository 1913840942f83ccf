// Generated from models/us-macro-quarterly.yaml by `node tools/embed-models.mjs`. Edit the YAML, then run it again.
/** The model file as it was written. */
export const text = `# A smaller causal world of the United States economy, one turn a quarter: six series, nine weak
# textbook rules, five readings of the public mood. Made like us-macro-monthly to be corrected from a
# history of its six columns, which does not ship.
#
#   pulse-stream -m us-macro-quarterly --observations us=history.csv \\
#     <<< '{"turns":8,"observations":{"dataset":"us"}}'
#
# Noise is a round number near the size of a usual quarter, a modelling assumption that stands only
# until gravity has seen enough quarters.
name: us-macro-quarterly
version: '1'
time_unit: quarter
description: >-
  Six quarterly series of the United States economy under nine weak textbook rules; an example of a
  world to be corrected from observations, not a forecaster by itself and never advice.
members: 200
evaluation: simultaneous

slots:
  inflation_index:
    kind: variable
    initial: 2.5
    noise: 1.8
    unit: percent
    description: Change of consumer prices in the quarter, per year.
  cpi_yoy:
    kind: variable
    initial: 2.5
    noise: 0.5
    unit: percent
    description: Change of consumer prices over four quarters.
  short_rate:
    kind: variable
    initial: 4
    min: 0
    noise: 0.7
    unit: percent
    description: Rate of three-month bills.
  unemployment:
    kind: variable
    initial: 5.5
    min: 1
    noise: 0.3
    unit: percent
    description: Unemployed share of the labour force.
  gdp_growth:
    kind: variable
    initial: 3
    noise: 3.5
    unit: percent
    description: Growth of real output in the quarter, per year.
  real_rate:
    kind: variable
    initial: 1.5
    noise: 2
    unit: percent
    description: Short rate less inflation.
  hope: { kind: overlay, initial: 0.5, description: Measured. Output grew in two quarters. }
  despair: { kind: overlay, initial: 0.5, description: Measured. Prices and unemployment are high. }
  rage: { kind: overlay, initial: 0.5, description: Measured. Inflation rose over a year. }
  fatigue: { kind: overlay, initial: 0.5, description: Measured. Money grew dearer over a year. }
  trust: { kind: overlay, initial: 0.5, description: Measured. Unemployment fell over a year. }

rules:
  - id: D01_infl_decay
    description: Inflation of the quarter returns to that of the year.
    effects:
      - { target: inflation_index, add: 0.3 * (cpi_yoy - inflation_index) }
  - id: D02_yoy_decay
    description: Inflation of the year takes in the newest quarter.
    effects:
      - { target: cpi_yoy, add: 0.25 * (inflation_index - cpi_yoy) }
  - id: D03_unemp_decay
    description: Unemployment returns to 5.5 %.
    effects:
      - { target: unemployment, add: 0.03 * (5.5 - unemployment) }
  - id: D04_gdp_decay
    description: Growth returns to 3 %.
    effects:
      - { target: gdp_growth, add: 0.5 * (3 - gdp_growth) }
  - id: D05_real_decay
    description: The real rate returns to 1.5 %.
    effects:
      - { target: real_rate, add: 0.2 * (1.5 - real_rate) }
  - id: R01_taylor
    description: The central bank answers inflation and unemployment (Taylor 1993).
    effects:
      - target: short_rate
        add: 0.1 * (1.5 + cpi_yoy + 0.5 * (cpi_yoy - 2) + (5.5 - unemployment) - short_rate)
  - id: R02_okun
    description: Growth above its trend gives work (Okun 1962).
    effects:
      - { target: unemployment, add: -0.05 * (gdp_growth - 3) }
  - id: R03_tight_gdp
    description: Dear money slows growth.
    effects:
      - { target: gdp_growth, add: '-0.3 * max(real_rate - 2, 0)' }
  - id: R04_slack_infl
    description: Unemployment dampens inflation (Phillips 1958).
    effects:
      - { target: inflation_index, add: -0.1 * (unemployment - 5.5) }

measurements:
  hope: sigmoid((gdp_growth + gdp_growth[-1] - 6) / 4)
  despair: sigmoid(0.5 * (cpi_yoy - 4) + 0.5 * (unemployment - 6))
  rage: sigmoid((cpi_yoy - cpi_yoy[-4]) / 2)
  fatigue: sigmoid((short_rate - short_rate[-4]) / 2)
  trust: sigmoid((unemployment[-4] - unemployment) / 0.7)

symbols: [hope, despair, rage, fatigue, trust]

forecast:
  targets: [inflation_index, cpi_yoy, short_rate, unemployment, gdp_growth, real_rate]
  events:
    - name: recession
      when: gdp_growth < 0 and unemployment > 6
    - name: inflation_above_4
      when: cpi_yoy > 4
`;
