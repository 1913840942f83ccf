/** A vertical axis that the lines of scenarios cross. The page holds them for its script, too. */
export interface ParallelAxis {
  /** Of the table. */
  readonly column: string;
  readonly x: number;
  /** Values at the lower and the upper end; of words their places. */
  readonly ends: readonly [number, number];
  /** Texts of a column that has some, lowest first; null: it is of numbers. */
  readonly words: readonly string[] | null;
  /** Some scenario has no value. */
  readonly isGapped: boolean;
}

/** Where axes begin and end, and where what has no value lies below them. */
export const [TOP, BOTTOM, NONE] = [44, 284, 306];
/** Lines that are drawn; more are a wash without a pattern. */
export const MOST_LINES = 300;

/** Where a value lies on an axis; a column without width lies in the middle. */
export function heightOn(
  { ends: [low, high], words }: ParallelAxis,
  value: number | string | null,
): number {
  const at = words === null || value === null ? value : words.indexOf(String(value));
  if (typeof at !== 'number') return NONE;
  if (high === low) return BOTTOM - (BOTTOM - TOP) / 2;
  // the difference of the largest doubles is none
  const unit = Number.isFinite(high - low) ? 1 : 4;
  const share = (at / unit - low / unit) / (high / unit - low / unit);
  return BOTTOM - share * (BOTTOM - TOP);
}

/** The line of a scenario. */
export const lineThrough = (
  axes: readonly ParallelAxis[],
  valueOf: (at: number) => number | string | null,
): string =>
  `M${axes.map((axis, at) => `${axis.x},${heightOn(axis, valueOf(at)).toFixed(1)}`).join('L')}`;

/** Some of many, evenly; all when there are no more than that. */
export function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  const step = Math.ceil(items.length / most);
  return items.filter((_, at) => at % step === 0);
}
