import { dieboldMariano, type BaselineName, type MeanTest } from '@pulse-stream/forecast/internal';
import type { BacktestPlan, BacktestTarget } from './backtest-plan.ts';
import type { Scores, ScoreSheet } from '../score/score-sheet.ts';

/** What is compared. */
export type BacktestMethod = 'gravity-on' | 'gravity-off' | BaselineName;

/** All steps ahead, or all targets. */
const ALL = '*';

/**
 * One line of a backtest: a method at one target and step ahead, at one target over all steps
 * (horizon "*"), or over everything (target "*" too).
 */
export interface BacktestLine {
  readonly kind: 'backtest';
  readonly method: BacktestMethod;
  readonly target: string;
  readonly horizon: number | typeof ALL;
  /** Forecasts that were scored. */
  readonly n: number;
  /** Steps in a season: what the baselines know and `mase` is relative to; null over unlike targets. */
  readonly season: number | null;
  /** Transformed units of the target; null over all targets. */
  readonly crps: number | null;
  readonly scaled_crps: number | null;
  readonly mase: number | null;
  /** Transformed units; of levels that are not symmetric twice the mean pinball loss. */
  readonly wis: number | null;
  readonly coverage50: number | null;
  readonly coverage80: number | null;
  readonly coverage95: number | null;
  /** Natural units: distance of the median, and WIS of the quantiles that would be published. */
  readonly natural_ae: number | null;
  readonly natural_wis: number | null;
  /** Of the calibrated ensemble; only methods that have one. */
  readonly calibrated_scaled_crps?: number | null;
  readonly calibrated_wis?: number | null;
  readonly calibrated_coverage50?: number | null;
  readonly calibrated_coverage80?: number | null;
  readonly calibrated_coverage95?: number | null;
  /** Why the target was not scored. */
  readonly reason?: string;
  /**
   * Only over all steps: Diebold–Mariano statistic of the scaled CRPS per origin against that of
   * gravity-off or gravity-on; below 0 this method is better. null: nothing can be told.
   */
  readonly dm_t_vs_off?: number | null;
  readonly dm_t_vs_on?: number | null;
  /** Two-sided probability of a difference as large as this by chance; null as the statistic. */
  readonly dm_p_vs_off?: number | null;
  readonly dm_p_vs_on?: number | null;
}

type Measure = Exclude<
  keyof BacktestLine,
  'kind' | 'method' | 'target' | 'horizon' | 'n' | 'season' | 'reason' | `dm_${string}`
>;

/** Where a measure comes from and what it is divided by. */
interface Source {
  readonly score: keyof Scores;
  readonly by?: 'scale' | 'naiveScale';
  /** Whether targets of different units have a common mean. */
  readonly common: boolean;
  /** Only of methods that are calibrated. */
  readonly calibrated?: true;
}

const MEASURES = {
  crps: { score: 'crps', common: false },
  scaled_crps: { score: 'crps', by: 'scale', common: true },
  mase: { score: 'error', by: 'naiveScale', common: true },
  wis: { score: 'wis', common: false },
  coverage50: { score: 'coverage50', common: true },
  coverage80: { score: 'coverage80', common: true },
  coverage95: { score: 'coverage95', common: true },
  natural_ae: { score: 'naturalError', common: false },
  natural_wis: { score: 'naturalWis', common: false },
  calibrated_scaled_crps: {
    score: 'calibratedCrps',
    by: 'scale',
    common: true,
    calibrated: true,
  },
  calibrated_wis: { score: 'calibratedWis', common: false, calibrated: true },
  calibrated_coverage50: { score: 'calibratedCoverage50', common: true, calibrated: true },
  calibrated_coverage80: { score: 'calibratedCoverage80', common: true, calibrated: true },
  calibrated_coverage95: { score: 'calibratedCoverage95', common: true, calibrated: true },
} as const satisfies Readonly<Record<Measure, Source>>;

type Measured = Pick<BacktestLine, Measure>;
type Cell = BacktestLine & { readonly horizon: number };

