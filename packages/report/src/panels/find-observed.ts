import type { Dataset } from '@pulse-stream/worldstate';
import type { Observed } from '../chart/fan-chart.ts';
import type { Origin } from '../gather/drawn.ts';
import type { Fan } from '../gather/fan.ts';

/** Rows before the origin that are drawn, for each turn ahead, and their bounds. */
const ROWS_PER_TURN = 2;
const LEAST_ROWS = 8;
const MOST_ROWS = 80;

/** The row of the origin in a dataset, which may have grown since; -1: it is not there. */
function rowOf({ label, row }: Origin, { labels, rows }: Dataset): number {
  const found = label === null ? -1 : labels.indexOf(label);
  if (found >= 0 || label !== null) return found;
  return row !== null && row < rows.length ? row : -1;
}

/** What was observed of a target around the origin of its forecast, and after it where that is known. */
export function findObserved(
  fan: Fan,
  origin: Origin | null,
  datasets: ReadonlyMap<string, Dataset>,
): Observed {
  const dataset = origin?.dataset == null ? undefined : datasets.get(origin.dataset);
  if (origin === null || dataset === undefined) return { points: [] };
  const row = rowOf(origin, dataset);
  const column = dataset.columns.indexOf(fan.target);
  if (row < 0 || column < 0) return { points: [] };
  const last = fan.horizon.at(-1) ?? 0;
  const back = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, ROWS_PER_TURN * last));
  const points = dataset.rows
    .slice(Math.max(0, row - back), row + last + 1)
    .flatMap((cells, at): [number, number][] => {
      const value = cells[column] ?? null;
      return value === null ? [] : [[at - Math.min(back, row), value]];
    });
  return { points };
}
