import { dieboldMariano, type BaselineName, type MeanTest } from '@pulse-stream/forecast/internal';
import type { BacktestPlan, BacktestTarget } from './backtest-plan.ts';
import type { Scores, ScoreSheet } from '../score/score-sheet.ts';

/** What is compared. */
export type BacktestMethod = 'gravity-on' | 'gravity-off' | BaselineName;

/** One line of a backtest: a method at one target and step ahead, or over all of them ("*"). */
export interface BacktestLine {
  readonly kind: 'backtest';
  readonly method: BacktestMethod;
  readonly target: string;
  readonly horizon: number | '*';
  /** Forecasts that were scored. */
  readonly n: number;
  /** Transformed units of the target; null over all. */
  readonly crps: number | null;
  readonly scaled_crps: number | null;
  readonly mase: number | null;
  readonly wis: number | null;
  readonly coverage50: number | null;
  readonly coverage80: number | null;
  readonly coverage95: number | null;
  /** Of the calibrated ensemble; only methods that have one. */
  readonly calibrated_scaled_crps?: number | null;
  readonly calibrated_coverage80?: number | null;
  /** Why the target was not scored. */
  readonly reason?: string;
  /**
   * Only over all: Diebold–Mariano statistic of the scaled CRPS per origin against that of
   * gravity-off or gravity-on; below 0 this method is better. null: nothing can be told.
   */
  readonly dm_t_vs_off?: number | null;
  readonly dm_t_vs_on?: number | null;
  /** Two-sided probability of a difference as large as this by chance; null as the statistic. */
  readonly dm_p_vs_off?: number | null;
  readonly dm_p_vs_on?: number | null;
}

/** Keys that are means over targets and steps in the line over all. */
const AVERAGED = [
  'scaled_crps',
  'mase',
  'coverage50',
  'coverage80',
  'coverage95',
  'calibrated_scaled_crps',
  'calibrated_coverage80',
] as const;

/**
 * The lines of a backtest: per method one for each target and step, then one over all.
 * @param sheets one per method, in the order of the lines
 */
export function describeBacktest(
  plan: BacktestPlan,
  sheets: ReadonlyMap<BacktestMethod, ScoreSheet>,
): BacktestLine[] {
  const overlap = Math.ceil(plan.horizon / plan.stride);
  const compare = (method: BacktestMethod, other: BacktestMethod): MeanTest | null =>
    dieboldMariano(differencesOf(sheets.get(method), sheets.get(other)), overlap);
  return [...sheets].flatMap(([method, sheet]) => {
    const lines = plan.targets.flatMap((of, target) =>
      Array.from({ length: plan.horizon }, (_, at) =>
        describeCell(method, of, at + 1, sheet, target),
      ),
    );
    return [...lines, { ...describeAll(method, lines), ...describeTests(method, compare) }];
  });
}

/** Score of the one minus score of the other, for every origin both were scored from. */
function differencesOf(one: ScoreSheet | undefined, other: ScoreSheet | undefined): number[] {
  const scores = other?.byOrigin();
  return [...(one?.byOrigin() ?? [])].flatMap(([row, score]) => {
    const against = scores?.get(row);
    return against === undefined ? [] : score - against;
  });
}

function describeTests(
  method: BacktestMethod,
  compare: (method: BacktestMethod, other: BacktestMethod) => MeanTest | null,
): Partial<BacktestLine> {
  const off = method === 'gravity-off' ? undefined : compare(method, 'gravity-off');
  const on = method === 'gravity-on' ? undefined : compare(method, 'gravity-on');
  return {
    ...(off === undefined ? {} : { dm_t_vs_off: off?.t ?? null, dm_p_vs_off: off?.p ?? null }),
    ...(on === undefined ? {} : { dm_t_vs_on: on?.t ?? null, dm_p_vs_on: on?.p ?? null }),
  };
}

function describeCell(
  method: BacktestMethod,
  { name, scale, reason }: BacktestTarget,
  h: number,
  sheet: ScoreSheet,
  target: number,
): BacktestLine {
  const mean = (score: keyof Scores, by: number | null = 1): number | null => {
    const value = sheet.mean(target, h, score);
    return value === null || by === null ? null : value / by;
  };
  return {
    kind: 'backtest',
    method,
    target: name,
    horizon: h,
    n: sheet.count(target, h),
    crps: mean('crps'),
    scaled_crps: mean('crps', scale),
    mase: mean('error', scale),
    wis: mean('wis'),
    coverage50: mean('coverage50'),
    coverage80: mean('coverage80'),
    coverage95: mean('coverage95'),
    ...(isCalibrated(method)
      ? {
          calibrated_scaled_crps: mean('calibratedCrps', scale),
          calibrated_coverage80: mean('calibratedCoverage80'),
        }
      : {}),
    ...(reason === null ? {} : { reason }),
  };
}

const isCalibrated = (method: BacktestMethod) =>
  method === 'gravity-on' || method === 'gravity-off';

function describeAll(method: BacktestMethod, lines: readonly BacktestLine[]): BacktestLine {
  const means = Object.fromEntries(
    AVERAGED.flatMap((key): [string, number | null][] => {
      const values = lines.flatMap((line) => line[key] ?? []);
      if (!isCalibrated(method) && key.startsWith('calibrated')) return [];
      const sum = values.reduce((total, value) => total + value, 0);
      return [[key, values.length === 0 ? null : sum / values.length]];
    }),
  );
  return {
    kind: 'backtest',
    method,
    target: '*',
    horizon: '*',
    n: lines.reduce((sum, { n }) => sum + n, 0),
    crps: null,
    scaled_crps: means['scaled_crps'] ?? null,
    mase: means['mase'] ?? null,
    wis: null,
    coverage50: means['coverage50'] ?? null,
    coverage80: means['coverage80'] ?? null,
    coverage95: means['coverage95'] ?? null,
    ...(isCalibrated(method)
      ? {
          calibrated_scaled_crps: means['calibrated_scaled_crps'] ?? null,
          calibrated_coverage80: means['calibrated_coverage80'] ?? null,
        }
      : {}),
  };
}
