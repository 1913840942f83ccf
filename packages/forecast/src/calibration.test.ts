import { expect, test } from 'vitest';
import { calibrate, openCalibration, updateCalibration } from './calibration.ts';

test('it starts at right: nothing is moved', () => {
  const { variance, verified } = openCalibration(3);
  expect([variance, verified]).toEqual([
    [1, 1, 1],
    [0, 0, 0],
  ]);
  expect(calibrate(7, 5, 1)).toBe(7);
});

test('it learns the mean squared error in units of the variance, outliers limited to 6', () => {
  const seen = [
    { median: 1, variance: 4, truth: 3 }, // 1
    { median: 0, variance: 1, truth: 100 }, // 10,000 → 6
  ];
  const { variance, verified } = updateCalibration(openCalibration(2), 2, seen);
  expect(variance).toEqual([1, expect.closeTo(0.98 + 0.02 * 3.5, 14)]);
  expect(verified).toEqual([0, 1]);
});

test('nothing verified changes nothing, and a forecast without spread says nothing', () => {
  const start = openCalibration(1);
  expect(updateCalibration(start, 1, [])).toBe(start);
  expect(updateCalibration(start, 1, [{ median: 1, variance: 0, truth: 2 }])).toBe(start);
});

test('a given calibration is left as it was', () => {
  const start = openCalibration(1);
  updateCalibration(start, 1, [{ median: 0, variance: 1, truth: 2 }]);
  expect(start).toEqual(openCalibration(1));
});

test('half of the spread that was needed becomes the whole in the long run', () => {
  let learned = openCalibration(1);
  for (let t = 0; t < 500; t += 1)
    learned = updateCalibration(learned, 1, [{ median: 0, variance: 1, truth: t % 2 ? 2 : -2 }]);
  expect(learned.variance[0]).toBeCloseTo(4, 3);
  expect(calibrate(1, 0, learned.variance[0] ?? 0)).toBeCloseTo(2, 3);
  expect(calibrate(3, 3, learned.variance[0] ?? 0)).toBe(3);
});
