import type { ConfidenceEvidence } from '@pulse-stream/forecast/internal';
import { range } from './make-run.ts';

/** 0..100 */
export const hundred = range(101);

/** Of 98 verified forecasts so many intervals held, and so many forecasts beat the sentinel. */
export const evidenceOf = (covered: number, won: number): ConfidenceEvidence => ({
  verified: 98,
  covered,
  won,
});
