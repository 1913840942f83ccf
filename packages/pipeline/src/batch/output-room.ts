/**
 * Output waiting for the sink may grow to this before the work on it pauses, bytes: two pieces. More
 * would leave the nearest caches before it is written; with 4 MiB a light line took a tenth longer.
 */
const ROOM_BYTES = 512 * 1024;
/** The same when tickets are worked on side by side, and most output waits for that of an earlier one. */
const WIDE_BYTES = 4 * 1024 * 1024;

/**
 * Counts output bytes that were made and not yet accepted, and makes their makers wait. The ticket
 * whose output is accepted next is let through when none of its own waits, so that output that
 * cannot be accepted before it never stops it.
 */
export class OutputRoom {
  #held = 0;
  #room = ROOM_BYTES;
  /** The ticket whose output is accepted next. */
  #head = 0;
  readonly #heldOf = new Map<number, number>();
  readonly #waiting = new Map<number, () => void>();

  /** From now on several tickets are worked on at a time. */
  widen(): void {
    this.#room = WIDE_BYTES;
    this.#wake();
  }

  /** Output of a ticket was made. */
  take(seq: number, bytes: number): void {
    this.#held += bytes;
    this.#heldOf.set(seq, (this.#heldOf.get(seq) ?? 0) + bytes);
  }

  /** Output of a ticket was accepted. */
  give(seq: number, bytes: number): void {
    this.#held -= bytes;
    this.#heldOf.set(seq, (this.#heldOf.get(seq) ?? 0) - bytes);
    this.#wake();
  }

  /** All of the next ticket was accepted. */
  advance(): void {
    this.#heldOf.delete(this.#head);
    this.#head += 1;
    this.#wake();
  }

  /** Resolves at once while there is room, else when enough was accepted. One caller per ticket at a time. */
  wait(seq: number): Promise<void> {
    if (this.#hasRoom(seq)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.set(seq, resolve);
    });
  }

  #hasRoom(seq: number): boolean {
    return this.#held <= this.#room || (seq === this.#head && (this.#heldOf.get(seq) ?? 0) === 0);
  }

  #wake(): void {
    for (const [seq, resolve] of this.#waiting) {
      if (!this.#hasRoom(seq)) continue;
      this.#waiting.delete(seq);
      resolve();
    }
  }
}
