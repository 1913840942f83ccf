import type { CausalCore } from '@pulse-stream/worldstate';
import type { CausalPath } from '@pulse-stream/worldstate/internal';
import { EXPERTS, GRID, nameExpert, predictExperts, rangeOf, REGRESSION } from '../bank/experts.ts';
import { fillFeatures, fillShared } from '../bank/features.ts';
import { createStep, layOutBank, readStep } from '../bank/layout.ts';
import type { BankOptions } from '../options/bank-options.ts';
import {
  FIRST_SEASONAL,
  nameSeasonal,
  predictSeasonal,
  seasonEarned,
  SEASONAL_GRID,
  waveCount,
} from '../bank/season.ts';
import { isBankTaught, type BankState } from '../bank/state.ts';
import { supportOf } from '../bank/support.ts';

/**
 * How much every expert, and inside the regression every rule and symbol, adds to the correction of
 * the next turn: Σ_i of the absolute amounts over the taught variables i, each in units of its s_i.
 * What the regression takes from levels, changes and its intercept counts as "expert rls"; a rule
 * counts with what its multiplier changes.
 */
export function bankAmounts(
  core: CausalCore,
  path: CausalPath,
  state: BankState,
  options: BankOptions,
): Map<string, number> {
  const layout = layOutBank(core, state.variables);
  const amounts = new Map<string, number>();
  const taught = [...state.variables.keys()].filter((i) => isBankTaught(state, i, options));
  if (taught.length === 0) return amounts;
  const step = createStep(layout);
  const causal = new Float64Array(core.slots.length);
  const contributions = new Float64Array(core.effects.length);
  core.drift(path, causal, contributions);
  readStep(layout, step, { before: path.x, causal, contributions });
  const shared = new Float64Array(layout.shared);
  const { experts, season } = layout;
  const position = (state.clock + 1) % season;
  fillShared(layout, state, step.from, state.previous, step.symbols, position, shared);
  const forecast = new Float64Array(state.weight.length);

  for (const i of taught) {
    const unit = supportOf(state, i) / (state.scales[i] ?? 1);
    const expected = (step.from[i] ?? 0) + (step.drift[i] ?? 0);
    predictExperts(GRID, state, rangeOf(i, experts), step.drift[i] ?? 0, forecast);
    for (let k = 0; k < EXPERTS.length; k += 1) {
      const wanted = (forecast[i * experts + k] ?? 0) - expected;
      add(nameExpert(k), unit * (state.weight[i * experts + k] ?? 0) * wanted);
    }
    if (state.awake[i] === 1) {
      const at = i * experts + FIRST_SEASONAL;
      predictSeasonal(state, season, i, position, step.drift[i] ?? 0, forecast, at);
      for (let k = 0; k < SEASONAL_GRID.size; k += 1) {
        const wanted = (forecast[at + k] ?? 0) - expected;
        add(nameSeasonal(k), unit * (state.weight[at + k] ?? 0) * wanted);
      }
    }
    const share = unit * (state.weight[i * experts + REGRESSION] ?? 0);
    const rules = layout.rules[i] ?? [];
    const features = new Float64Array(layout.features[i] ?? 0);
    fillFeatures(layout, i, step, shared, seasonEarned(state, i), features);
    let rest = 0;
    for (const [f, z] of features.entries()) {
      const theta = state.theta[(layout.vectorAt[i] ?? 0) + f] ?? 0;
      const rule = rules[f - 1];
      const firstSymbol = features.length - waveCount(season) - layout.symbols.length;
      const symbol = layout.symbols[f - firstSymbol];
      if (rule !== undefined) add(`rule.${rule}`, share * (theta - 1) * z);
      else if (symbol !== undefined) add(symbol, share * theta * z);
      else rest += theta * z;
    }
    add(nameExpert(REGRESSION), share * rest);
  }
  return amounts;

  function add(name: string, amount: number): void {
    amounts.set(name, (amounts.get(name) ?? 0) + Math.abs(amount));
  }
}
