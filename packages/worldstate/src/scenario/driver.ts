import { fail } from '../failure.ts';

/**
 * A series in one scenario: a number for every absolute row, which is the turns completed since the
 * first row of its history (without one, since turn 0). Read it by `valueAt`.
 */
export interface Driver {
  readonly name: string;
  /** Absolute row of `values[0]`. */
  readonly first: number;
  /** As the dataset has them; NaN: missing. The last one is a number. */
  readonly values: Float64Array;
  /** A value is `scale` × what the dataset has + `add`. */
  readonly scale: number;
  readonly add: number;
  /** Inside a turn: the value of its row, or on the straight line to the next one. */
  readonly between: 'hold' | 'linear';
  /** After the last value. */
  readonly beyond: 'fail' | 'hold' | 'repeat_season';
  /** In turns; null: not known. */
  readonly season: number | null;
  /** 1: a turn reads the row it leads to; 0: the row it starts from. */
  readonly shift: number;
  /** What this one replaces from `row` on; null: it replaces nothing. */
  readonly before: { readonly row: number; readonly driver: Driver } | null;
  /** What messages call a row. */
  readonly placeOf: (row: number) => string;
}

/**
 * The value of a driver.
 * @param row absolute row the turn starts from
 * @param within how much of the turn has passed, 0 ≤ within < 1
 * @throws ScenarioError `driver-missing` naming the series and the time; `overflow`
 */
export function valueAt(driver: Driver, row: number, within = 0): number {
  const from = row + driver.shift;
  const value = readRow(driver, from);
  if (within === 0 || driver.between === 'hold') return value;
  return value + (readRow(driver, from + 1, GOES_TO) - value) * within;
}

/** What to give where there is no later row. */
const LATER = 'give later rows';
const GOES_TO = 'give one row more, which between: linear goes to';

function readRow(driver: Driver, row: number, wayOut = LATER): number {
  const { before, first, values, beyond } = driver;
  if (before !== null && row < before.row) return readRow(before.driver, row, wayOut);
  const last = first + values.length - 1;
  if (row <= last) return readCell(driver, row, row);
  if (values.length === 0) return refuse(driver, row, 'it has no value at all');
  if (beyond === 'hold') return readCell(driver, last, row);
  const ended = () => `its last one is that of ${driver.placeOf(last)}`;
  if (beyond === 'fail')
    return refuse(driver, row, ended(), `${wayOut}, or beyond: hold or repeat_season`);
  return readSeasonBefore(driver, row, last, ended);
}

/** One season earlier, or as many as it takes; of what was replaced where this one does not reach. */
function readSeasonBefore(driver: Driver, row: number, last: number, ended: () => string): number {
  const { season, first, before } = driver;
  if (season === null)
    return refuse(driver, row, ended(), 'give time.season, so that a season can be repeated');
  const earlier = row - season * Math.ceil((row - last) / season);
  if (earlier < first && before !== null) return readRow(before.driver, earlier);
  return readCell(driver, earlier, row);
}

/**
 * @param row of the cell
 * @param asked row it stands for
 */
function readCell(driver: Driver, row: number, asked: number): number {
  const { first, values, scale, add, placeOf } = driver;
  const cell = values[row - first];
  if (cell === undefined || Number.isNaN(cell)) {
    const why =
      cell === undefined ? `its first one is that of ${placeOf(first)}` : 'the cell is empty';
    const instead = row === asked ? '' : `, and that of ${placeOf(row)} stands for it`;
    const hint = cell === undefined ? 'give earlier rows' : 'fill the cell: no value is guessed';
    return refuse(driver, asked, `${why}${instead}`, hint);
  }
  const value = cell * scale + add;
  if (Number.isFinite(value)) return value;
  return fail('overflow', 'simulate', `series "${driver.name}" leaves the range of numbers`, {
    path: `series.${driver.name}`,
  });
}

/**
 * Whether turns that follow a row read rows of the series that came after it.
 * @param origin absolute row that is turn 0
 */
export function readsLater(
  { first, values, shift, between }: Driver,
  origin: number,
  turns: number,
): boolean {
  const last = origin + turns - 1 + shift + (between === 'linear' ? 1 : 0);
  return Math.min(last, first + values.length - 1) > origin;
}

function refuse(driver: Driver, row: number, why: string, hint?: string): never {
  const { name, placeOf } = driver;
  const message = `series "${name}" has no value for ${placeOf(row)}: ${why}`;
  return fail('driver-missing', 'simulate', message, { path: `series.${name}`, hint });
}
