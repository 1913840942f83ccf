import type { SimulatedRun } from '@pulse-stream/worldstate';
import { quantile7 } from './quantile.ts';
import { unknownBecause, type Reading } from './reading.ts';
import { createScratch, sortMembers } from './sort-members.ts';

/** Fewer historical changes, or fewer verified intervals, are no evidence. */
export const MIN_EVIDENCE = 30;

/** What is known about earlier forecasts of one target at one horizon. */
export interface ConfidenceEvidence {
  /** How many historical changes over the same number of turns there are. */
  readonly changes: number;
  /** Width of their central 80 %, transformed units. */
  readonly climate80: number;
  /** How many central 80 % intervals were verified recently. */
  readonly verified: number;
  /** How many of them held the truth. */
  readonly covered: number;
  /** Width, transformed units, of what is published for an interval of the raw members. */
  readonly widthOf: (lower: number, upper: number) => number;
}

/**
 * Finds the evidence for a target at an index of `run.horizons`; null: there is none; a text says
 * why.
 */
export type EvidenceOf = (target: string, horizon: number) => ConfidenceEvidence | string | null;

const NOMINAL = 0.8;
const LOWER = 0.1;
const UPPER = 0.9;

/**
 * Confidence at one horizon: clamp(1 − spread80/clim80, 0, 1) · min(1, coverage80/0.8), where
 * clim80 is the central 80 % width of the historical changes.
 * @param lower 10 % quantile of the raw members, natural units; upper: the 90 % one
 * @returns 0..1, 0 with a reason; null with a reason without 30 changes and 30 verified intervals, or when history
 *   never changed
 * @see FORECAST.md §4
 */
export function confidenceAt(
  lower: number,
  upper: number,
  evidence: ConfidenceEvidence | string | null,
): Reading {
  if (evidence === null) return unknownBecause('no verified forecasts and no climatology');
  if (typeof evidence === 'string') return unknownBecause(evidence);
  const { changes, climate80, verified, covered } = evidence;
  if (changes < MIN_EVIDENCE) {
    return unknownBecause(`${changes} historical changes, ${MIN_EVIDENCE} are needed`);
  }
  if (verified < MIN_EVIDENCE) {
    return unknownBecause(`${verified} verified intervals, ${MIN_EVIDENCE} are needed`);
  }
  if (!(climate80 > 0)) return unknownBecause('the historical changes have no width');
  const sharpness = Math.min(1, Math.max(0, 1 - evidence.widthOf(lower, upper) / climate80));
  const value = sharpness * Math.min(1, covered / verified / NOMINAL);
  if (value > 0) return { value };
  return {
    value,
    reason:
      covered === 0
        ? `none of ${verified} verified intervals held the truth`
        : 'its 80 % interval is not narrower than that of the changes so far over as many turns',
  };
}

/**
 * Confidence of a record: that of its least certain target at the last horizon.
 * @param evidenceOf where evidence comes from; null: there is none
 * @returns null as soon as one target has no evidence, and the reason names it
 */
export function measureConfidence(run: SimulatedRun, evidenceOf: EvidenceOf | null): Reading {
  const { ensemble, horizons, targets } = run;
  if (evidenceOf === null) {
    return unknownBecause('no verified forecasts and no climatology');
  }
  if (ensemble === null || run.member !== null) {
    return unknownBecause('one path has no spread');
  }
  const scratch = createScratch(ensemble.members);
  const last = horizons.length - 1;
  let least: Reading & { readonly value: number } = { value: 1 };
  for (const [t, { name }] of targets.entries()) {
    const from = (t * horizons.length + last) * ensemble.members;
    const sorted = sortMembers(ensemble.values, from, scratch);
    const { value, reason } = confidenceAt(
      quantile7(sorted, LOWER),
      quantile7(sorted, UPPER),
      evidenceOf(name, last),
    );
    if (value === null) return unknownBecause(`${name}: ${reason}`);
    if (value >= least.value) continue;
    least = reason === undefined ? { value } : { value, reason: `${name}: ${reason}` };
  }
  return least;
}
