// Generated from models/sir.yaml by `node tools/embed-models.mjs`. Edit the YAML, then run it again.
/** The model file as it was written. */
export const text = `# A second world, which has nothing to do with pulse: an SIR epidemic with cautious people.
#
#   S' = -beta · c · (1 - caution · alarm) · S · I        S, I, R: shares of the population
#   I' = -S' - gamma · I                                  c: contacts relative to normal
#   R' =  gamma · I
#
# One turn is one day. All rules read the state at the start of their step (simultaneous), which makes
# this the Euler scheme of Kermack and McKendrick (1927) with a step of one day. \`alarm\` is measured:
# it is the load of the hospitals, computed from the infected at the end of every turn, and it acts
# on the day after.
#
# Noise enters where an epidemic has it, in how often people meet: contacts wander around normal.
# S, I and R get none, so their sum stays 1 whatever the draws.
#
#   pulse-stream -m models/sir.yaml <<< '{"turns":120,"params":{"beta":0.25}}'
name: sir
version: '1'
time_unit: day
description: >-
  SIR epidemic with random contacts and people who stay at home when hospitals fill up.
members: 200
evaluation: simultaneous

slots:
  susceptible:
    kind: variable
    initial: 0.999
    min: 0
    max: 1
    unit: share
    description: People who can still be infected.
  infected:
    kind: variable
    initial: 0.001
    min: 0
    max: 1
    unit: share
    description: People who are infectious today.
  recovered:
    kind: variable
    initial: 0
    min: 0
    max: 1
    unit: share
    description: People who were infected and no longer are.
  contacts:
    kind: variable
    initial: 1
    min: 0
    noise: 0.1
    unit: relative
    description: How often people meet, 1 = normal. Wanders and returns.
  alarm:
    kind: overlay
    initial: 0
    description: Load of the hospitals, 1 = every bed taken. Measured, see below.

dynamic_overlay:
  initial: 0
  noise: 0

params:
  beta:
    value: 0.2
    min: 0
    max: 2
    description: Infections per day that one case causes among susceptible people at normal contacts.
  gamma:
    value: 0.1
    min: 0
    max: 1
    description: Share of the infected who recover per day; 1/gamma days is the duration.
  population:
    value: 1000000
    min: 1
    description: People. It sets how many cases fill the hospitals.
  beds:
    value: 2500
    min: 1
    description: Hospital beds.
  severe:
    value: 0.02
    min: 0
    max: 1
    description: Share of the infected who need a bed.
  caution:
    value: 0.3
    min: 0
    max: 1
    description: Share of contacts given up at full alarm; 0 is the textbook model.
  return_rate:
    value: 0.2
    min: 0
    max: 1
    description: Share of their distance from normal that contacts return per day.

rules:
  - id: infection
    description: A case infects as many as it meets susceptible people.
    effects:
      - target: susceptible
        add: -beta * contacts * (1 - caution * alarm) * susceptible * infected
      - target: infected
        add: beta * contacts * (1 - caution * alarm) * susceptible * infected
  - id: recovery
    description: Cases end.
    effects:
      - { target: infected, add: -gamma * infected }
      - { target: recovered, add: gamma * infected }
  - id: habit
    description: Contacts return to normal.
    effects:
      - { target: contacts, add: return_rate * (1 - contacts) }

measurements:
  alarm: clamp(infected * population * severe / beds, 0, 1)

symbols: [alarm]

forecast:
  targets: [infected, susceptible, recovered, alarm]
  events:
    # More than a tenth of all people infectious on the same day.
    - name: peak
      when: infected > 0.1
    - name: beds_full
      when: alarm >= 1
`;
