import { expect, test } from 'vitest';
import { openTestRng } from '../../test/open-test-rng.ts';
import { createSobolSequence } from '../design/sobol-sequence.ts';
import type { Estimate } from './bootstrap.ts';
import { correlationsOf, partialCorrelations } from './correlate.ts';
import { rankCorrelations } from './rank-correlations.ts';
import { sobolIndices, type BlockOutcomes } from './sobol-indices.ts';

const rng = (seed: number) => openTestRng(seed, 0, 'bootstrap');

/** Outcomes of a function over blocks of a scrambled Sobol sequence. */
function runBlocks(
  f: (x: readonly number[]) => number,
  inputs: number,
  n: number,
  seed: number,
): BlockOutcomes {
  const stream = openTestRng(seed, 0, 'scramble');
  const next = createSobolSequence(
    2 * inputs,
    Array.from({ length: 2 * inputs }, () => stream.nextUint32()),
  );
  const words = new Uint32Array(2 * inputs);
  const parts = Array.from({ length: inputs + 2 }, () => new Float64Array(n));
  for (let row = 0; row < n; row += 1) {
    next(words);
    const units = Array.from(words, (word) => (word + 0.5) / 2 ** 32);
    const [a, b] = [units.slice(0, inputs), units.slice(inputs)];
    const points = [
      a,
      b,
      ...a.map((_, at) => a.map((x, index) => (index === at ? (b[at] ?? x) : x))),
    ];
    for (const [at, point] of points.entries()) (parts[at] ?? new Float64Array(0))[row] = f(point);
  }
  const [a = new Float64Array(0), b = new Float64Array(0), ...mixed] = parts;
  return { a, b, mixed };
}

/** Ishigami and Homma (1990) with a = 7, b = 0.1, on −π to π. */
const ishigami = ([u = 0, v = 0, w = 0]: readonly number[]): number => {
  const [x, y, z] = [u, v, w].map((share) => Math.PI * (2 * share - 1)) as [number, number, number]; // three of three
  return Math.sin(x) + 7 * Math.sin(y) ** 2 + 0.1 * z ** 4 * Math.sin(x);
};
/** The closed forms of its indices. */
function ishigamiIndices(): { first: number[]; total: number[] } {
  const [a, b] = [7, 0.1];
  const one = 0.5 * (1 + (b * Math.PI ** 4) / 5) ** 2;
  const two = a ** 2 / 8;
  const oneThree = b ** 2 * Math.PI ** 8 * (1 / 18 - 1 / 50);
  const all = one + two + oneThree;
  return {
    first: [one / all, two / all, 0],
    total: [(one + oneThree) / all, two / all, oneThree / all],
  };
}

const G = [0, 1, 4.5, 9, 99, 99, 99, 99];
/** Sobol's g-function, and the closed forms of its indices. */
const gFunction = (x: readonly number[]): number =>
  G.reduce((product, a, at) => (product * (Math.abs(4 * (x[at] ?? 0) - 2) + a)) / (1 + a), 1);
function gIndices(): { first: number[]; total: number[] } {
  const parts = G.map((a) => 1 / (3 * (1 + a) ** 2));
  const all = parts.reduce((product, part) => product * (1 + part), 1) - 1;
  return {
    first: parts.map((part) => part / all),
    total: parts.map((part) => (part * (all + 1)) / (1 + part) / all),
  };
}

function expectInside(estimates: readonly Estimate[], truths: readonly number[]): void {
  expect(estimates).toHaveLength(truths.length);
  for (const [at, truth] of truths.entries()) {
    const { value, low, high } = estimates[at] ?? { value: null, low: null, high: null };
    expect(low, `index ${at}`).toBeLessThanOrEqual(truth);
    expect(high, `index ${at}`).toBeGreaterThanOrEqual(truth);
    expect(Math.abs((value ?? Infinity) - truth), `index ${at}`).toBeLessThan(0.02);
  }
}

test.each([1, 2, 3])(
  'indices of Ishigami’s function lie in their intervals, as those of the g-function (n = 8,192, seed %i)',
  (seed) => {
    for (const [f, inputs, truth] of [
      [ishigami, 3, ishigamiIndices()],
      [gFunction, 8, gIndices()],
    ] as const) {
      const indices = sobolIndices(runBlocks(f, inputs, 8192, seed), {
        resamples: 200,
        rng: rng(seed),
      });
      expectInside(
        indices.map(({ first }) => first),
        truth.first,
      );
      expectInside(
        indices.map(({ total }) => total),
        truth.total,
      );
    }
  },
);

