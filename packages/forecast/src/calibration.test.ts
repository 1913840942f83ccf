import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  calibrateMembers,
  CENTRAL,
  holds,
  openCalibration,
  spreadAt,
  stretchOf,
  updateCalibration,
  type Calibration,
} from './calibration.ts';
import { quantile7 } from './quantile.ts';
import { normalQuantile } from './scores/normal-quantile.ts';

/** Where so many members of a normal distribution lie: (i + 1)/(M + 1). */
const normals = (members: number, sd = 1) =>
  Float64Array.from({ length: members }, (_, i) => sd * normalQuantile((i + 1) / (members + 1)));
/** Two members at −1 and 1: median 0, variance 2. */
const pair = Float64Array.of(-1, 1);
const many = (learned: Calibration, verified: number): Calibration => ({
  ...learned,
  verified: learned.verified.map(() => verified),
});

test('it starts at right, with the levels that are asked for', () => {
  const { spreads, verified } = openCalibration(3);
  expect(verified).toEqual([0, 0, 0]);
  for (const spread of spreads) expect(spread).toEqual({ variance: 1, levels: [0.5, 0.8, 0.95] });
});

test('without anything known members stay as they ran', () => {
  expect(stretchOf(null, 40)).toBeNull();
  const members = normals(40);
  expect(calibrateMembers(members, null)).toBe(members);
});

test('it learns the mean squared error in units of the variance, outliers limited to 6', () => {
  const seen = [
    { members: pair, truth: 2 }, // 4 / 2
    { members: pair, truth: 100 }, // 5,000 → 6
  ];
  const { spreads, verified } = updateCalibration(openCalibration(2), 2, seen);
  expect(spreads.map(({ variance }) => variance)).toEqual([
    1,
    expect.closeTo(1 + (0.02 / Math.SQRT2) * 3, 14),
  ]);
  expect(verified).toEqual([0, 1]);
});

test('a level rises by what its interval failed to hold, and falls by what it held too much', () => {
  const [members, step] = [normals(40), 0.01];
  const levelsAfter = (truths: readonly number[]) =>
    updateCalibration(
      openCalibration(1),
      1,
      truths.map((truth) => ({ members, truth })),
    ).spreads[0]?.levels;
  expect(levelsAfter([0])).toEqual([0.5 - step * 0.5, 0.8 - step * 0.2, 0.95 - step * 0.05]);
  expect(levelsAfter([99])).toEqual(CENTRAL.map((c) => expect.closeTo(c + step * c, 14)));
  // 1 lies outside of the half, inside of four fifths
  expect(levelsAfter([1, 99])).toEqual([
    expect.closeTo(0.5 + step * 0.5, 14),
    expect.closeTo(0.8 + step * 0.3, 14),
    expect.closeTo(0.95 + step * 0.45, 14),
  ]);
});

test('forecasts further ahead overlap, and weigh 1/√h', () => {
  const seen = [{ members: normals(40), truth: 99 }];
  const after = updateCalibration(openCalibration(4), 4, seen).spreads[3];
  expect(after?.levels[0]).toBeCloseTo(0.5 + 0.005 * 0.5, 14);
  expect(after?.variance).toBeCloseTo(1 + 0.01 * 5, 14);
});

test('nothing verified changes nothing, and a forecast without spread says nothing', () => {
  const start = openCalibration(1);
  expect(updateCalibration(start, 1, [])).toBe(start);
  const point = [{ members: Float64Array.of(1, 1), truth: 2 }];
  expect(updateCalibration(start, 1, point)).toBe(start);
});

test('a given calibration is left as it was', () => {
  const start = openCalibration(1);
  updateCalibration(start, 1, [{ members: pair, truth: 2 }]);
  expect(start).toEqual(openCalibration(1));
});

test('a step ahead with too few origins has the spread of the furthest one before it that has enough', () => {
  const learned = updateCalibration(openCalibration(3), 1, [{ members: pair, truth: 2 }]);
  const [first, second] = learned.spreads;
  const at = (verified: readonly number[]) => (h: number) => spreadAt({ ...learned, verified }, h);
  expect([1, 2, 3, 40].map(at([30, 29, 0]))).toEqual([first, first, first, first]);
  expect([1, 2, 3, 40].map(at([31, 30, 29]))).toEqual([first, second, second, second]);
  expect([1, 2, 3].map(at([29, 29, 29]))).toEqual([null, null, null]);
  expect(first).not.toEqual(second);
});

test.each([20, 40, 60, 1000])('few members of the right spread hold what they say: %i', (size) => {
  const stretch = stretchOf(openCalibration(1).spreads[0] ?? null, size);
  const published = calibrateMembers(normals(size), stretch);
  for (const central of CENTRAL)
    expect(quantile7(published, (1 + central) / 2) / normalQuantile((1 + central) / 2)).toBeCloseTo(
      1,
      1,
    );
  expect(quantile7(published, 0.5)).toBeCloseTo(0, 12);
});

test.each([
  [0.5, 40],
  [1, 40],
  [2, 400],
])('in the long run each interval holds what it says: truth of sd %d, %i members', (sd, size) => {
  const members = normals(size);
  let learned = openCalibration(1);
  // a heavy tail that no factor of the variance mends
  const truths = Array.from({ length: 4000 }, (_, t) => {
    const z = normalQuantile(((t * 0.618033988749895) % 1) * 0.998 + 0.001);
    return sd * z * (1 + z * z * 0.05);
  });
  const held = CENTRAL.map(() => 0);
  for (const [t, truth] of truths.entries()) {
    if (t >= 2000) {
      const published = calibrateMembers(members, stretchOf(spreadAt(many(learned, 30), 1), size));
      for (const [c, central] of CENTRAL.entries())
        held[c] = (held[c] ?? 0) + Number(holds(published, central, truth)) / 2000;
    }
    learned = updateCalibration(learned, 1, [{ members, truth }]);
  }
  for (const [c, central] of CENTRAL.entries())
    expect(Math.abs((held[c] ?? NaN) - central)).toBeLessThan(0.02);
});

test('whatever was learned, members stay ascending around the same median, and in their scale', () => {
  const numbers = fc.integer({ min: -1_000_000, max: 1_000_000 });
  const level = fc.double({ noNaN: true, min: 0.1, max: 0.99 });
  fc.assert(
    fc.property(
      fc.array(numbers, { minLength: 2, maxLength: 60 }),
      fc.tuple(level, level, level),
      fc.double({ noNaN: true, min: 0.1, max: 6 }),
      (values, levels, variance) => {
        const sorted = Float64Array.from(values).toSorted();
        const stretch = stretchOf({ variance, levels }, sorted.length);
        const moved = calibrateMembers(sorted, stretch);
        for (let i = 1; i < moved.length; i += 1)
          expect(moved[i]).toBeGreaterThanOrEqual(moved[i - 1] ?? NaN);
        expect(quantile7(moved, 0.5)).toBeCloseTo(quantile7(sorted, 0.5), 5);
        const scaled = calibrateMembers(
          sorted.map((x) => x * 1024),
          stretch,
        );
        expect(scaled).toEqual(moved.map((x) => x * 1024));
      },
    ),
  );
});
