import type { BacktestLine } from '@pulse-stream/verify';

/** Lines over all steps ahead of one target; "*": over all targets. */
export const overSteps = (lines: readonly BacktestLine[], target = '*') =>
  lines.filter((line) => line.horizon === '*' && line.target === target);

/** The targets of a backtest, in the order of its lines. */
export const targetsOf = (lines: readonly BacktestLine[]): readonly string[] =>
  [...new Set(lines.map(({ target }) => target))].filter((name) => name !== '*');

/** The baseline with the least score; undefined: none has one. */
export function bestBaseline(lines: readonly BacktestLine[]): BacktestLine | undefined {
  const score = ({ scaled_crps: crps }: BacktestLine) => crps ?? Infinity;
  const [best] = lines
    .filter((line) => !line.method.startsWith('gravity') && line.scaled_crps !== null)
    .toSorted((a, b) => score(a) - score(b));
  return best;
}
