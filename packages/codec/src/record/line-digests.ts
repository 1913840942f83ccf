import { sha256Hex } from '../scan/digest.ts';
import { ByteRoom, writeUtf8 } from './byte-room.ts';
import { copyBytes, SLACK_BYTES, type ByteText } from './byte-text.ts';
import { HASH_LINES } from './hash-lines-code.ts';
import { startCode } from './start-code.ts';

/** Bytes of a digest in hexadecimal digits. */
const DIGITS = 64;
/** Lines that are hashed side by side. */
const LANES = 4;
/** Where in its one page of memory hash-lines.wat finds and leaves what. */
const PLACES = { lines: 4096, digits: 8192, input: 24_576, end: 65_536 };
const MOST_LINES = (PLACES.input - PLACES.digits) / DIGITS;
/** The code reads so many bytes behind a line. */
const READ_BEYOND = 128;
/** Most bytes of lines that are hashed in one call. */
const MOST_BYTES = PLACES.end - PLACES.input - READ_BEYOND;
const QUOTE = 0x22;

/** Hashes the lines whose places lie from `lines` to `end`; writes 64 digits each to `to`. */
type HashLines = (lines: number, end: number, to: number) => void;

/** The digests of lines that were hashed together. */
export class LineDigests {
  readonly #digits: ByteRoom;

  constructor(digits: ByteRoom) {
    this.#digits = digits;
  }

  /** Writes the digest of the line at `index` as JSON into a text of its own. */
  writeTo(text: ByteText, index: number): void {
    text.length = 0;
    text.reserve(DIGITS + 2);
    text.bytes[0] = QUOTE;
    const at = copyBytes(this.#digits, DIGITS * index, DIGITS * (index + 1), text, 1);
    text.bytes[at] = QUOTE;
    text.length = at + 1;
  }
}

/**
 * Hashes lines many at a time, four side by side: one by one that costs a tenth and more of what a
 * light line does. Where WebAssembly is not to be had, one by one.
 */
export class LineDigester {
  readonly #longest: number;
  readonly #memory: ArrayBuffer | null;
  readonly #hash: HashLines | null;

  /** @param longest bytes of a line whose digest may be asked for, at most 40,000 */
  constructor(longest: number) {
    if (longest > MOST_BYTES) throw new RangeError(`lines of ${longest} bytes are too long`);
    this.#longest = longest;
    const started = startCode(HASH_LINES, PLACES.end);
    this.#memory = started?.memory ?? null;
    // the code says so
    this.#hash = (started?.exports['hash'] ?? null) as HashLines | null;
  }

  /** @param lines those that are longer are left out: their digests mean nothing */
  hash(lines: readonly { readonly bytes: Uint8Array }[]): LineDigests {
    const digits = new ByteRoom(DIGITS * lines.length + SLACK_BYTES);
    if (this.#memory === null) this.#hashSingly(lines, digits);
    else
      for (let from = 0; from < lines.length;)
        from = this.#hashGroup(lines, from, this.#memory, digits);
    return new LineDigests(digits);
  }

  #hashSingly(lines: readonly { readonly bytes: Uint8Array }[], digits: ByteRoom): void {
    for (const [index, { bytes }] of lines.entries())
      if (bytes.length <= this.#longest) writeUtf8(digits.bytes, DIGITS * index, sha256Hex(bytes));
  }

  /**
   * Hashes lines that lie near each other in one memory, as those of a batch do.
   * @returns the index behind the last of them
   */
  #hashGroup(
    lines: readonly { readonly bytes: Uint8Array }[],
    from: number,
    memory: ArrayBuffer,
    digits: ByteRoom,
  ): number {
    const places = new Int32Array(memory, PLACES.lines, 2 * MOST_LINES);
    const first = (lines[from] as { bytes: Uint8Array }).bytes; // in range, here and below
    let end = first.byteOffset;
    let to = from;
    for (; to < lines.length && to - from < MOST_LINES; to += 1) {
      const { bytes } = lines[to] as { bytes: Uint8Array };
      const isLeftOut = bytes.length > this.#longest;
      const start = bytes.byteOffset - first.byteOffset;
      if (!isLeftOut) {
        if (bytes.buffer !== first.buffer || start < 0 || start + bytes.length > MOST_BYTES) break;
        end = Math.max(end, bytes.byteOffset + bytes.length);
      }
      const place = 2 * (to - from);
      places[place] = PLACES.input + (isLeftOut ? 0 : start);
      places[place + 1] = isLeftOut ? 0 : bytes.length;
    }
    const count = to - from;
    const lanes = LANES * Math.ceil(count / LANES);
    places.fill(0, 2 * count, 2 * lanes);
    const input = new Uint8Array(first.buffer, first.byteOffset, end - first.byteOffset);
    const held = new Uint8Array(memory);
    held.set(input, PLACES.input);
    this.#hash?.(PLACES.lines, PLACES.lines + 8 * lanes, PLACES.digits);
    digits.bytes.set(held.subarray(PLACES.digits, PLACES.digits + DIGITS * count), DIGITS * from);
    return to;
  }
}
