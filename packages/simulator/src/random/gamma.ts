import type { Rng } from '@pulse-stream/worldstate';
import { exp, ln, sqrt } from '../math/elementary.ts';

/** Shape 1 or more: the cube of a normal, kept or drawn again (Marsaglia and Tsang 2000). */
function drawByCube(shape: number, rng: Rng): number {
  const d = shape - 1 / 3;
  const c = 1 / sqrt(9 * d);
  for (;;) {
    const z = rng.nextNormal();
    const root = 1 + c * z;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = rng.nextUnit();
    const square = z * z;
    if (u < 1 - 0.0331 * square * square) return d * v;
    if (ln(u) < 0.5 * square + d * (1 - v + ln(v))) return d * v;
  }
}

/**
 * Draws the logarithm of a gamma of scale 1: a small shape gives numbers whose logarithm is one
 * while they are too small themselves. A shape below 1 is drawn as G(shape + 1) × u^(1/shape).
 * @param shape above 0; from 1e-300 on the logarithm is finite
 */
export function drawLnGamma(shape: number, rng: Rng): number {
  if (shape >= 1) return ln(drawByCube(shape, rng));
  const whole = drawByCube(shape + 1, rng);
  return ln(whole) + ln(1 - rng.nextUnit()) / shape;
}

/**
 * Draws from the gamma distribution of scale 1; its mean and its variance are the shape.
 * @param shape above 0
 * @returns 0 or more; 0 where a small shape gives less than the smallest number
 * @see https://doi.org/10.1145/358407.358414 (Marsaglia, Tsang)
 */
export function drawGamma(shape: number, rng: Rng): number {
  return shape >= 1 ? drawByCube(shape, rng) : exp(drawLnGamma(shape, rng));
}
