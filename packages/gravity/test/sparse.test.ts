import { createCorrector, retrodict } from '@pulse-stream/gravity';
import { isTaught } from '@pulse-stream/gravity/internal';
import { expect, test } from 'vitest';
import { bankOptions, openRng } from './bank-options.ts';
import { runForward } from './forward.ts';
import { historyOf, normals, seeded } from './histories.ts';
import { linearCore } from './linear-core.ts';

const still = linearCore({ slots: ['x', 'y'], symbols: [], drift: () => ({}) });
const options = bankOptions();
const STEP = 2;

/** Two random walks with steps of one size; x is observed in every `every`-th row only. */
function walks(rows: number, every: number, seed: number) {
  const draw = normals(seeded(seed));
  let [x, y] = [50, 50];
  return historyOf(
    ['x', 'y'],
    Array.from({ length: rows }, (_, t) => {
      x += STEP * draw();
      y += STEP * draw();
      return [t % every === 0 ? x : null, y];
    }),
  );
}

/** Sd of what 400 members say of x so many turns ahead. */
function spreadOf(history: ReturnType<typeof walks>, turns: number): number {
  const { path, state } = retrodict(still, new Float64Array(2), history, options);
  const corrector = createCorrector(still, state, options, { openRng, seed: 1 });
  const ends = Array.from(
    { length: 400 },
    (_, member) => runForward(still, path, corrector, turns, member).path.x[0] ?? Number.NaN,
  );
  const mean = ends.reduce((sum, end) => sum + end / ends.length, 0);
  return Math.sqrt(ends.reduce((sum, end) => sum + (end - mean) ** 2 / ends.length, 0));
}

test.each([1, 2, 3, 4, 12])(
  'a variable observed in every %d. row is taught, and its spread is that of single turns',
  (every) => {
    const spreads = [1, 2, 3].map((seed) => {
      const history = walks(40 * every + 1, every, seed);
      const { state } = retrodict(still, new Float64Array(2), history, options);
      expect(isTaught(state, 0, options)).toBe(true);
      return spreadOf(history, 1);
    });
    const mean = spreads.reduce((sum, spread) => sum + spread / spreads.length, 0);
    expect(mean).toBeGreaterThan(0.75 * STEP);
    expect(mean).toBeLessThan(1.35 * STEP);
  },
);

test.each([1, 2, 3])('the early spread of every %d. row is that of single turns too', (every) => {
  const spreads = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => spreadOf(walks(9, every, seed), 1));
  const mean = spreads.reduce((sum, spread) => sum + spread / spreads.length, 0);
  expect(mean).toBeGreaterThan(0.9 * STEP);
  expect(mean).toBeLessThan(2 * STEP); // few errors count more than they are
});

test('the scale of changes is that of one row, whatever rows are missing', () => {
  const scaleOf = (values: readonly (number | null)[]) => {
    const history = historyOf(
      ['x'],
      values.map((value) => [value]),
    );
    const warm = bankOptions({ warmup: values.length });
    const { state } = retrodict(still, new Float64Array(2), history, warm);
    return state.scales?.[0] ?? Number.NaN;
  };
  expect(scaleOf([1, 3, 2, 4])).toBeCloseTo(Math.sqrt(2), 12);
  // over two rows each: ±2 about their mean 0, so 4 over 2
  expect(scaleOf([0, null, 2, null, 0, null, 2, null, 0])).toBeCloseTo(Math.sqrt(2), 12);
  // a straight line has no spread, in whichever rows it is seen
  const line = Array.from({ length: 10 }, (_, t) => (t % 3 === 1 ? null : 5 * t));
  expect(scaleOf(line)).toBeLessThan(1e-6);
  expect(scaleOf([1, null, null, 4])).toBe(0);
});
