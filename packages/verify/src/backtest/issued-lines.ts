import { quantile7 } from '@pulse-stream/forecast';
import { calibrate, levelKey, type PendingForecast } from '@pulse-stream/forecast/internal';
import type { WalkedRow } from '@pulse-stream/gravity/internal';
import { readsLater, type Driver } from '@pulse-stream/worldstate/internal';
import { hasNoSpread, learnsSpread, type BacktestPlan } from './backtest-plan.ts';

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
  readonly targets: Readonly<
    Record<
      string,
      {
        /** Mean level and sd of one-step changes over the warm-up of gravity; null before its end. */
        readonly m: number | null;
        readonly s: number | null;
        readonly status: 'untaught' | 'taught';
        /** Only "0.5" where neither noise is declared nor a spread learned yet. */
        readonly quantiles: Readonly<Record<string, readonly number[]>>;
        readonly raw_quantiles: Readonly<Record<string, readonly number[]>>;
      }
    >
  >;
  /** v_h that was applied, entry h − 1. */
  readonly calibration: readonly number[];
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
  const targets = plan.targets.flatMap((target) => {
    const { name, lower, upper } = target;
    const entry = forecast.variables.find(({ variable }) => variable === name);
    if (entry === undefined) return [];
    const at = state.variables.indexOf(name);
    const learned = learnsSpread(plan, entry.taught);
    const isPoint = entry.members.some(
      (members) => members !== null && hasNoSpread(target, learned, members),
    );
    const quantiles = (how: (x: number, median: number, h: number) => number) =>
      Object.fromEntries(
        (isPoint ? [0.5] : plan.levels).map((level) => [
          levelKey(level),
          entry.members.map((members, index) => {
            if (members === null) throw new Error('what has just been issued still waits');
            return how(quantile7(members, level), quantile7(members, 0.5), index);
          }),
        ]),
      );
    const known = (values: ArrayLike<number> | undefined) => values?.[at] ?? null;
    return [
      [
        name,
        {
          m: known('means' in state ? state.means : undefined),
          s: known(state.scales),
          status: entry.taught ? ('taught' as const) : ('untaught' as const),
          quantiles: quantiles((x, median, index) =>
            Math.min(upper, Math.max(lower, calibrate(x, median, forecast.variance[index] ?? 1))),
          ),
          raw_quantiles: quantiles((x) => x),
        },
      ] as const,
    ];
  });
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
    targets: Object.fromEntries(targets),
    calibration: forecast.variance,
  };
}
