import { PURE_MODEL } from './experts.ts';
import { bankSize } from './season.ts';
import type { BankState } from './state.ts';

/** Declared noise counts as so many errors that were seen. */
const DECLARED_COUNT = 4;
/**
 * Few errors say little about the next: the mean square of n counts (n + 4)/n times, with which
 * intervals from five and eight rows hold what they say (docs/forecast-diary.md).
 */
const FEW = 4;

/**
 * Standard deviation of the one-step errors of the causal model on variable i, before the bank has
 * scored one: from two rows on, drawn to the noise that is declared.
 * @param declared sd of the model's own noise, 0: none is declared
 * @returns 0 where nothing is known: no error was seen, or all were 0
 */
export function earlySpread(state: BankState, i: number, declared: number): number {
  const { squares, count } = errorsOf(state, i);
  if (!(squares > 0)) return 0;
  const known = declared > 0 ? DECLARED_COUNT : 0;
  const all = count + known;
  return Math.sqrt(((squares + known * declared * declared) * (all + FEW)) / (all * all));
}

/** While the warm-up lasts its rows are kept; after it the long-run scale of the causal model is. */
function errorsOf(
  { first, pending, season, longRun, scales, count: seen }: BankState,
  i: number,
): { readonly squares: number; readonly count: number } {
  if (scales[i] !== 0) {
    const count = seen[i] ?? 0;
    return { squares: count * (longRun[i * bankSize(season) + PURE_MODEL] ?? 0), count };
  }
  let [squares, count, steps] = [0, 0, 0];
  let isKnown = !Number.isNaN(first[i]);
  for (const { step, observed } of pending) {
    const error = (observed[i] ?? NaN) - ((step.from[i] ?? NaN) + (step.drift[i] ?? NaN));
    steps += 1;
    if (Number.isNaN(error)) continue;
    // before its first observation the variable was where the model begins, which no step explains
    if (isKnown) {
      squares += (error * error) / steps;
      count += 1;
    }
    isKnown = true;
    steps = 0;
  }
  return { squares, count };
}
