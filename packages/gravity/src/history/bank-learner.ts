import type { CausalCore } from '@pulse-stream/worldstate';
import type { CorrectionStep } from '@pulse-stream/worldstate/internal';
import { EXPERTS } from '../bank/experts.ts';
import { openFilter, type BankFilter, type BankPace } from '../bank/filter.ts';
import { copyStep, createStep, layOutBank, readStep, type BankLayout } from '../bank/layout.ts';
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
  const layout = layOutBank(core, start.state?.variables ?? start.variables);
  const size = layout.variables.length;
  const memory = start.state === null ? openBank(layout, start.warmup) : copyBank(start.state);
  const step = createStep(layout);
  const candidate = new Float64Array(size);
  const issued = new Float64Array(size);
  const seen = new Float64Array(size);
  const after = new Float64Array(size);
  const isLimited = new Uint8Array(size);
  let filter: BankFilter | null = isBankWarm(memory) ? openFilter(layout, memory, options) : null;

  return {
    slots: Array.from(layout.slots),
    candidate,
    issued,
    begin(observed: Float64Array): void {
      pick(observed, memory.first);
      memory.rows = 1;
    },
    correct(turn: CorrectionStep): void {
      readStep(layout, step, turn);
      filter?.predict(step);
      for (let i = 0; i < size; i += 1) {
        candidate[i] = filter === null || start.off ? 0 : correctionOf(i, filter);
        issued[i] = isBankTaught(memory, i, options) ? (candidate[i] as number) : 0;
      }
    },
    scores: (i: number): boolean =>
      filter !== null && memory.scales[i] !== 0 && memory.started[i] === 1,
    learn(_predicted: Float64Array, observed: Float64Array): void {
      pick(observed, seen);
      if (filter === null) return;
      for (let i = 0; i < size; i += 1)
        if (!Number.isNaN(seen[i]) && memory.started[i] === 1 && memory.scales[i] !== 0) {
          memory.scored[i] = (memory.scored[i] as number) + 1;
          memory.limited[i] = (memory.limited[i] as number) + (isLimited[i] as number);
        }
      filter.score(step, seen);
    },
    /** The values every slot of the core took. */
    settle(values: Float64Array): void {
      pick(values, after);
      memory.rows += 1;
      if (filter !== null) return filter.settle(step, after);
      const kept = createStep(layout);
      copyStep(kept, step);
      memory.pending = [
        ...memory.pending,
        { step: kept, observed: seen.slice(), after: after.slice() },
      ];
      if (!isBankWarm(memory)) return;
      filter = warmUp(layout, memory, options);
    },
    state: (): BankState => copyBank(memory),
  };

  function pick(values: Float64Array, into: Float64Array): void {
    for (let i = 0; i < size; i += 1) into[i] = values[layout.slots[i] as number] as number;
  }

  /** λ × support × (f − (x + D)), inside the limit. */
  function correctionOf(i: number, { mixture }: BankFilter): number {
    if (memory.started[i] === 0 || memory.scales[i] === 0) return 0;
    const wanted =
      options.lambda *
      supportOf(memory, i) *
      ((mixture[i] as number) - (step.from[i] as number) - (step.drift[i] as number));
    const limit = limitOf(memory, i, options.max_correction);
    isLimited[i] = Math.abs(wanted) > limit ? 1 : 0;
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
