/** Output waiting for the sink may grow to this before the work on it pauses, bytes. */
const ROOM_BYTES = 4 * 1024 * 1024;

/** Counts output bytes that were made and not yet accepted, and makes their maker wait. */
export class OutputRoom {
  #held = 0;
  #waiting: (() => void) | null = null;

  /** Output was made. */
  take(bytes: number): void {
    this.#held += bytes;
  }

  /** Output was accepted. */
  give(bytes: number): void {
    this.#held -= bytes;
    if (this.#held > ROOM_BYTES) return;
    this.#waiting?.();
    this.#waiting = null;
  }

  /** Resolves at once while there is room, else when enough was accepted. One caller at a time. */
  wait(): Promise<void> {
    if (this.#held <= ROOM_BYTES) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}
