/**
 * Statistical tests of moderate size on fixed seeds. They repeat none of the published batteries
 * (PractRand, BigCrush): they would notice a wrong table, a reused bit or a weak seeding. Limits
 * are about 5 standard deviations; the seeds are fixed, so a test that passes passes for good.
 */
import { fillNormals, openRng } from '@pulse-stream/simulator/internal';
import { expect, test } from 'vitest';

const N = 1_000_000;

function drawNormals(count: number, seed: number, member: number, purpose = 'noise'): Float64Array {
  const out = new Float64Array(count);
  fillNormals(openRng(seed, member, purpose).save(), out, count);
  return out;
}

/** Mean of x^power. */
function rawMoment(values: Float64Array, power: number): number {
  let sum = 0;
  for (const value of values) sum += value ** power;
  return sum / values.length;
}

/** Correlation of values of mean 0 and variance 1. */
function correlation(a: Float64Array, b: Float64Array, lag = 0): number {
  let sum = 0;
  const pairs = a.length - lag;
  for (let index = 0; index < pairs; index++) sum += (a[index] ?? NaN) * (b[index + lag] ?? NaN);
  return sum / pairs;
}

/** Σ (observed − expected)² / expected, as standard deviations from its mean. */
function chiSquareScore(observed: ArrayLike<number>, expected: (bin: number) => number): number {
  let sum = 0;
  for (let bin = 0; bin < observed.length; bin++) {
    const wanted = expected(bin);
    sum += ((observed[bin] ?? NaN) - wanted) ** 2 / wanted;
  }
  const freedom = observed.length - 1;
  return (sum - freedom) / Math.sqrt(2 * freedom);
}

/** ∫ of the normal density over [from, to], Simpson's rule. */
function normalProbability(from: number, to: number): number {
  const pieces = 400;
  const width = (to - from) / pieces;
  let sum = 0;
  for (let piece = 0; piece <= pieces; piece++) {
    const x = from + piece * width;
    const weight = piece === 0 || piece === pieces ? 1 : piece % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-0.5 * x * x);
  }
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}

test('normals have the moments of a standard normal up to the eighth', () => {
  const normals = drawNormals(N, 1, 0);
  // Standard deviations of the sample moments: sqrt((E x^2p − (E x^p)²)/N).
  expect(Math.abs(rawMoment(normals, 1))).toBeLessThan(5 * Math.sqrt(1 / N));
  expect(Math.abs(rawMoment(normals, 2) - 1)).toBeLessThan(5 * Math.sqrt(2 / N));
  expect(Math.abs(rawMoment(normals, 3))).toBeLessThan(5 * Math.sqrt(15 / N));
  expect(Math.abs(rawMoment(normals, 4) - 3)).toBeLessThan(5 * Math.sqrt(96 / N));
  expect(Math.abs(rawMoment(normals, 6) - 15)).toBeLessThan(5 * Math.sqrt((10395 - 225) / N));
  expect(Math.abs(rawMoment(normals, 8) - 105)).toBeLessThan(5 * Math.sqrt((2027025 - 11025) / N));
});

