import type { SimulatedRun } from '@pulse-stream/worldstate';
import type { RunSlot } from '@pulse-stream/worldstate/internal';
import { unknownBecause, type Reading } from './reading.ts';

/** Fewer verified forecasts are no evidence. */
export const MIN_EVIDENCE = 30;

/** What is known about earlier forecasts of one target at one horizon. */
export interface ConfidenceEvidence {
  /** How many forecasts were verified recently. */
  readonly verified: number;
  /** How many of their central 80 % intervals held the truth. */
  readonly covered: number;
  /**
   * How many of them scored better than the sentinel, which knows nothing but the series: a random
   * walk, or where there is a season what came a season ago. Ties count ½.
   */
  readonly won: number;
}

/**
 * Finds the evidence for a target at an index of `run.horizons`; null: there is none; a text says
 * why.
 */
export type EvidenceOf = (target: string, horizon: number) => ConfidenceEvidence | string | null;

const NOMINAL = 0.8;

/**
 * Confidence at one horizon: how probable it is that a forecast beats the sentinel, the mean of a
 * beta distribution that starts as Beta(1, 1), × min(1, coverage80/0.8).
 * @returns 0..1; null with a reason without 30 verified forecasts
 * @see FORECAST.md §9.6
 */
export function confidenceAt(evidence: ConfidenceEvidence | string | null): Reading {
  if (evidence === null) return unknownBecause('no verified forecasts');
  if (typeof evidence === 'string') return unknownBecause(evidence);
  const { verified, covered, won } = evidence;
  if (verified < MIN_EVIDENCE)
    return unknownBecause(`${verified} verified forecasts, ${MIN_EVIDENCE} are needed`);
  const beats = (1 + won) / (2 + verified);
  const value = beats * Math.min(1, covered / verified / NOMINAL);
  return value > 0
    ? { value }
    : { value, reason: `none of ${verified} verified intervals held the truth` };
}

/**
 * The targets that a record is judged by: forecasts of values are never verified themselves, as a value
 * is computed from slots, whose forecasts are. A record of nothing but values is judged by them.
 */
export function judgedTargets({ targets }: Pick<SimulatedRun, 'targets'>): readonly RunSlot[] {
  const slots = targets.filter(({ kind }) => kind !== 'value');
  return slots.length === 0 ? targets : slots;
}

/** Which targets were not judged; null: all were. */
function explainUnjudged(run: SimulatedRun): string | null {
  const judged = judgedTargets(run);
  if (judged.length === run.targets.length) return null;
  const values = run.targets.filter(({ kind }) => kind === 'value');
  const list = (targets: readonly RunSlot[]) => targets.map(({ name }) => name).join(', ');
  return `judged by ${list(judged)}; not by ${list(values)}, computed from slots`;
}

/**
 * Confidence of a record: that of its least certain target at the last horizon.
 * @param evidenceOf where evidence comes from; null: there is none
 * @returns null as soon as one target has no evidence, and the reason names it
 * @see judgedTargets
 */
export function measureConfidence(run: SimulatedRun, evidenceOf: EvidenceOf | null): Reading {
  const { ensemble, horizons } = run;
  if (evidenceOf === null) return unknownBecause('no verified forecasts');
  if (ensemble === null || run.member !== null) return unknownBecause('one path has no spread');
  const last = horizons.length - 1;
  let least: Reading & { readonly value: number } = { value: 1 };
  for (const { name } of judgedTargets(run)) {
    const { value, reason } = confidenceAt(evidenceOf(name, last));
    if (value === null) return unknownBecause(`${name}: ${reason}`);
    if (value >= least.value) continue;
    least = reason === undefined ? { value } : { value, reason: `${name}: ${reason}` };
  }
  const unjudged = explainUnjudged(run);
  const reasons = [least.reason, unjudged].filter((text) => typeof text === 'string');
  return reasons.length === 0 ? least : { value: least.value, reason: reasons.join('; ') };
}
