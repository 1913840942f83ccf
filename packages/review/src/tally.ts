import type { Spread } from './review.ts';

/** A mean and a sum of squares that grow number by number (Welford's recurrence). */
export class Tally {
  n = 0;
  #mean = 0;
  #squares = 0;
  #min = Infinity;
  #max = -Infinity;

  add(value: number): void {
    this.n += 1;
    const before = value - this.#mean;
    this.#mean += before / this.n;
    this.#squares += before * (value - this.#mean);
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  /** null: there are none. */
  get mean(): number | null {
    return this.n === 0 ? null : this.#mean;
  }

  /** With n − 1; null below two. */
  get sd(): number | null {
    return this.n < 2 ? null : Math.sqrt(this.#squares / (this.n - 1));
  }

  get min(): number | null {
    return this.n === 0 ? null : this.#min;
  }

  get max(): number | null {
    return this.n === 0 ? null : this.#max;
  }

  spread(): Spread {
    const { n, mean, min, max } = this;
    return { n, mean, min, max };
  }
}

/** How two numbers go together over the records that have both. */
export class CoTally {
  n = 0;
  #meanX = 0;
  #meanY = 0;
  #xx = 0;
  #yy = 0;
  #xy = 0;

  add(x: number, y: number): void {
    this.n += 1;
    const [dx, dy] = [x - this.#meanX, y - this.#meanY];
    this.#meanX += dx / this.n;
    this.#meanY += dy / this.n;
    this.#xx += dx * (x - this.#meanX);
    this.#yy += dy * (y - this.#meanY);
    this.#xy += dx * (y - this.#meanY);
  }

  /** Pearson's correlation; null where one of the two does not vary, or there are fewer than three. */
  get r(): number | null {
    if (this.n < 3 || this.#xx === 0 || this.#yy === 0) return null;
    return Math.min(1, Math.max(-1, this.#xy / Math.sqrt(this.#xx) / Math.sqrt(this.#yy)));
  }
}
