/** The first few of many by an order, in memory for a few; of equals the earlier one is first. */
export class TopList<T> {
  readonly #most: number;
  readonly #compare: (a: T, b: T) => number;
  #items: T[] = [];
  #worst: T | undefined;

  constructor(most: number, compare: (a: T, b: T) => number) {
    this.#most = most;
    this.#compare = compare;
  }

  /** Whether it would be among the first now. */
  takes(item: T): boolean {
    return this.#most > 0 && (this.#worst === undefined || this.#compare(item, this.#worst) < 0);
  }

  add(item: T): void {
    if (!this.takes(item)) return;
    this.#items.push(item);
    if (this.#items.length >= 2 * this.#most) this.#cut();
  }

  #cut(): void {
    // the sort is stable: of equals the earlier one stays in front
    this.#items = this.#items.toSorted(this.#compare).slice(0, this.#most);
    if (this.#items.length === this.#most) this.#worst = this.#items.at(-1);
  }

  get items(): readonly T[] {
    this.#cut();
    return this.#items;
  }
}
