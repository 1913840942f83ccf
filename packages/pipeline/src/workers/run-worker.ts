import type { BatchTicket } from './batch-ticket.ts';
import type { PipelineOptions } from '../world/options.ts';
import type { LineProcessor } from '../batch/process-batch.ts';
import { createLineProcessor } from '../express/line-processor.ts';
import { serveBatches } from './serve-batches.ts';
import { WorkerSignals } from './worker-signals.ts';
import { findParent } from './worker-thread.ts';
import { createWorld } from '../world/world.ts';

/** What a worker is given once. */
export interface WorkerStart {
  readonly memory: SharedArrayBuffer;
  readonly options: PipelineOptions;
}

/**
 * The program of a worker thread.
 * @param equip changes how a line is processed; tests put their faults here
 */
export function runWorker(
  equip: (processor: LineProcessor) => LineProcessor = (processor) => processor,
): void {
  const parent = findParent();
  const { memory, options } = parent.data as WorkerStart; // what startThread was given
  const processor = equip(createLineProcessor(createWorld(options)));
  const serve = serveBatches(processor, new WorkerSignals(memory), (ticket, transfer) =>
    parent.send(ticket, transfer),
  );
  parent.hear((message) => serve(message as BatchTicket | ArrayBuffer)); // nothing else is sent
  // the first message says that it waits for batches
  parent.send('ready', []);
}
