import { splitResult } from '@pulse-stream/jetstream/internal';
import { brotliCompressSync, constants } from 'node:zlib';

const encoder = new TextEncoder();
const QUICK = { [constants.BROTLI_PARAM_QUALITY]: 1 };
const pack = (bytes: Uint8Array): Uint8Array => brotliCompressSync(bytes, { params: QUICK });

/** A head and what follows it, as results have them. */
function joinResult(head: object, ...packed: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat([encoder.encode(`${JSON.stringify(head)}\n`), ...packed]));
}

type Piece = readonly [count: number, size: number, length: number];
const headOf = (pieces: readonly Piece[], more: object = {}): object => ({
  pieces,
  others: [],
  warnings: [],
  ...more,
});

/** Results of so many lines that are none, by what is wrong with them. @param mostBytes of a piece */
export function badResults(lines: number, mostBytes: number): Map<string, Uint8Array> {
  const text = encoder.encode('{}\n'.repeat(lines));
  const fits = pack(text);
  const size = text.length;
  const right: Piece = [lines, size, fits.length];
  const one = (piece: Piece, packed = fits, more = {}): Uint8Array =>
    joinResult(headOf([piece], more), packed);
  const zeros = pack(new Uint8Array(1 << 20));
  const long = new Uint8Array(mostBytes + 1).fill(0x20);
  long.set(text, long.length - size);
  const packedLong = pack(long);
  const unended = pack(text.subarray(0, -1));
  const joined = pack(text.map((byte, at) => (at === 2 ? 0x20 : byte)));
  const warning = { type: 'odd', message: 'is odd' };
  return new Map([
    ['no head', encoder.encode('no result')],
    ['another head', joinResult({ pieces: 1 })],
    ['no pieces', joinResult(headOf([]))],
    ['a size too large', one([lines, size + 1, fits.length])],
    ['a size too small', one([lines, size - 1, fits.length])],
    ['a size beyond memory', one([lines, Number.MAX_SAFE_INTEGER, fits.length])],
    ['no size', one([lines, 0, fits.length])],
    ['an end that is missing', one([lines, size, fits.length - 1], fits.subarray(0, -1))],
    ['bytes that are not packed', one([lines, size, size], text)],
    ['bytes behind the end', one(right, new Uint8Array([...fits, 1]))],
    ['a line too few', one([lines - 1, size, fits.length])],
    ['a line too many', one([lines + 1, size, fits.length])],
    ['fewer records than lines', one([lines, size, joined.length], joined)],
    ['a record that does not end', one([lines, size - 1, unended.length], unended)],
    ['more than was said', one([lines, size, zeros.length], zeros)],
    ['more than a piece has', one([lines, long.length, packedLong.length], packedLong)],
    ['an outcome of no line', one(right, fits, { others: [[lines, 'gated']] })],
    ['a warning of no line', one(right, fits, { warnings: [{ index: lines, warning }] })],
  ]);
}

/** The result that these differ from. */
export function rightResult(lines: number): Uint8Array {
  const text = encoder.encode('{}\n'.repeat(lines));
  const packed = pack(text);
  return joinResult(headOf([[lines, text.length, packed.length]]), packed);
}

/** A result with a seal that is right, whatever it says. @param body SHA-256 of the lines it answers */
export const seal = (body: string, bytes: Uint8Array): Uint8Array[] =>
  splitResult(body, { bytes, says: 1, count: 0 });
