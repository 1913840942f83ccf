import type { CausalCore } from '@pulse-stream/worldstate';
import type { CorrectionStep } from '@pulse-stream/worldstate/internal';
import { EXPERTS } from '../bank/experts.ts';
import { openFilter, type BankFilter, type BankPace } from '../bank/filter.ts';
import {
  copyStep,
  createStep,
  layOutBank,
  readStep,
  type BankLayout,
  type BankStep,
} from '../bank/layout.ts';
import type { BankOptions } from '../options/bank-options.ts';
import { priorOf } from '../bank/prior.ts';
import { openInformation } from '../bank/regression.ts';
import {
  copyBank,
  isBankTaught,
  isBankWarm,
  openBank,
  type BankMemory,
  type BankState,
} from '../bank/state.ts';
import { bankSize, LEAST_SEASONS } from '../bank/season.ts';
import { supportOf } from '../bank/support.ts';
import type { Learner, LearnerStart } from './learner.ts';
import { scaleOfChanges } from '../sgd/state.ts';

// `as number` below: indexes come from loops over arrays whose length the layout of the bank fixes

/** Method bank on the slots of a core. */
export function openBankLearner(
  core: CausalCore,
  start: LearnerStart<BankState>,
  options: BankOptions,
): Learner {
  return new BankLearner(core, start, options);
}

class BankLearner implements Learner {
  readonly slots: readonly number[];
  readonly candidate: Float64Array;
  readonly issued: Float64Array;
  readonly #off: boolean;
  readonly #options: BankOptions;
  readonly #layout: BankLayout;
  readonly #memory: BankMemory;
  readonly #step: BankStep;
  readonly #seen: Float64Array;
  readonly #after: Float64Array;
  readonly #isLimited: Uint8Array;
  /** null: the warm-up lasts. */
  #filter: BankFilter | null;

  constructor(core: CausalCore, start: LearnerStart<BankState>, options: BankOptions) {
    const layout = layOutBank(core, start.state?.variables ?? start.variables);
    const size = layout.variables.length;
    const memory = start.state === null ? openBank(layout, start.warmup) : copyBank(start.state);
    this.slots = Array.from(layout.slots);
    this.candidate = new Float64Array(size);
    this.issued = new Float64Array(size);
    this.#off = start.off;
    this.#options = options;
    this.#layout = layout;
    this.#memory = memory;
    this.#step = createStep(layout);
    this.#seen = new Float64Array(size);
    this.#after = new Float64Array(size);
    this.#isLimited = new Uint8Array(size);
    this.#filter = isBankWarm(memory) ? openFilter(layout, memory, options) : null;
  }

  begin(observed: Float64Array): void {
    this.#pick(observed, this.#memory.first);
    this.#memory.rows = 1;
  }

  correct(turn: CorrectionStep): void {
    const filter = this.#filter;
    readStep(this.#layout, this.#step, turn);
    filter?.predict(this.#step);
    for (let i = 0; i < this.slots.length; i += 1) {
      const candidate = filter === null || this.#off ? 0 : this.#correctionOf(i, filter);
      this.candidate[i] = candidate;
      this.issued[i] = isBankTaught(this.#memory, i, this.#options) ? candidate : 0;
    }
  }

  scores(i: number): boolean {
    const { scales, started } = this.#memory;
    return this.#filter !== null && scales[i] !== 0 && started[i] === 1;
  }

  learn(_predicted: Float64Array, observed: Float64Array): void {
    const seen = this.#seen;
    const { scored, limited } = this.#memory;
    this.#pick(observed, seen);
    if (this.#filter === null) return;
    for (let i = 0; i < seen.length; i += 1)
      if (!Number.isNaN(seen[i]) && this.scores(i)) {
        scored[i] = (scored[i] as number) + 1;
        limited[i] = (limited[i] as number) + (this.#isLimited[i] as number);
      }
    this.#filter.score(this.#step, seen);
  }

  settle(values: Float64Array): void {
    const memory = this.#memory;
    const after = this.#after;
    this.#pick(values, after);
    memory.rows += 1;
    if (this.#filter !== null) return this.#filter.settle(this.#step, after);
    const step = createStep(this.#layout);
    copyStep(step, this.#step);
    memory.pending = [
      ...memory.pending,
      { step, observed: this.#seen.slice(), after: after.slice() },
    ];
    if (!isBankWarm(memory)) return;
    this.#filter = warmUp(this.#layout, memory, this.#options);
  }

  state(): BankState {
    return copyBank(this.#memory);
  }

  #pick(values: Float64Array, into: Float64Array): void {
    const { slots } = this.#layout;
    for (let i = 0; i < into.length; i += 1) into[i] = values[slots[i] as number] as number;
  }

  /** λ × support × (f − (x + D)), inside the limit. */
  #correctionOf(i: number, { mixture }: BankFilter): number {
    const memory = this.#memory;
    const { lambda, max_correction: most } = this.#options;
    const { from, drift } = this.#step;
    if (memory.started[i] === 0 || memory.scales[i] === 0) return 0;
    const wanted =
      lambda *
      supportOf(memory, i) *
      ((mixture[i] as number) - (from[i] as number) - (drift[i] as number));
    const limit = limitOf(memory, i, most);
    this.#isLimited[i] = Math.abs(wanted) > limit ? 1 : 0;
    return wanted > limit ? limit : wanted < -limit ? -limit : wanted;
  }
}

/** ±max_correction·√L_i with L_i = Σ w_k L_k; infinite without a limit. */
export function limitOf(
  { weight, longRun, season }: BankState,
  i: number,
  maxCorrection: number,
): number {
  if (maxCorrection <= 0) return Number.POSITIVE_INFINITY;
  const experts = bankSize(season);
  let sum = 0;
  for (let k = i * experts; k < (i + 1) * experts; k += 1)
    sum += (weight[k] as number) * (longRun[k] as number);
  return maxCorrection * Math.sqrt(sum);
}

/** Fixes m and s, opens the regressions, and goes through the warm-up again with them. */
function warmUp(layout: BankLayout, memory: BankMemory, pace: BankPace): BankFilter {
  const { pending, first } = memory;
  for (const i of layout.variables.keys()) {
    const values = [first, ...pending.map(({ observed }) => observed)].map(
      (row) => row[i] ?? Number.NaN,
    );
    const known = values.filter((value) => !Number.isNaN(value));
    const scale = scaleOfChanges(values);
    memory.scales[i] = scale;
    memory.means[i] = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
    const { experts, season } = layout;
    memory.variance.fill(scale * scale, i * experts, (i + 1) * experts);
    memory.longRun.fill(scale * scale, i * experts, (i + 1) * experts);
    const prior = priorOf(layout, i, scale || 1);
    const at = layout.vectorAt[i] ?? 0;
    openInformation(memory.information, layout.matrixAt[i] ?? 0, memory.vector, at, prior);
    memory.theta.set(prior.mean, at);
    const y = first[i] ?? Number.NaN;
    if (Number.isNaN(y)) continue;
    memory.started[i] = 1;
    if (season > 1) {
      memory.recent[i * LEAST_SEASONS * season] = y;
      memory.seen[i] = 1;
    }
    memory.level.fill(pending[0]?.step.from[i] ?? y, i * EXPERTS.length, (i + 1) * EXPERTS.length);
  }
  const filter = openFilter(layout, memory, pace);
  memory.previous.set(pending[0]?.step.from ?? first);
  for (const { step, observed, after } of pending) {
    filter.predict(step);
    filter.score(step, observed);
    filter.settle(step, after);
  }
  memory.pending = [];
  return filter;
}
