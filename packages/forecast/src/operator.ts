import {
  perItem,
  PulseError,
  type Failure,
  type Forecast,
  type SimulatedRun,
} from '@pulse-stream/worldstate';
import type { Assessment, GravityRecord, ShadowRecord } from '@pulse-stream/worldstate/internal';
import type { OperatorFunction } from 'rxjs';
import { assessRun } from './assess-run.ts';
import type { EvidenceOf } from './confidence.ts';
import { forecastRun, type ForecastContext } from './forecast-run.ts';
import type { PerturbedRuns } from './fragility.ts';
import type { GatePredicate } from './gate.ts';
import type { Reading } from './reading.ts';
import { resolveThresholds, type TrustThresholds } from './trust.ts';

/** A run with its forecast. */
export interface ForecastedRun {
  readonly run: SimulatedRun;
  readonly forecast: Forecast;
}

export interface ForecastOperatorOptions {
  /** Levels inside (0, 1) for scenarios that do not name their own; default: the model's. */
  readonly quantiles?: readonly number[] | undefined;
  /** The members themselves stand in the forecast (`--keep-members`); default false. */
  readonly keepMembers?: boolean | undefined;
  /** What a run does not know about itself. */
  readonly contextOf?: ((run: SimulatedRun) => ForecastContext) | undefined;
}

/**
 * Forecasts every run, one value out per value in, in order; failures pass untouched.
 * @throws PulseError `option-invalid` at once for a level outside (0, 1), or none
 */
export function forecast(
  options: ForecastOperatorOptions = {},
): OperatorFunction<SimulatedRun | Failure, ForecastedRun | Failure> {
  const { quantiles, keepMembers, contextOf } = options;
  if (
    quantiles !== undefined &&
    (quantiles.length === 0 || !quantiles.every((p) => p > 0 && p < 1))
  ) {
    throw new PulseError('option-invalid', 'quantiles are levels between 0 and 1, at least one');
  }
  return perItem((run) => {
    const own = run.config.forecast?.quantiles;
    const context = contextOf?.(run) ?? {};
    const levels = own === undefined && quantiles !== undefined ? { quantiles } : {};
    return { run, forecast: forecastRun(run, { keepMembers, ...context, ...levels }) };
  }, 'forecast');
}

/** A forecasted run with what other stages know about it, as far as they ran. */
export interface AssessableRun extends ForecastedRun {
  readonly gravity?: GravityRecord | null | undefined;
  readonly shadow?: ShadowRecord | null | undefined;
  readonly evidence?: EvidenceOf | null | undefined;
  readonly skill?: Reading | undefined;
  readonly uncalibrated?: string | null | undefined;
  readonly perturbed?: PerturbedRuns | null | undefined;
}

/** A forecasted run with its assessment. */
export interface AssessedRun extends AssessableRun {
  readonly assessment: Assessment;
}

export interface AssessOperatorOptions {
  /** Names a run: a hash of run seed, model and scenario. */
  readonly traceId: (run: SimulatedRun) => string;
  readonly thresholds?: Partial<TrustThresholds> | undefined;
  readonly gate?: GatePredicate | null | undefined;
}

/**
 * Assesses every forecasted run, one value out per value in, in order; failures pass untouched.
 * @throws PulseError `option-invalid` at once for a bad threshold
 */
export function assess(
  options: AssessOperatorOptions,
): OperatorFunction<AssessableRun | Failure, AssessedRun | Failure> {
  const { traceId, gate } = options;
  const thresholds = resolveThresholds(options.thresholds);
  return perItem(
    (item) => ({
      ...item,
      assessment: assessRun({ ...item, traceId: traceId(item.run), thresholds, gate }),
    }),
    'assess',
  );
}
