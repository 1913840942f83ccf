// Mutants of backtests: of forecasts that are points, because neither noise is declared nor an error
// learned, of seasons and of vintages.

const PLAN = 'packages/verify/src/backtest/backtest-plan.ts';
const SHEET = 'packages/verify/src/score/score-sheet.ts';
const ISSUED = 'packages/verify/src/backtest/issued-lines.ts';
const ORIGINS = 'packages/pipeline/src/history/origin-forecasts.ts';
const VINTAGES = 'packages/verify/src/backtest/backtest-vintages.ts';
const MEASURES = 'packages/verify/test/backtest-measures.test.ts';
const POINTS = 'packages/verify/test/backtest-points.test.ts';

/** @type {readonly import('../mutants.mjs').Mutant[]} */
export const BACKTEST = [
  {
    law: 'members that agree for want of noise are scored as a point',
    changes: [
      { file: PLAN, from: 'return silent && !learned &&', to: 'return silent && learned &&' },
    ],
    test: POINTS,
  },
  {
    law: 'members that agree by a learned spread are no point',
    changes: [{ file: PLAN, from: 'return silent && !learned &&', to: 'return silent &&' }],
    test: POINTS,
  },
  {
    law: 'only a method that learns errors gives a spread to what has no noise',
    changes: [{ file: PLAN, from: "taught && gravity.on.options.method === 'bank'", to: 'taught' }],
    test: POINTS,
  },
  {
    law: 'coverage is a mean over the forecasts that have an interval',
    changes: [
      {
        file: SHEET,
        from: 'found.sum / found.count',
        to: 'found.sum / cellOf(target, h).n',
      },
    ],
    test: POINTS,
  },
  {
    law: 'only the median of a point is issued',
    changes: [{ file: ISSUED, from: '(isPoint ? [0.5] : plan.levels)', to: '(plan.levels)' }],
    test: POINTS,
  },
  {
    law: 'without noise every member of a forecast on the way is the control run',
    changes: [
      { file: ORIGINS, from: 'fill(control.values[cell] ??', to: 'fill(control.values[0] ??' },
    ],
    test: POINTS,
  },
  {
    law: 'MASE is relative to a change over the season',
    changes: [
      {
        file: 'packages/verify/src/backtest/backtest-lines.ts',
        from: "by: 'naiveScale'",
        to: "by: 'scale'",
      },
    ],
    test: MEASURES,
  },
  {
    law: 'a season counts when the warm-up holds two',
    changes: [{ file: PLAN, from: 'known >= 2 * season', to: 'known >= season' }],
    test: MEASURES,
  },
  {
    law: 'a vintage is learned from as it was known',
    changes: [
      {
        file: VINTAGES,
        from: '...dataset.rows.map((row) => places.map((place) => row[place] ?? null)),',
        to: '...rows.slice(0, end + 1),',
      },
    ],
    test: 'packages/verify/test/backtest-vintages.test.ts',
  },
  {
    law: 'WIS of other levels are not compared',
    changes: [
      {
        file: 'packages/verify/src/score/score-forecasts.ts',
        from: 'other.levels === levels',
        to: 'true',
      },
    ],
    test: 'packages/verify/test/score-groups.test.ts',
  },
];
