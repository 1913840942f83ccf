/**
 * A map that keeps the `capacity` keys used last. What it holds must be recomputable: losing an
 * entry costs time, never a different result.
 */
export class BoundedMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #capacity: number;

  /** @param capacity most entries kept, ≥ 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
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
    if (this.#entries.size > this.#capacity) {
      const [oldest] = this.#entries.keys();
      // Not empty: an entry was just added.
      this.#entries.delete(oldest as K);
    }
    return made;
  }
}
