import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  betaBelow,
  distanceScore,
  fitProbability,
  gammaBelow,
  lnGammaFunction,
  normalBelow,
} from '../../test/distribution-functions.ts';
import { type DrawnKind, drawFrom, drawWithin, meanOf, whyImpossible } from './distributions.ts';
import { drawGamma, drawLnGamma } from './gamma.ts';
import { openRng, type RandomStream } from './random-stream.ts';

const N = 50_000;
const open = (name = 'param:beta'): RandomStream => openRng(1, 0, name);

/** The distribution function of each kind, in closed form. */
const BELOW: Record<DrawnKind, (x: number, a: number, b: number, c: number) => number> = {
  normal: (x, mean, sd) => normalBelow((x - mean) / sd),
  lognormal: (x, mu, sigma) => normalBelow((Math.log(x) - mu) / sigma),
  uniform: (x, lo, hi) => (x - lo) / (hi - lo),
  triangular: (x, lo, mode, hi) =>
    x < mode
      ? (x - lo) ** 2 / (hi - lo) / (mode - lo)
      : 1 - (hi - x) ** 2 / (hi - lo) / (hi - mode),
  beta: (x, a, b) => betaBelow(a, b, x),
  gamma: (x, shape, scale) => gammaBelow(shape, x / scale),
};

const VARIANCE: Record<DrawnKind, (a: number, b: number, c: number) => number> = {
  normal: (_, sd) => sd ** 2,
  lognormal: (mu, sigma) => Math.expm1(sigma ** 2) * Math.exp(2 * mu + sigma ** 2),
  uniform: (lo, hi) => (hi - lo) ** 2 / 12,
  triangular: (a, b, c) => (a * a + b * b + c * c - a * b - a * c - b * c) / 18,
  beta: (a, b) => (a * b) / (a + b) ** 2 / (a + b + 1),
  gamma: (shape, scale) => shape * scale ** 2,
};

const CASES: readonly [DrawnKind, number[]][] = [
  ['normal', [2, 0.5]],
  ['normal', [-1e12, 1e3]],
  ['lognormal', [0, 0.5]],
  ['lognormal', [-3, 0.1]],
  ['uniform', [-1, 3]],
  ['uniform', [0.2, 0.4]],
  ['triangular', [0, 1, 4]],
  ['triangular', [0, 0, 1]],
  ['triangular', [-2, 5, 5]],
  ['beta', [2, 3]],
  ['beta', [1, 1]],
  ['beta', [0.5, 0.5]],
  ['beta', [0.3, 4]],
  ['beta', [7, 0.6]],
  ['beta', [2000, 1000]],
  ['gamma', [1, 2]],
  ['gamma', [4, 0.5]],
  ['gamma', [1.01, 1]],
  ['gamma', [0.99, 1]],
  ['gamma', [0.3, 2]],
  ['gamma', [0.05, 1]],
  ['gamma', [100, 0.01]],
  ['gamma', [1e6, 1]],
];

test.each(CASES)('draws of %s %j fit their distribution function', (kind, given) => {
  const [a = NaN, b = NaN, c = NaN] = given;
  const rng = open();
  // The incomplete gamma function of a shape of 10^6 takes thousands of terms.
  const count = kind === 'gamma' && a > 1e5 ? N / 10 : N;
  const sample = Float64Array.from({ length: count }, () => drawFrom(kind, given, rng));
  expect(distanceScore(sample, (x) => BELOW[kind](x, a, b, c))).toBeLessThan(2.2);
});

test.each(CASES)('%s %j has its mean and its variance', (kind, given) => {
  const [a = NaN, b = NaN, c = NaN] = given;
  const rng = open('moments');
  const mean = meanOf(kind, given);
  const variance = VARIANCE[kind](a, b, c);
  const sample = Float64Array.from({ length: N }, () => drawFrom(kind, given, rng) - mean);
  const moment = (power: number): number =>
    sample.reduce((sum, x) => sum + x ** power, 0) / sample.length;
  const second = moment(2);
  expect(Math.abs(moment(1))).toBeLessThan(4.5 * Math.sqrt(variance / N));
  expect(Math.abs(second - variance)).toBeLessThan(4.5 * Math.sqrt((moment(4) - second ** 2) / N));
});

test('a gamma of a very small shape is right in its logarithm, where its numbers are all 0', () => {
  const rng = open();
  const shape = 1e-3;
  const sample = Float64Array.from({ length: N }, () => drawLnGamma(shape, rng));
  const below = (x: number): number =>
    x < -30 ? Math.exp(shape * x - lnGammaFunction(shape + 1)) : gammaBelow(shape, Math.exp(x));
  expect(distanceScore(sample, below)).toBeLessThan(2.2);
});

