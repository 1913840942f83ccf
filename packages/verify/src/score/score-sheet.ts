import { fairCrps, gaussianCrps, quantile7, wis } from '@pulse-stream/forecast';
import { calibrate, isInside, normalQuantile } from '@pulse-stream/forecast/internal';

/** Levels of the weighted interval score. */
const LEVELS = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975];
const EDGES = {
  coverage50: [0.25, 0.75],
  coverage80: [0.1, 0.9],
  coverage95: [0.025, 0.975],
} as const;
const NORMAL_LEVELS = LEVELS.map((p) => normalQuantile(p));

/** Scores of one forecast of one target at one step ahead, transformed units. */
export interface Scores {
  readonly crps: number;
  /** |truth − median|. */
  readonly error: number;
  /** Of a forecast with intervals. */
  readonly wis?: number;
  readonly coverage50?: number;
  readonly coverage80?: number;
  readonly coverage95?: number;
  /** Of the calibrated ensemble. */
  readonly calibratedCrps?: number;
  readonly calibratedCoverage80?: number;
}

/** What is calibrated is also kept inside the bounds of its slot. */
export interface Calibrating {
  readonly variance: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Scores an ensemble, raw and calibrated.
 * @param members ascending, at least two
 */
export function scoreEnsemble(members: Float64Array, truth: number, how: Calibrating): Scores {
  const median = quantile7(members, 0.5);
  const calibrated = members.map((x) =>
    Math.min(how.upper, Math.max(how.lower, calibrate(x, median, how.variance))),
  );
  const { crps, coverage80 } = scoreSorted(calibrated, truth);
  return {
    ...scoreSorted(members, truth),
    calibratedCrps: crps,
    calibratedCoverage80: coverage80,
  };
}

function scoreSorted(members: Float64Array, truth: number): Scores & { coverage80: number } {
  const crps = fairCrps(members, truth);
  if (crps === null) throw new Error('an ensemble has at least two members');
  return { crps, ...scoreQuantiles((_, p) => quantile7(members, p), truth) };
}

/** Scores a point, which has no interval that could hold the truth. */
export function scorePoint(point: number, truth: number): Scores {
  const error = Math.abs(truth - point);
  return { crps: error, error };
}

/** Scores a Gaussian; without a variance it is a point. */
export function scoreGaussian(mean: number, variance: number, truth: number): Scores {
  const sd = Math.sqrt(variance);
  const crps = sd > 0 ? gaussianCrps(mean, sd, truth) : Math.abs(truth - mean);
  return { crps, ...scoreQuantiles((at) => mean + sd * (NORMAL_LEVELS[at] ?? Number.NaN), truth) };
}

function scoreQuantiles(
  quantileAt: (at: number, level: number) => number,
  truth: number,
): Required<Omit<Scores, 'crps' | 'calibratedCrps' | 'calibratedCoverage80'>> {
  const quantiles = LEVELS.map((level, at) => quantileAt(at, level));
  const at = (level: number) => quantiles[LEVELS.indexOf(level)] ?? Number.NaN;
  const holds = ([low, high]: readonly [number, number]) =>
    Number(isInside(at(low), at(high), truth));
  return {
    error: Math.abs(truth - at(0.5)),
    wis: wis(LEVELS, quantiles, truth) ?? Number.NaN, // the levels are symmetric
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
  /** Mean of one score over the origins that have it; null without any. */
  mean(target: number, h: number, score: keyof Scores): number | null;
  count(target: number, h: number): number;
  /** Per row forecasts were scored from: mean scaled CRPS over targets and steps. */
  byOrigin(): ReadonlyMap<number, number>;
}

/** @param scales by target: what a scaled score is divided by; null: it is not scored */
export function openSheet(scales: readonly (number | null)[], horizon: number): ScoreSheet {
  const cells = scales.map(() =>
    Array.from({ length: horizon }, (): ScoreSum => ({ n: 0, sums: new Map() })),
  );
  const origins = new Map<number, { sum: number; count: number }>();
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
      const origin = origins.get(row) ?? { sum: 0, count: 0 };
      origin.sum += scores.crps / (scales[target] ?? Number.NaN);
      origin.count += 1;
      origins.set(row, origin);
    },
    mean(target, h, score) {
      const found = cellOf(target, h).sums.get(score);
      return found === undefined ? null : found.sum / found.count;
    },
    count: (target, h) => cellOf(target, h).n,
    byOrigin: () =>
      new Map(
        [...origins]
          .toSorted(([a], [b]) => a - b)
          .map(([row, { sum, count }]) => [row, sum / count]),
      ),
  };
}
