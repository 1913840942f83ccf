import { createHash } from 'node:crypto';
import type { SizedSource } from './sized-source.ts';

/**
 * Passes bytes on and can say the SHA-256 of all bytes before a place. The hash follows what has been
 * answered, not what has been read: so no state of it is ever copied but for a seal.
 */
export class HashedSource implements SizedSource {
  readonly #source: SizedSource;
  readonly #most: number;
  readonly #hash = createHash('sha256');
  /** Bytes in the hash. */
  #hashed = 0;
  /** What was read after them. */
  #chunks: Uint8Array[] = [];
  #held = 0;
  #rest: Uint8Array | null = null;

  /** @param most bytes that are kept to seal places among them */
  constructor(source: SizedSource, most: number) {
    this.#source = source;
    this.#most = most;
  }

  get bytesRead(): number {
    return this.#source.bytesRead;
  }

  get size(): number | null {
    return this.#source.size;
  }

  async read(): Promise<Uint8Array | null> {
    const rest = this.#rest;
    this.#rest = null;
    if (rest !== null) return rest;
    const bytes = await this.#source.read();
    if (bytes === null) return null;
    this.#chunks.push(bytes);
    this.#held += bytes.length;
    // A line beyond all limits: places before it can no longer be sealed, those after it can.
    if (this.#held > this.#most) this.pass(this.#hashed + this.#held - this.#most);
    return bytes;
  }

  /** What `read` gave and its caller does not want yet. */
  putBack(bytes: Uint8Array): void {
    this.#rest = bytes;
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  /** Nothing before `offset` will be sealed any more. */
  pass(offset: number): void {
    let done = 0;
    for (const chunk of this.#chunks) {
      const wanted = offset - this.#hashed;
      if (wanted <= 0) break;
      const known = chunk.subarray(0, wanted);
      this.#hash.update(known);
      this.#hashed += known.length;
      this.#held -= known.length;
      if (known.length === chunk.length) done += 1;
      else this.#chunks[done] = chunk.subarray(known.length);
    }
    this.#chunks.splice(0, done);
  }

  sealAt(offset: number): string | null {
    this.pass(offset);
    return this.#hashed === offset ? this.#hash.copy().digest('hex') : null;
  }

  sealEnd(): string {
    this.pass(Infinity);
    return this.#hash.copy().digest('hex');
  }
}
