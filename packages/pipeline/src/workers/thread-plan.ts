import { encodeRecord } from '@pulse-stream/codec';
import { rawText } from '@pulse-stream/codec/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { createFailure } from '@pulse-stream/worldstate/internal';
import { LF, type BatchOutput } from '../batch/batch-output.ts';
import { placeAfter, type Line } from '../batch/line.ts';
import { createFailureRecord } from '../scenario/record.ts';
import type { PipelineOptions } from '../world/options.ts';
import type { ThreadPlan } from './spread-batches.ts';
import type { ThreadEnding } from './worker-thread.ts';
import type { World } from '../world/world.ts';

/** Worker threads of a run. */
export interface ThreadOptions {
  /**
   * 1: this thread does everything. N: this thread reads and writes, at most N workers compute, each
   * started when there is a batch for it. `auto` (default): this thread does everything until the
   * work is worth more, then as many workers as there are cores compute.
   */
  readonly jobs?: number | 'auto' | undefined;
  /** Program of the workers, for bundlers; default: `worker-entry.js` of this package. */
  readonly workerFile?: URL | string | undefined;
  /** Most heap of a worker, MiB (default 1024). One that needs more ends, see `stallSeconds`. */
  readonly workerHeapMegabytes?: number | undefined;
  /**
   * A worker without progress for so long is ended (default 300 s). What a worker that ends was
   * given is done again by another one, at last scenario by scenario; a scenario that ends three of
   * them becomes a failure record `worker-crashed`.
   */
  readonly workerStallSeconds?: number | undefined;
}

/** Every model ends by itself, so this only guards against bugs; a long history is no bug. */
const STALL_SECONDS = 300;
const HEAP_MEGABYTES = 1024;

function checkCount(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new PulseError('option-invalid', `${name}: ${value} is not a whole number from 1`);
}

/**
 * How threads take part in a run; null: not at all.
 * @throws PulseError `option-invalid`
 */
export function planThreads(world: World, options: ThreadOptions): ThreadPlan | null {
  const { jobs: given = 'auto' } = options;
  const jobs = given === 'auto' ? given : checkCount('jobs', given);
  const plan = planCrew(world, { ...options, jobs });
  const { turnObservers, runObservers } = world.options;
  return jobs === 1 || turnObservers.length + runObservers.length > 0 ? null : plan;
}

/**
 * How threads do everything, however few.
 * @throws PulseError `option-invalid`
 */
export function planCrew(
  world: World,
  options: ThreadOptions & Pick<ThreadPlan, 'jobs'>,
): ThreadPlan {
  return {
    jobs: options.jobs,
    file: options.workerFile,
    options: portableOptions(world),
    heapMegabytes: checkCount('workerHeapMegabytes', options.workerHeapMegabytes ?? HEAP_MEGABYTES),
    stallSeconds: checkCount('workerStallSeconds', options.workerStallSeconds ?? STALL_SECONDS),
    failLine: (line, ending) => failLine(world, line, ending),
  };
}

/** Options as they travel to a worker: the model as data, and without observers. */
export function portableOptions({ options, compiled }: World): PipelineOptions {
  return { ...options, model: compiled.model, turnObservers: [], runObservers: [] };
}

const HOW: Record<ThreadEnding['how'], string> = {
  memory: 'ran out of memory',
  error: 'failed by an internal error',
  exit: 'ended by itself',
  stalled: 'made no progress',
};

/**
 * The record of a line that no worker survived. Nothing of it is decoded: what ended three threads
 * could end this one.
 */
export function failLine(world: World, line: Line, { how, error }: ThreadEnding): BatchOutput {
  const message = `the worker thread that computed it ${HOW[how]}, three times`;
  const failure = createFailure('worker-crashed', 'worker', message, {
    raw: rawText(line.bytes),
    reproducible: false,
  });
  const record = createFailureRecord(world, line, failure, { error });
  const { precision } = world.options;
  const bytes = new TextEncoder().encode(
    `${encodeRecord(record, { precision })}${String.fromCharCode(LF)}`,
  );
  return { bytes, lines: [line], outcomes: ['worker-crashed'], blank: 0, end: placeAfter(line) };
}
