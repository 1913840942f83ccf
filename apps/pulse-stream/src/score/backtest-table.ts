import type { BacktestLine } from '@pulse-stream/verify';
import { escapeCell } from '../terminal/escape-controls.ts';
import { bestBaseline, overSteps, targetsOf } from './best-baseline.ts';

type Columns<Row> = readonly (readonly [title: string, of: (row: Row) => string])[];

const OVER_ALL: Columns<BacktestLine> = [
  ['', ({ method }) => method],
  ['scaled CRPS', ({ scaled_crps: x }) => digits(x, 3)],
  ['MASE', ({ mase: x }) => digits(x, 3)],
  ['50 % held', ({ coverage50: x }) => digits(x, 2)],
  ['80 % held', ({ coverage80: x }) => digits(x, 2)],
  ['95 % held', ({ coverage95: x }) => digits(x, 2)],
  ['calibrated CRPS', ({ calibrated_scaled_crps: x }) => digits(x, 3)],
  ['its 80 % held', ({ calibrated_coverage80: x }) => digits(x, 2)],
  ['t against off', ({ dm_t_vs_off: x }) => digits(x, 1)],
  ['p', ({ dm_p_vs_off: x }) => digits(x, 2)],
];

/** One target over all steps: gravity, and the baseline that is best there. */
interface TargetRow {
  readonly on: BacktestLine;
  readonly off: BacktestLine | undefined;
  readonly best: BacktestLine | undefined;
}

const BY_TARGET: Columns<TargetRow> = [
  ['target', ({ on }) => escapeCell(on.target)],
  ['season', ({ on }) => (on.season === null || on.season === 1 ? '' : String(on.season))],
  ['gravity-on', ({ on }) => digits(on.scaled_crps, 3)],
  ['gravity-off', ({ off }) => digits(off?.scaled_crps, 3)],
  ['best baseline', ({ best }) => best?.method ?? ''],
  ['its CRPS', ({ best }) => digits(best?.scaled_crps, 3)],
  ['on / best', ({ on, best }) => ratio(on.scaled_crps, best?.scaled_crps)],
  ['p', ({ best }) => digits(best?.dm_p_vs_on, 2)],
  ['error of on', ({ on }) => significant(on.natural_ae)],
  ['WIS of on', ({ on }) => significant(on.natural_wis)],
  ['WIS of best', ({ best }) => significant(best?.natural_wis)],
  ['80 % held', ({ on }) => digits(on.calibrated_coverage80, 2)],
];

/** Significant digits of what is in the unit of its target. */
const DIGITS = 4;

const digits = (value: number | null | undefined, places: number): string =>
  value === null || value === undefined ? '' : value.toFixed(places);

const significant = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(Number(value.toPrecision(DIGITS)));

const ratio = (one: number | null, other: number | null | undefined): string =>
  one === null || other === null || other === undefined || other === 0
    ? ''
    : digits(one / other, 3);

/** Rows under their titles; the first column left, the others right, columns without a value left out. */
function align<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const cells = columns
    .map(([title, of]) => [title, ...rows.map(of)])
    .filter(([, ...values]) => values.some((value) => value !== ''));
  const padded = cells.map((column, at) => {
    const width = Math.max(...column.map(({ length }) => length));
    return column.map((cell) => (at === 0 ? cell.padEnd(width) : cell.padStart(width)));
  });
  const height = padded[0]?.length ?? 0;
  return Array.from(
    { length: height },
    (_, at) =>
      `${padded
        .map((column) => column[at] ?? '')
        .join('  ')
        .trimEnd()}\n`,
  ).join('');
}

const LEGEND = `By target: CRPS in mean changes of the warm-up, error of the median and WIS in natural units of
what would be published; lower is better. p: chance of so large a difference to the best baseline,
above to gravity-off, of which t tells the side: below 0 is better.
`;

/**
 * The means over all targets and steps as a table for people, then each target; lower is better but
 * for shares held.
 * @param realised series whose true later rows drove the forecasts
 */
export function backtestTable(lines: readonly BacktestLine[], realised: readonly string[]): string {
  const rows = targetsOf(lines).flatMap((name): TargetRow[] => {
    const own = overSteps(lines, name);
    const on = own.find(({ method }) => method === 'gravity-on');
    const off = own.find(({ method }) => method === 'gravity-off');
    return on === undefined ? [] : [{ on, off, best: bestBaseline(own) }];
  });
  return [
    align(OVER_ALL, overSteps(lines)),
    '\n',
    align(BY_TARGET, rows),
    LEGEND,
    ...(realised.length === 0 ? [] : [`series ${realised.join(', ')}: ${LATER_ROWS}\n`]),
  ].join('');
}

const LATER_ROWS =
  'the true later rows were used, which nobody knew when the forecasts would have been made';
