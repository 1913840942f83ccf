import { fairCrps, gaussianCrps, quantile7 } from '@pulse-stream/forecast';
import {
  calibrateMembers,
  isInside,
  normalQuantile,
  quantileCrps,
  stretchOf,
  type Spread,
} from '@pulse-stream/forecast/internal';

/** A quantile level, and where it lies in a normal distribution, in deviations from the mean. */
export interface ScoredLevel {
  readonly level: number;
  readonly deviations: number;
}

/** @param level inside (0, 1) */
export const toScoredLevel = (level: number): ScoredLevel => ({
  level,
  deviations: normalQuantile(level),
});

const MEDIAN = toScoredLevel(0.5);
/** The central intervals whose coverage is told. */
const EDGES = {
  coverage50: [toScoredLevel(0.25), toScoredLevel(0.75)],
  coverage80: [toScoredLevel(0.1), toScoredLevel(0.9)],
  coverage95: [toScoredLevel(0.025), toScoredLevel(0.975)],
} as const;

/** Scores of one forecast of one target at one step ahead, transformed units unless they say natural. */
export interface Scores {
  readonly crps: number;
  /** |truth − median|. */
  readonly error: number;
  readonly naturalError: number;
  /** Of a forecast with intervals. */
  readonly wis?: number;
  readonly coverage50?: number;
  readonly coverage80?: number;
  readonly coverage95?: number;
  /** Of the quantiles that are published: calibrated, where there is a calibration. */
  readonly naturalWis?: number;
  /** Of the calibrated ensemble. */
  readonly calibratedCrps?: number;
  readonly calibratedWis?: number;
  readonly calibratedCoverage50?: number;
  readonly calibratedCoverage80?: number;
  readonly calibratedCoverage95?: number;
}

/** What a forecast is scored against, and how. */
export interface Scoring {
  readonly truth: number;
  /** The quantiles that are scored, ascending. */
  readonly scored: readonly ScoredLevel[];
  /** Their levels alone. */
  readonly levels: readonly number[];
  readonly toNatural: (transformed: number) => number;
}

/** What is calibrated is also kept inside the bounds of its slot. */
export interface Calibrating {
  /** null: nothing is known of it. */
  readonly spread: Spread | null;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Scores an ensemble, raw and calibrated.
 * @param members ascending, at least two
 */
export function scoreEnsemble(members: Float64Array, how: Scoring & Calibrating): Scores {
  const stretch = stretchOf(how.spread, members.length);
  const calibrated = calibrateMembers(members, stretch).map((x) =>
    Math.min(how.upper, Math.max(how.lower, x)),
  );
  const raw = scoreQuantiles(({ level }) => quantile7(members, level), how);
  const published = scoreQuantiles(({ level }) => quantile7(calibrated, level), how);
  return {
    ...raw,
    crps: crpsOf(members, how.truth),
    naturalError: published.naturalError,
    naturalWis: published.naturalWis,
    calibratedCrps: crpsOf(calibrated, how.truth),
    calibratedWis: published.wis,
    calibratedCoverage50: published.coverage50,
    calibratedCoverage80: published.coverage80,
    calibratedCoverage95: published.coverage95,
  };
}

function crpsOf(members: Float64Array, truth: number): number {
  const crps = fairCrps(members, truth);
  if (crps === null) throw new Error('an ensemble has at least two members');
  return crps;
}

/** Scores a point, which has no interval that could hold the truth. */
export function scorePoint(point: number, { truth, toNatural }: Scoring): Scores {
  const error = Math.abs(truth - point);
  const naturalError = Math.abs(toNatural(truth) - toNatural(point));
  return { crps: error, error, naturalError };
}

/** Scores a Gaussian; without a variance it is a point. */
export function scoreGaussian(mean: number, variance: number, how: Scoring): Scores {
  const sd = Math.sqrt(variance);
  const crps = sd > 0 ? gaussianCrps(mean, sd, how.truth) : Math.abs(how.truth - mean);
  return { ...scoreQuantiles(({ deviations }) => mean + sd * deviations, how), crps };
}

/** The quantile score is the WIS where levels are symmetric. */
function scoreQuantiles(quantileAt: (at: ScoredLevel) => number, how: Scoring) {
  const { truth, scored, levels, toNatural } = how;
  const quantiles = scored.map(quantileAt);
  const natural = toNatural(truth);
  const median = quantileAt(MEDIAN);
  const holds = ([low, high]: readonly [ScoredLevel, ScoredLevel]) =>
    Number(isInside(quantileAt(low), quantileAt(high), truth));
  return {
    error: Math.abs(truth - median),
    naturalError: Math.abs(natural - toNatural(median)),
    wis: quantileCrps(levels, quantiles, truth),
    naturalWis: quantileCrps(levels, quantiles.map(toNatural), natural),
    coverage50: holds(EDGES.coverage50),
    coverage80: holds(EDGES.coverage80),
    coverage95: holds(EDGES.coverage95),
  };
}

/** Sums of scores of one target at one step ahead. */
export interface ScoreSum {
  n: number;
  readonly sums: Map<keyof Scores, { sum: number; count: number }>;
}

/** The scores of one method over a whole backtest. */
export interface ScoreSheet {
  add(row: number, target: number, h: number, scores: Scores): void;
  /** Mean of one score over the origins that have it; null without any, or beyond a double. */
  mean(target: number, h: number, score: keyof Scores): number | null;
  count(target: number, h: number): number;
  /**
   * Per row forecasts were scored from: mean scaled CRPS over targets and steps.
   * @param target only this one
   */
  byOrigin(target?: number): ReadonlyMap<number, number>;
}

/** @param scales by target: what a scaled score is divided by; null: it is not scored */
export function openSheet(scales: readonly (number | null)[], horizon: number): ScoreSheet {
  const cells = scales.map(() =>
    Array.from({ length: horizon }, (): ScoreSum => ({ n: 0, sums: new Map() })),
  );
  const origins = scales.map(() => new Map<number, { sum: number; count: number }>());
  const cellOf = (target: number, h: number): ScoreSum => {
    const cell = cells[target]?.[h - 1];
    if (cell === undefined) throw new Error(`target ${target} has no step ${h}`);
    return cell;
  };
  return {
    add(row, target, h, scores) {
      const cell = cellOf(target, h);
      cell.n += 1;
      // its own keys
      const names = Object.keys(scores) as (keyof Scores)[];
      for (const name of names) {
        const { sum, count } = cell.sums.get(name) ?? { sum: 0, count: 0 };
        cell.sums.set(name, { sum: sum + (scores[name] ?? 0), count: count + 1 });
      }
      const origin = origins[target]?.get(row) ?? { sum: 0, count: 0 };
      origin.sum += scores.crps / (scales[target] ?? Number.NaN);
      origin.count += 1;
      origins[target]?.set(row, origin);
    },
    mean(target, h, score) {
      const found = cellOf(target, h).sums.get(score);
      const mean = found === undefined ? Number.NaN : found.sum / found.count;
      return Number.isFinite(mean) ? mean : null;
    },
    count: (target, h) => cellOf(target, h).n,
    byOrigin(target) {
      const sums = new Map<number, { sum: number; count: number }>();
      for (const [at, of] of origins.entries()) {
        if (target !== undefined && at !== target) continue;
        for (const [row, { sum, count }] of of) {
          const before = sums.get(row) ?? { sum: 0, count: 0 };
          sums.set(row, { sum: before.sum + sum, count: before.count + count });
        }
      }
      return new Map(
        [...sums].toSorted(([a], [b]) => a - b).map(([row, { sum, count }]) => [row, sum / count]),
      );
    },
  };
}
