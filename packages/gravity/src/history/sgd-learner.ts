import type { CausalCore } from '@pulse-stream/worldstate';
import type { CorrectionStep } from '@pulse-stream/worldstate/internal';
import type { Learner, LearnerStart } from './learner.ts';
import type { SgdOptions } from '../options/sgd-options.ts';
import { correctSgd, type SgdCorrection } from '../sgd/correct.ts';
import { isWarm, learnSgd } from '../sgd/learn.ts';
import { isTaught, openSgdState, type SgdState } from '../sgd/state.ts';
import { slotOf } from '../bank/slot-of.ts';

/** Method sgd on the slots of a core: the pure steps, fed from slot arrays. */
export function openSgdLearner(
  core: CausalCore,
  start: LearnerStart<SgdState>,
  options: SgdOptions,
): Learner {
  const symbolNames = core.symbols.map((slot) => core.slots[slot] ?? '');
  let state = start.state ?? openSgdState(start.variables, symbolNames, start.warmup, options);
  const slots = state.variables.map((name) => slotOf(core, name));
  const symbolSlots = state.symbols.map((name) => slotOf(core, name));
  // A gravity that is off still counts what it could score, but its weights never move.
  const learning = start.off ? { ...options, learning_rate: 0 } : options;
  const candidate = new Float64Array(slots.length);
  const issued = new Float64Array(slots.length);
  const pick = (values: Float64Array) => slots.map((slot) => values[slot] ?? Number.NaN);
  let symbols = symbolSlots.map(() => Number.NaN);
  let correction: SgdCorrection | null = null;

  return {
    slots,
    candidate,
    issued,
    begin(observed) {
      const predicted = slots.map(() => Number.NaN);
      const step = { symbols, predicted, observed: pick(observed), correction: null };
      state = learnSgd(state, step, learning);
    },
    correct({ before }: CorrectionStep) {
      symbols = symbolSlots.map((slot) => before[slot] ?? Number.NaN);
      correction = isWarm(state) && !start.off ? correctSgd(state, symbols, options) : null;
      for (const row of slots.keys()) {
        candidate[row] = (correction?.correction[row] ?? 0) * (state.scales[row] ?? 0);
        issued[row] = isTaught(state, row, options) ? (candidate[row] ?? 0) : 0;
      }
    },
    scores: (row) => isWarm(state) && (state.scales[row] ?? 0) > 0,
    learn(predicted, observed) {
      const step = { symbols, predicted: pick(predicted), observed: pick(observed), correction };
      state = learnSgd(state, step, learning);
    },
    // sgd has no memory of the values themselves
    settle: () => undefined,
    state: () => state,
  };
}
