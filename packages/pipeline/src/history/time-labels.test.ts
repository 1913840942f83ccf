import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { continueLabels } from './time-labels.ts';

describe('labels of forecast turns', () => {
  it.each([
    [['11', '12'], 'turn', [1, 2, 10], ['13', '14', '22']],
    [['1000000'], 'turn', [1], ['1000001']],
    [['2010', '2011'], 'year', [1, 5], ['2012', '2016']],
    [['2011-11', '2011-12'], 'month', [1, 12, 13], ['2012-01', '2012-12', '2013-01']],
    [['2011-07', '2011-10'], 'quarter', [1, 2], ['2012-01', '2012-04']],
    [['2011Q3', '2011Q4'], 'quarter', [1, 4], ['2012Q1', '2012Q4']],
    [['2011-Q4'], 'quarter', [3], ['2012-Q3']],
    [['2011-11-01', '2011-12-01'], 'month', [1, 3], ['2012-01-01', '2012-03-01']],
    [['2011-07-15', '2011-10-15'], 'quarter', [1], ['2012-01-15']],
    [['2012-02-27', '2012-02-28'], 'day', [1, 2], ['2012-02-29', '2012-03-01']],
    [['2011-12-22', '2011-12-29'], 'week', [1, 2], ['2012-01-05', '2012-01-12']],
  ])('continue %j by %s', (labels, unit, horizons, expected) => {
    expect(continueLabels(labels, unit, horizons)).toEqual(expected);
  });

  it.each([
    [[], 'month'],
    [['spring'], 'month'],
    [['2011-12'], 'turn'],
    [['2011-10', '2011-12'], 'month'],
    [['201111', '201112'], 'month'],
    [['2011-13'], 'month'],
    [['2011-02-30'], 'day'],
    [['2011-12-30', '2012-01-02'], 'day'],
    [['2011-11-30', '2011-12-31'], 'month'],
  ])('are absent when %j does not say how to go on by %s', (labels, unit) => {
    expect(continueLabels(labels, unit, [1])).toBeNull();
  });

  it('the next label of the next label is the label after next', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2100 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        fc.constantFrom('day', 'week', 'month', 'quarter'),
        (year, month, day, unit) => {
          const start = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          const [one, two] = continueLabels([start], unit, [1, 2]) ?? [];
          expect(one).toBeDefined();
          expect(continueLabels([start, one ?? ''], unit, [1])).toEqual([two]);
        },
      ),
    );
  });
});
