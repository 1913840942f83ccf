import { concatMap, Observable, type OperatorFunction } from 'rxjs';
import type { BatchOutput } from './batch-output.ts';
import type { Part, Ticket } from './credit-gate.ts';
import type { Batch } from './line.ts';
import type { BatchPause } from './process-batch.ts';

/** Works on one batch, pausing now and then. */
export type BatchWork = (batch: Batch) => Generator<BatchPause, BatchOutput>;

export interface DriveOptions {
  readonly work: BatchWork;
  /** Resolves when there is room for more output of a ticket. */
  readonly room: (seq: number) => Promise<void>;
  /** Called at every breath. */
  readonly onBreath: (breath: Extract<BatchPause, { kind: 'breath' }>) => void;
}

/**
 * Works on batches one after the other on this thread, without keeping it: at every breath the
 * event loop gets its turn (signals, timers, the sink), and after every piece of output the work
 * waits until there is room for more. Unsubscribing stops it at its next breath.
 */
export function driveBatches(
  options: DriveOptions,
): OperatorFunction<Ticket<Batch>, Part<BatchOutput>> {
  return concatMap((ticket) => driveBatch(ticket, options));
}

/** Works on one batch on this thread, as `driveBatches` does. */
export function driveBatch(
  { seq, value: batch }: Ticket<Batch>,
  { work, room, onBreath }: DriveOptions,
): Observable<Part<BatchOutput>> {
  return new Observable((subscriber) => {
    const steps = work(batch);
    const drive = async () => {
      await room(seq);
      while (!subscriber.closed) {
        const step = steps.next();
        if (step.done === true) {
          subscriber.next({ seq, value: step.value, last: true });
          subscriber.complete();
        } else if (step.value.kind === 'output') {
          subscriber.next({ seq, value: step.value.output, last: false });
          await room(seq);
        } else {
          onBreath(step.value);
          await nextTurn();
        }
      }
    };
    void drive().catch((error: unknown) => subscriber.error(error));
  });
}

/** Resolves after the event loop has looked at everything that waits. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
