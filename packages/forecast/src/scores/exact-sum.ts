/**
 * A sum of doubles that is rounded once, at the end: the same bits whatever the order of what was
 * added. Keeps a few doubles that do not overlap and together are the sum.
 * @see Shewchuk 1997, Adaptive Precision Floating-Point Arithmetic
 */
export class ExactSum {
  /** Ascending by size, none of them overlapping another. */
  #parts: number[] = [];

  /** @param value finite */
  add(value: number): void {
    const parts: number[] = [];
    let x = value;
    for (const part of this.#parts) {
      const [large, small] = Math.abs(x) < Math.abs(part) ? [part, x] : [x, part];
      const sum = large + small;
      const rest = small - (sum - large);
      if (rest !== 0) parts.push(rest);
      x = sum;
    }
    parts.push(x);
    this.#parts = parts;
  }

  /** The sum, correctly rounded; not finite when it, or a sum on the way, is beyond a double. */
  get value(): number {
    const parts = this.#parts;
    let at = parts.length - 1;
    let sum = parts[at] ?? 0;
    let rest = 0;
    while (at > 0 && rest === 0) {
      at -= 1;
      const part = parts[at] ?? 0;
      const before = sum;
      sum = before + part;
      rest = part - (sum - before);
    }
    // half way between two doubles, what is left below decides
    const below = parts[at - 1] ?? 0;
    if ((rest < 0 && below < 0) || (rest > 0 && below > 0)) {
      const twice = rest * 2;
      const next = sum + twice;
      if (twice === next - sum) return next;
    }
    return sum;
  }
}
