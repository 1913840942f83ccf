import { openSha256, sha256Hex, type Sha256Stream } from '../scan/digest.ts';
import { CR } from '../scan/ascii.ts';
import { HEAD_BYTES } from '../scan/utf8.ts';
import { isBlank, NO_BYTES, type BrokenFrame, type FramedLine } from './framed-line.ts';

/** First size of the buffer of a line that spans chunks. */
const FIRST_CAPACITY = 1024;

/** How the end of a line is to be read. */
export interface LineEnd {
  /** A trailing CR belongs to the line end. */
  readonly dropCr: boolean;
  /** White space alone is a blank line. */
  readonly mayBeBlank: boolean;
}

/**
 * Collects one line that comes in pieces: keeps its bytes up to the limit (the buffer doubles, so
 * that a long line costs linear time), beyond that only its hash, its head and its length.
 */
export class LineCarry {
  private readonly limit: number;
  private readonly rules: LineEnd;
  private buffer: Uint8Array = NO_BYTES;
  private kept = 0;
  private total = 0;
  private hash: Sha256Stream | null = null;
  /** A CR at the end of a line too long to be kept: hashed once something follows it. */
  private heldCr = false;
  private blank = true;
  private head: Uint8Array = NO_BYTES;
  private headLength = 0;

  constructor(limit: number, rules: LineEnd) {
    this.limit = limit;
    this.rules = rules;
  }

  /** Bytes taken since the last line. */
  get length(): number {
    return this.total;
  }

  add(part: Uint8Array): void {
    if (part.length === 0) return;
    this.total += part.length;
    if (this.blank) this.blank = isBlank(part);
    if (this.hash !== null) return this.addHashed(this.hash, part);
    // one byte more than the limit is kept, for the CR of the line end
    if (this.total > this.limit + 1) return this.overflow(part);
    this.reserve(this.total);
    this.buffer.set(part, this.kept);
    this.kept = this.total;
  }

  /** Ends the line and makes ready for the next one. */
  finish(line: number, end: number, broken: BrokenFrame | null = null): FramedLine {
    const item =
      this.hash === null
        ? frameLine(line, this.buffer.slice(0, this.kept), this.limit, this.rules, end, broken)
        : this.finishHashed(this.hash, line, end, broken);
    this.kept = 0;
    this.total = 0;
    this.hash = null;
    this.heldCr = false;
    this.blank = true;
    return item;
  }

  private finishHashed(
    hash: Sha256Stream,
    line: number,
    end: number,
    broken: BrokenFrame | null,
  ): FramedLine {
    const blank = this.blank && this.rules.mayBeBlank;
    const byteLength = this.heldCr ? this.total - 1 : this.total;
    return {
      line,
      bytes: NO_BYTES,
      byteLength,
      tooLarge: !blank,
      blank,
      head: this.head.slice(0, Math.min(byteLength, HEAD_BYTES)),
      sha256: hash.finish(),
      broken,
      end,
    };
  }

  private overflow(part: Uint8Array): void {
    const hash = openSha256();
    this.hash = hash;
    this.head = new Uint8Array(HEAD_BYTES);
    this.headLength = 0;
    this.addHashed(hash, this.buffer.subarray(0, this.kept));
    this.buffer = NO_BYTES;
    this.kept = 0;
    this.addHashed(hash, part);
  }

  private addHashed(hash: Sha256Stream, part: Uint8Array): void {
    if (part.length === 0) return;
    if (this.headLength < HEAD_BYTES) {
      const shown = part.subarray(0, HEAD_BYTES - this.headLength);
      this.head.set(shown, this.headLength);
      this.headLength += shown.length;
    }
    if (this.heldCr) hash.update(Uint8Array.of(CR));
    this.heldCr = this.rules.dropCr && part[part.length - 1] === CR;
    hash.update(this.heldCr ? part.subarray(0, -1) : part);
  }

  private reserve(size: number): void {
    if (size <= this.buffer.length) return;
    const larger = new Uint8Array(
      Math.max(size, Math.min(2 * this.buffer.length, this.limit + 1), FIRST_CAPACITY),
    );
    larger.set(this.buffer.subarray(0, this.kept));
    this.buffer = larger;
  }
}

/** Makes the item of a line that is here in one piece, without copying it. */
export function frameLine(
  line: number,
  raw: Uint8Array,
  limit: number,
  rules: LineEnd,
  end: number,
  broken: BrokenFrame | null = null,
): FramedLine {
  const endsInCr = rules.dropCr && raw.length > 0 && raw[raw.length - 1] === CR;
  const bytes = endsInCr ? raw.subarray(0, -1) : raw;
  const byteLength = bytes.length;
  const blank = rules.mayBeBlank && isBlank(bytes);
  const tooLarge = byteLength > limit && !blank;
  const head = byteLength <= HEAD_BYTES ? bytes : bytes.subarray(0, HEAD_BYTES);
  return {
    line,
    bytes: tooLarge || blank ? NO_BYTES : bytes,
    byteLength,
    tooLarge,
    blank,
    head: tooLarge ? head.slice() : head,
    sha256: tooLarge ? sha256Hex(bytes) : null,
    broken,
    end,
  };
}
