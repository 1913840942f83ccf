import { holdsCorrector } from './path-correction.ts';
import type { Scenario } from './engine.ts';
import { drivenRows } from '../emit/driven-rows.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { DOUBLE } from '../emit/memory-layout.ts';
import { kernelOf } from '../kernel/model-kernels.ts';
import { readsSlot } from '../language/tree.ts';
import type { ScenarioPlan } from '../scenario/plan-scenario.ts';

/** A kernel, and what drives the paths of a scenario on it: rows of `drivenRows`. */
export interface DrivenKernel {
  readonly kernel: Kernel;
  readonly drives: Float64Array;
}

/**
 * The kernel for the members of a scenario; null when there is none or it cannot run these paths: they
 * are corrected by what it cannot compute, do not begin at turn 0, a dynamic overlay or the clock of an
 * event is looked at, a series ends before they do, or one path records too much.
 */
export function findKernel({ plan, corrector, start, range }: Scenario): DrivenKernel | null {
  const { compiled, size } = plan.program;
  if (start.turn !== 0 || plan.watchesClock) return null;
  if (size > compiled.names.length && looksAtDynamic(plan)) return null;
  if (corrector !== null && corrector.numbers === undefined) return null;
  const kernel = kernelFor(plan, corrector !== null);
  if (kernel === null || mostPaths(kernel, plan) === 0) return null;
  if (
    corrector !== null &&
    !holdsCorrector(kernel, corrector, { turns: plan.turns, paths: range.count })
  )
    return null;
  const drives = drivesOf(kernel, plan, start.row);
  return drives === null ? null : { kernel, drives };
}

const UNDRIVEN = new Float64Array();

/** What drives every turn from a row on, and the end of the last; null: a series ends before it. */
export function drivesOf(
  { code: { layout } }: Kernel,
  { program, turns }: ScenarioPlan,
  row: number,
): Float64Array | null {
  if (layout.drivenBytes === 0) return UNDRIVEN;
  const { compiled, surroundings } = program;
  const drives = drivenRows(compiled, surroundings, row, turns + 1);
  const last = (turns * layout.drivenBytes) / DOUBLE;
  const ends = compiled.series.some((_, index) => Number.isNaN(drives[last + 2 * index]));
  return ends ? null : drives;
}

/**
 * The kernel that counts and records what a scenario looks at.
 * @param corrects whether its paths are corrected
 */
export function kernelFor({ program, targets }: ScenarioPlan, corrects = false): Kernel | null {
  const { compiled } = program;
  const own = new Set(targets === compiled.targets ? [] : compiled.targets);
  const isOwn = targets === compiled.targets || targets.every((slot) => own.has(slot));
  return kernelOf(compiled, isOwn ? 'targets' : 'slots', corrects);
}

/** How many paths a kernel can record before what it has is taken out. */
export const mostPaths = ({ recorder }: Kernel, { targets, horizons }: ScenarioPlan): number =>
  recorder.mostPaths(targets.length, horizons.length);

/** Whether a scenario looks at a dynamic overlay. */
export function looksAtDynamic({ program, targets, events }: ScenarioPlan): boolean {
  const declared = program.compiled.names.length;
  const isDynamic = (slot: number): boolean => slot >= declared;
  return (
    targets.some(isDynamic) || events.some(({ condition }) => readsSlot(condition.tree, isDynamic))
  );
}