test('a beta of very small shapes is almost a coin, with the right odds between its ends', () => {
  const rng = open();
  const edges = [0, 1e-300, 1e-200, 1e-100, 1e-10, 0.5, 0.9, 0.999];
  const hits = new Float64Array(edges.length);
  for (let drawn = 0; drawn < N; drawn += 1) {
    const x = drawFrom('beta', [1e-3, 2e-3], rng);
    const bin = edges.findLastIndex((edge) => edge <= x);
    hits[bin] = (hits[bin] ?? 0) + 1;
  }
  const shares = edges.map((edge, bin) => {
    const above = edges[bin + 1] ?? 1;
    return betaBelow(1e-3, 2e-3, above) - betaBelow(1e-3, 2e-3, edge);
  });
  expect(fitProbability(hits, shares)).toBeGreaterThan(1e-3);
});

test.each([1e9, 1e12, 1e20, 1e26, 1e300])(
  'a gamma of shape %d is a normal of its moments',
  (shape) => {
    const rng = open();
    const sample = Float64Array.from(
      { length: N },
      () => (drawGamma(shape, rng) / shape - 1) * Math.sqrt(shape),
    );
    // Beyond 1e30 all draws round to the mean.
    const spread =
      shape < 1e30 ? distanceScore(sample, normalBelow) : Math.max(...sample.map(Math.abs));
    expect(spread).toBeLessThan(2.2);
  },
);

// Fixed for good: seeds in records replay only while these stay. An independent program (Python,
// mpmath with 40 digits) of the same stream and the same papers is within 1e-14 of every one. The
// last number is the 400th.
test.each<[DrawnKind, number[], number[]]>([
  ['normal', [2, 0.5], [1.954709513583679, 2.0434796831648265, 2.3575837725824345]],
  ['lognormal', [0, 1], [0.9134003702911531, 1.090852353482786, 2.0445292045464347]],
  ['uniform', [-1, 3], [-0.13026759077322447, 2.076515139546028, 1.8449237881460276]],
  ['triangular', [0, 1, 4], [0.932594450566148, 2.335531742158501, 2.1384875408523536]],
  ['beta', [2, 3], [0.45362736595251246, 0.27250982095882564, 0.3889590268186795]],
  ['beta', [0.05, 0.1], [1.4638668187851776e-17, 0.8038146996108293, 0.1338237618426059]],
  ['gamma', [4, 0.5], [1.7479689523765733, 1.358147838700112, 4.687788722481959]],
  ['gamma', [0.3, 2], [0.0010637672303133294, 0.09760674118285807, 0.0009841008003337046]],
])('the numbers of %s %j do not change from release to release', (kind, parameters, numbers) => {
  const rng = open();
  const drawn = Array.from({ length: 400 }, () => drawFrom(kind, parameters, rng));
  expect([drawn[0], drawn[1], drawn[399]]).toEqual(numbers);
});

test('equal openings draw equal numbers, and a name more shifts no other', () => {
  const drawAll = (names: readonly string[]): Map<string, number> =>
    new Map(names.map((name) => [name, drawFrom('gamma', [0.3, 2], openRng(7, 3, name))]));
  const few = drawAll(['param:a', 'param:c']);
  const more = drawAll(['param:b', 'param:c', 'param:a', 'initial:a']);
  expect([more.get('param:a'), more.get('param:c')]).toEqual([
    few.get('param:a'),
    few.get('param:c'),
  ]);
  expect(new Set(more.values()).size).toBe(4);
});

test.each<[DrawnKind, number[], number]>([
  ['normal', [2, 0.5], 2],
  ['lognormal', [0.5, 1], Math.E],
  ['uniform', [0.2, 0.6], 0.4],
  ['triangular', [1, 2, 6], 3],
  ['beta', [1, 3], 0.25],
  ['gamma', [3, 0.5], 1.5],
])('the mean of %s %j is %d', (kind, parameters, mean) => {
  expect(meanOf(kind, parameters)).toBe(mean);
});

