import type { Driver, Warning } from '@pulse-stream/worldstate/internal';

/** Rows first..last. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/** Two nines or more, or any other digit three times or more: what surveys and stations write. */
const REPEATED = /^(?:9[9.]*9|([1-9])\1{2,})$/;
/** From here on it is what files of grids fill their holes with. */
const FILL = 1e20;

const looksLikeCode = (value: number): boolean =>
  Math.abs(value) >= FILL || REPEATED.test(String(Math.abs(value)));

/**
 * Where a number stands for "nobody observed", by all appearance (−999, 9999, 1e30): it is written
 * like one, and lies farther from all others than these lie from each other and from 0.
 * @param values oldest first; NaN: missing
 * @returns rows, oldest first
 */
export function findMissingCodes(values: Float64Array): number[] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  // only an extreme can lie apart from all others
  if (!looksLikeCode(least) && !looksLikeCode(most)) return [];
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (Number.isNaN(value) || looksLikeCode(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const reach = Math.max(high - low, Math.abs(low), Math.abs(high));
  return Array.from(values.entries()).flatMap(([row, value]) =>
    looksLikeCode(value) && (low - value > reach || value - high > reach) ? [row] : [],
  );
}

/** What a warning says of such values: how many, and the first. */
export function describeMissingCodes(
  values: Float64Array,
  rows: readonly number[],
  placeOf: (row: number) => string,
): string {
  const [first = 0] = rows;
  const found = rows.length === 1 ? '1 value lies' : `${rows.length} values lie`;
  return `${found} far from all others, the first ${values[first]} at ${placeOf(first)}`;
}

/**
 * One warning for every series with such values in the rows that a scenario reads.
 * @param rows absolute rows
 */
export function warnDriverCodes(drivers: readonly Driver[], { first, last }: RowRange): Warning[] {
  return drivers.flatMap((driver) => {
    const { name, values, shift } = driver;
    const isRead = (row: number) =>
      row + driver.first >= first + shift && row + driver.first <= last + shift;
    const codes = findMissingCodes(values).filter(isRead);
    const earlier = driver.before === null ? [] : [driver.before.driver];
    const before = driver.before === null ? last : Math.min(last, driver.before.row);
    if (codes.length === 0) return warnDriverCodes(earlier, { first, last: before });
    const found = describeMissingCodes(values, codes, (row) => driver.placeOf(row + driver.first));
    const message = `series "${name}": ${found}: it is read as a number; if it stands for what nobody observed, give what is to be read there`;
    return [{ type: 'missing-code', message, path: `series.${name}` }];
  });
}
