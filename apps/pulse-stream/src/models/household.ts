// Generated from models/household.yaml by `node tools/embed-models.mjs`. Edit the YAML, then run it again.
/** The model file as it was written. */
export const text = `# Chance in a small group: the chain binomial of Reed and Frost, as Abbey (1952) describes it. A turn is
# one generation. Everyone susceptible escapes each case by itself with the probability \`escape\`, so the
# number of new cases is a binomial draw; a case is infectious for one generation. The control run moves
# the means of these draws, which are fractions of people; the members count.
#
#   echo '{"turns":10,"members":10000,"params":{"escape":0.8}}' | pulse-stream -m household
name: household
description: Reed-Frost epidemic in a household, with counted people.
members: 1000
params:
  escape:
    { value: 0.7, min: 0, max: 1, description: Probability to escape one case for one generation. }
  size: { value: 3, min: 1, unit: people }
slots:
  susceptible: { kind: variable, initial: size - 1, min: 0, unit: people }
  infectious: { kind: variable, initial: 1, min: 0, unit: people }
  recovered: { kind: variable, initial: 0, min: 0, unit: people }
rules:
  - id: infection
    effects:
      - flow: { from: susceptible, to: infectious }
        rate: susceptible * (1 - escape ^ infectious)
        draw: binomial
  - { id: recovery, effects: [{ flow: { from: infectious, to: recovered }, rate: infectious }] }
forecast:
  targets: [recovered]
  events:
    - { name: all_ill, when: susceptible < 0.5 }
`;
