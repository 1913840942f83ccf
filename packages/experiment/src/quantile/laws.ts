import type { DistributionKind } from '@pulse-stream/worldstate/internal';
import { betaShares, gammaShares } from './incomplete.ts';
import { normalQuantile, normalShare } from './normal.ts';

/** One kind of distribution; a kind of two parameters ignores the third. */
interface Law {
  /** What its parameters are called, in their order. */
  readonly parameters: readonly string[];
  /** The value below which the share u lies; u is above 0 and below 1. */
  quantile(u: number, a: number, b: number, c: number): number;
  /** The share below x. */
  share(x: number, a: number, b: number, c: number): number;
}

/** Every kind of distribution of a scenario, with the parameters that MODEL.md §8 gives it. */
export const LAWS = {
  normal: {
    parameters: ['mean', 'sd'],
    quantile: (u, mean, sd) => mean + sd * normalQuantile(u),
    share: (x, mean, sd) => (sd === 0 ? Number(x >= mean) : normalShare((x - mean) / sd)),
  },
  lognormal: {
    parameters: ['mu', 'sigma'],
    quantile: (u, mu, sigma) => Math.exp(mu + sigma * normalQuantile(u)),
    share: (x, mu, sigma) => {
      if (x <= 0) return 0;
      return sigma === 0 ? Number(Math.log(x) >= mu) : normalShare((Math.log(x) - mu) / sigma);
    },
  },
  uniform: {
    parameters: ['lo', 'hi'],
    quantile: (u, lo, hi) => Math.min(hi, lo + (hi - lo) * u),
    share: (x, lo, hi) => Math.min(1, Math.max(0, (x - lo) / (hi - lo))),
  },
  triangular: {
    parameters: ['lo', 'mode', 'hi'],
    quantile: (u, lo, mode, hi) => {
      const width = hi - lo;
      const below = (mode - lo) / width;
      return u < below
        ? Math.min(hi, lo + width * Math.sqrt(u * below))
        : Math.max(lo, hi - width * Math.sqrt((1 - u) * (1 - below)));
    },
    share: (x, lo, mode, hi) => {
      if (x <= lo || x >= hi) return Number(x >= hi);
      return x < mode
        ? (x - lo) ** 2 / ((hi - lo) * (mode - lo))
        : 1 - (hi - x) ** 2 / ((hi - lo) * (hi - mode));
    },
  },
  beta: {
    parameters: ['a', 'b'],
    quantile: betaQuantile,
    share: (x, a, b) => betaShares(a, b, x)[0],
  },
  gamma: {
    parameters: ['shape', 'scale'],
    quantile: (u, shape, scale) => gammaQuantile(u, shape) * scale,
    share: (x, shape, scale) => gammaShares(shape, x / scale)[0],
  },
} satisfies Record<DistributionKind, Law>;

/** The logarithms of the least and the largest number. */
const [LEAST, LARGEST] = [-744, 709];
/** Halving a bracket of logarithms so often leaves nothing of it. */
const MOST_HALVINGS = 80;

/**
 * Where a share that grows with ln x reaches u: the logarithm by halving, which needs no good start
 * and no derivative, whatever the shape.
 * @param isBelow whether the share at x is below what is wanted
 */
function solve(isBelow: (x: number) => boolean, least: number, largest: number): number {
  let [low, high] = [least, largest];
  for (let count = 0; count < MOST_HALVINGS; count += 1) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (isBelow(Math.exp(middle))) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

/** Shares are compared on the side where they are small, so that neither tail is rounded away. */
const isShareBelow = ([below, above]: readonly [number, number], u: number): boolean =>
  u <= 0.5 ? below < u : above > 1 - u;

function gammaQuantile(u: number, shape: number): number {
  return solve((x) => isShareBelow(gammaShares(shape, x), u), LEAST, LARGEST);
}

/** Near 1 the distance from 1 is looked for, which has more digits there. */
function betaQuantile(u: number, a: number, b: number): number {
  const half = Math.log(0.5);
  if (isShareBelow(betaShares(a, b, 0.5), u)) {
    const above = ([x, y]: readonly [number, number]): readonly [number, number] => [y, x];
    return 1 - solve((x) => !isShareBelow(above(betaShares(b, a, x)), u), LEAST, half);
  }
  return solve((x) => isShareBelow(betaShares(a, b, x), u), LEAST, half);
}
