// Generated from models/reservoir.yaml by `node tools/embed-models.mjs`. Edit the YAML, then run it again.
/** The model file as it was written. */
export const text = `# A reservoir behind a dam. What flows in is measured, or forecast by others: a driver, read from a table
# with a column \`inflow\`. What is let out follows a rule of the operator: more when the lake is full.
#
#   echo '{"turns":12}' | pulse-stream -m reservoir --observations inflow=inflow.csv
#   echo '{"turns":4,"series":{"inflow":[30,12,8,8]}}' | pulse-stream -m reservoir
name: reservoir
time_unit: month
time: { steps_per_turn: 4, method: rk4 }
description: Storage of a reservoir with a driven inflow and a release rule.
members: 200
params:
  capacity: { value: 200, min: 1, unit: hm3 }
  drain:
    value: 0.2
    draw: { uniform: [0.15, 0.25] }
    min: 0
    unit: 1/month
    description: Share of the storage that leaves through open gates.
  evaporation: { value: 0.5, min: 0, unit: hm3/month, description: Of a full lake. }
tables:
  opening:
    points: [[0, 0], [0.2, 0.5], [0.6, 1], [0.9, 1], [1, 1.5]]
    description: Of the gates by level; 1.5 is the spillway too.
series:
  inflow: { dataset: inflow, unit: hm3/month }
values:
  level: { formula: storage / capacity, unit: share }
  release: { formula: drain * opening(level) * storage, unit: hm3/month }
slots:
  storage: { kind: variable, initial: 0.6 * capacity, min: 0, errors: log1p, noise: 2, unit: hm3 }
rules:
  - { id: filling, effects: [{ flow: { to: storage }, rate: inflow }] }
  - { id: letting_out, effects: [{ flow: { from: storage }, rate: release }] }
  - { id: evaporating, effects: [{ flow: { from: storage }, rate: evaporation * level }] }
forecast:
  targets: [storage, release]
  events:
    - { name: too_full, when: level > 0.95 }
    - { name: too_low, when: level < 0.2 }
`;