test.each<[DrawnKind, number[], string]>([
  ['normal', [0, -1], 'normal [0, -1] needs an sd of at least 0'],
  ['normal', [NaN, 1], 'normal [NaN, 1] reaches beyond the largest number'],
  ['lognormal', [0, -1], 'lognormal [0, -1] needs a sigma of at least 0'],
  ['lognormal', [0, 40], 'lognormal [0, 40] reaches beyond the largest number'],
  ['uniform', [2, 1], 'uniform [2, 1] needs lo < hi'],
  ['uniform', [1, 1], 'uniform [1, 1] needs lo < hi'],
  ['uniform', [-1e308, 1e308], 'uniform [-1e+308, 1e+308] reaches beyond the largest number'],
  ['triangular', [0, 2, 1], 'triangular [0, 2, 1] needs lo ≤ mode ≤ hi and lo < hi'],
  ['triangular', [1, 0, 2], 'triangular [1, 0, 2] needs lo ≤ mode ≤ hi and lo < hi'],
  ['triangular', [1, 1, 1], 'triangular [1, 1, 1] needs lo ≤ mode ≤ hi and lo < hi'],
  ['beta', [0, 1], 'beta [0, 1] needs shapes of at least 1e-300'],
  ['beta', [1, 1e-310], 'beta [1, 1e-310] needs shapes of at least 1e-300'],
  ['beta', [1e308, 1e308], 'beta [1e+308, 1e+308] reaches beyond the largest number'],
  ['gamma', [1, 0], 'gamma [1, 0] needs a shape and a scale above 0'],
  ['gamma', [-1, 1], 'gamma [-1, 1] needs a shape and a scale above 0'],
  ['gamma', [1e200, 1e200], 'gamma [1e+200, 1e+200] reaches beyond the largest number'],
])('%s %j is impossible: %s', (kind, parameters, why) => {
  expect(whyImpossible(kind, parameters)).toBe(why);
});

const double = fc.double({ noNaN: true, noDefaultInfinity: true });
const anyLaw = fc.tuple(
  fc.constantFrom(...(Object.keys(BELOW) as DrawnKind[])), // its keys are all kinds
  fc.array(double, { minLength: 3, maxLength: 3 }),
);

/** Whether x is where the distribution is; its ends count. */
const SUPPORT: Record<DrawnKind, (x: number, a: number, b: number, c: number) => boolean> = {
  normal: () => true,
  lognormal: (x) => x >= 0,
  uniform: (x, lo, hi) => lo <= x && x <= hi,
  triangular: (x, lo, _, hi) => lo <= x && x <= hi,
  beta: (x) => x >= 0 && x <= 1,
  gamma: (x) => x >= 0,
};

test('whatever is possible is drawn where it lives, never NaN', () => {
  let possible = 0;
  fc.assert(
    fc.property(anyLaw, fc.nat(), ([kind, parameters], seed) => {
      const sorted = kind === 'triangular' || kind === 'uniform';
      const used = sorted ? parameters.toSorted((x, y) => x - y) : parameters.map(Math.abs);
      const [a = NaN, b = NaN, c = NaN] = kind === 'uniform' ? [used[0], used[2]] : used;
      const given = kind === 'triangular' ? [a, b, c] : [a, b];
      fc.pre(whyImpossible(kind, given) === null);
      possible += 1;
      expect(Number.isFinite(meanOf(kind, given))).toBe(true);
      const rng = openRng(seed, 0, 'param:a');
      for (let drawn = 0; drawn < 20; drawn += 1) {
        const x = drawFrom(kind, given, rng);
        expect([x, SUPPORT[kind](x, a, b, c)]).toEqual([x, !Number.isNaN(x)]);
      }
    }),
  );
  expect(possible).toBeGreaterThan(50);
});

test('bounds cut a distribution: what is left of it is drawn', () => {
  const rng = open();
  const sample = Float64Array.from(
    { length: N },
    () => drawWithin('normal', [0, 1], -0.5, 2, rng) ?? NaN,
  );
  const from = normalBelow(-0.5);
  const share = normalBelow(2) - from;
  expect(distanceScore(sample, (x) => (normalBelow(x) - from) / share)).toBeLessThan(2.2);
});

test('without bounds a draw is the draw, at its cost', () => {
  const [bounded, free] = [open(), open()];
  for (let drawn = 0; drawn < 100; drawn += 1)
    expect(drawWithin('gamma', [0.3, 2], -Infinity, Infinity, bounded)).toBe(
      drawFrom('gamma', [0.3, 2], free),
    );
  expect(bounded.draws).toBe(free.draws);
});

test('bounds that leave nothing are given up after 10,000 draws', () => {
  const rng = open();
  expect(drawWithin('uniform', [0, 1], 2, 3, rng)).toBeNull();
  expect(rng.draws).toBe(20_000); // two words each
  expect(drawWithin('normal', [5, 0], 0, 1, rng)).toBeNull();
  expect(drawWithin('normal', [5, 0], 5, 5, rng)).toBe(5);
});

test('a draw too large for a number is drawn again', () => {
  const rng = open();
  const most = Math.log(Number.MAX_VALUE) - 0.6;
  const free = Array.from({ length: 200 }, () => drawFrom('lognormal', [most, 1], rng));
  expect(whyImpossible('lognormal', [most, 1])).toBeNull();
  expect(free).toContain(Infinity);
  for (let drawn = 0; drawn < 200; drawn += 1)
    expect(drawWithin('lognormal', [most, 1], 0, Infinity, rng)).toBeLessThan(Infinity);
});
