import { expect, test } from 'vitest';
import { isThere, reached } from '../bench/measure.mjs';

test('a row whose control is missing here counts as not measured, never as reached', () => {
  expect(isThere('node')).toBe(true);
  expect(isThere('a-program-nobody-has')).toBe(false);
  expect(reached(null, 1, 0.5)).toBe('not measured');
  expect([0.5, 1, 1.01].map((value) => reached(value, 1, 0.5))).toEqual(['aim', 'must', 'missed']);
});
