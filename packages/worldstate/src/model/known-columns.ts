import type { WorldModel } from './world-model.ts';

type Columned = Pick<WorldModel, 'slots' | 'measurements' | 'values' | 'series'>;

/** Whether a history may be learned from in this column: a declared slot that no measurement computes. */
export function isObservable({ slots, measurements }: Columned, name: string): boolean {
  return Object.hasOwn(slots, name) && !Object.hasOwn(measurements, name);
}

/**
 * The columns that a table may have for a model: slots that are observed, values that forecasts are
 * compared with, and what series read.
 */
export function knownColumns(model: Columned): ReadonlySet<string> {
  const { slots, values = {}, series = {} } = model;
  return new Set([
    ...Object.keys(slots).filter((name) => isObservable(model, name)),
    ...Object.keys(values),
    ...Object.entries(series).flatMap(([name, { column = name }]) => [name, column]),
  ]);
}
