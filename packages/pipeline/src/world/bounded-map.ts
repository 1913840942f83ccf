/**
 * A map that keeps the `capacity` keys used last. What it holds must be recomputable: losing an
 * entry costs time, never a different result.
 */
export class BoundedMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #capacity: number;
  readonly #dropped: (value: V) => void;

  /**
   * @param capacity most entries kept, ≥ 1
   * @param dropped hears of every entry that is lost
   */
  constructor(capacity: number, dropped: (value: V) => void = () => undefined) {
    this.#capacity = capacity;
    this.#dropped = dropped;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value of `key`, computed by `make` unless it is still here. A throwing `make` leaves nothing. */
  getOrMake(key: K, make: () => V): V {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const made = make();
    this.#entries.set(key, made);
    if (this.#entries.size > this.#capacity) this.dropOldest();
    return made;
  }

  /** Loses the entry that was not used for longest; nothing where there is none. */
  dropOldest(): void {
    for (const [key, value] of this.#entries) {
      this.#entries.delete(key);
      return this.#dropped(value);
    }
  }
}
