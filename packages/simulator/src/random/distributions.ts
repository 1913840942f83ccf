import type { Rng } from '@pulse-stream/worldstate';
import { exp, sigmoid, sqrt } from '../math/elementary.ts';
import { drawGamma, drawLnGamma } from './gamma.ts';

/** One kind of distribution; a kind of two parameters ignores the third. */
interface Law {
  /** What its parameters must be, as a message says it. */
  readonly needs: string;
  holds(a: number, b: number, c: number): boolean;
  mean(a: number, b: number, c: number): number;
  draw(rng: Rng, a: number, b: number, c: number): number;
}

/** Below it the logarithm of a gamma may be too large for a number. */
const LEAST_SHAPE = 1e-300;

const LAWS = {
  normal: {
    needs: 'an sd of at least 0',
    holds: (_, sd) => sd >= 0,
    mean: (mean) => mean,
    draw: (rng, mean, sd) => mean + sd * rng.nextNormal(),
  },
  lognormal: {
    needs: 'a sigma of at least 0',
    holds: (_, sigma) => sigma >= 0,
    mean: (mu, sigma) => exp(mu + 0.5 * sigma * sigma),
    draw: (rng, mu, sigma) => exp(mu + sigma * rng.nextNormal()),
  },
  uniform: {
    needs: 'lo < hi',
    holds: (lo, hi) => lo < hi,
    mean: (lo, hi) => (lo + hi) / 2,
    draw: (rng, lo, hi) => Math.min(hi, lo + (hi - lo) * rng.nextUnit()),
  },
  triangular: {
    needs: 'lo ≤ mode ≤ hi and lo < hi',
    holds: (lo, mode, hi) => lo <= mode && mode <= hi && lo < hi,
    mean: (lo, mode, hi) => (lo + mode + hi) / 3,
    draw: drawTriangular,
  },
  beta: {
    needs: `shapes of at least ${LEAST_SHAPE}`,
    holds: (a, b) => a >= LEAST_SHAPE && b >= LEAST_SHAPE,
    mean: (a, b) => a / (a + b),
    draw: drawBeta,
  },
  gamma: {
    needs: 'a shape and a scale above 0',
    holds: (shape, scale) => shape > 0 && scale > 0,
    mean: (shape, scale) => shape * scale,
    draw: (rng, shape, scale) => drawGamma(shape, rng) * scale,
  },
} satisfies Record<string, Law>;

/** The name of a distribution a number can be drawn from. */
export type DrawnKind = keyof typeof LAWS;

/** The inverse of the distribution function, written so that no product of widths can overflow. */
function drawTriangular(rng: Rng, lo: number, mode: number, hi: number): number {
  const width = hi - lo;
  const below = (mode - lo) / width;
  const u = rng.nextUnit();
  if (u < below) return Math.min(hi, lo + width * sqrt(u * below));
  return Math.max(lo, hi - width * sqrt((1 - u) * (1 - below)));
}

/** X/(X + Y) of two gammas; of shapes below 1 by logarithms, because both may be too small. */
function drawBeta(rng: Rng, a: number, b: number): number {
  if (a < 1 || b < 1) {
    const lnX = drawLnGamma(a, rng);
    return sigmoid(lnX - drawLnGamma(b, rng));
  }
  const x = drawGamma(a, rng);
  return x / (x + drawGamma(b, rng));
}

/** A law by its kind, and its parameters as arguments; a missing one is NaN. */
function readLaw(
  kind: DrawnKind,
  parameters: readonly number[],
): readonly [Law, number, number, number] {
  return [LAWS[kind], parameters[0] ?? NaN, parameters[1] ?? NaN, parameters[2] ?? NaN];
}

/**
 * What makes a distribution impossible, in one sentence; null: nothing.
 * @param parameters in the order of MODEL.md §8: normal [mean, sd], lognormal [mu, sigma] of the
 *   logarithm, uniform [lo, hi], triangular [lo, mode, hi], beta [a, b], gamma [shape, scale]
 */
export function whyImpossible(kind: DrawnKind, parameters: readonly number[]): string | null {
  const [law, a, b, c] = readLaw(kind, parameters);
  const shown = `${kind} [${parameters.join(', ')}]`;
  if (!law.holds(a, b, c)) return `${shown} needs ${law.needs}`;
  const size = parameters.reduce((sum, parameter) => sum + Math.abs(parameter), 0);
  if (Number.isFinite(size) && Number.isFinite(law.mean(a, b, c))) return null;
  return `${shown} reaches beyond the largest number`;
}

/**
 * The mean of a distribution, bounds left aside.
 * @param parameters possible ones (`whyImpossible`)
 */
export function meanOf(kind: DrawnKind, parameters: readonly number[]): number {
  const [law, a, b, c] = readLaw(kind, parameters);
  return law.mean(a, b, c);
}

/**
 * Draws one number; what it takes from the stream depends on the kind and on chance.
 * @param parameters possible ones (`whyImpossible`)
 * @returns never NaN. The ends of beta, 0 of gamma and lognormal, and Infinity of distributions that
 *   reach beyond the largest number come from rounding alone
 */
export function drawFrom(kind: DrawnKind, parameters: readonly number[], rng: Rng): number {
  const [law, a, b, c] = readLaw(kind, parameters);
  return law.draw(rng, a, b, c);
}

/** Draws that may fall outside the bounds one after the other before drawing is given up. */
const MOST_TRIES = 10_000;

/**
 * Draws one number from a distribution that is cut at bounds: draws again until one is inside.
 * @param min the least that is kept; −Infinity: no bound
 * @param max the largest that is kept; Infinity: no bound
 * @returns a finite number; null: 10,000 draws were outside, the bounds leave next to nothing
 */
export function drawWithin(
  kind: DrawnKind,
  parameters: readonly number[],
  min: number,
  max: number,
  rng: Rng,
): number | null {
  const [law, a, b, c] = readLaw(kind, parameters);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const drawn = law.draw(rng, a, b, c);
    if (drawn >= min && drawn <= max && Number.isFinite(drawn)) return drawn;
  }
  return null;
}
