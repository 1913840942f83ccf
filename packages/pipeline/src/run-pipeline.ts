import { BATCH_SIZE } from './batch/batch-source.ts';
import { createLineWeigher, weighSparingly } from './workers/line-weight.ts';
import { processBatchSteps } from './batch/process-batch.ts';
import { createLineProcessor } from './express/line-processor.ts';
import { runBatches, type BatchWorker } from './batch/run-batches.ts';
import type { RunSummary } from './batch/run-tally.ts';
import { runAlone, type RunPipelineOptions } from './run-alone.ts';
import { spreadBatches } from './workers/spread-batches.ts';
import { planThreads } from './workers/thread-plan.ts';
import { ThreadTally } from './workers/thread-tally.ts';
import { createWorld, isWorld } from './world/world.ts';

/** Member-turns in a batch that may be given to another thread: about 25 ms of work. */
const SPREAD_TURNS = 200_000;

/**
 * The batch path of the command: bytes in, bytes out. Frames the inputs, reads with credits, works
 * in slices on this thread or on worker threads, writes one record per line that is not blank, in
 * input order. Whatever the chunking of the inputs, the credits, the threads and the speeds, the
 * bytes are the same. Observers are functions and cannot follow to other threads: with observers
 * this thread does everything.
 * @returns what was done; `stopped` when the run ended before its input did
 * @throws (rejects) PulseError `option-invalid`, `model-invalid`; what a source or a sink throws
 * @see RELIABILITY.md §1-2, PERFORMANCE.md §2
 */
export async function runPipeline(given: RunPipelineOptions): Promise<RunSummary> {
  const world = isWorld(given.options) ? given.options : createWorld(given.options);
  const plan = planThreads(world, given);
  if (plan === null || given.force !== undefined)
    return await runAlone({ ...given, jobs: 1, options: world });
  const processor = createLineProcessor(world);
  const work: BatchWorker = (batch, stopped) => processBatchSteps(processor, batch, stopped);
  const { batchSize = BATCH_SIZE } = given;
  const weighing = { weigh: weighSparingly(createLineWeigher(world)), maxWeight: SPREAD_TURNS };
  const tally = new ThreadTally();
  try {
    const run = { ...given, batchSize: { weighing, ...batchSize } };
    const summary = await runBatches(run, work, spreadBatches(plan, tally));
    const threads = tally.counts();
    return threads === null ? summary : { ...summary, threads };
  } finally {
    await tally.allLeft();
  }
}
