// Generated from models/seir.yaml by `node tools/embed-models.mjs`. Edit the YAML, then run it again.
/** The model file as it was written. */
export const text = `# An epidemic with a latent stage, a season and too few beds: the SEIR model of textbooks (Keeling and
# Rohani 2008) as flows between four stocks. A turn is a day, computed in four steps. How many people a
# case meets follows the season; how easily it infects them is uncertain, so every member of the ensemble
# draws its own \`beta\`. Without the season beta × infectious_days is the R0 of the textbooks.
#
#   echo '{"turns":120,"params":{"amplitude":0}}' | pulse-stream -m seir
name: seir
time_unit: day
time: { start: 2024-01-01, steps_per_turn: 4, method: rk4 }
description: SEIR epidemic with seasonal contacts and hospital beds.
members: 200
params:
  population: { value: 100000, min: 1, unit: people }
  beta: { value: 0.4, draw: { normal: [0.4, 0.03] }, min: 0, unit: infections per case and day }
  latent_days: { value: 4, min: 0.1, description: From infection to being infectious. }
  infectious_days: { value: 5, min: 0.1, unit: days }
  amplitude: { value: 0.15, min: 0, max: 1, description: Share of contacts more in winter. }
  severe: { value: 0.02, min: 0, max: 1, description: Share of cases that need a bed. }
  beds: { value: 180, min: 1 }
values:
  contacts: 1 + amplitude * cos(2 * pi * day_of_year / 365)
  force: { formula: beta * contacts * infectious / population, unit: 1/day }
  bed_load: { formula: severe * infectious / beds, unit: share of beds }
slots:
  susceptible: { kind: variable, initial: population - exposed - infectious, min: 0 }
  exposed: { kind: variable, initial: 20, min: 0, unit: people }
  infectious: { kind: variable, initial: 10, min: 0, unit: people }
  recovered: { kind: variable, initial: 0, min: 0, unit: people }
rules:
  - id: infection
    effects: [{ flow: { from: susceptible, to: exposed }, rate: force * susceptible }]
  - id: onset
    effects: [{ flow: { from: exposed, to: infectious }, rate: exposed / latent_days }]
  - id: recovery
    effects: [{ flow: { from: infectious, to: recovered }, rate: infectious / infectious_days }]
forecast:
  targets: [infectious, recovered, bed_load]
  events:
    - { name: beds_full, when: bed_load >= 1 }
`;
