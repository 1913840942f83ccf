import { sha256Hex } from '../scan/digest.ts';
import { writeUtf8 } from './byte-room.ts';
import { ByteText, SLACK_BYTES } from './byte-text.ts';
import { HASH_LINES } from './hash-lines-code.ts';
import { startCode } from './start-code.ts';

/** Bytes of a digest as JSON: 64 hexadecimal digits in quotes. */
const DIGEST_BYTES = 66;
/** Lines that are hashed side by side. */
const LANES = 4;
/** Where in its one page of memory hash-lines.wat finds and leaves what. */
const PLACES = { lines: 4096, digests: 8192, input: 24_576, end: 65_536 };
const MOST_LINES = LANES * Math.floor((PLACES.input - PLACES.digests) / DIGEST_BYTES / LANES);
/** The code reads so many bytes behind a line. */
const READ_BEYOND = 128;
/** Most bytes of lines that are hashed in one call. */
const MOST_BYTES = PLACES.end - PLACES.input - READ_BEYOND;
const QUOTE = 0x22;

/** The code of hash-lines.wat with a memory of its own. */
interface Hasher {
  readonly memory: ArrayBuffer;
  /** Hashes the lines whose places lie from `lines` to `end`; writes 64 digits each from `to` on. */
  readonly hash: (lines: number, end: number, to: number) => void;
}

/** @returns null: as `startCode` */
function startHasher(): Hasher | null {
  const started = startCode(HASH_LINES, PLACES.end);
  if (started === null) return null;
  const digests = new Uint8Array(started.memory, PLACES.digests, DIGEST_BYTES * MOST_LINES);
  for (let at = 0; at < digests.length; at += DIGEST_BYTES) {
    digests[at] = QUOTE;
    digests[at + DIGEST_BYTES - 1] = QUOTE;
  }
  // the code says so
  return { memory: started.memory, hash: started.exports['hash'] as Hasher['hash'] };
}

/** The digests of lines, which are hashed together when the first is asked for. */
export class LineDigests {
  readonly #hash: () => ArrayBuffer;
  #text: ByteText | null = null;

  /** @param hash makes the digests, one after the other, and the slack of a text */
  constructor(hash: () => ArrayBuffer) {
    this.#hash = hash;
  }

  /** The digest of the line at `index` as JSON, until the next one is asked for. */
  at(index: number): ByteText {
    const text = (this.#text ??= new ByteText(this.#hash()));
    text.start = DIGEST_BYTES * index;
    text.length = DIGEST_BYTES;
    return text;
  }
}

/**
 * Hashes lines many at a time, four side by side: one by one that costs a tenth and more of what a
 * light line does. Where WebAssembly is not to be had, or not its vectors, one by one.
 */
export class LineDigester {
  readonly #longest: number;
  /** Undefined until a digest is asked for: starting is a fiftieth of a run of one line. */
  #hasher: Hasher | null | undefined;

  /** @param longest bytes of a line whose digest may be asked for, at most 40,000 */
  constructor(longest: number) {
    if (longest > MOST_BYTES) throw new RangeError(`lines of ${longest} bytes are too long`);
    this.#longest = longest;
  }

  /**
   * @param lines their bytes must stay as they are until a digest is asked for; those that are longer
   *   are left out: their digests mean nothing
   */
  hash(lines: readonly { readonly bytes: Uint8Array }[]): LineDigests {
    return new LineDigests(() => {
      const digests = new Uint8Array(DIGEST_BYTES * lines.length + SLACK_BYTES);
      if (this.#hasher === undefined) this.#hasher = startHasher();
      if (this.#hasher === null) this.#hashSingly(lines, digests);
      else
        for (let from = 0; from < lines.length;)
          from = this.#hashGroup(lines, from, this.#hasher, digests);
      return digests.buffer;
    });
  }

  #hashSingly(lines: readonly { readonly bytes: Uint8Array }[], digests: Uint8Array): void {
    for (const [index, { bytes }] of lines.entries())
      if (bytes.length <= this.#longest)
        writeUtf8(digests, DIGEST_BYTES * index, JSON.stringify(sha256Hex(bytes)));
  }

  /**
   * Hashes lines that lie near each other in one memory, as those of a batch do.
   * @returns the index behind the last of them
   */
  #hashGroup(
    lines: readonly { readonly bytes: Uint8Array }[],
    from: number,
    { memory, hash }: Hasher,
    digests: Uint8Array,
  ): number {
    const places = new Int32Array(memory, PLACES.lines, 2 * MOST_LINES);
    const first = (lines[from] as { bytes: Uint8Array }).bytes; // in range, here and below
    const { buffer, byteOffset } = first;
    let end = byteOffset;
    let to = from;
    for (; to < lines.length && to - from < MOST_LINES; to += 1) {
      const { bytes } = lines[to] as { bytes: Uint8Array };
      const isLeftOut = bytes.length > this.#longest;
      const start = bytes.byteOffset - byteOffset;
      if (!isLeftOut) {
        if (bytes.buffer !== buffer || start < 0 || start + bytes.length > MOST_BYTES) break;
        end = Math.max(end, bytes.byteOffset + bytes.length);
      }
      const place = 2 * (to - from);
      places[place] = PLACES.input + (isLeftOut ? 0 : start);
      places[place + 1] = isLeftOut ? 0 : bytes.length;
    }
    const count = to - from;
    const lanes = LANES * Math.ceil(count / LANES);
    places.fill(0, 2 * count, 2 * lanes);
    const input = new Uint8Array(buffer, byteOffset, end - byteOffset);
    const held = new Uint8Array(memory);
    held.set(input, PLACES.input);
    hash(PLACES.lines, PLACES.lines + 8 * lanes, PLACES.digests + 1);
    const written = held.subarray(PLACES.digests, PLACES.digests + DIGEST_BYTES * count);
    digests.set(written, DIGEST_BYTES * from);
    return to;
  }
}
