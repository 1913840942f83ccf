import type { CausalCore, Corrector, Rng } from '@pulse-stream/worldstate';
import {
  CONTROL_RUN,
  CORRECTION_KINDS,
  type CorrectionNumbers,
  type CorrectionStep,
  type OpenRng,
} from '@pulse-stream/worldstate/internal';
import { PURE_MODEL, REGRESSION } from '../bank/experts.ts';
import { earlySpread } from '../bank/early-spread.ts';
import { numbersOf } from './bank-numbers.ts';
import { layOutBank, type BankLayout } from '../bank/layout.ts';
import { limitOf } from '../history/bank-learner.ts';
import type { BankOptions } from '../options/bank-options.ts';
import { bankParts, openPaths, type BankPaths } from '../bank/paths.ts';
import { openPool, type ShockPool } from '../bank/pool.ts';
import { bankSize } from '../bank/season.ts';
import { isBankTaught, type BankState } from '../bank/state.ts';
import { supportOf } from '../bank/support.ts';
import { ATTENUATION } from './sgd-corrector.ts';

// `as number` below: indexes come from loops over arrays whose length the layout of the bank fixes

/** What a forecast needs beside what was learned. */
export interface BankRun {
  readonly attenuated: ReadonlySet<string>;
  readonly openRng: OpenRng;
  readonly seed: number | string;
  /** true: the causal model alone, with the scales, shocks and draws gravity would have. */
  readonly off: boolean;
  /** Sd of the noise the model declares, by slot; absent: none. */
  readonly noise?: ArrayLike<number> | undefined;
}

/** Method bank inside the turn; nothing is allocated per turn. */
export function openBankCorrector(
  core: CausalCore,
  state: BankState,
  options: BankOptions,
  run: BankRun,
): Corrector {
  return new BankCorrector(layOutBank(core, state.variables), state, options, run);
}

/** Sd of the shocks of variable i while it is not taught; 0: taught, or nothing is known. */
function earlyOf(
  layout: BankLayout,
  state: BankState,
  i: number,
  options: BankOptions,
  noise: BankRun['noise'],
): number {
  if (isBankTaught(state, i, options)) return 0;
  return earlySpread(state, i, noise?.[layout.slots[i] ?? -1] ?? 0);
}

// every index below is in range: arrays hold an entry per taught variable
class BankCorrector implements Corrector {
  readonly slots: readonly number[];
  readonly parts: readonly string[];
  readonly correction: Float64Array;
  readonly partValues: Float64Array;
  readonly clipped: Int32Array;
  readonly drawsShocks: boolean;
  readonly numbers: CorrectionNumbers;
  readonly #state: BankState;
  readonly #decay: number;
  readonly #run: BankRun;
  readonly #paths: BankPaths;
  readonly #pool: ShockPool;
  /** The variables, in the order of their slots; those with an early spread, too. */
  readonly #taught: Int32Array;
  readonly #shares: Float64Array;
  readonly #limits: Float64Array;
  /** Sd of the shocks of variables that are not taught yet; 0: taught. */
  readonly #spreads: Float64Array;
  readonly #hasEarly: boolean;
  /** Of the member's expert: its index, or −1 where there is none yet, the centre of its shocks, L and s² − L. */
  readonly #seriesOf: Int32Array;
  readonly #centres: Float64Array;
  readonly #longRun: Float64Array;
  readonly #excess: Float64Array;
  readonly #kinds: Uint8Array;
  readonly #supports: Float64Array;
  #normals: Rng | null = null;
  #isControl = true;
  #fade = 1;

