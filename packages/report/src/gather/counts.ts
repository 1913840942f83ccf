/** How often each of a few texts was met; of many, the rest under one name. */
export class Counts {
  readonly #counts = new Map<string, number>();
  #others = 0;
  readonly #most: number;

  /** @param most different texts that are kept */
  constructor(most = 100) {
    this.#most = most;
  }

  add(text: string): void {
    const count = this.#counts.get(text);
    if (count === undefined && this.#counts.size === this.#most) this.#others += 1;
    else this.#counts.set(text, (count ?? 0) + 1);
  }

  of(text: string): number {
    return this.#counts.get(text) ?? 0;
  }

  get others(): number {
    return this.#others;
  }

  /** Most frequent first. */
  entries(): readonly (readonly [text: string, count: number])[] {
    return [...this.#counts].toSorted(([, a], [, b]) => b - a);
  }
}
