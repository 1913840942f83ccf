import { forecastRun, quantile7 } from '@pulse-stream/forecast';
import {
  ascendingLevels,
  createScratch,
  levelKey,
  meanOfSorted,
  sampleSd,
  sortMembers,
} from '@pulse-stream/forecast/internal';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeRun } from './make-run.ts';
import { isWithin, quantileVectors } from './vectors.ts';

const finite = fc.double({ noNaN: true, min: -1e150, max: 1e150 }).map((value) => value + 0); // −0 and 0 are the same number on the wire
const sample = fc.array(finite, { minLength: 2, maxLength: 60 });
const level = fc.double({ noNaN: true, min: 0, max: 1 });
const wild = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });

describe('quantiles', () => {
  test('equal the reference numbers of type 7', () => {
    const { cases, tol } = quantileVectors;
    expect(cases).toHaveLength(27);
    for (const { x, p, type7 } of cases) {
      const { targets } = forecastRun(makeRun({ cells: [x], quantiles: [p] }));
      expect(isWithin(targets.x?.quantiles?.[levelKey(p)]?.[0] ?? null, type7, tol)).toBe(true);
    }
  });

  test('never decrease with the level and never leave the range of the members', () => {
    fc.assert(
      fc.property(wild, level, level, (values, a, b) => {
        const sorted = Float64Array.from(values).toSorted();
        const low = quantile7(sorted, Math.min(a, b));
        const high = quantile7(sorted, Math.max(a, b));
        const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
        expect([least, low, high, most]).toEqual(
          [least, low, high, most].toSorted((one, other) => one - other),
        );
      }),
    );
  });

  test('of one value are that value', () => {
    expect(quantile7(Float64Array.of(3), 0.9)).toBe(3);
  });

  test('between two values whose distance is no double stay between them', () => {
    expect(quantile7(Float64Array.of(-1.7e308, 1.7e308), 0.75)).toBeCloseTo(0.85e308, -300);
  });

  test('of nothing, or at a level outside 0..1, are a bug', () => {
    expect(() => quantile7(new Float64Array(), 0.5)).toThrow(RangeError);
    expect(() => quantile7(Float64Array.of(1), 1.5)).toThrow(RangeError);
  });

  test('levels come ascending, each once, as their shortest text', () => {
    expect(ascendingLevels([0.9, 0.1, 0.9, 0.025]).map(levelKey)).toEqual(['0.025', '0.1', '0.9']);
  });

  test('a level has the name of its decimal, however a program came to it', () => {
    const stepped = fc.tuple(
      fc.integer({ min: 1, max: 400 }),
      fc.constantFrom(0.1, 0.05, 0.025, 0.001),
    );
    fc.assert(
      fc.property(stepped, ([steps, step]) => {
        const product = steps * step;
        fc.pre(product < 1);
        const name = levelKey(product);
        expect(name).toBe(String(Number(product.toFixed(10))));
        expect(name.length).toBeLessThan(13);
        expect(ascendingLevels([product, Number(name)])).toEqual([Number(name)]);
      }),
    );
    expect(levelKey(0.1 + 0.05)).toBe('0.15');
  });
});

describe('members', () => {
  test('sorted by buckets are the members sorted natively', () => {
    fc.assert(
      fc.property(wild, (values) => {
        const members = Float64Array.from(values, (value) => value + 0);
        const sorted = sortMembers(members, 0, createScratch(members.length));
        expect(sorted).toEqual(members.toSorted());
      }),
    );
  });

  // by insertion alone 200,000 crowded members would take half a minute
  test('crowded around one value with an outlier far away are sorted all the same', () => {
    const members = Float64Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 199_999);
    members[250] = 1e15;
    expect(sortMembers(members, 0, createScratch(members.length))).toEqual(members.toSorted());
  });

  test('of each cell are sorted with one set of buffers', () => {
    const scratch = createScratch(3);
    const values = Float64Array.of(3, 1, 2, 9, 7, 8);
    expect([...sortMembers(values, 0, scratch)]).toEqual([1, 2, 3]);
    expect([...sortMembers(values, 3, scratch)]).toEqual([7, 8, 9]);
    expect([...values]).toEqual([3, 1, 2, 9, 7, 8]);
  });

  test('have the mean and the sample standard deviation of the definition', () => {
    const sorted = Float64Array.of(1, 2, 3, 4);
    expect(meanOfSorted(sorted)).toBe(2.5);
    expect(sampleSd(sorted, 2.5)).toBe(Math.sqrt(5 / 3));
  });

  test('whose squares overflow still have a standard deviation', () => {
    expect(sampleSd(Float64Array.of(-1e200, 1e200), 0)).toBeCloseTo(Math.SQRT2 * 1e200, -188);
    // sums and deviations beyond the range of a double, mean and deviation inside it
    const large = Float64Array.of(-1.5e308, 0, 1e308, 1.5e308);
    expect(meanOfSorted(large) / 1e308).toBeCloseTo(0.25, 14);
    expect(sampleSd(large, meanOfSorted(large)) / 1e308).toBeCloseTo(Math.sqrt(5.25 / 3), 14);
    expect(meanOfSorted(new Float64Array(100).fill(1.7e308))).toBe(1.7e308);
    expect(sampleSd(Float64Array.of(-1.7e308, 1.7e308), 0)).toBe(Number.POSITIVE_INFINITY);
  });

  test('in another order give the same forecast', () => {
    fc.assert(
      fc.property(
        sample.chain((values) =>
          fc.tuple(
            fc.constant(values),
            fc.shuffledSubarray(values, { minLength: values.length, maxLength: values.length }),
          ),
        ),
        ([values, shuffled]) => {
          expect(forecastRun(makeRun({ cells: [shuffled] }))).toEqual(
            forecastRun(makeRun({ cells: [values] })),
          );
        },
      ),
    );
  });

  test('that agree have that value as mean and every quantile, and no spread', () => {
    fc.assert(
      fc.property(finite, fc.integer({ min: 2, max: 50 }), (value, members) => {
        const { targets } = forecastRun(makeRun({ cells: [Array(members).fill(value)] }));
        expect(targets.x).toEqual({
          unit: null,
          mean: [value],
          median: [value],
          sd: [0],
          quantiles: { '0.1': [value], '0.5': [value], '0.9': [value] },
        });
      }),
    );
  });

  test('enclose their mean', () => {
    fc.assert(
      fc.property(sample, (values) => {
        const mean = forecastRun(makeRun({ cells: [values] })).targets.x?.mean[0] ?? Number.NaN;
        expect(mean).toBeGreaterThanOrEqual(Math.min(...values));
        expect(mean).toBeLessThanOrEqual(Math.max(...values));
      }),
    );
  });
});
