import { z } from 'zod';
import { PulseError } from './failure.ts';

/**
 * What is known about one rule: a Beta(alpha, beta) belief about how often it moves an observed
 * variable towards the truth. A value: every function here returns a new one.
 * It is evidence gathered in retrodiction; it changes the turn law only when a user writes it into
 * the model or `params`.
 * @see MODEL.md §7
 */
export const RuleTrust = z.strictObject({
  /** Weighted successes + 1. */
  alpha: z.number().min(1),
  /** Weighted failures + 1. */
  beta: z.number().min(1),
});
export type RuleTrust = z.infer<typeof RuleTrust>;

/** A rule nothing is known about. */
export const UNSEEN_RULE: RuleTrust = { alpha: 1, beta: 1 };

/** Factor of one forgetting. */
export const TRUST_DECAY = 0.99;
/** Only beliefs with more evidence than this (alpha + beta) are forgotten. */
export const TRUST_DECAY_ABOVE = 5;

/** Width of the interval in standard deviations: 95 % of a normal. */
const INTERVAL_WIDTH = 1.96;
/** Evidence (alpha + beta) of half strength, and how fast strength grows around it. */
const HALF_STRENGTH_AT = 12;
const STRENGTH_SLOPE = 0.1;

/**
 * The belief after one vote.
 * @param weight of the vote, > 0; default 1
 * @throws RangeError for a weight that is not a positive finite number
 */
export function updateTrust(trust: RuleTrust, success: boolean, weight = 1): RuleTrust {
  if (!(weight > 0 && weight < Infinity)) throw new RangeError('a vote has a positive weight');
  return success
    ? { alpha: trust.alpha + weight, beta: trust.beta }
    : { alpha: trust.alpha, beta: trust.beta + weight };
}

/**
 * The belief after some forgetting: both counts times `factor`, never below 1; unchanged unless
 * alpha + beta is above `above`.
 */
export function decayTrust(
  trust: RuleTrust,
  factor: number = TRUST_DECAY,
  above: number = TRUST_DECAY_ABOVE,
): RuleTrust {
  if (trust.alpha + trust.beta <= above) return trust;
  return { alpha: Math.max(1, trust.alpha * factor), beta: Math.max(1, trust.beta * factor) };
}

/** Mean of the belief, in (0, 1); 0.5 for an unseen rule. */
export function trustMean(trust: RuleTrust): number {
  return trust.alpha / (trust.alpha + trust.beta);
}

/** [low, high]: mean ± 1.96 · sqrt(p(1 − p)/(alpha + beta)), within [0, 1]. */
export function trustInterval(trust: RuleTrust): [number, number] {
  const mean = trustMean(trust);
  const reach = INTERVAL_WIDTH * Math.sqrt((mean * (1 - mean)) / (trust.alpha + trust.beta));
  return [Math.max(0, mean - reach), Math.min(1, mean + reach)];
}

/** Whole votes behind the belief: floor(alpha + beta − 2). */
export function trustSampleSize(trust: RuleTrust): number {
  return Math.floor(trust.alpha + trust.beta - 2);
}

/** How much evidence there is, in (0, 1): one half at alpha + beta = 12. */
export function trustStrength(trust: RuleTrust): number {
  return 1 / (1 + Math.exp(-STRENGTH_SLOPE * (trust.alpha + trust.beta - HALF_STRENGTH_AT)));
}

/** Beliefs by rule id; rules that are not in it are unseen. */
export type RuleTrusts = ReadonlyMap<string, RuleTrust>;

/** One vote about one rule. */
export interface TrustVote {
  readonly rule: string;
  readonly success: boolean;
  /** Default 1. */
  readonly weight?: number | undefined;
}

/** The belief about a rule; `UNSEEN_RULE` when there were no votes. */
export function trustOf(trusts: RuleTrusts, rule: string): RuleTrust {
  return trusts.get(rule) ?? UNSEEN_RULE;
}

/** The beliefs after these votes, in order. */
export function updateTrusts(trusts: RuleTrusts, votes: Iterable<TrustVote>): RuleTrusts {
  const updated = new Map(trusts);
  for (const { rule, success, weight } of votes)
    updated.set(rule, updateTrust(trustOf(updated, rule), success, weight));
  return updated;
}

/** The beliefs after all of them were forgotten a little; see `decayTrust`. */
export function decayTrusts(
  trusts: RuleTrusts,
  factor: number = TRUST_DECAY,
  above: number = TRUST_DECAY_ABOVE,
): RuleTrusts {
  return new Map([...trusts].map(([rule, trust]) => [rule, decayTrust(trust, factor, above)]));
}

/**
 * The vote of one observation on one fired rule: did its effect bring the prediction nearer?
 * @param observed y, in transformed units like the others
 * @param predicted x + D: what the causal model said, this effect included
 * @param effect d: what the rule added to this variable
 * @returns null when the observation says nothing (no effect, or equally near without it)
 */
export function voteOnEffect(observed: number, predicted: number, effect: number): boolean | null {
  if (effect === 0) return null;
  const withEffect = Math.abs(observed - predicted);
  const without = Math.abs(observed - (predicted - effect));
  return withEffect === without ? null : withEffect < without;
}

const SavedTrusts = z.record(z.string(), RuleTrust);
/** Beliefs as JSON: rule id → {alpha, beta}. */
export type SavedTrusts = z.infer<typeof SavedTrusts>;

/** A copy that can be stored; doubles survive JSON exactly. */
export function snapshotTrusts(trusts: RuleTrusts): SavedTrusts {
  return Object.fromEntries([...trusts].map(([rule, trust]) => [rule, { ...trust }]));
}

/**
 * The beliefs a snapshot holds.
 * @throws PulseError `option-invalid` when it is not one
 */
export function restoreTrusts(saved: unknown): RuleTrusts {
  const parsed = SavedTrusts.safeParse(saved);
  if (!parsed.success)
    throw new PulseError('option-invalid', 'this is not a snapshot of rule trust');
  return new Map(Object.entries(parsed.data));
}
