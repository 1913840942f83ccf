import type { BatchOutput } from './batch-output.ts';
import { unpackLines, type BatchTicket, type OutputTicket } from './batch-ticket.ts';
import type { Batch } from './line.ts';
import { processBatchSteps, type BatchPause, type LineProcessor } from './process-batch.ts';
import {
  BEAT,
  LOOK_DONE,
  LOOK_INDEX,
  LOOK_TOTAL,
  OUTPUT_SLOTS,
  STOP,
  takeOutput,
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
  const desk = new Desk(slots, send);
  return (ticket) => {
    const lines = unpackLines(ticket, slots.inputs);
    const batches: Batch[] = ticket.careful
      ? lines.map((line) => ({ lines: [line], blank: 0 }))
      : [{ lines, blank: 0 }];
    desk.begin(ticket.job);
    for (const [index, batch] of batches.entries()) {
      const output = desk.work(processBatchSteps(processor, batch, () => desk.isStopped()));
      const stopped = output.unfinished === true;
      const isLast = stopped || index === batches.length - 1;
      desk.hand(output, stopped ? 'stopped' : isLast ? 'done' : 'more');
      if (stopped) break;
    }
  };
}

/** Where one batch after the other is worked on. */
class Desk {
  #job = 0;
  #nextSlot = 0;
  readonly #slots: WorkerSlots;
  readonly #send: SendOutput;

  constructor(slots: WorkerSlots, send: SendOutput) {
    this.#slots = slots;
    this.#send = send;
  }

  begin(job: number): void {
    this.#job = job;
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
    const slot = this.#nextSlot;
    // the main thread frees them in this order
    this.#nextSlot = (slot + 1) % OUTPUT_SLOTS;
    takeOutput(this.#slots, slot);
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
}
