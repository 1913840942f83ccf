import type { PipelineOptions } from './options.ts';
import { processBatchSteps } from './process-batch.ts';
import { createLineProcessor } from './process-line.ts';
import { runBatches, type RunOptions } from './run-batches.ts';
import type { RunSummary } from './run-tally.ts';
import { createWorld, isWorld, type World } from './world.ts';

/** A run: what flows where, and the world the scenarios are about. */
export interface RunPipelineOptions extends RunOptions {
  /** The options of the scenarios, or the world made from them. */
  readonly options: PipelineOptions | World;
}

/**
 * The batch path of the command: bytes in, bytes out. Frames the inputs, reads with credits, works
 * in slices on this thread, writes one record per line that is not blank, in input order.
 * Whatever the chunking of the inputs, the credits and the speeds, the bytes are the same.
 * @returns what was done; `stopped` when the run ended before its input did
 * @throws (rejects) PulseError `option-invalid`, `model-invalid`; what a source or a sink throws
 * @see RELIABILITY.md §1-2, PERFORMANCE.md §2
 */
export async function runPipeline({ options, ...run }: RunPipelineOptions): Promise<RunSummary> {
  const world = isWorld(options) ? options : createWorld(options);
  const processor = createLineProcessor(world);
  return await runBatches(run, (batch, stopped) => processBatchSteps(processor, batch, stopped));
}
