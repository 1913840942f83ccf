import { readFileSync } from 'node:fs';
import { openSgdState, updateSgd } from '@pulse-stream/gravity/internal';
import { GravityOptions } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { sgdOptions } from './sgd-options.ts';

const GoldenCase = z.strictObject({
  case: z.string(),
  options: z.record(z.string(), z.union([z.number(), z.boolean()])),
  symbols: z.array(z.string()),
  variables: z.literal(1),
  initial_B: z.array(z.array(z.number())).nullable(),
  steps: z.array(
    z.strictObject({
      residual: z.array(z.number()),
      symbols: z.record(z.string(), z.number()),
      B: z.array(z.array(z.number())),
      v: z.array(z.array(z.number())),
      lambda: z.number(),
    }),
  ),
});

/** Relative, the tolerance of the golden file: another order of the same sums. */
const TOLERANCE = 1e-12;

const cases = readFileSync(new URL('golden/gravity_sgd.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => GoldenCase.parse(JSON.parse(line)));

/** Largest relative error; NaN, a missing or an extra number counts as infinite. */
function errorOf(actual: Float64Array, expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const errors = expected.map((wanted, at) => {
    const error =
      Math.abs((actual[at] ?? Number.NaN) - wanted) / Math.max(Math.abs(wanted), 1e-300);
    return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
  });
  return Math.max(...errors);
}

test('the golden file holds every kind of case', () => {
  expect(cases.map((golden) => golden.case)).toEqual(
    expect.arrayContaining(['default_random_60', 'extreme_huge_process', 'adaptive_hits_max']),
  );
});

test.each(cases.map((golden) => [golden.case, golden] as const))(
  'the pure update gives the reference weights, momentum and lambda: %s',
  (_, golden) => {
    const options = sgdOptions(GravityOptions.parse(golden.options));
    let state = openSgdState(['y'], golden.symbols, 12, options);
    const column = (values: readonly number[]) =>
      Float64Array.from(
        state.symbols,
        (name) => values[golden.symbols.indexOf(name)] ?? Number.NaN,
      );
    if (golden.initial_B !== null) state = { ...state, weights: column(golden.initial_B[0] ?? []) };
    for (const step of golden.steps) {
      const symbols = state.symbols.map((name) => step.symbols[name] ?? Number.NaN);
      state = updateSgd(state, symbols, step.residual, options);
      const found = Float64Array.of(...state.weights, ...state.momentum, state.lambda);
      const wanted = [...column(step.B[0] ?? []), ...column(step.v[0] ?? []), step.lambda];
      expect(errorOf(found, wanted)).toBeLessThanOrEqual(TOLERANCE);
    }
  },
);
