import type { Points } from '../data/data-files.ts';
import { Refused } from '../refusal.ts';
import type { Between, SourceClock } from '../source-model.ts';

/** What the series of a model read: a column for each, and a row for each turn from the first. */
export interface SeriesTable {
  /** As the model and `--observations` call it. */
  readonly name: string;
  /** By series, all equally long. */
  readonly columns: ReadonlyMap<string, readonly number[]>;
}

/** Most turns of data beyond the end of the model's own run. */
const MOST_BEYOND = 100_000;
/** How near a time is that is the same, as a part of a turn. */
const NEAR = 1e-6;
const SAVE_EACH = 'set SAVEPER to TIME STEP: then a turn is one step';

/** Turns that data reach: to their last point, and to the end of the run. */
export function turnsOf(points: Points, { start, save }: SourceClock, turns: number): number {
  const last = points.at(-1)?.[0] ?? start;
  return Math.min(turns + MOST_BEYOND, Math.max(turns, Math.ceil((last - start) / save - NEAR)));
}

/**
 * A number for each turn, as the file's program reads data at its start.
 * @throws Refused where there is none, or where the steps inside a turn read others
 */
export function sampleSeries(
  name: string,
  points: Points,
  between: Between,
  clock: SourceClock & { readonly steps: number },
  turns: number,
): number[] {
  const { start, save, steps } = clock;
  if (steps > 1) checkInside(name, points, between, clock);
  let next = 0;
  return Array.from({ length: turns + 1 }, (_, turn) => {
    const time = start + turn * save;
    while ((points[next]?.[0] ?? Infinity) < time - NEAR * save) next += 1;
    return readAt(name, points[next - 1], points[next], time, between, NEAR * save);
  });
}

type Point = Points[number] | undefined;

/** The value at a time between two points; one of them may be at that time. */
function readAt(
  name: string,
  before: Point,
  after: Point,
  time: number,
  between: Between,
  near: number,
): number {
  if (after !== undefined && after[0] - time <= near) return after[1];
  if (between === 'raw')
    throw new Refused(name, `it has no number at ${time}, and is :RAW:`, 'say how it is read');
  if (after !== undefined && between === 'look forward') return after[1];
  if (before === undefined)
    throw new Refused(
      name,
      `its first number is that of ${after?.[0] ?? 'no time'}, and the model begins at ${time}`,
      'give its number at the first time',
    );
  // behind the last point every program keeps it
  if (after === undefined || between === 'hold backward') return before[1];
  return before[1] + (after[1] - before[1]) * ((time - before[0]) / (after[0] - before[0]));
}

/** A series bends and jumps at turns only. */
function checkInside(
  name: string,
  points: Points,
  between: Between,
  { start, end, save }: SourceClock,
): void {
  if (between === 'look forward' || between === 'raw')
    throw new Refused(name, `:${between.toUpperCase()}: is read inside a turn`, SAVE_EACH);
  const off = points.find(([time]) => {
    const turn = (time - start) / save;
    return time > start && time < end && Math.abs(turn - Math.round(turn)) > NEAR;
  });
  if (off !== undefined)
    throw new Refused(name, `it has a number at ${off[0]}, inside a turn`, SAVE_EACH);
}

/** The table as CSV. The counts of turns keep a column of whole numbers from being read as dates. */
export function writeSeries({ columns }: SeriesTable): string {
  const lists = [...columns.values()];
  const length = lists[0]?.length ?? 0;
  const rows = Array.from({ length }, (_, turn) =>
    [turn, ...lists.map((list) => list[turn] ?? '')].join(','),
  );
  return `${[['turn', ...columns.keys()].join(','), ...rows].join('\n')}\n`;
}
