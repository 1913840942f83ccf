/** Slots of an empty set; doubled whenever three quarters are taken. */
const FEWEST = 1024;
const FULL = 0.75;

/**
 * Which of many 64-bit digests have been seen, in 11 to 21 bytes each: an open table of two halves.
 * Two lines of a million have the same digest once in some forty million such files.
 */
export class DigestSet {
  #size = 0;
  #high = new Uint32Array(FEWEST);
  #low = new Uint32Array(FEWEST);

  /** @returns true when it was not there before */
  add(high: number, low: number): boolean {
    if (this.#size >= FULL * this.#high.length) this.#grow();
    return this.#put(high, low);
  }

  #put(high: number, low: number): boolean {
    // both halves 0 stand for an empty slot
    const filled = high === 0 && low === 0 ? 1 : low;
    const last = this.#high.length - 1;
    let at = filled & last;
    for (; this.#high[at] !== 0 || this.#low[at] !== 0; at = (at + 1) & last)
      if (this.#high[at] === high && this.#low[at] === filled) return false;
    this.#high[at] = high;
    this.#low[at] = filled;
    this.#size += 1;
    return true;
  }

  #grow(): void {
    const [highs, lows] = [this.#high, this.#low];
    this.#high = new Uint32Array(2 * highs.length);
    this.#low = new Uint32Array(2 * lows.length);
    this.#size = 0;
    for (const [at, high] of highs.entries()) {
      const low = lows[at] ?? 0;
      if (high !== 0 || low !== 0) this.#put(high, low);
    }
  }
}
