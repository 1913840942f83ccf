import type { BacktestLine } from '@pulse-stream/verify';

const COLUMNS: readonly (readonly [title: string, of: (line: BacktestLine) => string])[] = [
  ['scaled CRPS', ({ scaled_crps: x }) => digits(x, 3)],
  ['MASE', ({ mase: x }) => digits(x, 3)],
  ['50 % held', ({ coverage50: x }) => digits(x, 2)],
  ['80 % held', ({ coverage80: x }) => digits(x, 2)],
  ['95 % held', ({ coverage95: x }) => digits(x, 2)],
  ['calibrated CRPS', ({ calibrated_scaled_crps: x }) => digits(x, 3)],
  ['80 % held', ({ calibrated_coverage80: x }) => digits(x, 2)],
  ['t against off', ({ dm_t_vs_off: x }) => digits(x, 1)],
  ['p', ({ dm_p_vs_off: x }) => digits(x, 2).padStart(4)],
];
const METHOD_WIDTH = 12;

function digits(value: number | null | undefined, places: number): string {
  return value === null || value === undefined ? '' : value.toFixed(places);
}

/**
 * The means over all targets and steps as a table for people; lower is better but for shares held.
 * @param realised series whose true later rows drove the forecasts
 */
export function backtestTable(lines: readonly BacktestLine[], realised: readonly string[]): string {
  const titles = COLUMNS.map(([title]) => title);
  const rows = overAll(lines).map((line) =>
    [line.method.padEnd(METHOD_WIDTH)].concat(
      COLUMNS.map(([title, of]) => of(line).padStart(title.length)),
    ),
  );
  const table = [[''.padEnd(METHOD_WIDTH), ...titles], ...rows]
    .map((cells) => `${cells.join('  ').trimEnd()}\n`)
    .join('');
  return realised.length === 0 ? table : `${table}series ${realised.join(', ')}: ${LATER_ROWS}\n`;
}

const LATER_ROWS =
  'the true later rows were used, which nobody knew when the forecasts would have been made';

export const overAll = (lines: readonly BacktestLine[]) =>
  lines.filter(({ target }) => target === '*');
