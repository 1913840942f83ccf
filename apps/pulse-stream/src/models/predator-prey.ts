// Generated from models/predator-prey.yaml by `node tools/embed-models.mjs`. Edit the YAML, then run it again.
/** The model file as it was written. */
export const text = `# Hares and lynxes (Lotka 1925, Volterra 1926): lynxes live of hares, so whoever is many makes the other
# many or few, in circles that never end. With Euler's method the circles would grow for no reason but the
# step; so this world is computed by the classical Runge-Kutta method.
#
#   echo '{"turns":30,"state_overrides":{"lynxes":10}}' | pulse-stream -m predator-prey
name: predator-prey
time_unit: year
time: { steps_per_turn: 128, method: rk4 }
description: Lotka-Volterra cycles of hares and lynxes, in thousands of pelts.
members: 200
params:
  births:
    value: 0.55
    draw: { normal: [0.55, 0.02] }
    min: 0
    unit: 1/year
    description: Hares born per hare.
  hunting:
    { value: 0.028, min: 0, description: 'Share of hares that a thousand lynxes take per year.' }
  feeding:
    { value: 0.026, min: 0, description: 'Lynxes born per year, per lynx and thousand hares.' }
  deaths: { value: 0.84, min: 0, unit: 1/year, description: Share of lynxes that die. }
slots:
  hares: { kind: variable, initial: 30, min: 0, unit: thousands }
  lynxes: { kind: variable, initial: 4, min: 0, unit: thousands }
rules:
  - { id: breeding, effects: [{ target: hares, rate: births * hares }] }
  - { id: being_eaten, effects: [{ target: hares, rate: -hunting * hares * lynxes }] }
  - { id: raising, effects: [{ target: lynxes, rate: feeding * hares * lynxes }] }
  - { id: dying, effects: [{ target: lynxes, rate: -deaths * lynxes }] }
forecast:
  targets: [hares, lynxes]
  events:
    - { name: crash, when: hares < 9 }
`;
