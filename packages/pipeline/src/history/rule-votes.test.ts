import { createCore, compileModel } from '@pulse-stream/simulator';
import { expect, test } from 'vitest';
import { voteOnRules } from './rule-votes.ts';

const core = createCore(
  compileModel({
    name: 'two',
    slots: { a: { kind: 'variable', initial: 0 }, b: { kind: 'variable', initial: 0 } },
    rules: [
      { id: 'up', effects: [{ target: 'a', add: 1 }] },
      {
        id: 'twice',
        effects: [
          { target: 'b', add: 3 },
          { target: 'b', add: -1 },
          { target: 'a', add: 0 },
        ],
      },
    ],
  }),
);
const rowOf = (observed: readonly number[]) => ({
  observed: Float64Array.from(observed),
  causal: { values: Float64Array.of(1, 2), contributions: Float64Array.of(1, 3, -1, 0) },
});

test('a rule that brought the prediction nearer gains, one that did not loses', () => {
  // up was right; twice added 2 where 0 came
  const trusts = voteOnRules(new Map(), core, rowOf([1, 0]));
  expect(Object.fromEntries(trusts)).toEqual({
    up: { alpha: 2, beta: 1 },
    twice: { alpha: 1, beta: 2 },
  });
});

test('effects of one rule on one variable have one say, and what added nothing has none', () => {
  const trusts = voteOnRules(new Map(), core, rowOf([Number.NaN, 2]));
  expect(Object.fromEntries(trusts)).toEqual({ twice: { alpha: 2, beta: 1 } });
});

test('the first row, which nothing predicted, says nothing; older votes fade', () => {
  const known = new Map([['up', { alpha: 6, beta: 2 }]]);
  expect(voteOnRules(known, core, { ...rowOf([1, 0]), causal: null })).toBe(known);
  const later = voteOnRules(known, core, rowOf([Number.NaN, Number.NaN]));
  expect(later.get('up')).toEqual({ alpha: 6 * 0.99, beta: 2 * 0.99 });
});
