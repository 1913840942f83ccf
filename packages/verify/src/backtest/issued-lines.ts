import { quantile7 } from '@pulse-stream/forecast';
import {
  calibrateMembers,
  levelKey,
  stretchOf,
  type PendingForecast,
  type Spread,
} from '@pulse-stream/forecast/internal';
import type { GravityState, WalkedRow } from '@pulse-stream/gravity/internal';
import { readsLater, type Driver } from '@pulse-stream/worldstate/internal';
import { hasNoSpread, learnsSpread, type BacktestPlan } from './backtest-plan.ts';

/** What was issued of one target, transformed units. */
interface IssuedTarget {
  /** Mean level and sd of one-step changes over the warm-up of gravity; null before its end. */
  readonly m: number | null;
  readonly s: number | null;
  readonly status: 'untaught' | 'taught';
  /** Only "0.5" where neither noise is declared nor a spread learned yet. */
  readonly quantiles: Readonly<Record<string, readonly number[]>>;
  readonly raw_quantiles: Readonly<Record<string, readonly number[]>>;
}

/** A forecast of a backtest as it was issued: nothing in it knows a later row, but for the series that drove it. */
export interface IssuedLine {
  readonly kind: 'issued';
  readonly method: 'gravity-on' | 'gravity-off';
  readonly origin: {
    readonly label: string;
    readonly row: number;
    /** The date of the file that was known there; only of a backtest on vintages. */
    readonly vintage?: string;
    /** Series were what they really became after the origin, which nobody knew there. */
    readonly drivers?: 'realised';
  };
  readonly horizon: readonly number[];
  /** Transformed units. */
  readonly targets: Readonly<Record<string, IssuedTarget>>;
  /** What was known of the spread and applied, entry h − 1; null: nothing. */
  readonly calibration: readonly (Spread | null)[];
}

/** What a backtest issued from one row. */
export function describeIssued(
  plan: BacktestPlan,
  way: 'on' | 'off',
  forecast: PendingForecast,
  row: WalkedRow,
  drivers: readonly (Driver | null)[],
): IssuedLine {
  const state = row.state();
  return {
    kind: 'issued',
    method: way === 'on' ? 'gravity-on' : 'gravity-off',
    origin: {
      label: plan.dataset.labels[forecast.row] ?? '',
      row: forecast.row,
      ...(plan.vintage === undefined ? {} : { vintage: plan.vintage }),
      ...(drivers.some(
        (driver) => driver !== null && readsLater(driver, forecast.row, plan.horizon),
      )
        ? { drivers: 'realised' as const } // the type above
        : {}),
    },
    horizon: Array.from({ length: plan.horizon }, (_, index) => index + 1),
    targets: Object.fromEntries(
      plan.targets.flatMap((target) => {
        const issued = describeTarget(plan, target, forecast, state);
        return issued === null ? [] : [[target.name, issued] as const];
      }),
    ),
    calibration: forecast.spreads,
  };
}

/** What was issued of one target; null: nothing. */
function describeTarget(
  plan: BacktestPlan,
  target: BacktestPlan['targets'][number],
  { variables, spreads }: PendingForecast,
  state: GravityState,
): IssuedTarget | null {
  const { name, lower, upper } = target;
  const entry = variables.find(({ variable }) => variable === name);
  if (entry === undefined) return null;
  const at = state.variables.indexOf(name);
  const learned = learnsSpread(plan, entry.taught);
  const isPoint = entry.members.some(
    (members) => members !== null && hasNoSpread(target, learned, members),
  );
  const quantiles = (ensembles: readonly Float64Array[]) =>
    Object.fromEntries(
      (isPoint ? [0.5] : plan.levels).map((level) => [
        levelKey(level),
        ensembles.map((members) => quantile7(members, level)),
      ]),
    );
  const raw = entry.members.map((members) => {
    if (members === null) throw new Error('what has just been issued still waits');
    return members;
  });
  const published = raw.map((members, index) =>
    calibrateMembers(members, stretchOf(spreads[index] ?? null, members.length)).map((x) =>
      Math.min(upper, Math.max(lower, x)),
    ),
  );
  const known = (values: ArrayLike<number> | undefined) => values?.[at] ?? null;
  return {
    m: known('means' in state ? state.means : undefined),
    s: known(state.scales),
    status: entry.taught ? 'taught' : 'untaught',
    quantiles: quantiles(published),
    raw_quantiles: quantiles(raw),
  };
}
