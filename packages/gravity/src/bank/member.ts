import type { Rng } from '@pulse-stream/worldstate';
import { openDraws, type MemberDraws, type OpenStream } from './draws.ts';
import { EXPERTS, GRID, learningOf, MOST_SURPRISE, REGRESSION, shareOfMean } from './experts.ts';
import type { BankLayout } from './layout.ts';
import { FIRST_SEASONAL, SEASONAL_GRID } from './season.ts';
import type { BankState } from './state.ts';

// `as number` below: indexes come from loops over arrays whose length the layout of the bank fixes

/** The one expert per variable that a member drew, on its way; every array has an entry per variable. */
export class BankMember {
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
  regresses = false;
  readonly #state: BankState;
  readonly #chosen: readonly number[];
  readonly #forgetting: number;
  readonly #experts: number;
  readonly #season: number;
  readonly #draws: MemberDraws;

  /**
   * @param chosen the variables that are corrected, ascending
   * @param forgetting γ
   */
  constructor(
    layout: BankLayout,
    state: BankState,
    chosen: readonly number[],
    forgetting: number,
    openStream: OpenStream,
  ) {
    const size = layout.variables.length;
    this.#state = state;
    this.#chosen = chosen;
    this.#forgetting = forgetting;
    this.#experts = layout.experts;
    this.#season = layout.season;
    this.#draws = openDraws(layout, state, chosen, openStream);
    this.expert = this.#draws.expert;
    this.theta = this.#draws.theta;
    this.level = new Float64Array(size);
    this.bias = new Float64Array(size);
    this.trust = new Float64Array(size);
    this.damping = new Float64Array(size);
    this.forecast = new Float64Array(size);
    this.kept = new Float64Array(size);
    this.learning = new Float64Array(size);
    this.most = new Float64Array(size);
    this.seasonal = new Float64Array(layout.season > 1 ? size * layout.season : 0);
    this.seasonGain = new Float64Array(size);
  }

  /** Draws, and goes back to where the history ended; gives the stream of past steps. */
  begin(number: number): Rng {
    const { variance } = this.#state;
    const shocks = this.#draws.draw(number);
    this.regresses = false;
    for (const i of this.#chosen) {
      const k = this.expert[i] as number;
      if (k === REGRESSION) {
        this.regresses = true;
        continue;
      }
      this.most[i] = MOST_SURPRISE * Math.sqrt(variance[i * this.#experts + k] as number);
      if (k > REGRESSION) this.#beginSeasonal(i, k - FIRST_SEASONAL);
      else this.#beginOne(i, k);
    }
    return shocks;
  }

  #beginOne(i: number, k: number): void {
    const { level, bias, count } = this.#state;
    const own = i * EXPERTS.length + k;
    this.level[i] = level[own] as number;
    this.bias[i] = bias[own] as number;
    this.trust[i] = GRID.trust[k] as number;
    this.damping[i] = GRID.damping[k] as number;
    this.kept[i] = 1 - (GRID.gain[k] as number);
    this.learning[i] = learningOf(GRID, k, shareOfMean(count[i] as number, this.#forgetting));
  }

  #beginSeasonal(i: number, k: number): void {
    const { seasonLevel, seasonBias, seasonal } = this.#state;
    const season = this.#season;
    const own = i * SEASONAL_GRID.size + k;
    this.level[i] = seasonLevel[own] as number;
    this.bias[i] = seasonBias[own] as number;
    this.trust[i] = 1;
    this.damping[i] = SEASONAL_GRID.damping[k] as number;
    this.kept[i] = 1 - (SEASONAL_GRID.gain[k] as number);
    this.learning[i] = SEASONAL_GRID.learning[k] as number;
    this.seasonGain[i] = SEASONAL_GRID.seasonGain[k] as number;
    for (let p = 0; p < season; p += 1)
      this.seasonal[i * season + p] = seasonal[own * season + p] as number;
  }

  /**
   * The expert of variable i learns the value its variable took, as in a history.
   * @param position in the season
   */
  settle(i: number, y: number, position: number): void {
    const { level, bias, seasonal } = this;
    const k = this.expert[i] as number;
    if (k === REGRESSION) return;
    const error = y - (this.forecast[i] as number);
    const limit = this.most[i] as number;
    const felt = error > limit ? limit : error < -limit ? -limit : error;
    level[i] = y - (this.kept[i] as number) * error;
    if (k > REGRESSION) {
      const place = i * this.#season + position;
      level[i] -= seasonal[place] as number;
      seasonal[place] = (seasonal[place] as number) + (this.seasonGain[i] as number) * felt;
    }
    bias[i] =
      (this.damping[i] as number) * (bias[i] as number) + (this.learning[i] as number) * felt;
  }
}
