// Generated from models/bass.yaml by `node tools/embed-models.mjs`. Edit the YAML, then run it again.
/** The model file as it was written. */
export const text = `# How a new product spreads: some people take it up by themselves, others because people around them have
# it (Bass 1969). The values are the means over 213 applications that Sultan, Farley and Lehmann (1990)
# collected; how much they differ from one product to the next is a guess.
#
#   echo '{"turns":20,"params":{"market":50000}}' | pulse-stream -m bass
name: bass
time_unit: year
time: { steps_per_turn: 16, method: rk4 }
description: Bass diffusion of an innovation.
members: 200
params:
  market: { value: 10000, min: 1, unit: people, description: Everyone who will ever adopt. }
  innovation:
    value: 0.03
    draw: { lognormal: [-3.5066, 0.3] } # ln 0.03, and a spread of about 30 %
    min: 0
    unit: 1/year
    description: Share of those left who adopt by themselves.
  imitation:
    value: 0.38
    draw: { normal: [0.38, 0.05] }
    min: 0
    unit: 1/year
    description: Share of those left who would adopt if everyone around them had.
values:
  adoption: { formula: (innovation + imitation * adopters / market) * potential, unit: people/year }
slots:
  potential: { kind: variable, initial: market - adopters, min: 0, unit: people }
  adopters: { kind: variable, initial: 0, min: 0, unit: people }
rules:
  - { id: adopting, effects: [{ flow: { from: potential, to: adopters }, rate: adoption }] }
forecast:
  targets: [adopters, adoption]
  events:
    - { name: half_by_seven, when: adopters > market / 2, by: 7 }
`;
