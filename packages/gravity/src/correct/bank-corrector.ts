import type { CausalCore, Corrector, Rng } from '@pulse-stream/worldstate';
import {
  CONTROL_RUN,
  CORRECTION_KINDS,
  type CorrectionStep,
  type OpenRng,
  type ShockNumbers,
} from '@pulse-stream/worldstate/internal';
import { PURE_MODEL, REGRESSION } from '../bank/experts.ts';
import { earlySpread } from '../bank/early-spread.ts';
import { numbersOf } from './bank-numbers.ts';
import { layOutBank } from '../bank/layout.ts';
import { limitOf } from '../history/bank-learner.ts';
import type { BankOptions } from '../options/bank-options.ts';
import { bankParts, openPaths } from '../bank/paths.ts';
import { openPool } from '../bank/pool.ts';
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
  { attenuated, openRng, seed, off, noise }: BankRun,
): Corrector {
  const layout = layOutBank(core, state.variables);
  const chosen = [...state.variables.keys()].filter((i) => isBankTaught(state, i, options));
  const paths = openPaths(layout, state, off ? [] : chosen, options.forgetting, openRng, seed);
  const pool = openPool(state);
  const declared = (i: number) => noise?.[layout.slots[i] ?? -1] ?? 0;
  const early = [...state.variables.keys()].filter(
    (i) => !isBankTaught(state, i, options) && earlySpread(state, i, declared(i)) > 0,
  );
  const taught = Int32Array.from(
    [...chosen, ...early].toSorted((a, b) => (layout.slots[a] ?? 0) - (layout.slots[b] ?? 0)),
  );
  const slots = Array.from(taught, (i) => layout.slots[i] ?? 0);
  const parts = off || chosen.length === 0 ? [] : bankParts(layout.season);
  const width = parts.length;
  const correction = new Float64Array(taught.length);
  const partValues = new Float64Array(taught.length * width);
  const clipped = new Int32Array(taught.length);
  const shares = Float64Array.from(
    taught,
    (i) => options.lambda * (attenuated.has(state.variables[i] ?? '') ? ATTENUATION : 1),
  );
  const limits = Float64Array.from(taught, (i) => limitOf(state, i, options.max_correction));
  /** Sd of the shocks of variables that are not taught yet; 0: taught. */
  const spreads = Float64Array.from(taught, (i) =>
    early.includes(i) ? earlySpread(state, i, declared(i)) : 0,
  );
  /** Of the member's expert: its index, or −1 where there is none yet, the centre of its shocks, L and s² − L. */
  const seriesOf = Int32Array.from(taught, () => -1);
  const centres = new Float64Array(taught.length);
  const longRun = new Float64Array(taught.length);
  const excess = new Float64Array(taught.length);
  const shocks: ShockNumbers = {
    steps: pool.size,
    series: state.weight.length,
    decay: options.horizon_decay,
    write: pool.write,
    seriesOf,
    longRun,
    excess,
    draw,
  };
  let normals: Rng | null = null;
  const kinds = new Uint8Array(taught.length);
  const supports = Float64Array.from(taught, (i) => supportOf(state, i));
  let isControl = true;
  let fade = 1;

  const drawsShocks = taught.length > 0;
  return {
    slots,
    parts,
    correction,
    partValues,
    clipped,
    begin,
    correct,
    shock,
    drawsShocks,
    settle,
    numbers: numbersOf(layout, state, paths, { taught, shares, limits, kinds, shocks }),
  };

  // every index below is in range: arrays hold an entry per taught variable
  function begin(member: number): void {
    paths.begin(member);
    isControl = member === CONTROL_RUN;
    fade = 1;
    normals = isControl || early.length === 0 ? null : openRng(seed, member, 'gravity.early');
    correction.fill(0);
    partValues.fill(0);
    clipped.fill(0);
    for (let at = 0; at < taught.length; at += 1) {
      kinds[at] = kindOf(at);
      if (!isControl && spreads[at] === 0) beginShocks(at);
    }
  }

  /** The shocks of a member are those of the expert it drew. */
  function beginShocks(at: number): void {
    const i = taught[at] as number;
    const entry = i * layout.experts + (off ? PURE_MODEL : (paths.expert[i] as number));
    seriesOf[at] = entry;
    centres[at] = pool.mean(entry);
    longRun[at] = state.longRun[entry] as number;
    excess[at] = (state.variance[entry] as number) - longRun[at];
  }

  function kindOf(at: number): number {
    if (off || spreads[at] !== 0) return CORRECTION_KINDS.none;
    const expert = paths.expert[taught[at] as number] as number;
    if (expert === REGRESSION) return CORRECTION_KINDS.regression;
    return expert > REGRESSION ? CORRECTION_KINDS.seasonal : CORRECTION_KINDS.expert;
  }

  function correct(turn: CorrectionStep): void {
    if (off) return;
    paths.read(turn);
    for (let at = 0; at < taught.length; at += 1) {
      if (spreads[at] !== 0) continue;
      const first = at * width;
      paths.correct(taught[at] as number, partValues, first);
      let wanted = 0;
      for (let part = first; part < first + width; part += 1) wanted += partValues[part] as number;
      const share = shareOf(at, wanted);
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
  function shareOf(at: number, wanted: number): number {
    // a member drew whether it believes the correction; the control run believes its share
    const share = (shares[at] as number) * (isControl ? (supports[at] as number) : 1);
    const limit = limits[at] as number;
    const size = Math.abs(wanted) * share;
    if (size <= limit) return share;
    clipped[at] = (clipped[at] as number) + 1;
    return (share * limit) / size;
  }

  /** The past step of the next turn; shocks of variables that are not taught yet are drawn. */
  function draw(to: Float64Array): number {
    const place = Math.floor((paths.shocks?.nextUnit() ?? 0) * pool.size);
    if (normals !== null)
      for (let at = 0; at < taught.length; at += 1)
        if (seriesOf[at] === -1) to[at] = (spreads[at] as number) * normals.nextNormal();
    return place;
  }

  function shock(to: Float64Array): boolean {
    if (taught.length === 0 || isControl) return false;
    fade *= options.horizon_decay;
    const place = draw(to);
    for (let at = 0; at < taught.length; at += 1) {
      const series = seriesOf[at] as number;
      if (series === -1) continue;
      const scale = Math.sqrt((longRun[at] as number) + (excess[at] as number) * fade);
      // centring is what keeps shocks from acting as a drift
      to[at] = (pool.known(series, place) - (centres[at] as number)) * scale;
    }
    return true;
  }

  function settle(after: Float64Array): void {
    if (off) return;
    for (let at = 0; at < taught.length; at += 1)
      if (spreads[at] === 0)
        paths.settle(taught[at] as number, after[slots[at] as number] as number);
    paths.close();
  }
}
