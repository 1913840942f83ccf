import { expect, test } from 'vitest';
import type { Fan } from '../src/gather/fan.ts';
import { describeFan } from '../src/panels/describe-fan.ts';

const fanOf = (path: readonly number[], start: number | null): Fan => ({
  target: 'x',
  unit: null,
  start,
  labels: null,
  horizon: path.map((_, at) => at + 1),
  mean: path,
  median: path,
  bands: [],
  control: [],
});

test.each<[words: string, path: number[], start: number | null]>([
  ['rises from 1 to 5', [2, 3, 4, 5], 1],
  ['rises from 1 to 5', [2, 3, 2.5, 5], 1],
  ['rises from 2 in turn 1 to 5', [2, 3, 4, 5], null],
  ['falls from 5 to 1', [4, 3, 2, 1], 5],
  ['goes up and down from 25 to 66', [65, 38, 66], 25],
  ['goes up and down from 66 in turn 1 to 25', [66, 38, 65, 25], null],
  ['peaks at 9 in turn 2, ends at 2', [3, 9, 2], 1],
  ['dips at 1 in turn 2, ends at 8', [5, 1, 8], 9],
  ['stays near 3', [3, 3], 3],
])('a fan %s', (words, path, start) => {
  expect(describeFan(fanOf(path, start))).toBe(words);
});
