import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepStatistics } from './cell-statistics.ts';
import { quantile7 } from './quantile.ts';

const statisticsOf = keepStatistics();
const LEVELS = [0, 0.025, 0.3, 0.9, 1];

/** Values that crowd, repeat, lie far apart and are as near as doubles come. */
const member = fc.oneof(
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.constantFrom(0, 0.5, 1e-300, 1e15, -1e15, 1e200, 5e-324),
);

test('are those of the sorted members, whatever the members', () => {
  fc.assert(
    fc.property(fc.array(member, { minLength: 2, maxLength: 130 }), (members) => {
      const before = [1e9, 2, 3];
      const values = Float64Array.of(...before, ...members, -7);
      const sorted = Float64Array.from(members).toSorted();
      const { results, measure } = statisticsOf(members.length, LEVELS);
      expect(measure(values, before.length)).toBe(true);
      const [mean = NaN, median, sd = NaN, ...quantiles] = results;
      expect(median).toBe(quantile7(sorted, 0.5));
      expect(quantiles).toEqual(LEVELS.map((level) => quantile7(sorted, level)));
      // the squares of smaller values are no doubles
      const scale = Math.max(1e-140, ...members.map(Math.abs));
      const expected = members.reduce((sum, value) => sum + value / members.length, 0);
      expect(Math.abs(mean - expected) / scale).toBeLessThan(1e-13);
      const squares = members.reduce((sum, value) => sum + ((value - mean) / scale) ** 2, 0);
      expect(Math.abs(sd / scale - Math.sqrt(squares / (members.length - 1)))).toBeLessThan(1e-7);
      expect(values).toEqual(Float64Array.of(...before, ...members, -7));
    }),
    { numRuns: 500 },
  );
});

test('a bucket that most members share is sorted all the same', () => {
  const values = Float64Array.from({ length: 5000 }, (_, i) => (i * 7919) % 4999);
  values[17] = 1e12;
  const { results, measure } = statisticsOf(values.length, LEVELS);
  measure(values, 0);
  expect([...results].slice(3)).toEqual(LEVELS.map((level) => quantile7(values.toSorted(), level)));
});

test('a mean beyond the range of a double is not finite', () => {
  expect(statisticsOf(2, []).measure(Float64Array.of(-1.7e308, 1.7e308), 0)).toBe(false);
});
