/**
 * Things by name, at most so many: what is said of each has a bound then, however many names a stream
 * has. Names that come when it is full are counted.
 */
export class Named<T> {
  readonly #items = new Map<string, T>();
  readonly #most: number;
  /** Times that a name had no room. */
  refused = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** What goes by a name, opened the first time; undefined: there is no room for it. */
  get(name: string, open: () => T): T | undefined {
    const known = this.#items.get(name);
    if (known !== undefined) return known;
    if (this.#items.size >= this.#most) {
      this.refused += 1;
      return undefined;
    }
    const item = open();
    this.#items.set(name, item);
    return item;
  }

  /** In the order in which they came. */
  get entries(): readonly (readonly [string, T])[] {
    return [...this.#items];
  }
}
