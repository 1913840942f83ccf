/**
 * Bytes that lines share, eight as one number. No eight bytes of a line that was accepted are a NaN,
 * nor a zero: two such numbers are equal where their bytes are.
 */
export interface Piece {
  readonly length: number;
  readonly words: Float64Array;
  /** Fewer than eight. */
  readonly rest: Uint8Array;
}

/** @param bytes of a line that was accepted */
export function cutPiece(bytes: Uint8Array<ArrayBuffer>): Piece {
  const view = new DataView(bytes.buffer);
  const words = new Float64Array(Math.floor(bytes.length / 8));
  for (let word = 0; word < words.length; word += 1) words[word] = view.getFloat64(8 * word, true);
  return { length: bytes.length, words, rest: bytes.subarray(8 * words.length) };
}