/** The measures of a method, each as the function says. */
function measure(
  method: BacktestMethod,
  of: (name: Measure, source: Source) => number | null,
): Measured {
  const isCalibrated = method === 'gravity-on' || method === 'gravity-off';
  const entries = Object.entries<Source>(MEASURES).flatMap(([key, source]) => {
    const name = key as Measure; // its own keys
    return source.calibrated && !isCalibrated ? [] : [[name, of(name, source)]];
  });
  return Object.fromEntries(entries) as Measured; // a value for each, or none where it is optional
}

/**
 * The lines of a backtest: per method and target one for each step and one over all steps, then one
 * over all targets.
 * @param sheets one per method, in the order of the lines
 */
export function describeBacktest(
  plan: BacktestPlan,
  sheets: ReadonlyMap<BacktestMethod, ScoreSheet>,
): BacktestLine[] {
  const overlap = Math.ceil(plan.horizon / plan.stride);
  const seasons = new Set(plan.targets.map(({ season }) => season));
  const [season = null] = seasons.size === 1 ? seasons : [];
  return [...sheets].flatMap(([method, sheet]) => {
    const testsOf = (target?: number) =>
      describeTests(method, (other) =>
        dieboldMariano(differencesOf(sheet, sheets.get(other), target), overlap),
      );
    const targets = plan.targets.map((of, target) => {
      const cells = Array.from({ length: plan.horizon }, (_, at) =>
        describeCell(method, of, at + 1, sheet, target),
      );
      const over = overCells(method, cells, of);
      return { cells, over: { ...over, ...testsOf(target) } };
    });
    const all = overCells(
      method,
      targets.flatMap(({ cells }) => cells),
      { name: ALL, season, reason: null },
    );
    return [...targets.flatMap(({ cells, over }) => [...cells, over]), { ...all, ...testsOf() }];
  });
}

/** Score of the one minus score of the other, for every origin both were scored from. */
function differencesOf(
  one: ScoreSheet,
  other: ScoreSheet | undefined,
  target: number | undefined,
): number[] {
  const scores = other?.byOrigin(target);
  return [...one.byOrigin(target)].flatMap(([row, score]) => {
    const against = scores?.get(row);
    return against === undefined ? [] : score - against;
  });
}

function describeTests(
  method: BacktestMethod,
  compare: (other: BacktestMethod) => MeanTest | null,
): Partial<BacktestLine> {
  const off = method === 'gravity-off' ? undefined : compare('gravity-off');
  const on = method === 'gravity-on' ? undefined : compare('gravity-on');
  return {
    ...(off === undefined ? {} : { dm_t_vs_off: off?.t ?? null, dm_p_vs_off: off?.p ?? null }),
    ...(on === undefined ? {} : { dm_t_vs_on: on?.t ?? null, dm_p_vs_on: on?.p ?? null }),
  };
}

function describeCell(
  method: BacktestMethod,
  of: BacktestTarget,
  h: number,
  sheet: ScoreSheet,
  target: number,
): Cell {
  return {
    kind: 'backtest',
    method,
    target: of.name,
    horizon: h,
    n: sheet.count(target, h),
    season: of.season,
    ...measure(method, (_, { score, by }) => {
      const value = sheet.mean(target, h, score);
      const scale = by === undefined ? 1 : of[by];
      return value === null || scale === null ? null : value / scale;
    }),
    ...(of.reason === null ? {} : { reason: of.reason }),
  };
}

/** Means over cells; of errors in several units there is none. */
function overCells(
  method: BacktestMethod,
  cells: readonly Cell[],
  {
    name: target,
    season,
    reason,
  }: Pick<BacktestTarget, 'name' | 'reason'> & Pick<BacktestLine, 'season'>,
): BacktestLine {
  return {
    kind: 'backtest',
    method,
    target,
    horizon: ALL,
    n: cells.reduce((sum, { n }) => sum + n, 0),
    season,
    ...measure(method, (name, { common }) => {
      const values = cells.flatMap((cell) => cell[name] ?? []);
      if (values.length === 0 || (target === ALL && !common)) return null;
      return values.reduce((total, value) => total + value, 0) / values.length;
    }),
    ...(reason === null ? {} : { reason }),
  };
}
