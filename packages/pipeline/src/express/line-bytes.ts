import { writeNumber, type ByteText, type LineKind } from '@pulse-stream/codec/internal';

// `as number` below: every index lies inside the arrays of the line

const HALF_TRACE = 2 ** 28;
const HEX = new TextEncoder().encode('0123456789abcdef');
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** Bytes of a number at most. */
const NUMBER_BYTES = 32;

/**
 * Writes the overrides of a line as records print them.
 * @param order places of the overrides in the line, in the order in which they are printed
 * @param bytes the line that `kind` has read
 */
export function writeOverrides(
  kind: LineKind,
  order: Int32Array,
  bytes: Uint8Array,
  out: ByteText,
): void {
  const { count, nameFrom, numberFrom, numberTo, isPrinted, values } = kind;
  out.length = 0;
  out.reserve(2 + bytes.length + count * NUMBER_BYTES);
  const { bytes: text, view } = out;
  let at = 0;
  text[at] = OPEN_OBJECT;
  for (let place = 0; place < count; place += 1) {
    const index = order[place] as number;
    if (place > 0) text[at] = COMMA;
    at += 1;
    const isSame = isPrinted[index] === 1;
    const nameEnd = kind.nameTo[index] as number;
    // the quotes around the name are in the line
    at = copyAscii(bytes, (nameFrom[index] as number) - 1, nameEnd + 1, text, at);
    text[at] = COLON;
    at += 1;
    at = isSame
      ? copyAscii(bytes, numberFrom[index] as number, numberTo[index] as number, text, at)
      : writeNumber(view, at, values[index] as number, null);
  }
  if (count === 0) at = 1;
  text[at] = CLOSE_OBJECT;
  out.length = at + 1;
}

/**
 * Sorts the overrides of a line by name.
 * @param order places of the overrides in the line
 * @param ranks by slot: its place among the sorted names
 * @returns whether that changed anything
 */
export function sortOverrides(
  order: Int32Array,
  { count, slots }: LineKind,
  ranks: Int32Array,
): boolean {
  let isChanged = false;
  for (let index = 1; index < count; index += 1) {
    const moved = order[index] as number;
    const rank = ranks[slots[moved] as number] as number;
    for (let at = index; at > 0; at -= 1) {
      const before = order[at - 1] as number;
      if ((ranks[slots[before] as number] as number) < rank) break;
      order[at] = before;
      order[at - 1] = moved;
      isChanged = true;
    }
  }
  return isChanged;
}

function copyAscii(
  from: Uint8Array,
  start: number,
  end: number,
  to: Uint8Array,
  at: number,
): number {
  for (let index = start; index < end; index += 1) to[at + index - start] = from[index] as number;
  return at + end - start;
}

/** Writes 14 hexadecimal digits in quotes, as `traceIdOf` gives them. */
export function writeTraceId(out: ByteText, hash: number): void {
  const { bytes } = out;
  bytes[0] = QUOTE;
  // in two halves of 7 digits: each is a small integer
  let high = Math.floor(hash / HALF_TRACE);
  let low = hash - high * HALF_TRACE;
  for (let at = 7; at > 0; at -= 1) {
    bytes[at] = HEX[high & 15] as number; // 16 digits, here and below
    bytes[at + 7] = HEX[low & 15] as number;
    high >>>= 4;
    low >>>= 4;
  }
  bytes[15] = QUOTE;
  out.length = 16;
}
