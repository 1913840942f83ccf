import { fail } from '@pulse-stream/worldstate';
import type { SgdOptions } from '../options/sgd-options.ts';
import { rmsOf, type SgdState } from './state.ts';

/**
 * One step of ridge regression by stochastic gradient with momentum, then the adaptive λ. For each
 * variable with a residual r and each present symbol s:
 * G = s·r − reg·B; V ← βV + (1 − β)G; B ← B + ηV; with 0 < α = 2/(span + 1) < 1 also
 * B ← αB + (1 − α)B_before. Pruning is a step of its own (`pruneSgd`).
 * @param symbols value per column of the state; NaN: absent, its column is left alone
 * @param residuals observed − corrected, in units of s_i, per row of the state; NaN: missing, its
 * row is left alone
 * @returns the new state; the given one is untouched
 * @throws ScenarioError `overflow` when a weight leaves the finite numbers
 * @see FORECAST.md §1.1
 */
export function updateSgd(
  state: SgdState,
  symbols: ArrayLike<number>,
  residuals: ArrayLike<number>,
  options: SgdOptions,
): SgdState {
  const weights = state.weights.slice();
  const momentum = state.momentum.slice();
  const { learning_rate: eta, momentum_factor: beta, regularization_strength: ridge } = options;
  const alpha = 2 / (options.ewma_span + 1);
  const columns = state.symbols.length;
  for (const row of state.variables.keys()) {
    const residual = residuals[row] ?? Number.NaN;
    if (Number.isNaN(residual)) continue;
    for (let column = 0; column < columns; column += 1) {
      const symbol = symbols[column] ?? Number.NaN;
      if (Number.isNaN(symbol)) continue;
      const cell = row * columns + column;
      const before = weights[cell] ?? 0;
      const gradient = symbol * residual - ridge * before;
      const velocity = beta * (momentum[cell] ?? 0) + (1 - beta) * gradient;
      const moved = before + eta * velocity;
      const after = alpha > 0 && alpha < 1 ? alpha * moved + (1 - alpha) * before : moved;
      if (!Number.isFinite(after) || !Number.isFinite(velocity)) refuseOverflow(state, row);
      momentum[cell] = velocity;
      weights[cell] = after;
    }
  }
  return { ...state, weights, momentum, ...adaptLambda(state, residuals, options) };
}

/**
 * Zeroes small weights and their momentum, once the weights are fragile: when
 * rms(B) > fragility_threshold, every |B| < weight_pruning_threshold.
 */
export function pruneSgd(state: SgdState, options: SgdOptions): SgdState {
  if (!options.enable_weight_pruning || rmsOf(state.weights) <= options.fragility_threshold)
    return state;
  const weights = state.weights.slice();
  const momentum = state.momentum.slice();
  for (const [cell, weight] of weights.entries()) {
    if (Math.abs(weight) >= options.weight_pruning_threshold) continue;
    weights[cell] = 0;
    momentum[cell] = 0;
  }
  return { ...state, weights, momentum };
}

/**
 * λ grows while the mean |residual| over the window is high and shrinks while it is low; after
 * either change it is put inside its limits. A step without any residual changes nothing.
 */
function adaptLambda(
  state: SgdState,
  residuals: ArrayLike<number>,
  options: SgdOptions,
): Pick<SgdState, 'lambda' | 'residuals'> {
  const { lambda } = state;
  const present = Array.from(residuals).filter((residual) => !Number.isNaN(residual));
  if (!options.enable_adaptive_lambda || present.length === 0)
    return { lambda, residuals: state.residuals };
  const size = options.adaptive_lambda_window_size;
  const window = [...state.residuals, meanOf(present.map(Math.abs))].slice(-size);
  if (window.length < size) return { lambda, residuals: window };
  const mean = meanOf(window);
  const factor =
    mean > options.adaptive_lambda_residual_threshold_high
      ? options.adaptive_lambda_increase_factor
      : mean < options.adaptive_lambda_residual_threshold_low
        ? options.adaptive_lambda_decrease_factor
        : null;
  if (factor === null) return { lambda, residuals: window };
  const { adaptive_lambda_min: least, adaptive_lambda_max: most } = options;
  return { lambda: Math.min(most, Math.max(least, lambda * factor)), residuals: window };
}

function meanOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function refuseOverflow(state: SgdState, row: number): never {
  return fail('overflow', 'gravity', `the gravity weights of "${state.variables[row]}" overflow`, {
    path: 'gravity.learning_rate',
    hint: 'a smaller learning_rate keeps them finite',
  });
}
