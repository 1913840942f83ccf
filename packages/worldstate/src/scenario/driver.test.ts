import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueAt, type Driver } from './driver.ts';
import { attempt, isFailure } from '../failure.ts';

const driverOf = (values: readonly number[], given: Partial<Driver> = {}): Driver => ({
  name: 'inflow',
  first: 0,
  values: Float64Array.from(values),
  scale: 1,
  add: 0,
  between: 'hold',
  beyond: 'fail',
  season: null,
  shift: 0,
  before: null,
  placeOf: (row) => `turn ${row}`,
  ...given,
});
const readAll = (driver: Driver, rows: readonly number[]) =>
  rows.map((row) => {
    const value = attempt(() => valueAt(driver, row));
    return isFailure(value)
      ? value.message.replace('series "inflow" has no value for ', '')
      : value;
  });

describe('a driver', () => {
  it('has the value of the row a turn starts from, or with shift of the row it leads to', () => {
    expect(readAll(driverOf([5, 6, 7]), [0, 1, 2])).toEqual([5, 6, 7]);
    expect(readAll(driverOf([5, 6, 7], { first: 3 }), [3, 5])).toEqual([5, 7]);
    expect(readAll(driverOf([5, 6, 7], { shift: 1 }), [-1, 0, 1])).toEqual([5, 6, 7]);
  });

  it('holds its value through a turn, or goes straight to the next', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (within) => {
        expect(valueAt(driverOf([5, 9]), 0, within)).toBe(5);
        const linear = driverOf([5, 9], { between: 'linear' });
        expect(valueAt(linear, 0, within)).toBeCloseTo(5 + 4 * within, 12);
        const held = driverOf([5, 9], { between: 'linear', beyond: 'hold' });
        expect(valueAt(held, 1, within)).toBe(9);
      }),
    );
    const late = attempt(() => valueAt(driverOf([5, 9], { between: 'linear' }), 1, 0.5));
    expect(isFailure(late) && late.hint).toBe(
      'give one row more, which between: linear goes to, or beyond: hold or repeat_season',
    );
    const shifted = driverOf([0, 5, 9], { between: 'linear', shift: 1 });
    expect(valueAt(shifted, 0, 0.5)).toBe(7);
  });

  it.each<[string, Partial<Driver>, (number | string)[]]>([
    [
      'fails',
      {},
      [7, 'turn 3: its last one is that of turn 2', 'turn 9: its last one is that of turn 2'],
    ],
    ['keeps the last one', { beyond: 'hold' }, [7, 7, 7]],
    ['repeats the last season', { beyond: 'repeat_season', season: 2 }, [7, 6, 6]],
    ['repeats a season of all of it', { beyond: 'repeat_season', season: 3 }, [7, 5, 5]],
    [
      'fails where there is no season to repeat',
      { beyond: 'repeat_season', season: 4 },
      [7, 'turn 3: its first one is that of turn 0, and that of turn -1 stands for it', 6],
    ],
    [
      'fails where the season is not known',
      { beyond: 'repeat_season' },
      [7, 'turn 3: its last one is that of turn 2', 'turn 9: its last one is that of turn 2'],
    ],
  ])('after its last value %s', (_, given, expected) => {
    expect(readAll(driverOf([5, 6, 7], given), [2, 3, 9])).toEqual(expected);
  });

  it('has no value before its first one, in an empty cell, or on the way to one', () => {
    const gap = driverOf([5, Number.NaN, 7], { beyond: 'hold', between: 'linear' });
    expect(readAll(gap, [-1, 0, 1, 2])).toEqual([
      'turn -1: its first one is that of turn 0',
      5,
      'turn 1: the cell is empty',
      7,
    ]);
    expect(attempt(() => valueAt(gap, 0, 0.25))).toMatchObject({
      type: 'driver-missing',
      stage: 'simulate',
      path: 'series.inflow',
      message: 'series "inflow" has no value for turn 1: the cell is empty',
    });
    expect(readAll(driverOf([], { beyond: 'hold' }), [0])).toEqual([
      'turn 0: it has no value at all',
    ]);
  });

  it('says what would give a value', () => {
    const hintOf = (given: Partial<Driver>) => {
      const value = attempt(() => valueAt(driverOf([5], given), 1));
      return isFailure(value) ? value.hint : value;
    };
    expect(hintOf({})).toBe('give later rows, or beyond: hold or repeat_season');
    expect(hintOf({ beyond: 'repeat_season' })).toContain('give time.season');
  });

  it('is scaled and moved, within the range of numbers', () => {
    expect(valueAt(driverOf([5], { scale: 2, add: 1 }), 0)).toBe(11);
    expect(attempt(() => valueAt(driverOf([1e308], { scale: 1e10 }), 0))).toMatchObject({
      type: 'overflow',
      path: 'series.inflow',
    });
  });
});

describe('a driver that replaces another', () => {
  const base = driverOf([1, 2, 3, 4, 5, 6, 7, 8]);
  const replace = (values: readonly number[], given: Partial<Driver> = {}) =>
    driverOf(values, { first: 4, before: { row: 4, driver: base }, ...given });

  it('has the old values before, and its own from there on', () => {
    expect(readAll(replace([50, 60]), [3, 4, 5])).toEqual([4, 50, 60]);
    expect(readAll(replace([50, 60]), [6])).toEqual(['turn 6: its last one is that of turn 5']);
    expect(valueAt(replace([50, 60], { between: 'linear' }), 3, 0.5)).toBe(27);
  });

  it('has none where it begins later, whatever the old one has', () => {
    expect(readAll(replace([60], { first: 5 }), [4, 5])).toEqual([
      'turn 4: its first one is that of turn 5',
      60,
    ]);
  });

  it('repeats its own season, and the old one where it has none', () => {
    const repeats = { beyond: 'repeat_season', season: 3 } as const;
    expect(readAll(replace([50, 60], repeats), [6, 7, 8, 9])).toEqual([4, 50, 60, 4]);
    const longer = replace([20, 30, 40, 50, 60], { first: 1, ...repeats });
    expect(readAll(longer, [3, 4, 5, 6, 7])).toEqual([4, 50, 60, 40, 50]);
  });

  it('that ends before it begins holds its own last value', () => {
    expect(readAll(replace([20, 30], { first: 1, beyond: 'hold' }), [1, 4])).toEqual([2, 30]);
  });
});
