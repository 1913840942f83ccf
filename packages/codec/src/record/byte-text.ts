import { ByteRoom } from './byte-room.ts';

/** Bytes that may be read beyond the end of a text, and written beyond the end of its copy. */
export const SLACK_BYTES = 8;

/** A text as bytes, to be written into records again and again. */
export class ByteText extends ByteRoom {
  /** Where the text begins in its bytes: behind 0 when it is one of several there, which only are read. */
  start = 0;

  /** A text that will not change. */
  static of(text: string): ByteText {
    const made = new ByteText(3 * text.length + SLACK_BYTES);
    made.writeText(text);
    return made;
  }

  /** As of a room; the slack is always there. */
  override reserve(count: number): void {
    super.reserve(count + SLACK_BYTES);
  }

  /** Appends bytes of UTF-8 that lie in another memory, eight at a time as `copyBytes` does. */
  writeBytes(source: DataView, from: number, to: number): void {
    this.reserve(to - from);
    const { view } = this;
    const shift = this.length - from;
    let at = from;
    for (; at + 8 <= to; at += 8) view.setFloat64(at + shift, source.getFloat64(at, true), true);
    for (; at < to; at += 1) view.setUint8(at + shift, source.getUint8(at));
    this.length = to + shift;
  }

  /** Appends another text. */
  append(text: ByteText): void {
    this.reserve(text.length);
    this.length = copyText(text, this, this.length);
  }
}

/** Copies a whole text as `copyBytes` does. */
export function copyText(
  text: ByteText,
  target: Pick<ByteRoom, 'bytes' | 'view'>,
  at: number,
): number {
  return copyBytes(text, text.start, text.start + text.length, target, at);
}

/** From so many bytes on, one call that copies them all is faster. */
const LONG = 256;

/**
 * Copies the bytes `from`..`to` of a text, eight at a time unless there are many: byte by byte takes
 * five times as long, a call of `set` twice as long for the stretches between two numbers. Up to
 * seven bytes more are read and written. No eight bytes of UTF-8 are a NaN, whose bits need not
 * survive.
 * @param at where they go in `target`
 * @returns the index after the last byte
 */
export function copyBytes(
  source: ByteRoom,
  from: number,
  to: number,
  target: Pick<ByteRoom, 'bytes' | 'view'>,
  at: number,
): number {
  const shift = at - from;
  if (to - from >= LONG) target.bytes.set(source.bytes.subarray(from, to), at);
  else {
    const { view } = source;
    const { view: copy } = target;
    for (let index = from; index < to; index += 8)
      copy.setFloat64(index + shift, view.getFloat64(index, true), true);
  }
  return to + shift;
}
