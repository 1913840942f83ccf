// Mutants of calibration, confidence, gates, scores and baselines.

/** @param {string} name @param {string} from @param {string} to */
const at = (name, from, to) => ({ file: `packages/forecast/src/${name}.ts`, from, to });

const RECORD = 'packages/forecast/src/track-record-by-hand.test.ts';
const TRACKER = 'packages/forecast/src/track-record.test.ts';
const BASELINES = 'packages/forecast/src/baselines/baselines-by-hand.test.ts';
const MEASURES = 'packages/forecast/test/measures.test.ts';
const SCORES = 'packages/forecast/test/scores.test.ts';
const CELL = 'packages/forecast/src/verify-cell.test.ts';
const TRUST = 'packages/forecast/test/trust.test.ts';

/** @type {readonly import('../mutants.mjs').Mutant[]} */
export const FORECAST = [
  {
    law: 'coverage is that of the latest origins',
    changes: [
      at(
        'track-record',
        '[...trail.covered, covered].slice(-TRAIL)',
        '[...trail.covered, covered].slice(0, TRAIL)',
      ),
    ],
    test: RECORD,
  },
  {
    law: 'skill is that of the latest origins',
    changes: [
      at(
        'track-record',
        '[...trail.crps, crps].slice(-TRAIL)',
        '[...trail.crps, crps].slice(0, TRAIL)',
      ),
    ],
    test: RECORD,
  },
  {
    law: 'sixty origins count',
    changes: [at('track-record', 'TRAIL = 60', 'TRAIL = 61')],
    test: RECORD,
  },
  {
    law: 'coverage is that of published intervals',
    changes: [at('track-record', 'holds(published, 0.8, truth)', 'holds(members, 0.8, truth)')],
    test: RECORD,
  },
  {
    law: 'a published interval has the spread that was known when it was issued',
    changes: [
      at(
        'track-record',
        'const spread = issued.spreads[h - 1] ?? null;',
        'const spread = this.spreads()[h - 1] ?? null;',
      ),
    ],
    test: TRACKER,
  },
  {
    law: 'v is applied from thirty verified origins on',
    changes: [at('calibration', 'LEAST_VERIFIED = 30', 'LEAST_VERIFIED = 29')],
    test: TRACKER,
  },
  {
    law: 'v forgets a fiftieth a step',
    changes: [at('calibration', 'VARIANCE_GAIN = 0.02', 'VARIANCE_GAIN = 0.03')],
    test: RECORD,
  },
  {
    law: 'a squared error counts up to six variances',
    changes: [at('calibration', 'MOST_RATIO = 6', 'MOST_RATIO = 9')],
    test: RECORD,
  },
  {
    law: 'v is learned step by step ahead',
    changes: [
      at(
        'calibration',
        'calibration.spreads[h - 1] ?? UNMOVED',
        'calibration.spreads[0] ?? UNMOVED',
      ),
    ],
    test: RECORD,
  },
  {
    law: 'the random walk of h steps has h times the variance of one',
    changes: [at('naive-forecast', 'Math.sqrt(seasons * square)', 'Math.sqrt(square)')],
    test: RECORD,
  },
  {
    law: 'a level moves by what its interval failed to hold',
    changes: [at('calibration', '(central - held)', '(held - central)')],
    test: RECORD,
  },
  {
    law: 'few members hold less than they say, and are stretched for it',
    changes: [at('calibration', '(CENTRAL[c] ?? level) * few', '(CENTRAL[c] ?? level)')],
    test: RECORD,
  },
  {
    law: 'what is published meets the sentinel, not the members as they ran',
    changes: [
      at('track-record', 'spread === null ? crps : (fairCrps(published, truth) ?? 0)', 'crps'),
    ],
    test: RECORD,
  },
  {
    law: 'a missing end leaves a change out',
    changes: [
      at('naive-forecast', '    if (before === null) continue;\n    squares +=', '    squares +='),
    ],
    test: RECORD,
  },
  {
    law: 'the scores of an ensemble are fair',
    changes: [
      at(
        'track-record',
        'const crps = fairCrps(members, truth) ?? 0;',
        'const crps = (fairCrps(members, truth) ?? 0) * 0.99;',
      ),
    ],
    test: RECORD,
  },
  {
    law: 'the variance of members is that of a sample',
    changes: [
      at(
        'moments',
        'Math.sqrt(squares / (sample.length - 1))',
        'Math.sqrt(squares / sample.length)',
      ),
    ],
    test: RECORD,
  },
  {
    law: 'skill is least over the targets',
    changes: [
      at('standing', 'least = Math.min(least, 1 - crps / walk);', 'least = 1 - crps / walk;'),
    ],
    test: RECORD,
  },
  {
    law: 'the correction share of a gate is never negative',
    changes: [at('gate', 'Math.max(most, value), 0)', 'Math.max(most, value), -Infinity)')],
    test: 'packages/forecast/test/gate.test.ts',
  },
  {
    law: 'confidence starts at a half',
    changes: [at('confidence', '(1 + won) / (2 + verified)', 'won / verified')],
    test: MEASURES,
  },
  {
    law: 'confidence falls with coverage below 80 %',
    changes: [at('confidence', 'covered / verified / NOMINAL', 'covered / verified')],
    test: MEASURES,
  },
  {
    law: 'fragility is that of the most fragile target',
    changes: [at('fragility', 'value = Math.max(value, share);', 'value = share;')],
    test: MEASURES,
  },
  {
    law: 'fragility looks at the last horizon',
    changes: [at('fragility', 't * turns + turns - 1', 't * turns')],
    test: MEASURES,
  },
  {
    law: 'fragility is a root mean square over the perturbations',
    changes: [at('fragility', 'Math.sqrt(sum / runs)', 'Math.sqrt(sum)')],
    test: MEASURES,
  },
  {
    law: 'the bad tail is rounded up',
    changes: [
      at(
        'risk',
        'Math.ceil(changes.length / TAIL)',
        'Math.max(1, Math.floor(changes.length / TAIL))',
      ),
    ],
    test: MEASURES,
  },
  {
    law: 'the bad tail of many members is the worst ones',
    changes: [
      at(
        'risk',
        'changes.toSorted().subarray(0, count)',
        'changes.toSorted().subarray(1, count + 1)',
      ),
    ],
    test: MEASURES,
  },
  {
    law: 'confidence at its threshold is enough',
    changes: [
      at(
        'trust',
        'value !== null && value < thresholds.confidence',
        'value !== null && value <= thresholds.confidence',
      ),
    ],
    test: TRUST,
  },
  {
    law: 'fragility and risk at their thresholds are accepted',
    changes: [at('trust', 'value !== null && value > limit', 'value !== null && value >= limit')],
    test: TRUST,
  },
  {
    law: 'the fair CRPS has M(M − 1) pairs',
    changes: [at('scores/crps', 'between / (size * (size - 1))', 'between / (size * size)')],
    test: SCORES,
  },
  {
    law: 'there is no WIS of levels that are not symmetric',
    changes: [at('scores/interval', '> MIRROR_TOLERANCE) return null', '> 1) return null')],
    test: SCORES,
  },
  {
    law: 'WIS is over K + ½ pairs',
    changes: [at('scores/interval', 'sum / (pairs + 0.5)', 'sum / (pairs + 1)')],
    test: CELL,
  },
  {
    law: 'members equal to the truth count half in the PIT',
    changes: [at('scores/pit', '0.5 * equal', 'equal')],
    test: CELL,
  },
  {
    law: 'theta spreads with one parameter',
    changes: [at('baselines/smoothing', '(squares / (count - 1))', '(squares / (count - 2))')],
    test: BASELINES,
  },
  {
    law: 'ets is chosen by the corrected criterion',
    changes: [at('baselines/ets', ' + (2 * k * (k + 1)) / (count - k - 1)', '')],
    test: BASELINES,
  },
  {
    law: 'the variance of ets grows by its responses',
    changes: [
      at(
        'baselines/ets',
        'alpha + beta * (reach[h - 1] as number)',
        'alpha + beta * (reach[h] as number)',
      ),
    ],
    test: BASELINES,
  },
];
