// Generated from models/us-macro-monthly.yaml by `node tools/embed-models.mjs`. Edit the YAML, then run it again.
/** The model file as it was written. */
export const text = `# A small causal world of the United States economy, one turn a month: eight series that anyone can
# download, sixteen weak textbook rules, five readings of the public mood.
#
# It is made to be corrected: the rules say which way things push, with strengths rounded by hand and
# never fitted. Bring a history of the eight columns (the series do not ship) and let gravity learn
# what the rules miss; \`pulse-stream backtest\` says whether that helped.
#
#   pulse-stream -m us-macro-monthly --observations us=history.csv \\
#     <<< '{"turns":12,"observations":{"dataset":"us"}}'
#
# industrial_production, market_volatility_index, spy_index and energy_price_index are held as 100·ln:
# rules, noise and attribution of those count in percent. Noise is a round number near the size of a
# usual month, a modelling assumption that stands only until gravity has seen enough months.
name: us-macro-monthly
version: '1'
time_unit: month
description: >-
  Eight monthly series of the United States economy under sixteen weak textbook rules; an example of a
  world to be corrected from observations, not a forecaster by itself and never advice.
members: 200
evaluation: simultaneous

slots:
  inflation_index:
    kind: variable
    initial: 2.5
    noise: 0.3
    unit: percent
    description: Change of consumer prices over twelve months.
  fed_funds_rate:
    kind: variable
    initial: 4
    min: 0
    noise: 0.2
    unit: percent
    description: Overnight rate of the central bank, mean of the month.
  unemployment:
    kind: variable
    initial: 5.5
    min: 1
    noise: 0.15
    unit: percent
    description: Unemployed share of the labour force.
  us_10y_yield:
    kind: variable
    initial: 5.5
    min: 0
    noise: 0.25
    unit: percent
    description: Yield of ten-year government bonds.
  industrial_production:
    kind: variable
    initial: 100
    noise: 0.7
    unit: index
    transform: log100
    description: Output of industry.
  market_volatility_index:
    kind: variable
    initial: 19
    noise: 15
    unit: index
    transform: log100
    description: Volatility that options on shares imply.
  spy_index:
    kind: variable
    initial: 1000
    noise: 4
    unit: index
    transform: log100
    description: Price of the large shares.
  energy_price_index:
    kind: variable
    initial: 40
    noise: 8
    unit: USD
    transform: log100
    description: Price of a barrel of crude oil.
  hope: { kind: overlay, initial: 0.5, description: Measured. Output grew over three months. }
  despair: { kind: overlay, initial: 0.5, description: Measured. Prices and unemployment are high. }
  rage: { kind: overlay, initial: 0.5, description: Measured. Energy grew dear over a year. }
  fatigue: { kind: overlay, initial: 0.5, description: Measured. Markets are nervous. }
  trust: { kind: overlay, initial: 0.5, description: Measured. Shares rose over a year. }

rules:
  - id: D01_infl_decay
    description: Inflation returns to 2.5 %.
    effects:
      - { target: inflation_index, add: 0.03 * (2.5 - inflation_index) }
  - id: D02_unemp_decay
    description: Unemployment returns to 5.5 %.
    effects:
      - { target: unemployment, add: 0.01 * (5.5 - unemployment) }
  - id: D03_vol_decay
    description: Nervousness passes.
    effects:
      - target: market_volatility_index
        add: 0.08 * (100 * ln(19) - market_volatility_index)
  - id: D04_ip_trend
    description: Output grows.
    effects:
      - { target: industrial_production, add: 0.15 }
  - id: D05_spy_trend
    description: Shares rise.
    effects:
      - { target: spy_index, add: 0.5 }
  - id: D06_energy_trend
    description: Energy grows dearer.
    effects:
      - { target: energy_price_index, add: 0.2 }
  - id: R01_taylor
    description: The central bank answers inflation and unemployment (Taylor 1993).
    effects:
      - target: fed_funds_rate
        add: >-
          0.03 * (2 + inflation_index + 0.5 * (inflation_index - 2) + (5.5 - unemployment) -
          fed_funds_rate)
  - id: R02_energy_infl
    description: Dearer energy reaches consumer prices.
    effects:
      - target: inflation_index
        add: 0.01 * (energy_price_index - energy_price_index[-1])
  - id: R03_okun
    description: Output above its trend gives work (Okun 1962).
    effects:
      - target: unemployment
        add: -0.05 * (industrial_production - industrial_production[-1] - 0.15)
  - id: R04_tight_money
    description: An inverted yield curve costs work.
    effects:
      - { target: unemployment, add: '0.005 * max(fed_funds_rate - us_10y_yield, 0)' }
  - id: R05_vol_ip
    description: Fear holds back output.
    effects:
      - target: industrial_production
        add: -0.004 * max(market_volatility_index - 100 * ln(25), 0)
  - id: R06_term
    description: Long rates follow short ones at a premium.
    effects:
      - { target: us_10y_yield, add: 0.02 * (fed_funds_rate + 1.5 - us_10y_yield) }
  - id: R07_fear_spy
    description: Fear lowers the price of shares.
    effects:
      - { target: spy_index, add: '-0.01 * max(market_volatility_index - 100 * ln(25), 0)' }
  - id: R08_spy_fear
    description: Falling shares make markets nervous.
    effects:
      - { target: market_volatility_index, add: '-0.5 * (spy_index - spy_index[-1] - 0.5)' }
  - id: R09_slack_infl
    description: Unemployment dampens inflation (Phillips 1958).
    effects:
      - { target: inflation_index, add: -0.01 * (unemployment - 5.5) }
  - id: R10_demand_energy
    description: Output above its trend makes energy dearer.
    effects:
      - target: energy_price_index
        add: 0.5 * (industrial_production - industrial_production[-1] - 0.15)

measurements:
  hope: sigmoid(industrial_production - industrial_production[-3])
  despair: sigmoid(0.5 * (inflation_index - 3) + 0.5 * (unemployment - 6))
  rage: sigmoid((energy_price_index - energy_price_index[-12]) / 30)
  fatigue: sigmoid((market_volatility_index - 100 * ln(20)) / 30)
  trust: sigmoid((spy_index - spy_index[-12]) / 15)

symbols: [hope, despair, rage, fatigue, trust]

forecast:
  targets:
    - inflation_index
    - fed_funds_rate
    - unemployment
    - us_10y_yield
    - industrial_production
    - market_volatility_index
    - spy_index
    - energy_price_index
  events:
    - name: inflation_above_4
      when: inflation_index > 4
    - name: panic
      when: market_volatility_index > 40
`;
