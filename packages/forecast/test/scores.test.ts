import {
  brier,
  coverage,
  crps,
  fairCrps,
  gaussianCrps,
  intervalScore,
  mase,
  pinball,
  pit,
  wis,
} from '@pulse-stream/forecast';
import {
  gaussianLogScore,
  gaussianPit,
  isInside,
  meanAbsoluteError,
  naiveScale,
  normalCdf,
  pitDeviation,
  quantileCrps,
  smape,
} from '@pulse-stream/forecast/internal';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crpsVectors, isWithin, pitVectors, pointVectors, wisVectors } from './vectors.ts';

const moderate = fc.double({ noNaN: true, min: -1000, max: 1000 });
const ensemble = fc.array(moderate, { minLength: 2, maxLength: 40 });

/** The definition, pair by pair. */
function bruteCrps(members: readonly number[], y: number, pairs: number): number {
  const size = members.length;
  let between = 0;
  for (const a of members) for (const b of members) between += Math.abs(a - b);
  return members.reduce((sum, x) => sum + Math.abs(x - y), 0) / size - between / (2 * pairs);
}

describe('the CRPS of an ensemble', () => {
  test('equals the reference numbers, fair and not', () => {
    expect(crpsVectors.ensemble).toHaveLength(8);
    for (const { members, y, ...expected } of crpsVectors.ensemble) {
      expect(isWithin(crps(members, y), expected.crps, crpsVectors.tol)).toBe(true);
      expect(isWithin(fairCrps(members, y), expected.fair_crps, crpsVectors.tol)).toBe(true);
    }
  });

  test('equals the sum over all pairs', () => {
    fc.assert(
      fc.property(ensemble, moderate, (members, y) => {
        const size = members.length;
        expect(crps(members, y)).toBeCloseTo(bruteCrps(members, y, size * size), 8);
        expect(fairCrps(members, y)).toBeCloseTo(bruteCrps(members, y, size * (size - 1)), 8);
      }),
    );
  });

  test('of no members is a bug', () => {
    expect(() => crps([], 1)).toThrow(RangeError);
    expect(() => fairCrps([], 1)).toThrow(RangeError);
  });
});

describe('the scores of a Gaussian', () => {
  test('equal the reference numbers', () => {
    const { gaussian, tol } = crpsVectors;
    expect(gaussian).toHaveLength(6);
    for (const { mu, sigma, y, ...expected } of gaussian) {
      expect(isWithin(gaussianCrps(mu, sigma, y), expected.crps, tol)).toBe(true);
      expect(isWithin(gaussianLogScore(mu, sigma, y), expected.logscore, tol)).toBe(true);
      expect(isWithin(gaussianPit(mu, sigma, y), expected.pit, tol)).toBe(true);
    }
  });

  test('rest on a distribution function that is right in the centre, at the seam and far out', () => {
    // Φ(−2.5·√2) = erfc(2.5)/2 is where series and continued fraction meet
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(-2.5 * Math.SQRT2) / (4.069520174449589e-4 / 2)).toBeCloseTo(1, 11);
    expect(normalCdf(-2.5000001 * Math.SQRT2)).toBeLessThan(normalCdf(-2.5 * Math.SQRT2));
    expect(normalCdf(-10) / 7.61985302416e-24).toBeCloseTo(1, 11);
    expect(normalCdf(1.25) + normalCdf(-1.25)).toBe(1);
  });

  test('refuse a standard deviation that is not positive', () => {
    expect(() => gaussianCrps(0, 0, 1)).toThrow(RangeError);
    expect(() => gaussianLogScore(0, -1, 1)).toThrow(RangeError);
    expect(() => gaussianPit(0, Number.NaN, 1)).toThrow(RangeError);
  });
});

