import type { SimulatedRun } from '@pulse-stream/worldstate';
import { quantile7 } from './quantile.ts';
import { unknownBecause, type Reading } from './reading.ts';
import { createScratch, sortMembers } from './sort-members.ts';

/** Fewer historical changes, or fewer verified intervals, are no evidence. */
export const MIN_EVIDENCE = 30;

/** What is known about earlier forecasts of one target at one horizon. */
export interface ConfidenceEvidence {
  /** Historical changes over the same number of turns, natural units, any order. */
  readonly changes: readonly number[] | Float64Array;
  /** How many central 80 % intervals were verified recently. */
  readonly verified: number;
  /** How many of them held the truth. */
  readonly covered: number;
}

/** Finds the evidence for a target at an index of `run.horizons`; null: there is none. */
export type EvidenceOf = (target: string, horizon: number) => ConfidenceEvidence | null;

const NOMINAL = 0.8;
const LOWER = 0.1;
const UPPER = 0.9;

function centralWidth(sorted: Float64Array): number {
  return quantile7(sorted, UPPER) - quantile7(sorted, LOWER);
}

/**
 * Confidence at one horizon: clamp(1 − spread80/clim80, 0, 1) · min(1, coverage80/0.8), where
 * clim80 is the central 80 % width of the historical changes.
 * @param spread80 width of the forecast's central 80 % interval, natural units, ≥ 0
 * @returns 0..1; null with a reason without 30 changes and 30 verified intervals, or when history
 *   never changed
 * @see FORECAST.md §4
 */
export function confidenceAt(spread80: number, evidence: ConfidenceEvidence | null): Reading {
  if (evidence === null) return unknownBecause('no verified forecasts and no climatology');
  const { changes, verified, covered } = evidence;
  if (changes.length < MIN_EVIDENCE) {
    return unknownBecause(`${changes.length} historical changes, ${MIN_EVIDENCE} are needed`);
  }
  if (verified < MIN_EVIDENCE) {
    return unknownBecause(`${verified} verified intervals, ${MIN_EVIDENCE} are needed`);
  }
  const climate = centralWidth(Float64Array.from(changes).toSorted());
  if (!(climate > 0)) return unknownBecause('the historical changes have no width');
  const sharpness = Math.min(1, Math.max(0, 1 - spread80 / climate));
  return { value: sharpness * Math.min(1, covered / verified / NOMINAL) };
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
  let least = 1;
  for (const [t, { name }] of targets.entries()) {
    const from = (t * horizons.length + last) * ensemble.members;
    const spread80 = centralWidth(sortMembers(ensemble.values, from, scratch));
    const { value, reason } = confidenceAt(spread80, evidenceOf(name, last));
    if (value === null) return unknownBecause(`${name}: ${reason}`);
    least = Math.min(least, value);
  }
  return { value: least };
}
