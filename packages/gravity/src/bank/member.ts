import type { Rng } from '@pulse-stream/worldstate';
import { openDraws, type OpenStream } from './draws.ts';
import { EXPERTS, GRID, learningOf, MOST_SURPRISE, REGRESSION, shareOfMean } from './experts.ts';
import type { BankLayout } from './layout.ts';
import { FIRST_SEASONAL, SEASONAL_GRID } from './season.ts';
import type { BankState } from './state.ts';

// `as number` below: indexes come from loops over arrays whose length the layout of the bank fixes

/** The one expert per variable that a member drew, on its way; every array has an entry per variable. */
export interface BankMember {
  /** Index of the expert; the regression is the last. */
  readonly expert: Int32Array;
  readonly level: Float64Array;
  readonly bias: Float64Array;
  /** τ. */
  readonly trust: Float64Array;
  /** φ. */
  readonly damping: Float64Array;
  /** 1 − K, β, 3σ and G. */
  readonly kept: Float64Array;
  readonly learning: Float64Array;
  readonly most: Float64Array;
  readonly seasonGain: Float64Array;
  /** What the expert expects of this turn. */
  readonly forecast: Float64Array;
  /** What each position of the season adds, n × m; only that of seasonal experts. */
  readonly seasonal: Float64Array;
  /** Strengths the member believes, laid out like `BankState.theta`; only those of regressions. */
  readonly theta: Float64Array;
  /** Whether any variable has the regression. */
  readonly regresses: boolean;
  /** Draws, and goes back to where the history ended; gives the stream of past steps. */
  begin(member: number): Rng;
  /**
   * The expert of variable i learns the value its variable took, as in a history.
   * @param position in the season
   */
  settle(i: number, y: number, position: number): void;
}

/**
 * @param chosen the variables that are corrected, ascending
 * @param forgetting γ
 */
export function openMember(
  layout: BankLayout,
  state: BankState,
  chosen: readonly number[],
  forgetting: number,
  openStream: OpenStream,
): BankMember {
  const size = layout.variables.length;
  const draws = openDraws(layout, state, chosen, openStream);
  const { expert } = draws;
  const level = new Float64Array(size);
  const bias = new Float64Array(size);
  const trust = new Float64Array(size);
  const damping = new Float64Array(size);
  const forecast = new Float64Array(size);
  const kept = new Float64Array(size);
  const learning = new Float64Array(size);
  const most = new Float64Array(size);
  const { season } = layout;
  const seasonal = new Float64Array(season > 1 ? size * season : 0);
  const seasonGain = new Float64Array(size);
  const member = {
    expert,
    level,
    bias,
    trust,
    damping,
    kept,
    learning,
    most,
    seasonGain,
    forecast,
    seasonal,
    theta: draws.theta,
    regresses: false,
    begin,
    settle,
  };
  return member;

  function begin(number: number): Rng {
    const shocks = draws.draw(number);
    member.regresses = false;
    for (let at = 0; at < chosen.length; at += 1) {
      const i = chosen[at] as number;
      const k = expert[i] as number;
      if (k === REGRESSION) {
        member.regresses = true;
        continue;
      }
      most[i] = MOST_SURPRISE * Math.sqrt(state.variance[i * layout.experts + k] as number);
      if (k > REGRESSION) {
        beginSeasonal(i, k - FIRST_SEASONAL);
        continue;
      }
      const own = i * EXPERTS.length + k;
      level[i] = state.level[own] as number;
      bias[i] = state.bias[own] as number;
      trust[i] = GRID.trust[k] as number;
      damping[i] = GRID.damping[k] as number;
      kept[i] = 1 - (GRID.gain[k] as number);
      learning[i] = learningOf(GRID, k, shareOfMean(state.count[i] as number, forgetting));
    }
    return shocks;
  }

  function beginSeasonal(i: number, k: number): void {
    const own = i * SEASONAL_GRID.size + k;
    level[i] = state.seasonLevel[own] as number;
    bias[i] = state.seasonBias[own] as number;
    trust[i] = 1;
    damping[i] = SEASONAL_GRID.damping[k] as number;
    kept[i] = 1 - (SEASONAL_GRID.gain[k] as number);
    learning[i] = SEASONAL_GRID.learning[k] as number;
    seasonGain[i] = SEASONAL_GRID.seasonGain[k] as number;
    for (let p = 0; p < season; p += 1)
      seasonal[i * season + p] = state.seasonal[own * season + p] as number;
  }

  function settle(i: number, y: number, position: number): void {
    if (expert[i] === REGRESSION) return;
    const error = y - (forecast[i] as number);
    const limit = most[i] as number;
    const felt = error > limit ? limit : error < -limit ? -limit : error;
    level[i] = y - (kept[i] as number) * error;
    if ((expert[i] as number) > REGRESSION) {
      const place = i * season + position;
      level[i] -= seasonal[place] as number;
      seasonal[place] = (seasonal[place] as number) + (seasonGain[i] as number) * felt;
    }
    bias[i] = (damping[i] as number) * (bias[i] as number) + (learning[i] as number) * felt;
  }
}
