// Mutants of what gravity learns, corrects and keeps.

/** @param {string} name @param {string} from @param {string} to */
const at = (name, from, to) => ({ file: `packages/gravity/src/${name}.ts`, from, to });

const BY_HAND = 'packages/gravity/test/bank-by-hand.test.ts';
const FIELDS = 'packages/gravity/test/snapshot-fields.test.ts';

/** @type {readonly import('../mutants.mjs').Mutant[]} */
export const GRAVITY = [
  {
    law: 'the regression weighs an outlier down (Huber)',
    changes: [
      at('bank/filter', 'weight: huberWeight(this.#error[last] as number, sigma2)', 'weight: 1'),
    ],
    test: BY_HAND,
  },
  {
    law: 'Huber begins at two standard deviations',
    changes: [at('bank/regression', 'HUBER = 2', 'HUBER = 3')],
    test: BY_HAND,
  },
  {
    law: 'σ² of the regression is the long-run L of its errors',
    changes: [
      at(
        'bank/filter',
        'const sigma2 = longRun[last]',
        'const sigma2 = this.#memory.variance[last]',
      ),
    ],
    test: BY_HAND,
  },
  {
    law: 'an error counts in s² up to 25 s²',
    changes: [
      at(
        'bank/weights',
        'variance[k] = Math.max(least, decay * s2 + (1 - decay) * shock)',
        'variance[k] = Math.max(least, decay * s2 + (1 - decay) * e * e)',
      ),
    ],
    test: BY_HAND,
  },
  {
    law: 'an error counts in L up to 25 s²',
    changes: [
      at('bank/weights', '(shock - (longRun[k] as number))', '(e * e - (longRun[k] as number))'),
    ],
    test: BY_HAND,
  },
  {
    law: 'the cap is 5 standard deviations',
    changes: [at('bank/weights', 'MOST_SHOCK = 5', 'MOST_SHOCK = 6')],
    test: BY_HAND,
  },
  {
    law: 'a squared surprise counts as evidence up to 16',
    changes: [at('bank/weights', 'MOST_EVIDENCE = 16', 'MOST_EVIDENCE = 25')],
    test: BY_HAND,
  },
  {
    law: 'evidence pays for the scale it claims, −½ ln s²',
    changes: [at('bank/weights', '      0.5 * Math.log(s2) -\n', '')],
    test: BY_HAND,
  },
  {
    law: 'weights remember .995 of their evidence',
    changes: [at('bank/state', 'MEMORY = 0.995', 'MEMORY = 0.99')],
    test: BY_HAND,
  },
  {
    law: 'weights are pulled .05 of the way to their floor',
    changes: [at('bank/state', 'FLOOR_SHARE = 0.05', 'FLOOR_SHARE = 0.1')],
    test: BY_HAND,
  },
  {
    law: 'forgotten evidence returns to the prior',
    changes: [at('bank/weights', '(1 - memory) * (logPrior[k] as number)', '0')],
    test: BY_HAND,
  },
  {
    law: 'L begins as the mean of 30 squared errors',
    changes: [at('bank/state', 'LONG_RUN_FROM = 30', 'LONG_RUN_FROM = 31')],
    test: BY_HAND,
  },
  {
    law: 'an error moves the bias by up to three standard deviations, in a history',
    changes: [at('bank/experts', 'MOST_SURPRISE * Math.sqrt', '4 * Math.sqrt')],
    test: BY_HAND,
  },
  {
    law: 'an error moves the bias by up to three standard deviations, on the path of a member',
    changes: [at('bank/member', 'MOST_SURPRISE * Math.sqrt', '4 * Math.sqrt')],
    test: BY_HAND,
  },
  {
    law: 'changes count as features up to 4 s',
    changes: [at('bank/features', 'MOST_CHANGE = 4', 'MOST_CHANGE = 60')],
    test: BY_HAND,
  },
  {
    law: 'the change feature is that of the last step',
    changes: [at('bank/filter', 'memory.previous.set(from);', '')],
    test: BY_HAND,
  },
  {
    law: 'forgotten information of a regression returns to its prior',
    changes: [at('bank/regression', '+ renewed * precision;', ';')],
    test: BY_HAND,
  },
  {
    law: 'the prior of a rule is the rule as written',
    changes: [at('bank/regression', 'renewed * precision * (prior.mean[row] as number) +', '')],
    test: BY_HAND,
  },
  {
    law: 'the scale of shocks decays by ρ from the first step on',
    changes: [
      at(
        'correct/bank-corrector',
        '    this.#fade *= this.#decay;\n    const fade',
        '    const fade',
      ),
      at(
        'correct/bank-corrector',
        '    return true;\n  }\n\n  settle',
        '    this.#fade *= this.#decay;\n    return true;\n  }\n\n  settle',
      ),
    ],
    test: BY_HAND,
  },
  {
    law: 'the scale of shocks goes from s² to L',
    changes: [
      at(
        'correct/bank-corrector',
        '(longRun[at] as number) + (excess[at] as number) * fade',
        '(longRun[at] as number) + (excess[at] as number) * (1 - fade)',
      ),
    ],
    test: BY_HAND,
  },
  {
    law: 'shocks are centred',
    changes: [at('bank/pool', 'known(entry, place) - centre;', 'known(entry, place);')],
    test: BY_HAND,
  },
  {
    law: 'the control run applies the share that is supported',
    changes: [
      at('correct/bank-corrector', 'this.#isControl ? (this.#supports[at] as number) : 1', '1'),
    ],
    test: BY_HAND,
  },
  {
    law: 'members that are not supported follow the causal model',
    changes: [at('bank/draws', 'if (point >= support) return PURE_MODEL;', '')],
    test: BY_HAND,
  },
  {
    law: 'members draw their strengths with the covariance of the regression',
    changes: [at('bank/draws', '    drawFrom(factorOf(i, size), size, theta, at);\n', '')],
    test: BY_HAND,
  },
  {
    law: 'the support forgets .995 a step',
    changes: [at('bank/support', 'MEMORY = 0.995', 'MEMORY = 1')],
    test: BY_HAND,
  },
  {
    law: 'little evidence is drawn to that of all variables',
    changes: [at('bank/support', 'PRIOR * supportOfAll(record)', 'PRIOR')],
    test: BY_HAND,
  },
  {
    law: 'the support weighs outliers down',
    changes: [
      at(
        'bank/support',
        'const weight = huberWeight(error, variance) / variance;',
        'const weight = 1 / variance;',
      ),
    ],
    test: BY_HAND,
  },
  {
    law: 'on the control run every expert follows the path',
    changes: [
      at(
        'bank/paths',
        '    moveExperts(GRID, memory, range, forecast, variance, y, this.#ofMean[i] as number);\n',
        '',
      ),
    ],
    test: BY_HAND,
  },
  {
    law: 'scored innovations begin after the warm-up',
    changes: [
      at(
        'history/bank-learner',
        'if (!isBankWarm(memory)) return;',
        'memory.scored.fill(1);\n    if (!isBankWarm(memory)) return;',
      ),
    ],
    test: BY_HAND,
  },
  {
    law: 'a snapshot keeps what was limited',
    changes: [
      at(
        'report/bank-snapshot',
        'limited: Int32Array.from(saved.limited)',
        'limited: new Int32Array(saved.limited.length)',
      ),
    ],
    test: FIELDS,
  },
  {
    law: 'a snapshot keeps how many errors are in L',
    changes: [
      at(
        'report/bank-snapshot',
        'count: Float64Array.from(saved.count)',
        'count: Float64Array.from(saved.count, () => 30)',
      ),
    ],
    test: FIELDS,
  },
  {
    law: 'a snapshot keeps where the next shock goes',
    changes: [at('report/bank-snapshot', 'next: state.next', 'next: 0')],
    test: FIELDS,
  },
  {
    law: 'a snapshot keeps how many observations were refused',
    changes: [at('report/snapshot', 'refused: saved.refused', 'refused: 0')],
    test: FIELDS,
  },
  {
    law: 'a snapshot keeps how many observations were used',
    changes: [at('report/snapshot', 'used: retrodiction.used', 'used: 0')],
    test: FIELDS,
  },
  {
    law: 'a snapshot keeps what untaught variables scored',
    changes: [at('report/snapshot', 'untaughtScored: saved.untaught_scored', 'untaughtScored: []')],
    test: FIELDS,
  },
  {
    law: 'a snapshot keeps the trips of the breaker',
    changes: [
      at('report/sgd-snapshot', 'trips: [...state.trips]', 'trips: state.trips.map(() => 0)'),
    ],
    test: FIELDS,
  },
  {
    law: 'a snapshot keeps the residuals that adapt λ',
    changes: [at('report/sgd-snapshot', 'residuals: [...state.residuals]', 'residuals: []')],
    test: FIELDS,
  },
  {
    law: 'observations refused before a stop are counted after it',
    changes: [
      at('history/continue-retrodiction', 'from.refused + observed.refused', 'observed.refused'),
    ],
    test: FIELDS,
  },
  {
    law: 'limited corrections before a stop are counted after it',
    changes: [
      at('bank/state', 'limited: state.limited.slice(),', 'limited: state.limited.map(() => 0),'),
    ],
    test: FIELDS,
  },
];
