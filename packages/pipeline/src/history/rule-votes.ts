import type { WalkedRow } from '@pulse-stream/gravity/internal';
import type { CausalCore } from '@pulse-stream/worldstate';
import {
  decayTrusts,
  updateTrusts,
  voteOnEffect,
  type RuleTrusts,
  type TrustVote,
} from '@pulse-stream/worldstate/internal';

/**
 * What is believed about the rules after one more row: a little of it is forgotten, then every rule
 * that fired gets one vote per observed variable: did its effect bring the prediction nearer?
 * @returns unchanged for the first row, which nothing predicted
 * @see MODEL.md §7
 */
export function voteOnRules(
  trusts: RuleTrusts,
  core: CausalCore,
  { observed, causal }: Pick<WalkedRow, 'observed' | 'causal'>,
): RuleTrusts {
  if (causal === null) return trusts;
  const votes: TrustVote[] = [];
  for (const { rule, slot, amount } of amountsOf(core, causal.contributions)) {
    const y = observed[slot] ?? Number.NaN;
    if (Number.isNaN(y)) continue;
    const success = voteOnEffect(y, causal.values[slot] ?? Number.NaN, amount);
    if (success !== null) votes.push({ rule, success });
  }
  return updateTrusts(decayTrusts(trusts), votes);
}

/** What each rule added to each slot: a rule with several effects on one slot has one say there. */
function amountsOf(
  core: CausalCore,
  contributions: Float64Array,
): { readonly rule: string; readonly slot: number; readonly amount: number }[] {
  const amounts = new Map<string, { rule: string; slot: number; amount: number }>();
  for (const [at, { rule, target }] of core.effects.entries()) {
    const key = `${target} ${rule}`;
    const entry = amounts.get(key) ?? { rule, slot: target, amount: 0 };
    entry.amount += contributions[at] ?? 0;
    amounts.set(key, entry);
  }
  return [...amounts.values()];
}
