import type { Forecast, SimulatedRun } from '@pulse-stream/worldstate';
import type { RunAttribution } from '@pulse-stream/worldstate/internal';
import { calibrateMembers, type Stretch } from './calibration.ts';
import { judgedTargets } from './confidence.ts';

/** How the members of one target are calibrated. */
export interface TargetCalibration {
  /** Per index of `run.horizons`, for as many members as the run has. */
  readonly stretches: readonly Stretch[];
  readonly toTransformed: (natural: number) => number;
  readonly toNatural: (transformed: number) => number;
  /** Bounds of the slot, transformed units. */
  readonly lower: number;
  readonly upper: number;
}

/** What a history has shown about the spread of a run. */
export interface SpreadKnowledge {
  /** null: the target is not calibrated. */
  readonly calibrationOf: (target: string) => TargetCalibration | null;
  /** Whether the spread of a target comes from past errors instead of declared noise. */
  readonly isResidual: (target: string) => boolean;
  /** Whether it comes from the few rows there are, as nothing was learned yet; absent: of none. */
  readonly isEarly?: (target: string) => boolean;
}

/** Where the spread of a record comes from; see `forecastRun`. */
export function labelSpread(
  run: SimulatedRun,
  spread: SpreadKnowledge | undefined,
): Forecast['calibration'] {
  if (spread === undefined) return 'declared';
  const known = judgedTargets(run).map(({ name }) => ({
    calibrated: spread.calibrationOf(name) !== null,
    residual: spread.isResidual(name),
    early: spread.isEarly?.(name) === true,
  }));
  if (known.every(({ calibrated }) => calibrated)) return 'verified';
  if (known.some(({ calibrated, residual }) => calibrated || residual)) return 'residual';
  return known.some(({ early }) => early) ? 'early' : 'declared';
}

/**
 * Calibrates members in place, in transformed units, inside the bounds of the slot. The order stays.
 * @param sorted natural units, ascending
 * @param at index of `run.horizons`
 * @see calibrateMembers
 */
export function calibrateSorted(
  sorted: Float64Array,
  { stretches, toTransformed, toNatural, lower, upper }: TargetCalibration,
  at: number,
): void {
  const moved = calibrateMembers(sorted.map(toTransformed), stretches[at] ?? null);
  for (const [i, x] of moved.entries()) sorted[i] = toNatural(Math.min(upper, Math.max(lower, x)));
}

/**
 * Calibrated members in the order they were drawn: each has the calibrated value of its own rank, so
 * that they say the same as the quantiles, and a path that is high stays high from turn to turn and
 * beside other targets (ensemble copula coupling, Schefzik et al. 2013).
 * @param drawn natural units
 * @param at index of `run.horizons`
 */
export function calibrateDrawn(
  drawn: Float64Array,
  calibration: TargetCalibration,
  at: number,
): number[] {
  const ranked = Array.from(drawn.keys()).toSorted((a, b) => (drawn[a] ?? 0) - (drawn[b] ?? 0));
  const sorted = Float64Array.from(ranked, (member) => drawn[member] ?? Number.NaN);
  calibrateSorted(sorted, calibration, at);
  const members = Array.from(drawn);
  for (const [rank, member] of ranked.entries()) members[member] = sorted[rank] ?? Number.NaN;
  return members;
}

/**
 * What moved a target, with what calibration moved its members by at the last turn: the mean over
 * them. Without a horizon at the last turn there is no such part, and the end is that of the members
 * as they ran.
 * @param target index of `run.targets`
 */
export function addCalibration(
  run: SimulatedRun,
  target: number,
  account: RunAttribution,
  calibration: TargetCalibration,
): RunAttribution {
  const { ensemble, horizons, config } = run;
  const at = horizons.indexOf(config.turns);
  if (ensemble === null || at < 0) return account;
  const from = (target * horizons.length + at) * ensemble.members;
  const members = ensemble.values.slice(from, from + ensemble.members).toSorted();
  const calibrated = members.slice();
  calibrateSorted(calibrated, calibration, at);
  // the account of a slot with errors is in natural units
  const isNatural = run.targets[target]?.errors !== undefined;
  let moved = 0;
  const unit = isNatural ? (natural: number) => natural : calibration.toTransformed;
  for (const [i, natural] of members.entries())
    moved += unit(calibrated[i] ?? natural) - unit(natural);
  const part = moved / members.length;
  return {
    ...account,
    end: account.end + part,
    parts: new Map([...account.parts, ['calibration', part]]),
  };
}
