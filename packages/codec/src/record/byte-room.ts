/** Bytes that are written one after the other; grows as needed. */
export class ByteRoom {
  bytes: Uint8Array;
  /** The same memory, to be written in words. */
  view: DataView;
  length = 0;

  /** @param memory to be written to; a number: so many bytes to begin with, ≥ 1 */
  constructor(memory: number | ArrayBuffer) {
    const buffer = typeof memory === 'number' ? new ArrayBuffer(memory) : memory;
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
  }

  /** Makes room for `count` bytes after `length`; `bytes` and `view` may be others afterwards. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  /** Appends a text as UTF-8. */
  writeText(text: string): void {
    // no UTF-16 unit takes more than three bytes
    this.reserve(3 * text.length);
    this.length = writeUtf8(this.bytes, this.length, text);
  }

  writeByte(byte: number): void {
    this.reserve(1);
    this.bytes[this.length] = byte;
    this.length += 1;
  }

  /** A copy of what was written; the room is empty afterwards. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}

const encoder = new TextEncoder();

/** Texts of at most so many units are copied here unless they are not ASCII: a call costs more. */
const SHORT = 64;

/**
 * Writes a text as UTF-8.
 * @param at where it begins; three bytes per UTF-16 unit must be free
 * @returns the index after the last byte
 */
export function writeUtf8(bytes: Uint8Array, at: number, text: string): number {
  if (text.length <= SHORT) {
    let index = 0;
    for (; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit >= 0x80) break;
      bytes[at + index] = unit;
    }
    if (index === text.length) return at + index;
  }
  return at + encoder.encodeInto(text, bytes.subarray(at)).written;
}