test('intervals of indices hold the truth about as often as they say, with points of chance', () => {
  const truth = ishigamiIndices();
  let [held, asked] = [0, 0];
  for (let seed = 0; seed < 40; seed += 1) {
    const stream = openTestRng(seed, 0, 'points');
    const n = 400;
    const parts = Array.from({ length: 5 }, () => new Float64Array(n));
    for (let row = 0; row < n; row += 1) {
      const [a, b] = [0, 1].map(() => [0, 1, 2].map(() => stream.nextUnit())) as [
        number[],
        number[],
      ]; // two of two
      const points = [
        a,
        b,
        ...a.map((_, at) => a.map((x, index) => (index === at ? (b[at] ?? x) : x))),
      ];
      for (const [at, point] of points.entries())
        (parts[at] ?? new Float64Array(0))[row] = ishigami(point);
    }
    const [a = new Float64Array(0), b = new Float64Array(0), ...mixed] = parts;
    const indices = sobolIndices({ a, b, mixed }, { resamples: 200, rng: rng(seed) });
    for (const [at, { first, total }] of indices.entries())
      for (const [estimate, value] of [
        [first, truth.first[at]],
        [total, truth.total[at]],
      ] as const) {
        asked += 1;
        held += Number((estimate.low ?? 0) <= (value ?? 0) && (value ?? 0) <= (estimate.high ?? 0));
      }
  }
  expect(held / asked).toBeGreaterThan(0.88);
});

/**
 * Data of the R package ppcor (half life, dispensability, degree, centrality of genes) and the partial
 * correlations with half life that its paper prints, Pearson's and Spearman's.
 * @see S. Kim: ppcor: An R Package for a Fast Calculation to Semi-partial Correlation Coefficients,
 *   Commun. Stat. Appl. Methods 22, 665-674 (2015)
 */
const HALF_LIFE = Float64Array.of(7, 15, 19, 15, 21, 22, 57, 15, 20, 18);
const GENES = [
  Float64Array.of(0, 0.964, 0, 0, 0.921, 0, 0, 1.006, 0, 1.011),
  Float64Array.of(9, 2, 3, 4, 1, 3, 1, 3, 6, 1),
  Float64Array.of(1.78e-2, 1.05e-6, 1.37e-5, 7.18e-3, 0, 0, 0, 4.48e-3, 2.1e-6, 0),
];

test('partial correlations are those of a published example', () => {
  const matrix = correlationsOf([...GENES, HALF_LIFE], new Uint16Array(10).fill(1));
  expect(partialCorrelations(matrix)).toEqual(
    [-0.6720863, -0.6161163, 0.1148459].map((value) => expect.closeTo(value, 7)),
  );
});

test('partial rank correlations are those of a published example', () => {
  const found = rankCorrelations(GENES, HALF_LIFE, { resamples: 0, rng: rng(1) });
  expect(found.map(({ prcc }) => prcc.value)).toEqual(
    [-0.7647345, -0.1367596, -0.7860646].map((value) => expect.closeTo(value, 7)),
  );
});

test('a column that does not vary, or follows from another, has no correlation, and no interval', () => {
  const x = Float64Array.from([1, 5, 2, 4, 3, 6]);
  const y = Float64Array.from([2, 1, 3, 5, 4, 6]);
  const options = { resamples: 20, rng: rng(1) };
  const [flat] = rankCorrelations([new Float64Array(6), x], y, options);
  expect(flat?.spearman).toEqual({ value: null, low: null, high: null });
  const [first, twin] = rankCorrelations([x, x.map((value) => 2 * value)], y, options);
  expect([first?.prcc.value, twin?.prcc.value]).toEqual([null, null]);
  expect(first?.spearman.value).toBe(twin?.spearman.value);
});

test('what an outcome follows from has 1, and what it does not 0', () => {
  const x = Float64Array.from([1, 5, 2, 4, 3, 6]);
  const y = Float64Array.from([2, 1, 3, 5, 4, 6]);
  const [first, second] = rankCorrelations([x, y], x, { resamples: 20, rng: rng(1) });
  expect([first?.prcc.value, second?.prcc.value]).toEqual([
    expect.closeTo(1, 6),
    expect.closeTo(0, 4),
  ]);
});

test('ranks are those of equal values in the middle, and the correlations those of a table by hand', () => {
  // sum of squared rank differences 2 over six pairs: 1 − 6·2/(6·35)
  const x = Float64Array.from([10, 20, 30, 40, 50, 60]);
  const y = Float64Array.from([1, 2, 4, 3, 5, 6]);
  const [only] = rankCorrelations([x], y, { resamples: 0, rng: rng(1) });
  expect(only?.spearman.value).toBeCloseTo(1 - 12 / 210, 12);
  expect(only?.spearman.low).toBeNull();
  expect(only?.prcc.value).toBeCloseTo(only?.spearman.value ?? 0, 12);
});
