// Mutants of the shadow monitor, of names, bytes and tables, and of what the pipeline puts together.

const VARIANCE = 'packages/shadow-monitor/src/explain-variance.ts';
const ENERGY = 'packages/shadow-monitor/src/energy-share.ts';
const WATCH = 'packages/shadow-monitor/src/variable-watch.ts';
const VERDICT = 'packages/shadow-monitor/src/verdict.ts';
const SHADOW = 'packages/shadow-monitor/test/laws.test.ts';
const JUDGE = 'packages/shadow-monitor/test/judge.test.ts';
const NEAREST = 'packages/worldstate/src/names/nearest-name';
const TRUST = 'packages/worldstate/src/rule-trust';
const UTF8 = 'packages/codec/src/scan/utf8';
const CONFIDENCE = 'packages/pipeline/test/confidence-by-hand.test.ts';
const STATE = 'packages/pipeline/src/world/gravity-state';

/** @type {readonly import('../mutants.mjs').Mutant[]} */
export const OTHERS = [
  {
    law: 'the variance of the errors of the core is over n',
    changes: [
      {
        file: VARIANCE,
        from: 'square(error - mean), variable) / samples',
        to: 'square(error - mean), variable) / (samples - 1)',
      },
    ],
    test: SHADOW,
  },
  {
    law: 'variance explained looks at the last window of scored steps',
    changes: [
      {
        file: VARIANCE,
        from: 'correctedErrors.slice(-options.windowSize)',
        to: 'correctedErrors.slice(0, options.windowSize)',
      },
    ],
    test: SHADOW,
  },
  {
    law: 'a step that cannot be squared leaves no trace',
    changes: [
      {
        file: 'packages/shadow-monitor/src/shadow-step.ts',
        from: '!numbers.every((number)',
        to: '!numbers.some((number)',
      },
    ],
    test: 'packages/shadow-monitor/test/operator.test.ts',
  },
  {
    law: 'dominance rests on the forecast where no step was scored',
    changes: [
      {
        file: WATCH,
        from: 'scored === undefined || samples === 0',
        to: 'scored === undefined',
      },
    ],
    test: 'packages/shadow-monitor/test/monitor.test.ts',
  },
  {
    law: 'the energy share is of squares',
    changes: [
      {
        file: ENERGY,
        from: 'sumFinite(causal, square, variable)',
        to: 'sumFinite(causal, Math.abs, variable)',
      },
    ],
    test: SHADOW,
  },
  {
    law: 'the energy window triggers when it is full',
    changes: [{ file: ENERGY, from: 'seen >= steps', to: 'seen > steps' }],
    test: SHADOW,
  },
  {
    law: 'the energy window begins with the last scored steps',
    changes: [
      {
        file: WATCH,
        from: '(seed?.corrections.length ?? 0) - options.windowSteps',
        to: '(seed?.corrections.length ?? 0) - options.windowSteps + 1',
      },
    ],
    test: SHADOW,
  },
  {
    law: 'the energy share triggers strictly above its threshold',
    changes: [
      {
        file: WATCH,
        from: 'energy.share() > options.energyThreshold',
        to: 'energy.share() >= options.energyThreshold',
      },
    ],
    test: 'packages/shadow-monitor/test/monitor.test.ts',
  },
  {
    law: 'dominance rests on the scored steps where there are any',
    changes: [
      {
        file: WATCH,
        from: 'scored === undefined || samples === 0',
        to: 'scored === undefined || samples > 0',
      },
    ],
    test: SHADOW,
  },
  {
    law: 'variance explained of −.05 is healthy',
    changes: [
      {
        file: VERDICT,
        from: 'varianceExplained < HARMFUL_BELOW',
        to: 'varianceExplained <= HARMFUL_BELOW',
      },
    ],
    test: JUDGE,
  },
  {
    law: 'variance explained of .1 is assisted',
    changes: [
      {
        file: VERDICT,
        from: 'varianceExplained < ASSISTED_FROM',
        to: 'varianceExplained <= ASSISTED_FROM',
      },
    ],
    test: JUDGE,
  },
  {
    law: 'variance explained at its threshold is not up for review',
    changes: [
      {
        file: VERDICT,
        from: 'varianceExplained > threshold',
        to: 'varianceExplained >= threshold',
      },
    ],
    test: JUDGE,
  },
  {
    law: 'a name is near within a third of its letters',
    changes: [{ file: `${NEAREST}.ts`, from: 'longer / 3', to: 'longer / 2' }],
    test: `${NEAREST}.test.ts`,
  },
  {
    law: 'a name of a few letters is near within two edits',
    changes: [{ file: `${NEAREST}.ts`, from: 'Math.max(2,', to: 'Math.max(1,' }],
    test: `${NEAREST}.test.ts`,
  },
  {
    law: 'a belief about a rule keeps .99 of its evidence',
    changes: [{ file: `${TRUST}.ts`, from: 'TRUST_DECAY = 0.99', to: 'TRUST_DECAY = 0.98' }],
    test: `${TRUST}.test.ts`,
  },
  {
    law: 'a belief is forgotten above five votes',
    changes: [
      {
        file: `${TRUST}.ts`,
        from: 'trust.alpha + trust.beta <= above',
        to: 'trust.alpha + trust.beta < above',
      },
    ],
    test: `${TRUST}.test.ts`,
  },
  {
    law: 'an effect that changes nothing has no vote',
    changes: [
      {
        file: `${TRUST}.ts`,
        from: 'withEffect === without ? null : withEffect < without',
        to: 'withEffect <= without',
      },
    ],
    test: `${TRUST}.test.ts`,
  },
  {
    law: 'an overlong form in two bytes is no UTF-8',
    changes: [{ file: `${UTF8}.ts`, from: 'lead < 0xc2', to: 'lead < 0xc0' }],
    test: `${UTF8}.test.ts`,
  },
  {
    law: 'an overlong form in three or four bytes is no UTF-8',
    changes: [
      {
        file: `${UTF8}.ts`,
        from: 'lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80',
        to: '0x80',
      },
    ],
    test: `${UTF8}.test.ts`,
  },
  {
    law: 'a surrogate is no UTF-8',
    changes: [{ file: `${UTF8}.ts`, from: 'lead === 0xed ? 0x9f :', to: '' }],
    test: `${UTF8}.test.ts`,
  },
  {
    law: 'the line of a table row is physical',
    changes: [
      {
        file: 'packages/sinks/src/tables/csv-table.ts',
        from: 'take(record, lineAt(end - 1))',
        to: 'take(record, lineAt(0))',
      },
    ],
    test: 'packages/sinks/src/tables/csv-table.test.ts',
  },
  {
    law: 'confidence rests on forecasts of its own horizon',
    changes: [
      {
        file: 'packages/pipeline/src/history/learned-evidence.ts',
        from: 'return standings.at(target, h) ?? explainMissing(standings, h);',
        to: 'return standings.at(target, Math.max(1, h - 1)) ?? explainMissing(standings, h);',
      },
    ],
    test: CONFIDENCE,
  },
  {
    law: 'no row comes before its time',
    changes: [
      {
        file: 'packages/pipeline/src/world/history.ts',
        from: 'rows: dataset.rows.slice(first, last + 1)',
        to: 'rows: dataset.rows.slice(first, last + 2)',
      },
    ],
    test: CONFIDENCE,
  },
  {
    law: 'a state keeps the forecasts that wait for their truth',
    changes: [
      {
        file: `${STATE}.ts`,
        from: 'pending: record.pending.map(',
        to: 'pending: record.pending.slice(1).map(',
      },
    ],
    test: `${STATE}-fields.test.ts`,
  },
  {
    law: 'a state keeps how many origins were verified',
    changes: [
      {
        file: `${STATE}.ts`,
        from: 'verified: [...record.calibration.verified]',
        to: 'verified: record.calibration.verified.map(() => 0)',
      },
    ],
    test: `${STATE}-fields.test.ts`,
  },
  {
    law: 'what is learned from a history is kept apart by the options of the shadow monitor',
    changes: [
      {
        file: 'packages/pipeline/src/world/learned-cache.ts',
        from: 'learned({ span, ...rest }: LearnedKey',
        to: 'learned({ span, shadow: _, ...rest }: LearnedKey',
      },
    ],
    test: 'packages/pipeline/test/shadow-neighbours.test.ts',
  },
  {
    law: 'CR LF inside a quoted cell is one line break',
    changes: [
      {
        file: 'packages/sinks/src/tables/csv-table.ts',
        from: 'if (bytes[at] === LINE_FEED) line += 1',
        to: 'if (bytes[at] === LINE_FEED || bytes[at] === 0x0d) line += 1',
      },
    ],
    test: 'packages/sinks/src/tables/csv-table.test.ts',
  },
];
