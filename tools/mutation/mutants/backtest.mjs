// Mutants of forecasts that are points, because neither noise is declared nor an error learned.

const PLAN = 'packages/verify/src/backtest/backtest-plan.ts';
const SHEET = 'packages/verify/src/score/score-sheet.ts';
const ISSUED = 'packages/verify/src/backtest/issued-lines.ts';
const ORIGINS = 'packages/pipeline/src/history/origin-forecasts.ts';
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
    changes: [
      { file: ISSUED, from: '(isPoint ? [0.5] : LEVELS)', to: '(isPoint ? LEVELS : LEVELS)' },
    ],
    test: POINTS,
  },
  {
    law: 'without noise every member of a forecast on the way is the control run',
    changes: [
      { file: ORIGINS, from: 'fill(control.values[cell] ??', to: 'fill(control.values[0] ??' },
    ],
    test: POINTS,
  },
];
