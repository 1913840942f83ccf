import { fail, PulseError, ScenarioError, GravityOptions } from '@pulse-stream/worldstate';
import { resolveGravityOptions } from '../options/options.ts';
import { correctSgd } from './correct.ts';
import { isWarm, learnSgd } from './learn.ts';
import type { SgdOptions } from '../options/sgd-options.ts';
import { isTaught, openSgdState, type SgdState } from './state.ts';

/** Gravity for predictions that come from anywhere: what `applyGravity` needs to know. */
export interface ApplyGravityOptions {
  /** Names of the predictions to correct. */
  readonly variables: readonly string[];
  /** Names of the regressors. */
  readonly symbols: readonly string[];
  /**
   * Options of method sgd (FORECAST.md §1.1); the default warm-up is 60 steps. Method bank needs the
   * causal model itself and is refused.
   */
  readonly gravity?: GravityOptions | undefined;
}

/** One step of the outside model, all values in the units it is corrected in. */
export interface PredictedStep {
  /** What the model predicts for this step; every variable, finite. */
  readonly prediction: Readonly<Record<string, number>>;
  /** What was observed of it; null or absent: missing. */
  readonly observed: Readonly<Record<string, number | null>> | null;
  /** Regressors as known before the step; an absent one counts 0 and is not learned from. */
  readonly symbols: Readonly<Record<string, number>>;
}

/** The corrected step: everything in it was known before `observed` was read, except `state`. */
export interface CorrectedStep {
  readonly corrected: Readonly<Record<string, number>>;
  /** corrected − prediction; exactly 0 for a variable that is untaught. */
  readonly correction: Readonly<Record<string, number>>;
  readonly status: Readonly<Record<string, 'untaught' | 'active'>>;
  /** Observations that were not finite, by name: refused. */
  readonly refused: readonly string[];
  /** What is known after the step. */
  readonly state: SgdState;
}

/** Rows that fix the scales when no option says: a stream has no length to take half of. */
const STREAM_WARMUP = 60;

/**
 * Checks the options once and opens a state that has learned nothing.
 * @throws PulseError `option-invalid`
 */
export function openGravity(options: ApplyGravityOptions): {
  resolved: SgdOptions;
  state: SgdState;
} {
  for (const list of ['variables', 'symbols'] as const)
    if (options[list].length === 0 || new Set(options[list]).size !== options[list].length)
      throw new PulseError('option-invalid', `${list}: at least one name, each only once`);
  const parsed = GravityOptions.safeParse(options.gravity ?? {});
  if (!parsed.success) {
    const path = ['gravity', ...(parsed.error.issues[0]?.path ?? [])].join('.');
    throw new PulseError('option-invalid', `${path} is not an option of gravity with such a value`);
  }
  try {
    const resolved = resolveGravityOptions({ method: 'sgd', ...parsed.data }, 'turn');
    if (resolved.method !== 'sgd')
      throw new PulseError(
        'option-invalid',
        'gravity.method: outside a world model only sgd works',
      );
    const warmup = resolved.warmup ?? STREAM_WARMUP;
    return { resolved, state: openSgdState(options.variables, options.symbols, warmup, resolved) };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new PulseError('option-invalid', error.message, { cause: error });
  }
}

/**
 * One step: predict → correct with what was known → observe → update.
 * @returns the corrected step; its `state` is the one to go on with
 * @throws ScenarioError `not-a-number` for a prediction or symbol that is absent or not finite,
 * `overflow`
 */
export function applyStep(
  state: SgdState,
  step: PredictedStep,
  options: SgdOptions,
): CorrectedStep {
  const prediction = state.variables.map((name) => readFinite(step.prediction, name, 'prediction'));
  const symbols = state.symbols.map((name) =>
    Object.hasOwn(step.symbols, name) ? readFinite(step.symbols, name, 'symbol') : Number.NaN,
  );
  const correction = isWarm(state) ? correctSgd(state, symbols, options) : null;
  const candidate = state.scales.map((scale, row) => (correction?.correction[row] ?? 0) * scale);
  const taught = state.variables.map((_, row) => isTaught(state, row, options));
  const issued = candidate.map((amount, row) => (taught[row] === true ? amount : 0));
  const cells = state.variables.map((name) =>
    step.observed !== null && Object.hasOwn(step.observed, name)
      ? (step.observed[name] ?? null)
      : null,
  );
  const observed = cells.map((cell) =>
    cell !== null && Number.isFinite(cell) ? cell : Number.NaN,
  );
  const predicted = prediction.map((value, row) => value + (candidate[row] ?? 0));
  const named = <T>(values: readonly T[]): Record<string, T> =>
    Object.fromEntries(values.map((value, row) => [state.variables[row] ?? '', value]));
  return {
    corrected: named(prediction.map((value, row) => value + (issued[row] ?? 0))),
    correction: named(issued),
    status: named(taught.map((isActive) => (isActive ? 'active' : 'untaught'))),
    refused: state.variables.filter((_, row) => {
      const cell = cells[row] ?? null;
      return cell !== null && !Number.isFinite(cell);
    }),
    state: learnSgd(state, { symbols, predicted, observed, correction }, options),
  };
}

function readFinite(values: Readonly<Record<string, number>>, name: string, what: string): number {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value !== undefined && Number.isFinite(value)) return value;
  return fail('not-a-number', 'gravity', `the ${what} "${name}" is not a finite number`, {
    path: `${what === 'symbol' ? 'symbols' : what}.${name}`,
  });
}