  constructor(layout: BankLayout, state: BankState, options: BankOptions, run: BankRun) {
    const { openRng, seed, off, attenuated, noise } = run;
    const variables = [...state.variables.keys()];
    const chosen = variables.filter((i) => isBankTaught(state, i, options));
    const spreads = variables.map((i) => earlyOf(layout, state, i, options, noise));
    const early = variables.filter((i) => (spreads[i] ?? 0) > 0);
    const taught = Int32Array.from(
      [...chosen, ...early].toSorted((a, b) => (layout.slots[a] ?? 0) - (layout.slots[b] ?? 0)),
    );
    this.#state = state;
    this.#decay = options.horizon_decay;
    this.#run = run;
    this.#paths = openPaths(layout, state, off ? [] : chosen, options.forgetting, openRng, seed);
    this.#pool = openPool(state);
    this.#taught = taught;
    this.#hasEarly = early.length > 0;
    this.slots = Array.from(taught, (i) => layout.slots[i] ?? 0);
    this.parts = off || chosen.length === 0 ? [] : bankParts(layout.season);
    this.correction = new Float64Array(taught.length);
    this.partValues = new Float64Array(taught.length * this.parts.length);
    this.clipped = new Int32Array(taught.length);
    this.drawsShocks = taught.length > 0;
    this.#shares = Float64Array.from(
      taught,
      (i) => options.lambda * (attenuated.has(state.variables[i] ?? '') ? ATTENUATION : 1),
    );
    this.#limits = Float64Array.from(taught, (i) => limitOf(state, i, options.max_correction));
    this.#spreads = Float64Array.from(taught, (i) => spreads[i] ?? 0);
    this.#seriesOf = Int32Array.from(taught, () => -1);
    this.#centres = new Float64Array(taught.length);
    this.#longRun = new Float64Array(taught.length);
    this.#excess = new Float64Array(taught.length);
    this.#kinds = new Uint8Array(taught.length);
    this.#supports = Float64Array.from(taught, (i) => supportOf(state, i));
    this.numbers = this.#numbersOf(layout);
  }

  #numbersOf(layout: BankLayout): CorrectionNumbers {
    return numbersOf(layout, this.#state, this.#paths, {
      taught: this.#taught,
      shares: this.#shares,
      limits: this.#limits,
      kinds: this.#kinds,
      shocks: {
        steps: this.#pool.size,
        series: this.#state.weight.length,
        decay: this.#decay,
        write: this.#pool.write,
        seriesOf: this.#seriesOf,
        longRun: this.#longRun,
        excess: this.#excess,
        draw: (to) => this.#draw(to),
      },
    });
  }

  begin(member: number): void {
    const { openRng, seed } = this.#run;
    this.#paths.begin(member);
    this.#isControl = member === CONTROL_RUN;
    this.#fade = 1;
    this.#normals =
      this.#isControl || !this.#hasEarly ? null : openRng(seed, member, 'gravity.early');
    this.correction.fill(0);
    this.partValues.fill(0);
    this.clipped.fill(0);
    for (let at = 0; at < this.#taught.length; at += 1) {
      this.#kinds[at] = this.#kindOf(at);
      if (!this.#isControl && this.#spreads[at] === 0) this.#beginShocks(at);
    }
  }

  /** The shocks of a member are those of the expert it drew. */
  #beginShocks(at: number): void {
    const { longRun, variance } = this.#state;
    const i = this.#taught[at] as number;
    const expert = this.#run.off ? PURE_MODEL : (this.#paths.expert[i] as number);
    const entry = i * bankSize(this.#state.season) + expert;
    this.#seriesOf[at] = entry;
    this.#centres[at] = this.#pool.mean(entry);
    this.#longRun[at] = longRun[entry] as number;
    this.#excess[at] = (variance[entry] as number) - (longRun[entry] as number);
  }

  #kindOf(at: number): number {
    if (this.#run.off || this.#spreads[at] !== 0) return CORRECTION_KINDS.none;
    const expert = this.#paths.expert[this.#taught[at] as number] as number;
    if (expert === REGRESSION) return CORRECTION_KINDS.regression;
    return expert > REGRESSION ? CORRECTION_KINDS.seasonal : CORRECTION_KINDS.expert;
  }

  correct(turn: CorrectionStep): void {
    if (this.#run.off) return;
    const { correction, partValues } = this;
    const width = this.parts.length;
    const paths = this.#paths;
    const taught = this.#taught;
    paths.read(turn);
    for (let at = 0; at < taught.length; at += 1) {
      if (this.#spreads[at] !== 0) continue;
      const first = at * width;
      paths.correct(taught[at] as number, partValues, first);
      let wanted = 0;
      for (let part = first; part < first + width; part += 1) wanted += partValues[part] as number;
      const share = this.#shareOf(at, wanted);
      let sum = 0;
      for (let part = first; part < first + width; part += 1) {
        const value = share * (partValues[part] as number);
        partValues[part] = value;
        sum += value;
      }
      correction[at] = sum;
    }
  }

  /** What of the wanted correction is applied; counts the limit when it is met. */
  #shareOf(at: number, wanted: number): number {
    // a member drew whether it believes the correction; the control run believes its share
    const believed = this.#isControl ? (this.#supports[at] as number) : 1;
    const share = (this.#shares[at] as number) * believed;
    const limit = this.#limits[at] as number;
    const size = Math.abs(wanted) * share;
    if (size <= limit) return share;
    this.clipped[at] = (this.clipped[at] as number) + 1;
    return (share * limit) / size;
  }

  /** The past step of the next turn; shocks of variables that are not taught yet are drawn. */
  #draw(to: Float64Array): number {
    const normals = this.#normals;
    const place = Math.floor((this.#paths.shocks?.nextUnit() ?? 0) * this.#pool.size);
    if (normals !== null)
      for (let at = 0; at < this.#taught.length; at += 1)
        if (this.#seriesOf[at] === -1)
          to[at] = (this.#spreads[at] as number) * normals.nextNormal();
    return place;
  }

  shock(to: Float64Array): boolean {
    const taught = this.#taught;
    if (taught.length === 0 || this.#isControl) return false;
    this.#fade *= this.#decay;
    const fade = this.#fade;
    const longRun = this.#longRun;
    const excess = this.#excess;
    const place = this.#draw(to);
    for (let at = 0; at < taught.length; at += 1) {
      const series = this.#seriesOf[at] as number;
      if (series === -1) continue;
      const scale = Math.sqrt((longRun[at] as number) + (excess[at] as number) * fade);
      // centring is what keeps shocks from acting as a drift
      to[at] = (this.#pool.known(series, place) - (this.#centres[at] as number)) * scale;
    }
    return true;
  }

  settle(after: Float64Array): void {
    if (this.#run.off) return;
    const paths = this.#paths;
    for (let at = 0; at < this.#taught.length; at += 1)
      if (this.#spreads[at] === 0)
        paths.settle(this.#taught[at] as number, after[this.slots[at] as number] as number);
    paths.close();
  }
}
