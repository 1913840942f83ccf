import { describe, expect, it, test } from 'vitest';
import { dieboldMariano } from './diebold-mariano.ts';

/** Mulberry32: uniform in [0, 1). */
function openUniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Student t with 3 degrees of freedom: heavy tails, no skewness. */
function openHeavyTailed(uniform: () => number): () => number {
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return () => normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3);
}

const HORIZON = 12;
/** How much of each of the last 12 shocks is in a difference. */
const SHARES = {
  equal: Array.from({ length: HORIZON }, () => 1),
  falling: Array.from({ length: HORIZON }, (_, back) => HORIZON - back),
};

/** Differences of two forecasts of equal skill, issued from `count` rows 12 steps ahead, plus `mean`. */
function draw(shock: () => number, shares: readonly number[], count: number, mean = 0): number[] {
  const shocks = Array.from({ length: count + HORIZON - 1 }, shock);
  return Array.from({ length: count }, (_, at) =>
    shares.reduce((sum, share, back) => sum + share * (shocks[at + HORIZON - 1 - back] ?? 0), mean),
  );
}

/** Share of 2,000 draws that are called different at 5 %. */
function calledDifferent(
  shares: readonly number[],
  count: number,
  overlap: number,
  mean = 0,
): number {
  const shock = openHeavyTailed(openUniform(count));
  let called = 0;
  for (let draws = 0; draws < 2000; draws += 1)
    if ((dieboldMariano(draw(shock, shares, count, mean), overlap)?.p ?? 1) < 0.05) called += 1;
  return called / 2000;
}

/** Share of 1,000 draws called different at 5 %, forecasts 12 steps ahead from every `stride`-th row. */
function calledUnderNull(count: number, stride: number): number {
  const shock = openHeavyTailed(openUniform(1000 * stride + count));
  let called = 0;
  for (let draws = 0; draws < 1000; draws += 1) {
    const rows = draw(shock, SHARES.equal, count * stride);
    const origins = rows.filter((_, row) => row % stride === 0);
    const found = dieboldMariano(origins, Math.ceil(HORIZON / stride));
    if (found !== null && found.p < 0.05) called += 1;
  }
  return called / 1000;
}

it.each([1, 4])(
  'of equal skill 12 steps ahead from every row or each fourth, 20 to 240 of them, better or worse is said in 3 to 7 % (stride %d)',
  (stride) => {
    for (const count of [20, 30, 40, 60, 90, 120, 240]) {
      const rate = calledUnderNull(count, stride);
      expect(rate, `${count} origins`).toBeLessThanOrEqual(0.07);
      if (count >= (3 * HORIZON) / stride)
        expect(rate, `${count} origins`).toBeGreaterThanOrEqual(0.03);
    }
  },
);

describe('forecasts 12 steps ahead', () => {
  it.each([12, 20, 40, 60, 120])(
    'of equal skill from %d origins are called different in at most 7 of 100 cases',
    (count) => {
      for (const shares of Object.values(SHARES)) {
        const rate = calledDifferent(shares, count, HORIZON);
        expect(rate).toBeLessThan(0.07);
        // and not because nothing is ever called
        expect(rate).toBeGreaterThan(0.02);
      }
    },
  );

  it('that take no heed of the overlap would be called different too often', () => {
    expect(calledDifferent(SHARES.equal, 60, 1)).toBeGreaterThan(0.085);
  });

  it.each([
    [20, 0.3],
    [40, 0.85],
    [120, 0.95],
  ])(
    'of unequal skill from %d origins are told apart in more than %d of all cases',
    (count, least) => {
      // five standard errors of a mean of so many
      const mean = (5 * HORIZON * Math.sqrt(3)) / Math.sqrt(count);
      expect(calledDifferent(SHARES.equal, count, HORIZON, mean)).toBeGreaterThan(least);
    },
  );
});

test('of four degrees of freedom t is the mean over the deviation of four cosines', () => {
  const differences = [3, 1, -1, 0.5, 2, 2.5, 0, 1.5];
  const count = differences.length;
  const mean = differences.reduce((sum, d) => sum + d, 0) / count;
  // without overlap all transforms are expected to be alike: Σ cos² = n/2
  const squares = [1, 2, 3, 4].map(
    (j) =>
      (2 / count) *
      differences.reduce((sum, d, i) => sum + d * Math.cos((Math.PI * j * (i + 0.5)) / count), 0) **
        2,
  );
  const variance = squares.reduce((sum, square) => sum + square, 0) / 4;
  const found = dieboldMariano(differences, 1);
  expect(found?.df).toBe(4);
  expect(found?.t).toBeCloseTo(mean / Math.sqrt(variance / count), 10);
});

test('of two or three origins it is the t test of Student', () => {
  // mean 2, sample sd 1, three of them
  expect(dieboldMariano([1, 2, 3], 1)).toMatchObject({ df: 2 });
  expect(dieboldMariano([1, 2, 3], 1)?.t).toBeCloseTo(2 * Math.sqrt(3), 10);
  expect(dieboldMariano([1, 2], 1)?.t).toBeCloseTo(3, 10);
});

test('a difference that is there from every origin is told, however few, in the unit of the scores or any other', () => {
  const shock = openHeavyTailed(openUniform(1));
  for (const [count, overlap] of [
    [4, 1],
    [12, 12],
    [40, 12],
  ] as const) {
    const worse = Array.from({ length: count }, () => 1 + 0.001 * shock());
    const found = dieboldMariano(worse, overlap);
    expect(found?.t).toBeGreaterThan(0);
    expect(found?.p).toBeLessThan(0.05);
    const better = dieboldMariano(
      worse.map((d) => -1e-9 * d),
      overlap,
    );
    expect(better?.t).toBeCloseTo(-(found?.t ?? NaN), 5);
    expect(better?.p).toBeCloseTo(found?.p ?? NaN, 10);
  }
});

test('nothing is told of too few origins or of no difference; an equal one leaves no doubt', () => {
  expect(dieboldMariano([1], 1)).toBeNull();
  expect(dieboldMariano([1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1], 12)).toBeNull();
  expect(dieboldMariano([0, 0, 0, 0, 0, 0], 1)).toBeNull();
  expect(dieboldMariano([1, 1, 1, 1, 1, 1, 1, 1], 1)).toMatchObject({ p: 0 });
});
