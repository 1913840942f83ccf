import { PulseError } from '@pulse-stream/worldstate';
import type { Assessment } from '@pulse-stream/worldstate/internal';
import { z } from 'zod';
import type { Reading } from './reading.ts';

/** The thresholds unless the run says otherwise. */
export const DEFAULT_THRESHOLDS = { confidence: 0.6, fragility: 0.7, risk: 0.5 };

/** Below this share of the confidence that is trusted a record is Rejected: .4 of .6. */
const REJECTED = 2 / 3;

const share = (usual: number) => z.number().min(0).max(1).default(usual);

/** Where the trust label and the confidence gate turn; each 0..1. */
export const TrustThresholds = z.strictObject({
  confidence: share(DEFAULT_THRESHOLDS.confidence).describe(
    'least confidence that is trusted; below two thirds of it a record is Rejected',
  ),
  fragility: share(DEFAULT_THRESHOLDS.fragility).describe('most fragility that is accepted'),
  risk: share(DEFAULT_THRESHOLDS.risk).describe('most risk that is accepted'),
});
export type TrustThresholds = z.infer<typeof TrustThresholds>;

/**
 * Fills in the defaults.
 * @throws PulseError `option-invalid` for an unknown key or a number outside 0..1
 */
export function resolveThresholds(input: z.input<typeof TrustThresholds> = {}): TrustThresholds {
  const parsed = TrustThresholds.safeParse(input);
  if (parsed.success) return parsed.data;
  const known = Object.keys(TrustThresholds.shape).join(', ');
  throw new PulseError('option-invalid', `thresholds are ${known}, each a number in 0..1`, {
    problems: parsed.error.issues.map(({ path }) => ({
      path: ['thresholds', ...path].join('.'),
      message: `known thresholds are ${known}, each a number in 0..1`,
    })),
  });
}

/** The three measures a record is judged on. */
export interface Measures {
  readonly confidence: Reading;
  readonly fragility: Reading;
  readonly risk: Reading;
}

/** What is missing for a full judgement, in one sentence; null when nothing is. */
function explainMissing(measures: Measures): string | null {
  const missing = Object.entries(measures)
    .filter(([, reading]: [string, Reading]) => reading.value === null)
    .map(([name]) => name);
  return missing.length === 0 ? null : `judged without ${missing.join(', ')}`;
}

function isAbove({ value }: Reading, limit: number): boolean {
  return value !== null && value > limit;
}

/**
 * The trust label, first match: Rejected when confidence is known and below two thirds of its
 * threshold, as then the sentinel beats it more often than not; Unstable when confidence is known and
 * below the threshold, or fragility or risk is known and above its own; Unverified when confidence is
 * unknown; else Trusted. What is unknown is left out and the reason says so.
 * @see FORECAST.md §5
 */
export function judgeTrust(
  measures: Measures,
  thresholds: TrustThresholds,
): { readonly label: Assessment['trust_label']; readonly reason: string | null } {
  const { confidence, fragility, risk } = measures;
  const reason = explainMissing(measures);
  const { value } = confidence;
  if (value !== null && value < REJECTED * thresholds.confidence)
    return { label: 'Rejected', reason };
  const isUnsure = value !== null && value < thresholds.confidence;
  if (isUnsure || isAbove(fragility, thresholds.fragility) || isAbove(risk, thresholds.risk))
    return { label: 'Unstable', reason };
  return { label: value === null ? 'Unverified' : 'Trusted', reason };
}

/**
 * Whether to act on a record, first match: Rejected when its label is; Risky when its label is
 * Unstable or the shadow monitor was triggered; Unverified when its label is; else Actionable. What
 * `--gate` asks of a run plays no part.
 * @param triggered whether the correction explains too much of a critical variable; null: not judged
 * @see FORECAST.md §5
 */
export function judgeAction(
  label: Assessment['trust_label'],
  triggered: boolean | null,
): Assessment['action'] {
  if (label === 'Rejected') return 'Rejected';
  if (label === 'Unstable' || triggered === true) return 'Risky';
  return label === 'Unverified' ? 'Unverified' : 'Actionable';
}