describe('the scores of quantiles', () => {
  test('equal the reference numbers', () => {
    expect(wisVectors.cases).toHaveLength(4);
    const { tol } = wisVectors;
    for (const { levels, quantiles, y, ...expected } of wisVectors.cases) {
      expect(isWithin(wis(levels, quantiles, y), expected.wis, tol)).toBe(true);
      expect(isWithin(quantileCrps(levels, quantiles, y), expected.wis, tol)).toBe(true);
      levels.forEach((level, k) => {
        const loss = pinball(level, quantiles[k] ?? Number.NaN, y);
        expect(isWithin(loss, expected.pinball[k] ?? null, tol)).toBe(true);
      });
      const intervals = Object.entries(expected.interval_scores);
      expect(intervals).toHaveLength(4);
      for (const [k, [alpha, score]] of intervals.entries()) {
        const [lower = Number.NaN, upper = Number.NaN] = [quantiles[k], quantiles.at(-1 - k)];
        expect(isWithin(intervalScore(lower, upper, Number(alpha), y), score, tol)).toBe(true);
      }
    }
  });

  test('have no weighted interval score when the levels are not symmetric around the median', () => {
    expect(wis([0.1, 0.9], [1, 2], 1)).toBeNull();
    expect(wis([0.1, 0.5, 0.8], [1, 2, 3], 1)).toBeNull();
    expect(wis([0.4], [1], 1)).toBeNull();
    expect(wis([0.5], [1], 3)).toBe(2);
  });

  test('need one quantile per level', () => {
    expect(() => wis([0.5], [], 1)).toThrow(RangeError);
    expect(() => quantileCrps([], [], 1)).toThrow(RangeError);
  });

  test('count the ends of an interval as inside', () => {
    expect([1, 2, 3, 4].map((y) => isInside(2, 3, y))).toEqual([false, true, true, false]);
  });
});

describe('the PIT', () => {
  test('equals the reference numbers', () => {
    expect(pitVectors.cases).toHaveLength(3);
    for (const { members, y, pit: expected } of pitVectors.cases) {
      expect(isWithin(pit(members, y), expected, pitVectors.tol)).toBe(true);
    }
  });

  test('says how many central intervals held the truth, ends included', () => {
    expect(coverage([0.05, 0.25, 0.5, 0.75, 0.96], 0.5)).toBe(3 / 5);
    expect(coverage([], 0.5)).toBeNull();
  });

  test('of calibrated forecasts is flat, and piles up otherwise', () => {
    const flat = Array.from({ length: 100 }, (_, i) => (i + 0.5) / 100);
    expect(pitDeviation(flat)).toBeCloseTo(0, 12);
    expect(pitDeviation([0.51, 0.52, 0.53])).toBeCloseTo(1.8, 12);
    expect(pitDeviation([1, 0])).toBeCloseTo(0.8 + 0.8, 12);
    expect(pitDeviation([])).toBeNull();
  });
});

describe('point scores', () => {
  test('equal the reference numbers', () => {
    const { cases, tol } = pointVectors;
    expect(cases).toHaveLength(2);
    for (const { train, season, forecast, actual, ...expected } of cases) {
      expect(isWithin(naiveScale(train, season), expected.scale, tol)).toBe(true);
      expect(isWithin(meanAbsoluteError(forecast, actual), expected.mae, tol)).toBe(true);
      expect(isWithin(mase(forecast, actual, train, season), expected.mase, tol)).toBe(true);
      expect(isWithin(smape(forecast, actual), expected.smape, tol)).toBe(true);
    }
    expect(pointVectors.brier).toHaveLength(1);
    for (const { p, o, brier: expected } of pointVectors.brier) {
      expect(isWithin(brier(p, o), expected, tol)).toBe(true);
    }
  });

  test('have no scaled error for a history that never changed', () => {
    expect(mase([1], [2], [5, 5, 5])).toBeNull();
  });

  test('count a pair of zeros as no error', () => {
    expect(smape([0, 1], [0, 1])).toBe(0);
  });

  test('need as many outcomes as forecasts', () => {
    expect(() => meanAbsoluteError([1, 2], [1])).toThrow(RangeError);
    expect(() => naiveScale([1], 1)).toThrow(RangeError);
    expect(() => brier([], [])).toThrow(RangeError);
  });
});
