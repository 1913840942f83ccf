import { sampleSd } from './moments.ts';
import { quantile7 } from './quantile.ts';
import { isInside } from './scores/interval.ts';
import { normalQuantile } from './scores/normal-quantile.ts';

/** Central intervals that each have a nominal level of their own; what lies between is interpolated. */
export const CENTRAL = [0.5, 0.8, 0.95] as const;

/** How forecasts of one lead are corrected. */
export interface Spread {
  /** v: 1 is right, 2 is a variance half of what it should be. */
  readonly variance: number;
  /** By entry of `CENTRAL`: the level of a normal distribution, after v, that holds so much. */
  readonly levels: readonly number[];
}

/**
 * How far the spread of issued forecasts was right, per step ahead, learned only from forecasts that
 * came true. First v_h, the mean of squared errors over the variance that was forecast; then, per
 * central interval, the level to ask for so that it holds what it says. A value: updates return a new one.
 * @see FORECAST.md §1.2, §9.6
 */
export interface Calibration {
  /** Entry h − 1. */
  readonly spreads: readonly Spread[];
  /** Origins verified per step ahead. */
  readonly verified: readonly number[];
}

/**
 * What one verification weighs one step ahead, in v and in the levels; h steps ahead 1/√h of it, as
 * forecasts that overlap say less.
 */
const VARIANCE_GAIN = 0.02;
const LEVEL_GAIN = 0.01;
/** A squared error counts up to so many variances. */
const MOST_RATIO = 6;
/** How far a level may move: no interval closes, none becomes endless. */
const LEVEL_RANGE = [
  [0.1, 0.9],
  [0.3, 0.98],
  [0.6, 0.999],
] as const;
/** Verified origins from which a calibration is worth showing. */
export const LEAST_VERIFIED = 30;

const UNMOVED: Spread = { variance: 1, levels: [...CENTRAL] };

/** @param horizon steps ahead that are forecast */
export function openCalibration(horizon: number): Calibration {
  return {
    spreads: Array.from({ length: horizon }, () => UNMOVED),
    verified: Array.from({ length: horizon }, () => 0),
  };
}

/**
 * What is worth publishing h steps ahead; where fewer than 30 origins were verified, or nobody
 * verifies so far ahead, what is known of the furthest step before it; null: nothing is known.
 */
export function spreadAt({ spreads, verified }: Calibration, h: number): Spread | null {
  for (let at = Math.min(h, spreads.length) - 1; at >= 0; at -= 1)
    if ((verified[at] ?? 0) >= LEAST_VERIFIED) return spreads[at] ?? null;
  return null;
}

/** One forecast of one variable that came true. */
export interface Verification {
  /** As they ran, ascending. */
  readonly members: Float64Array;
  /** What came true. */
  readonly truth: number;
}

/**
 * Takes in all variables of one origin at one step ahead: v ← v + g (mean min(6, (y − median)²/Var) − v)
 * and, per central interval c, level ← level + g′ (c − share of the truths it would have held).
 * @param h steps ahead, 1 …
 * @param seen none: nothing changes; members that do not differ are left out
 */
export function updateCalibration(
  calibration: Calibration,
  h: number,
  seen: readonly Verification[],
): Calibration {
  const spread = calibration.spreads[h - 1] ?? UNMOVED;
  const told = seen.flatMap(({ members, truth }) => {
    const squared = varianceOf(members);
    if (!(squared > 0)) return [];
    const calibrated = calibrateMembers(members, stretchOf(spread, members.length));
    return {
      ratio: Math.min(MOST_RATIO, (truth - quantile7(members, 0.5)) ** 2 / squared),
      held: CENTRAL.map((central) => holds(calibrated, central, truth)),
    };
  });
  if (told.length === 0) return calibration;
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const overlap = Math.sqrt(h);
  const learned: Spread = {
    variance:
      spread.variance +
      (VARIANCE_GAIN / overlap) * (mean(told.map(({ ratio }) => ratio)) - spread.variance),
    levels: CENTRAL.map((central, c) => {
      const held = mean(told.map((one) => Number(one.held[c])));
      const [least = 0, most = 1] = LEVEL_RANGE[c] ?? [];
      const level = (spread.levels[c] ?? central) + (LEVEL_GAIN / overlap) * (central - held);
      return Math.min(most, Math.max(least, level));
    }),
  };
  return {
    spreads: calibration.spreads.with(h - 1, learned),
    verified: calibration.verified.with(h - 1, (calibration.verified[h - 1] ?? 0) + 1),
  };
}

/** Whether the central interval of these members holds the truth. */
export function holds(sorted: Float64Array, central: number, truth: number): boolean {
  const [low, high] = [quantile7(sorted, (1 - central) / 2), quantile7(sorted, (1 + central) / 2)];
  return isInside(low, high, truth);
}

/** By entry of `CENTRAL`: how far its edges move away from the median. */
export type Stretch = readonly number[];

/**
 * √v, times how far a normal distribution has to be followed for the learned level, over how far for
 * what a central interval c of so few members holds: c (M − 1)/(M + 1), not c.
 * @param spread null: nothing is known
 * @param members M, at least two
 * @returns null: members stay as they ran
 */
export function stretchOf(spread: Spread | null, members: number): Stretch | null {
  if (spread === null) return null;
  const few = (members - 1) / (members + 1);
  const share = Math.sqrt(spread.variance);
  // learned apart, the levels may cross
  return spread.levels
    .toSorted((a, b) => a - b)
    .map((level, c) => (share * deviationsOf(level)) / deviationsOf((CENTRAL[c] ?? level) * few));
}

const deviationsOf = (central: number): number => normalQuantile((1 + central) / 2);

/**
 * Moves members away from their median, m + (x − m)·s, with the stretch s of the central interval
 * whose edge a member is; between those of `CENTRAL` it is interpolated, outside them it stays.
 * @param sorted ascending
 * @returns ascending
 */
export function calibrateMembers(sorted: Float64Array, stretch: Stretch | null): Float64Array {
  if (stretch === null) return sorted;
  const last = sorted.length - 1;
  const median = quantile7(sorted, 0.5);
  const moved = sorted.map(
    (x, at) => median + (x - median) * between(stretch, Math.abs((2 * at) / last - 1)),
  );
  // where a narrow interval was learned around a wide one, the wide one wins
  for (let at = (last >> 1) + 1; at <= last; at += 1)
    moved[at] = Math.max(moved[at] ?? NaN, moved[at - 1] ?? NaN);
  for (let at = ((last + 1) >> 1) - 1; at >= 0; at -= 1)
    moved[at] = Math.min(moved[at] ?? NaN, moved[at + 1] ?? NaN);
  return moved;
}

/** Linear between the intervals of `CENTRAL`, constant outside them. */
function between(stretch: Stretch, central: number): number {
  for (let c = 0; c < CENTRAL.length; c += 1) {
    const [here = 1, value = 1] = [CENTRAL[c], stretch[c]];
    if (central >= here) continue;
    if (c === 0) return value;
    const [before = 0, from = value] = [CENTRAL[c - 1], stretch[c - 1]];
    return from + ((central - before) / (here - before)) * (value - from);
  }
  return stretch.at(-1) ?? 1;
}

function varianceOf(members: Float64Array): number {
  const mean = members.reduce((sum, x) => sum + x, 0) / members.length;
  return sampleSd(members, mean) ** 2;
}
