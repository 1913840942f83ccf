import { BEYOND, interpolate } from '../math/interpolate.ts';
import { NumericError, refuse } from '../math/numeric-error.ts';
import { ANY, type Interval } from './operation.ts';

/** A function given by points, linear between them. */
export interface LookupTable {
  /** For messages. */
  readonly name: string;
  /** Ascending, each once, at least one. */
  readonly x: Float64Array;
  /** One for every x, finite. */
  readonly y: Float64Array;
  /** Outside of the points: the value of the nearest, the line of the two nearest, or a failure. */
  readonly beyond: 'hold' | 'extend' | 'fail';
}

/**
 * The value of a table.
 * @throws NumericError `domain-error` outside of the points where the table fails there, `overflow`
 * when a line leaves the numbers
 */
export function lookUp({ name, x, y, beyond }: LookupTable, at: number): number {
  const value = interpolate(x, y, x.length - 1, BEYOND[beyond], at);
  if (Number.isFinite(value)) return value;
  const isOutside = !(at >= (x[0] ?? NaN) && at <= (x.at(-1) ?? NaN));
  if (beyond === 'fail' && isOutside)
    throw new NumericError(
      'domain-error',
      `${name}(${at}) is not defined: the points of ${name} go from ${x[0]} to ${x.at(-1)}`,
    );
  return refuse(value, `${name}(${at})`);
}

/** Where the values of a table lie. */
export function intervalOfTable({ y, beyond }: LookupTable): Interval {
  if (beyond === 'extend') return ANY;
  return {
    low: y.reduce((least, value) => Math.min(least, value), Infinity),
    high: y.reduce((most, value) => Math.max(most, value), -Infinity),
  };
}
