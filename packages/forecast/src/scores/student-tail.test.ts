import { expect, test } from 'vitest';
import { studentTail } from './student-tail.ts';

// printed tables: what is exceeded on either side with 5 and 1 %
test.each([
  [1, 12.7062, 63.6567],
  [2, 4.30265, 9.92484],
  [3, 3.18245, 5.84091],
  [4, 2.77645, 4.60409],
  [7, 2.36462, 3.49948],
  [10, 2.22814, 3.16927],
  [60, 2.0003, 2.66028],
])('with %d degrees of freedom the tail is that of the tables', (df, five, one) => {
  expect(studentTail(five, df)).toBeCloseTo(0.05, 5);
  expect(studentTail(-one, df)).toBeCloseTo(0.01, 5);
  expect(studentTail(0, df)).toBe(1);
  expect(studentTail(Infinity, df)).toBeCloseTo(0, 12);
});

test('degrees of freedom are counted', () => {
  for (const df of [0, 1.5, NaN]) expect(() => studentTail(1, df)).toThrow(RangeError);
});
