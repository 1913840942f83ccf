import type { CausalCore } from '@pulse-stream/worldstate';
import type { CausalPath } from '@pulse-stream/worldstate/internal';
import type { SgdOptions } from '../options/sgd-options.ts';
import { isTaught, type SgdState } from '../sgd/state.ts';
import { slotOf } from '../bank/slot-of.ts';

/** How much each symbol adds: Σ_i |B_ij·s_j| over the taught variables i, each in units of its s_i. */
export function sgdAmounts(
  core: CausalCore,
  path: CausalPath,
  state: SgdState,
  options: SgdOptions,
): Map<string, number> {
  const columns = state.symbols.length;
  return new Map(
    state.symbols.map((name, column) => {
      const value = path.x[slotOf(core, name)] ?? 0;
      let sum = 0;
      for (const row of state.variables.keys())
        if (isTaught(state, row, options))
          sum += Math.abs((state.weights[row * columns + column] ?? 0) * value);
      return [name, sum];
    }),
  );
}
