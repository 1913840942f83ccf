import { PulseError } from '@pulse-stream/worldstate';
import { stringify } from 'yaml';

const MOST_LETTERS = 128;

/** What follows the name: how something new spreads (Bass, 1969), with a line on every key. */
const STARTER = `time_unit: month                  # what a turn is: hour, day, week, month, quarter, year or turn
members: 200                      # paths in a forecast; each draws its own numbers
description: >-                   # for people, like every description
  How something new finds its users, by itself and by word of mouth.

time:                             # leave it out where nothing moves by a rate
  steps_per_turn: 8               # rates act in steps, so many a turn; more is finer

params:                           # numbers for formulas; a scenario may change them
  market: { value: 1000, min: 1, description: People who could become users. }
  appeal: { value: 0.02, min: 0, description: Share of the others who start unasked a month. }
  talk:
    value: 0.4                    # on the control run
    draw: { normal: [0.4, 0.08] } # for every member: mean and standard deviation
    min: 0                        # no draw is below it; a scenario's value neither
    description: People whom a user wins over per month while few others are users.

slots:                            # what the world remembers from turn to turn
  others:
    kind: variable                # or overlay (a share that decays), or capital (money)
    initial: market - users       # at turn 0: a number or a formula
    min: 0                        # flows never take more than there is
    unit: people                  # for people who read the records
    description: People who are not users yet.
  users: { kind: variable, initial: 10, min: 0, unit: people, description: People who are. }

values:                           # formulas with a name, computed wherever they are read
  share: users / market
  starts: (appeal + talk * share) * others

rules:                            # what moves the slots, in order
  - id: adoption                  # its part of a change is rule.adoption
    description: Others become users.
    effects:                      # or { target: users, add: … } once a turn, set: … , rate: …
      - flow: { from: others, to: users } # one loses what the other gains
        rate: starts              # per unit of time, here per month

forecast:                         # what is forecast where a scenario does not say
  targets: [users, share]         # slots or values
  horizons: [3, 6, 12, 24]        # turns ahead
  events:                         # whose probability is forecast
    - name: half                  # for the record
      when: share > 0.5           # a condition over slots, values and params
      by: 12                      # at any turn up to this one; at: 12 would be at turn 12
`;

/**
 * A commented model to start from.
 * @throws PulseError `option-invalid` when it cannot be named like this
 */
export function starterModel(name: string): string {
  if (/\.(ya?ml|json)$/i.test(name))
    throw new PulseError(
      'option-invalid',
      `model new takes a name and writes to standard output: pulse-stream model new ${name.replace(/\.\w+$/, '')} > ${name}`,
    );
  if (name === '' || name.length > MOST_LETTERS || /\p{Cc}/u.test(name))
    throw new PulseError(
      'option-invalid',
      `a model has a name of 1 to ${MOST_LETTERS} characters, none of them a control character`,
    );
  const file = /^[\w-]+$/.test(name) ? `${name}.yaml` : 'model.yaml';
  return `# Check it:  pulse-stream model check ${file}
# Run it:    echo '{"turns":24,"params":{"appeal":0.05}}' | pulse-stream -m ${file}
name: ${stringify(name, { lineWidth: 0 }).trim().padEnd(27)} # in every record
${STARTER}`;
}
