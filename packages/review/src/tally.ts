import type { Spread } from './review.ts';

/** Beyond these sizes a square is no longer in reach of a double, or too near to 0. */
const [SMALL, LARGE] = [2 ** -300, 2 ** 300];
const STEP = 2 ** 600;

/** What numbers of this size are multiplied by before they are squared: a power of two, mostly 1. */
function unitFor(value: number): number {
  const size = Math.abs(value);
  if (size === 0 || (size > SMALL && size < LARGE)) return 1;
  return size >= LARGE ? 1 / STEP : STEP;
}

/** A mean and a sum of squares that grow number by number (Welford's recurrence). */
export class Tally {
  n = 0;
  /** Of the first number that is not 0. */
  #unit = 1;
  /** In that unit, here and below. */
  #mean = 0;
  #squares = 0;
  #min = Infinity;
  #max = -Infinity;

  add(value: number): void {
    this.n += 1;
    if (this.#min >= 0 && this.#max <= 0) this.#unit = unitFor(value);
    const scaled = value * this.#unit;
    const before = scaled - this.#mean;
    this.#mean += before / this.n;
    this.#squares += before * (scaled - this.#mean);
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  /** null: there are none. */
  get mean(): number | null {
    return this.n === 0 ? null : this.#mean / this.#unit;
  }

  /** With n − 1; null below two. */
  get sd(): number | null {
    return this.n < 2 ? null : Math.sqrt(this.#squares / (this.n - 1)) / this.#unit;
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
  #units = [1, 1];
  #meanX = 0;
  #meanY = 0;
  #xx = 0;
  #yy = 0;
  #xy = 0;

  add(x: number, y: number): void {
    this.n += 1;
    if (this.n === 1) this.#units = [unitFor(x), unitFor(y)];
    const [unitX = 1, unitY = 1] = this.#units;
    const [inX, inY] = [x * unitX, y * unitY];
    const [dx, dy] = [inX - this.#meanX, inY - this.#meanY];
    this.#meanX += dx / this.n;
    this.#meanY += dy / this.n;
    this.#xx += dx * (inX - this.#meanX);
    this.#yy += dy * (inY - this.#meanY);
    this.#xy += dx * (inY - this.#meanY);
  }

  /** Pearson's correlation; null where one of the two does not vary, or there are fewer than three. */
  get r(): number | null {
    if (this.n < 3 || this.#xx === 0 || this.#yy === 0) return null;
    return Math.min(1, Math.max(-1, this.#xy / Math.sqrt(this.#xx) / Math.sqrt(this.#yy)));
  }
}
