import { fail } from '@pulse-stream/worldstate';
import type { SgdOptions } from '../options/sgd-options.ts';
import { correctSgd, type SgdCorrection } from './correct.ts';
import { scaleOfChanges, type SgdState, type WarmupRow } from './state.ts';
import { pruneSgd, updateSgd } from './update.ts';

/** One observed step, each array per row of the state. NaN: missing. */
export interface LearningStep {
  /** Symbol values before the step, per column of the state; NaN: absent. */
  readonly symbols: ArrayLike<number>;
  /** The corrected prediction that was scored, transformed units. */
  readonly predicted: ArrayLike<number>;
  readonly observed: ArrayLike<number>;
  /** What `correctSgd` gave for this step; null while the warm-up lasts. */
  readonly correction: SgdCorrection | null;
}

/** Whether the scales are fixed, so that steps are corrected, scored and learned from. */
export function isWarm(state: SgdState): boolean {
  return state.rows >= state.warmup;
}

/**
 * Takes in one observed step: a warm-up row is kept until the last of them fixes the scales (then
 * all of them train the weights); a later one is scored and updates weights, λ and pruning. A
 * missing observation leaves every number of its variable as it was.
 * @returns the new state; the given one is untouched
 * @throws ScenarioError `overflow`
 */
export function learnSgd(state: SgdState, step: LearningStep, options: SgdOptions): SgdState {
  const rows = state.rows + 1;
  if (isWarm(state)) {
    const learned = trainSgd(state, step, options);
    return { ...learned, rows, scored: countScored(state, step) };
  }
  const pending = [...state.pending, keepRow(step)];
  if (rows < state.warmup) return { ...state, rows, pending };
  const scales = state.variables.map((_, row) => scaleOfChanges(takeObserved(pending, row)));
  let warm: SgdState = { ...state, rows, pending: [], scales };
  for (const { symbols, predicted, observed } of pending) {
    const correction = correctSgd(warm, symbols, options);
    const corrected = predicted.map(
      (value, row) => value + (correction.correction[row] ?? 0) * (warm.scales[row] ?? 0),
    );
    warm = trainSgd(warm, { symbols, predicted: corrected, observed, correction }, options);
  }
  return warm;
}

/** Update, pruning and the memory of the correction, for the rows that have a residual. */
function trainSgd(state: SgdState, step: LearningStep, options: SgdOptions): SgdState {
  const residuals = state.variables.map((_, row) => standardise(state, step, row));
  const missing = (row: number) => Number.isNaN(residuals[row]);
  const count = (counts: readonly number[], events: ArrayLike<number> | undefined) =>
    counts.map((before, row) => (missing(row) ? before : before + (events?.[row] ?? 0)));
  const { correction } = step;
  return {
    ...pruneSgd(updateSgd(state, step.symbols, residuals, options), options),
    previous: state.previous.map((last, row) =>
      missing(row) ? last : (correction?.gravity[row] ?? last),
    ),
    trips: count(state.trips, correction?.tripped),
    limited: count(state.limited, correction?.limited),
    updates: state.updates.map((before, row) => (missing(row) ? before : before + 1)),
  };
}

/** r: the prediction error in units of s_i; NaN when missing or without a scale. */
function standardise(state: SgdState, step: LearningStep, row: number): number {
  const scale = state.scales[row] ?? 0;
  const error = (step.observed[row] ?? Number.NaN) - (step.predicted[row] ?? Number.NaN);
  if (scale === 0 || Number.isNaN(error)) return Number.NaN;
  const residual = error / scale;
  if (Number.isFinite(residual)) return residual;
  return fail(
    'overflow',
    'gravity',
    `the prediction error of "${state.variables[row]}" overflows in units of its changes`,
    { path: 'observations' },
  );
}

function countScored(state: SgdState, step: LearningStep): number[] {
  return state.scored.map((count, row) =>
    Number.isNaN(standardise(state, step, row)) ? count : count + 1,
  );
}

function keepRow(step: LearningStep): WarmupRow {
  return {
    symbols: Array.from(step.symbols),
    predicted: Array.from(step.predicted),
    observed: Array.from(step.observed),
  };
}

function takeObserved(pending: readonly WarmupRow[], row: number): number[] {
  return pending.map(({ observed }) => observed[row] ?? Number.NaN);
}
