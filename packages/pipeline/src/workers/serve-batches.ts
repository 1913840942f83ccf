import { ByteRoom } from '@pulse-stream/codec/internal';
import type { BatchOutput } from '../batch/batch-output.ts';
import { unpackLines, type BatchTicket, type OutputTicket } from './batch-ticket.ts';
import type { Batch } from '../batch/line.ts';
import { processBatchSteps, type BatchPause, type LineProcessor } from '../batch/process-batch.ts';
import type { WorkerSignals } from './worker-signals.ts';

/** Sends a ticket to the main thread, with the memory that goes along. */
export type SendOutput = (ticket: OutputTicket, transfer: readonly ArrayBuffer[]) => void;

/**
 * The work of a worker thread: batches in, output out, by the same steps as on the main thread.
 * It blocks while the main thread has not taken what it made.
 */
export function serveBatches(
  processor: LineProcessor,
  signals: WorkerSignals,
  send: SendOutput,
): (message: BatchTicket | ArrayBuffer) => void {
  const isStopped = (): boolean => {
    // asked before every line, so it is also a sign of life
    signals.beat();
    return signals.isStopped;
  };
  const hand = (job: number, output: BatchOutput, state: OutputTicket['state']): void => {
    const { bytes, outcomes, warnings, release } = output;
    const others = outcomes.flatMap((outcome, index) =>
      outcome === 'complete' ? [] : [[index, outcome] as const],
    );
    signals.holdPiece();
    const memory = bytes.buffer as ArrayBuffer; // a ByteRoom gives arrays of their own, not shared
    const { length } = bytes;
    const isLent = release !== undefined;
    const count = outcomes.length;
    send({ job, memory, length, isLent, count, others, warnings, state }, [memory]);
  };
  /** Takes all steps but the last, whose output it returns. */
  const work = (job: number, steps: Generator<BatchPause, BatchOutput>): BatchOutput => {
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (step.value.kind === 'output') hand(job, step.value.output, 'more');
      else {
        const { line, progress } = step.value;
        signals.beat(progress === null ? undefined : { batchIndex: line.batchIndex, ...progress });
      }
    }
  };
  return (message) => {
    if (message instanceof ArrayBuffer) {
      processor.rooms?.give(new ByteRoom(message));
      return;
    }
    const ticket = message;
    const lines = unpackLines(ticket);
    const batches: Batch[] = ticket.careful
      ? lines.map((line) => ({ lines: [line], blank: 0 }))
      : [{ lines, blank: 0 }];
    for (const [index, batch] of batches.entries()) {
      const output = work(ticket.job, processBatchSteps(processor, batch, isStopped));
      const stopped = output.unfinished === true;
      const isLast = index === batches.length - 1;
      hand(ticket.job, output, stopped ? 'stopped' : isLast ? 'done' : 'more');
      if (stopped) break;
    }
  };
}
