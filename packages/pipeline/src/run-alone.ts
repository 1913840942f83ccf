import { PulseError } from '@pulse-stream/worldstate';
import { processBatchSteps } from './batch/process-batch.ts';
import {
  runBatches,
  type BatchWorker,
  type RunOptions,
  type WorkForce,
} from './batch/run-batches.ts';
import type { RunSummary } from './batch/run-tally.ts';
import { createLineProcessor } from './express/line-processor.ts';
import type { ThreadOptions } from './workers/thread-plan.ts';
import type { PipelineOptions } from './world/options.ts';
import { createWorld, isWorld, type World } from './world/world.ts';

/** A run: what flows where, and the world the scenarios are about. */
export interface RunPipelineOptions extends RunOptions, ThreadOptions {
  /** The options of the scenarios, or the world made from them. */
  readonly options: PipelineOptions | World;
  /**
   * Who works on the batches instead of this thread and its workers: another machine, say. What it
   * makes of a batch has to be what `processBatch` makes of it.
   */
  readonly force?: WorkForce | undefined;
}

/**
 * `runPipeline` where there are no worker threads of Node: this thread does everything, and the bytes
 * are the same. It is what `runPipeline` is under the condition `browser`.
 * @returns what was done; `stopped` when the run ended before its input did
 * @throws (rejects) PulseError `option-invalid` (also for more than one job), `model-invalid`; what a
 *   source or a sink throws
 */
export async function runAlone(given: RunPipelineOptions): Promise<RunSummary> {
  const { jobs = 'auto' } = given;
  if (jobs !== 'auto' && jobs !== 1)
    throw new PulseError('option-invalid', `jobs: ${jobs}, but here is one thread: leave it out`);
  const world = isWorld(given.options) ? given.options : createWorld(given.options);
  const processor = createLineProcessor(world);
  const work: BatchWorker = (batch, stopped) => processBatchSteps(processor, batch, stopped);
  return await runBatches(given, work, given.force);
}
