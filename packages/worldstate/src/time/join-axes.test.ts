import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainStart, isDated, joinAxes } from './join-axes.ts';
import { continueLabels, readTimeAxis } from './time-axis.ts';

const words = (text: string) => text.split(' ');
const join = (one: string, other: string, timeUnit: string) => {
  const [first, second] = [one, other].map((text) => readTimeAxis(words(text), { timeUnit }));
  if (first === undefined || second === undefined) throw new Error('there are two');
  return joinAxes(first, second);
};

describe('two dated tables', () => {
  it('are brought together as one table that is cut is with the whole', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          ['2019-11-30', 'day'],
          ['2019-11-30', 'week'],
          ['2020-W50', 'week'],
          ['2019-11', 'month'],
          ['2019-11-30', 'month'],
          ['2019-Q4', 'quarter'],
          ['2019', 'year'],
          ['2024-03-30T22:00', 'hour'],
        ),
        fc.integer({ min: 0, max: 60 }),
        ([start = '', timeUnit = ''], row) => {
          const horizons = Array.from({ length: 61 }, (_, at) => at);
          const labels = continueLabels(readTimeAxis([start], { timeUnit }), 0, horizons) ?? [];
          const whole = readTimeAxis(labels, { timeUnit });
          const later = readTimeAxis(labels.slice(row), { timeUnit });
          expect(joinAxes(whole, later)).toEqual({ rows: row });
          expect(joinAxes(later, whole)).toEqual({ rows: row === 0 ? 0 : -row });
        },
      ),
    );
  });

  it.each([
    ['months and month ends', '2024-01 2024-02', '2024-04-30 2024-05-31', 'month', 3],
    ['quarters and their months', '2024-Q1 2024-Q2', '2023-10 2024-01', 'quarter', -1],
    ['weeks and their days', '2024-W50 2024-W51', '2024-12-28 2025-01-04', 'week', 2],
    ['days of weeks and weeks', '2024-12-14 2024-12-21', '2025-W01', 'week', 3],
    ['hours of two zones', '2024-01-01T00:00Z', '2024-01-01T03:00+01:00', 'hour', 2],
    ['quarters and their ends', '2024-Q1 2024-Q2', '2024-06-30 2024-09-30', 'quarter', 1],
    ['every fifth year', '1990 1995', '2010-12-31 2015-12-31', 'turn', 4],
    ['years and one date', '2020 2021', '2023-06-30', 'year', 3],
    ['a date and months', '2024-01', '2024-03 2024-04', 'turn', 2],
    ['a date and the same date', '2024-01', '2024-01', 'turn', 0],
    [
      'working days by their texts',
      '2024-01-04 2024-01-05 2024-01-08 2024-01-09 2024-01-10 2024-01-12 2024-01-15',
      '2024-01-08 2024-01-09 2024-01-10 2024-01-12 2024-01-15 2024-01-16',
      'turn',
      2,
    ],
  ])('%s', (_, one, other, timeUnit, rows) => {
    expect(join(one, other, timeUnit)).toEqual({ rows });
  });

  it.each([
    [
      'weeks that begin on other days',
      '2024-12-14 2024-12-21',
      '2024-12-16 2024-12-23',
      'week',
      '"2024-12-16" lies between two steps of one week from "2024-12-14"',
    ],
    [
      'months and weeks',
      '2024-01 2024-02',
      '2024-01-01 2024-01-08',
      'turn',
      'those from "2024-01-01" on are one week apart, those from "2024-01" on one month',
    ],
    [
      'uneven dates that part',
      '2024-01-04 2024-01-05 2024-01-08 2024-01-09 2024-01-10 2024-01-12 2024-01-15',
      '2024-01-08 2024-01-09 2024-01-11 2024-01-12',
      'turn',
      '"2024-01-11" stands where the other has "2024-01-10"',
    ],
    [
      'dates that never meet',
      '2024-01',
      '2024-02',
      'turn',
      'no label of one is a label of the other',
    ],
  ])('are not brought together: %s', (_, one, other, timeUnit, misfit) => {
    expect(join(one, other, timeUnit)).toEqual({ misfit });
  });

  it('are dated unless their labels are counts or words', () => {
    const dated = (text: string) => isDated(readTimeAxis(words(text), { timeUnit: 'turn' }));
    expect(words('2024 2024-Q1 2024-W05').map(dated)).toEqual([true, true, true]);
    expect(['7', '1 2 3', 'may june', ''].map(dated)).toEqual([false, false, false, false]);
  });
});

describe('a label to start from', () => {
  it.each([
    ['2024-01', 'month', null],
    ['2024-01-31', 'week', null],
    ['2024', 'week', '"2024" is a year, but a step of the model is one week'],
    ['17', 'month', '"17" is a count, no date'],
    ['spring', 'month', '"spring" cannot be read as a date'],
  ])('%s by %s', (label, timeUnit, reason) => {
    expect(explainStart(label, timeUnit)).toBe(reason);
  });
});
