import type { BatchOutput } from './batch-output.ts';
import { unpackLines, type BatchTicket, type OutputTicket } from './batch-ticket.ts';
import type { Batch } from './line.ts';
import { processBatchSteps, type BatchPause, type LineProcessor } from './process-batch.ts';
import {
  BEAT,
  findFreeOutput,
  FULL,
  LOOK_DONE,
  LOOK_INDEX,
  LOOK_TOTAL,
  STOP,
  type WorkerSlots,
} from './worker-slots.ts';

/** Sends a ticket to the main thread, with the memory that goes along. */
export type SendOutput = (ticket: OutputTicket, transfer: readonly ArrayBuffer[]) => void;

/**
 * The work of a worker thread: batches in, output out, by the same steps as on the main thread.
 * It blocks while the main thread has not taken what it made.
 */
export function serveBatches(
  processor: LineProcessor,
  slots: WorkerSlots,
  send: SendOutput,
): (ticket: BatchTicket) => void {
  return (ticket) => {
    const lines = unpackLines(ticket, slots.inputs);
    const batches: Batch[] = ticket.careful
      ? lines.map((line) => ({ lines: [line], blank: 0 }))
      : [{ lines, blank: 0 }];
    const desk = new Desk(ticket.job, slots, send);
    for (const [index, batch] of batches.entries()) {
      const output = desk.work(processBatchSteps(processor, batch, () => desk.isStopped()));
      const stopped = output.unfinished === true;
      const isLast = stopped || index === batches.length - 1;
      desk.hand(output, stopped ? 'stopped' : isLast ? 'done' : 'more');
      if (stopped) break;
    }
  };
}

/** Where one batch is worked on. */
class Desk {
  readonly #job: number;
  readonly #slots: WorkerSlots;
  readonly #send: SendOutput;

  constructor(job: number, slots: WorkerSlots, send: SendOutput) {
    this.#job = job;
    this.#slots = slots;
    this.#send = send;
  }

  /** Asked before every line, so it is also a sign of life. */
  isStopped(): boolean {
    const { control, looks } = this.#slots;
    Atomics.add(control, BEAT, 1);
    looks[LOOK_TOTAL] = 0;
    return Atomics.load(control, STOP) !== 0;
  }

  /** Takes all steps but the last, whose output it returns. */
  work(steps: Generator<BatchPause, BatchOutput>): BatchOutput {
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (step.value.kind === 'output') this.hand(step.value.output, 'more');
      else this.#breathe(step.value);
    }
  }

  hand({ bytes, outcomes }: BatchOutput, state: OutputTicket['state']): void {
    const slot = this.#takeSlot();
    const room = this.#slots.outputs[slot];
    const fits = room !== undefined && bytes.length <= room.length;
    if (fits) room.set(bytes);
    const others = outcomes.flatMap((outcome, index) =>
      outcome === 'complete' ? [] : [[index, outcome] as const],
    );
    const ticket = { job: this.#job, slot, count: outcomes.length, others, state };
    if (fits) this.#send({ ...ticket, bytes: bytes.length }, []);
    else this.#send({ ...ticket, bytes }, [bytes.buffer as ArrayBuffer]); // made by a ByteRoom, not shared
  }

  #breathe({ line, progress }: Extract<BatchPause, { kind: 'breath' }>): void {
    const { control, looks } = this.#slots;
    Atomics.add(control, BEAT, 1);
    looks[LOOK_INDEX] = line.batchIndex;
    looks[LOOK_DONE] = progress?.done ?? 0;
    looks[LOOK_TOTAL] = progress?.total ?? 0;
  }

  #takeSlot(): number {
    const { control } = this.#slots;
    for (;;) {
      const slot = findFreeOutput(this.#slots);
      if (slot >= 0) {
        Atomics.store(control, FULL + slot, 1);
        return slot;
      }
      // the slots are freed in the order they were filled, but either will do
      Atomics.wait(control, FULL, 1, SLOT_LOOK_MS);
    }
  }
}

/** How long one slot is watched before the other is looked at again. */
const SLOT_LOOK_MS = 20;