test('normals fall into 160 bins of width 0.05 as the density says', () => {
  const normals = drawNormals(N, 2, 0);
  const bins = new Float64Array(162);
  for (const value of normals) {
    const bin = Math.min(161, Math.max(0, Math.floor((value + 4) / 0.05) + 1));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const outside = (1 - normalProbability(-4, 4)) / 2;
  const expected = (bin: number): number =>
    bin === 0 || bin === 161
      ? N * outside
      : N * normalProbability(-4 + 0.05 * (bin - 1), -4 + 0.05 * bin);
  expect(Math.abs(chiSquareScore(bins, expected))).toBeLessThan(4);
});

test('the tail beyond the last layer is right in weight and in shape', () => {
  const edges = [3.6541528853610088, 3.8, 4, 4.25, 4.5, 9];
  const counts = new Float64Array(edges.length - 1);
  let positive = 0;
  let all = 0;
  const members = 8;
  for (let member = 0; member < members; member++)
    for (const value of drawNormals(N, 3, member)) {
      const size = Math.abs(value);
      if (size < (edges[0] ?? NaN)) continue;
      const bin = edges.findLastIndex((edge) => size >= edge);
      counts[bin] = (counts[bin] ?? 0) + 1;
      all += 1;
      if (value > 0) positive += 1;
    }
  const expected = (bin: number): number =>
    2 * members * N * normalProbability(edges[bin] ?? NaN, edges[bin + 1] ?? NaN);
  for (const [bin, count] of counts.entries())
    expect(Math.abs(count - expected(bin))).toBeLessThan(5 * Math.sqrt(expected(bin)));
  expect(Math.abs(positive - all / 2)).toBeLessThan(2.5 * Math.sqrt(all));
});

test('successive normals do not depend on each other, nor do their sizes', () => {
  const normals = drawNormals(N, 4, 0);
  const sizes = normals.map((value) => (value * value - 1) / Math.SQRT2);
  for (const lag of [1, 2, 3, 12]) {
    expect(Math.abs(correlation(normals, normals, lag))).toBeLessThan(5 / Math.sqrt(N));
    expect(Math.abs(correlation(sizes, sizes, lag))).toBeLessThan(5 / Math.sqrt(N));
  }
});

test('normals have more digits than one word: a million of them are all different', () => {
  // One 32-bit word for layer and position would leave 24 bits: about 100 equal pairs.
  expect(new Set(drawNormals(N, 5, 0)).size).toBe(N);
});

test('words are uniform in every byte and units in [0, 1)', () => {
  const stream = openRng(6, 0, 'noise');
  const bytes = [0, 1, 2, 3].map(() => new Float64Array(256));
  const words = 300_000;
  for (let drawn = 0; drawn < words; drawn++) {
    const word = stream.nextUint32();
    for (const [position, bins] of bytes.entries()) {
      const byte = (word >>> (8 * position)) & 255;
      bins[byte] = (bins[byte] ?? 0) + 1;
    }
  }
  for (const bins of bytes)
    expect(Math.abs(chiSquareScore(bins, () => words / 256))).toBeLessThan(4);

  const bins = new Float64Array(100);
  let sum = 0;
  let squares = 0;
  let outside = 0;
  for (let drawn = 0; drawn < words; drawn++) {
    const unit = stream.nextUnit();
    if (unit < 0 || unit >= 1) outside += 1;
    bins[Math.floor(unit * 100)]! += 1; // unit < 1: one of the 100 bins
    sum += unit;
    squares += unit * unit;
  }
  expect(outside).toBe(0);
  expect(Math.abs(chiSquareScore(bins, () => words / 100))).toBeLessThan(4);
  expect(Math.abs(sum / words - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / words));
  expect(Math.abs(squares / words - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / words));
});

test('neighbouring members, seeds and purposes are uncorrelated, place by place', () => {
  const count = 5_000;
  const streams = [
    ...Array.from({ length: 20 }, (_, member) => drawNormals(count, 7, member)),
    ...Array.from({ length: 10 }, (_, seed) => drawNormals(count, 8 + seed, 0)),
    ...['gravity', 'noise:a', 'noise:b', 'noise:aa', 'noise:ab'].map((purpose) =>
      drawNormals(count, 7, 0, purpose),
    ),
  ];
  const scores: number[] = [];
  for (const [index, left] of streams.entries())
    for (const right of streams.slice(index + 1))
      scores.push(correlation(left, right) * Math.sqrt(count));
  expect(scores).toHaveLength((35 * 34) / 2);
  // 595 scores, each about N(0, 1): none beyond 4.5, and their mean square near 1.
  expect(Math.max(...scores.map((score) => Math.abs(score)))).toBeLessThan(4.5);
  const meanSquare = scores.reduce((sum, score) => sum + score * score, 0) / scores.length;
  expect(Math.abs(meanSquare - 1)).toBeLessThan(5 * Math.sqrt(2 / scores.length));
});

test('the first draws of 20,000 members are a sample of the normal', () => {
  const firsts = new Float64Array(20_000);
  for (const member of firsts.keys()) firsts[member] = openRng(9, member, 'noise').nextNormal();
  expect(Math.abs(rawMoment(firsts, 1))).toBeLessThan(5 / Math.sqrt(firsts.length));
  expect(Math.abs(rawMoment(firsts, 2) - 1)).toBeLessThan(5 * Math.sqrt(2 / firsts.length));
  expect(Math.abs(rawMoment(firsts, 4) - 3)).toBeLessThan(5 * Math.sqrt(96 / firsts.length));
  const neighbours = correlation(firsts, firsts, 1) * Math.sqrt(firsts.length);
  expect(Math.abs(neighbours)).toBeLessThan(4.5);
  expect(new Set(firsts).size).toBe(firsts.length);
});
