import type { ConfidenceEvidence } from '@pulse-stream/forecast/internal';
import { range } from './make-run.ts';

/** 0..100: its central 80 % is 80 wide. */
export const hundred = range(101);

/** 101 historical changes with a central 80 % of 80 · scale, and 100 verified intervals. */
export function climateOf(covered: number, scale = 1): ConfidenceEvidence {
  return {
    changes: hundred.length,
    climate80: 80 * scale,
    verified: 100,
    covered,
    widthOf: (lower, upper) => upper - lower,
  };
}
