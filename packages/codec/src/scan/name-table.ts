// `as number` below: every index lies inside the tables, which are sized for the names

/** Finds names in bytes without making texts of them. */
export class NameTable {
  readonly #names: readonly Uint8Array[];
  /** By bucket, the first name; by name, the next one of its bucket; −1: none. */
  readonly #heads: Int16Array;
  readonly #next: Int16Array;
  readonly #mask: number;

  /** @param names ASCII, each once, at most 10,000 */
  constructor(names: readonly string[]) {
    const encoder = new TextEncoder();
    this.#names = names.map((name) => encoder.encode(name));
    const buckets = 2 ** Math.ceil(Math.log2(4 * names.length + 1));
    this.#mask = buckets - 1;
    this.#heads = new Int16Array(buckets).fill(-1);
    this.#next = new Int16Array(names.length).fill(-1);
    for (const [index, name] of this.#names.entries()) {
      const bucket = this.#bucketOf(name, 0, name.length);
      this.#next[index] = this.#heads[bucket] as number;
      this.#heads[bucket] = index;
    }
  }

  /** Index of the name that the bytes `from`..`to` spell; −1: none of them. */
  find(bytes: Uint8Array, from: number, to: number): number {
    if (to <= from) return -1;
    let index = this.#heads[this.#bucketOf(bytes, from, to)] as number;
    while (index >= 0) {
      if (isAt(this.#names[index] as Uint8Array, bytes, from, to)) return index; // in range
      index = this.#next[index] as number;
    }
    return -1;
  }

  /** Names differ mostly in length, first, middle and last letter. */
  #bucketOf(bytes: Uint8Array, from: number, to: number): number {
    const first = bytes[from] as number;
    const middle = bytes[(from + to) >> 1] as number;
    const last = bytes[to - 1] as number;
    return (
      (Math.imul(first, 5) ^ Math.imul(middle, 23) ^ Math.imul(last, 89) ^ (to - from)) & this.#mask
    );
  }
}

function isAt(name: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let at = 0; at < name.length; at += 1) if (name[at] !== bytes[from + at]) return false;
  return true;
}
