import type { Rng } from '@pulse-stream/worldstate';
import { sqrt } from '../math/elementary.ts';
import { drawGamma } from './gamma.ts';

/**
 * Draws from Student's t, scaled to standard deviation 1: a normal over the root of a chi-square.
 * @param df degrees of freedom, above 2: at 2 and below there is no standard deviation
 */
export function drawStudentT(df: number, rng: Rng): number {
  const normal = rng.nextNormal();
  return normal * sqrt((df - 2) / drawGamma(df / 2, rng) / 2);
}
