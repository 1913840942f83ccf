import type { ResultRecord } from '@pulse-stream/worldstate';
import type { TargetForecast } from '@pulse-stream/worldstate/internal';

/** A central interval per horizon. */
export interface Band {
  /** Percent of the members inside, 80 for the quantiles .1 and .9. */
  readonly percent: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** What is drawn of one target of one scenario. Lists are per horizon, values as in the record. */
export interface Fan {
  readonly target: string;
  readonly unit: string | null;
  readonly horizon: readonly number[];
  readonly labels: readonly string[] | null;
  /** The value at turn 0; null: the record does not say it in this unit. */
  readonly start: number | null;
  readonly mean: readonly number[];
  /** null: the forecast is one path, that of the control run. */
  readonly median: readonly number[] | null;
  /** Widest first. */
  readonly bands: readonly Band[];
  /** The control run: turn and value, as far as the record says it. */
  readonly control: readonly (readonly [turn: number, value: number])[];
}

/** The bands that are drawn where a record has their quantiles. */
const WANTED: ReadonlySet<number> = new Set([95, 80, 50]);
const MOST_BANDS = 3;

/** Central intervals of the quantiles that a record has, widest first. */
function readBands(quantiles: TargetForecast['quantiles']): Band[] {
  const byLevel = new Map(
    Object.entries(quantiles ?? {}).map(([level, values]) => [
      Math.round(1e6 * Number(level)),
      values,
    ]),
  );
  const bands = [...byLevel].flatMap(([level, low]) => {
    const high = level < 5e5 ? byLevel.get(1e6 - level) : undefined;
    return high === undefined ? [] : [{ percent: (1e6 - 2 * level) / 1e4, low, high }];
  });
  const wanted = bands.filter(({ percent }) => WANTED.has(percent));
  const chosen = wanted.length > 0 ? wanted : bands;
  return chosen.toSorted((a, b) => b.percent - a.percent).slice(0, MOST_BANDS);
}

function valueIn(state: object, name: string): number | undefined {
  for (const group of ['overlays', 'variables', 'capital', 'values']) {
    const values: unknown = Reflect.get(state, group);
    if (typeof values !== 'object' || values === null) continue;
    const value: unknown = Object.hasOwn(values, name) ? Reflect.get(values, name) : undefined;
    if (typeof value === 'number') return value;
  }
  return undefined;
}

function readControl(record: ResultRecord, target: string): [turn: number, value: number][] {
  const { trace = [], final_state: last } = record;
  const byTurn = new Map<number, number>();
  for (const state of [...trace, last]) {
    const value = valueIn(state, target);
    if (value !== undefined) byTurn.set(state.turn, value);
  }
  return [...byTurn].toSorted(([a], [b]) => a - b);
}

/** A target of a record as a fan; null: the record does not have it. */
export function readFan(record: ResultRecord, target: string): Fan | null {
  const { horizon, labels, targets, attribution } = record.forecast;
  const forecast = Object.hasOwn(targets, target) ? targets[target] : undefined;
  if (forecast === undefined) return null;
  const { unit, mean, median, quantiles } = forecast;
  const parts = attribution?.[target] ?? null;
  return {
    target,
    unit,
    horizon,
    labels: labels ?? null,
    start: parts !== null && parts.unit === unit ? parts.start : null,
    mean,
    median,
    bands: readBands(quantiles),
    control: readControl(record, target),
  };
}

/** The path that a fan is about: its median, or the one path there is. */
export function centreOf({ median, mean }: Fan): readonly number[] {
  return median ?? mean;
}
