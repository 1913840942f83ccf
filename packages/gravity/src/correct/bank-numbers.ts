import type { CorrectionNumbers } from '@pulse-stream/worldstate/internal';
import { MOST_CHANGE, MOST_LEVEL, NEUTRAL } from '../bank/features.ts';
import type { BankLayout } from '../bank/layout.ts';
import type { BankPaths } from '../bank/paths.ts';
import type { BankState } from '../bank/state.ts';

/** What a bank corrects a member by, as numbers: the arrays that it corrects by itself. */
export function numbersOf(
  layout: BankLayout,
  state: BankState,
  { member, waves }: BankPaths,
  {
    taught,
    ...corrected
  }: Pick<CorrectionNumbers, 'shares' | 'limits' | 'kinds' | 'shocks'> & {
    /** By corrected slot: its variable. */
    readonly taught: Int32Array;
  },
): CorrectionNumbers {
  return {
    ...corrected,
    level: member.level,
    bias: member.bias,
    trust: member.trust,
    damping: member.damping,
    kept: member.kept,
    learning: member.learning,
    most: member.most,
    seasonGain: member.seasonGain,
    seasonal: member.seasonal,
    theta: member.theta,
    variables: layout.slots,
    corrected: taught,
    symbols: layout.symbolSlots,
    effectVariable: layout.effectVariable,
    effectRule: layout.effectRule,
    ruleAt: layout.ruleAt,
    means: state.means,
    scales: state.scales,
    current: state.current,
    previous: state.previous,
    season: layout.season,
    clock: state.clock,
    waves: layout.waves,
    mostLevel: MOST_LEVEL,
    mostChange: MOST_CHANGE,
    neutral: NEUTRAL,
    earned: waves,
    thetaAt: layout.vectorAt,
  };
}
