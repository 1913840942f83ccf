// Memory that the main thread and one worker share: flags, a look at the work, and slots for bytes.

/** Batches a worker may hold: the one it works on and the next. */
export const INPUT_SLOTS = 2;
/**
 * Pieces of output a worker may have made before the main thread has taken one: about those of a
 * batch, so that a main thread that is busy writing does not hold up the work.
 */
export const OUTPUT_SLOTS = 6;

/** A batch of 64 KiB, its line heads and its last line fit in; a larger one travels by itself. */
const INPUT_BYTES = 128 * 1024;
/** A piece of output (256 KiB and the record that makes it whole) fits in, mostly. */
const OUTPUT_BYTES = 320 * 1024;

/** Indexes of `control`. */
export const STOP = 0;
/** Counts up while the worker makes progress. */
export const BEAT = 1;
/** 1 while the output slot of this number after it holds what nobody has taken. */
export const FULL = 2;
const CONTROLS = 16;

/** Indexes of `looks`: the long scenario at work by its batch index, and how far it is; total 0: there is none. */
export const LOOK_INDEX = 0;
export const LOOK_DONE = 1;
export const LOOK_TOTAL = 2;
const LOOKS = 4;

/** The shared memory, as both sides see it. */
export interface WorkerSlots {
  readonly control: Int32Array;
  readonly looks: Float64Array;
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
}

const CONTROL_BYTES = CONTROLS * Int32Array.BYTES_PER_ELEMENT;
const LOOK_BYTES = LOOKS * Float64Array.BYTES_PER_ELEMENT;
const HEAD_BYTES = CONTROL_BYTES + LOOK_BYTES;

/** The memory of one worker. */
export function shareSlots(): SharedArrayBuffer {
  return new SharedArrayBuffer(
    HEAD_BYTES + INPUT_SLOTS * INPUT_BYTES + OUTPUT_SLOTS * OUTPUT_BYTES,
  );
}

export function viewSlots(memory: SharedArrayBuffer): WorkerSlots {
  const slots = (count: number, size: number, start: number) =>
    Array.from({ length: count }, (_, index) => new Uint8Array(memory, start + index * size, size));
  return {
    control: new Int32Array(memory, 0, CONTROLS),
    looks: new Float64Array(memory, CONTROL_BYTES, LOOKS),
    inputs: slots(INPUT_SLOTS, INPUT_BYTES, HEAD_BYTES),
    outputs: slots(OUTPUT_SLOTS, OUTPUT_BYTES, HEAD_BYTES + INPUT_SLOTS * INPUT_BYTES),
  };
}

/** Whether the worker has to wait: nobody has taken what its slots hold. */
export function areOutputsFull({ control }: WorkerSlots): boolean {
  for (let slot = 0; slot < OUTPUT_SLOTS; slot += 1)
    if (Atomics.load(control, FULL + slot) === 0) return false;
  return true;
}

/** Takes an output slot for a worker, which waits until it is free. */
export function takeOutput({ control }: WorkerSlots, slot: number): void {
  while (Atomics.load(control, FULL + slot) === 1) Atomics.wait(control, FULL + slot, 1);
  Atomics.store(control, FULL + slot, 1);
}

/** Gives an output slot back to the worker. */
export function freeOutput({ control }: WorkerSlots, slot: number): void {
  Atomics.store(control, FULL + slot, 0);
  Atomics.notify(control, FULL + slot);
}
