// Words of memory that the main thread and one worker share: what has to be seen while the other works.

/** Batches a worker may hold: the one it works on and the next. */
export const MOST_BATCHES = 2;
/**
 * Pieces of output (256 KiB, mostly) a worker may have made before the main thread has taken one:
 * about those of a batch, so that a main thread that is busy writing does not hold up the work.
 */
const MOST_PIECES = 6;

/** Indexes of `words`. */
const STOP = 0;
/** Counts up while the worker makes progress. */
const BEAT = 1;
/** Pieces that were made and not taken. */
const HELD = 2;
const WORDS = 4;

/** Indexes of `look`: the long scenario at work by its batch index, and how far it is; total 0: there is none. */
const LOOK_INDEX = 0;
const LOOK_DONE = 1;
const LOOK_TOTAL = 2;
const LOOKS = 4;

const LOOK_BYTES = LOOKS * Float64Array.BYTES_PER_ELEMENT;

/** A long scenario at work, in member-turns. */
export interface WorkLook {
  readonly batchIndex: number;
  readonly done: number;
  readonly total: number;
}

/** The shared words, as both sides see them. */
export class WorkerSignals {
  /** What the worker is given to see the same. */
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #look: Float64Array;

  constructor(memory = new SharedArrayBuffer(LOOK_BYTES + WORDS * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#look = new Float64Array(memory, 0, LOOKS);
    this.#words = new Int32Array(memory, LOOK_BYTES, WORDS);
  }

  /** Asks the worker to leave out what it has not begun. */
  stop(): void {
    Atomics.store(this.#words, STOP, 1);
  }

  get isStopped(): boolean {
    return Atomics.load(this.#words, STOP) !== 0;
  }

  /** The worker makes progress; with what it is at, when that is a long scenario. */
  beat(look?: WorkLook): void {
    Atomics.add(this.#words, BEAT, 1);
    this.#look[LOOK_INDEX] = look?.batchIndex ?? 0;
    this.#look[LOOK_DONE] = look?.done ?? 0;
    this.#look[LOOK_TOTAL] = look?.total ?? 0;
  }

  /** Changes whenever the worker makes progress. */
  get beats(): number {
    return Atomics.load(this.#words, BEAT);
  }

  /** The long scenario at work; null when there is none. */
  get look(): WorkLook | null {
    const [batchIndex = 0, done = 0, total = 0] = this.#look;
    return total === 0 ? null : { batchIndex, done, total };
  }

  /** A piece is handed over; blocks the worker while too many are held. */
  holdPiece(): void {
    for (let held = this.#held; held >= MOST_PIECES; held = this.#held)
      Atomics.wait(this.#words, HELD, held);
    Atomics.add(this.#words, HELD, 1);
  }

  /** A piece was taken. */
  takePiece(): void {
    Atomics.sub(this.#words, HELD, 1);
    Atomics.notify(this.#words, HELD);
  }

  /** Whether the worker has to wait until a piece is taken. */
  get isFull(): boolean {
    return this.#held >= MOST_PIECES;
  }

  get #held(): number {
    return Atomics.load(this.#words, HELD);
  }
}
