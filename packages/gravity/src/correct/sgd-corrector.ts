import type { CausalCore, Corrector } from '@pulse-stream/worldstate';
import type { CorrectionStep } from '@pulse-stream/worldstate/internal';
import type { SgdOptions } from '../options/sgd-options.ts';
import { correctRows, openKernel, rememberTurn } from '../sgd/correct.ts';
import { isTaught, type SgdState } from '../sgd/state.ts';
import { slotOf } from '../bank/slot-of.ts';

/** What remains of the correction of a variable whose correction has done harm (FORECAST.md §3). */
export const ATTENUATION = 0.5;

/** Method sgd inside the turn; nothing is allocated after this call. */
export function openSgdCorrector(
  core: CausalCore,
  state: SgdState,
  options: SgdOptions,
  attenuated: ReadonlySet<string>,
): Corrector {
  const rows = [...state.variables.keys()]
    .filter((row) => isTaught(state, row, options))
    .toSorted((a, b) => slotOfRow(a) - slotOfRow(b));
  const kernel = openKernel(state, rows, options);
  const learned = { previous: kernel.previous.slice(), trips: kernel.trips.slice() };
  const symbolSlots = Int32Array.from(state.symbols, (name) => slotOf(core, name));
  const symbols = new Float64Array(symbolSlots.length);
  const factors = Float64Array.from(rows, (row) => {
    const share = attenuated.has(state.variables[row] ?? '') ? ATTENUATION : 1;
    return share * (state.scales[row] ?? 0);
  });
  const correction = new Float64Array(rows.length);
  const clipped = new Int32Array(rows.length);

  return {
    slots: rows.map(slotOfRow),
    parts: ['gravity.sgd'],
    correction,
    // one part, so the parts are the correction itself
    partValues: correction,
    clipped,
    begin() {
      kernel.previous.set(learned.previous);
      kernel.trips.set(learned.trips);
      correction.fill(0);
      clipped.fill(0);
    },
    correct({ before }: CorrectionStep) {
      for (let column = 0; column < symbols.length; column += 1)
        symbols[column] = before[symbolSlots[column] ?? 0] ?? 0;
      correctRows(kernel, symbols, options);
      for (let at = 0; at < correction.length; at += 1) {
        correction[at] = (kernel.correction[at] ?? 0) * (factors[at] ?? 0);
        clipped[at] = (clipped[at] ?? 0) + (kernel.limited[at] ?? 0);
      }
      rememberTurn(kernel);
    },
    shock: () => false,
    // sgd has no memory of the values themselves
    settle: () => undefined,
  };

  function slotOfRow(row: number): number {
    return slotOf(core, state.variables[row] ?? '');
  }
}
