import type { Corrector } from '@pulse-stream/worldstate';
import type { CompiledModel } from '../model/compiled-model.ts';
import type { LawMemory } from './law-memory.ts';
import type { LaggedPath } from './lagged-path.ts';
import type { Program } from '../model/program.ts';
import { clearTally, createTally, type Tally } from './tally.ts';
import { createScratch, type TurnScratch } from './turn-scratch.ts';

/** Arrays that the paths of one scenario are computed with. */
export interface Workspace {
  readonly path: LaggedPath;
  readonly scratch: TurnScratch;
  readonly tally: Tally;
  /** Natural values of every slot after a turn. */
  readonly natural: Float64Array;
}

/** Workspaces kept per model; more are in use only while scenarios run in turns. */
const MOST_KEPT = 4;

/** Making twenty small arrays costs more than a short run, so they are kept for the next one. */
class WorkspacePool {
  readonly #idle: Workspace[] = [];

  take(): Workspace | undefined {
    return this.#idle.pop();
  }

  give(workspace: Workspace): void {
    if (this.#idle.length < MOST_KEPT) this.#idle.push(workspace);
  }
}

function poolOf(compiled: CompiledModel): WorkspacePool {
  const known = compiled.memo.get(WorkspacePool);
  if (known instanceof WorkspacePool) return known;
  const made = new WorkspacePool();
  compiled.memo.set(WorkspacePool, made);
  return made;
}

/** Whether the arrays have the size that most scenarios of the model need. */
function isUsual({ size, compiled }: Program, corrector: Corrector | null): boolean {
  return corrector === null && size === compiled.names.length;
}

/**
 * Arrays for a scenario, sums at 0; the path is anywhere.
 * @param memory of the law, for a run that is corrected: all its turns are computed one by one
 */
export function takeWorkspace(
  program: Program,
  start: LaggedPath,
  corrector: Corrector | null,
  memory?: LawMemory,
): Workspace {
  const kept = isUsual(program, corrector) ? poolOf(program.compiled).take() : undefined;
  if (kept !== undefined) {
    clearTally(kept.tally);
    kept.tally.program = program;
    kept.scratch.limited = -1;
    return kept;
  }
  return {
    path: { ...start, x: start.x.slice(), ring: start.ring.slice() },
    scratch: createScratch(program, corrector, memory),
    tally: createTally(program, corrector, memory?.sums),
    natural: new Float64Array(program.size),
  };
}

/** Gives the arrays of a finished scenario back: nobody looks at them any more. */
export function giveWorkspace(
  program: Program,
  corrector: Corrector | null,
  workspace: Workspace,
): void {
  if (isUsual(program, corrector)) poolOf(program.compiled).give(workspace);
}
