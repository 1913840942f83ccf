import { CR, LF, SPACE, TAB } from './ascii.ts';

/** Skips space, tab, LF and CR before LF; a bare CR is not white space here. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] as number; // at < length
    if (byte > SPACE) break;
    if (byte === SPACE || byte === TAB || byte === LF) continue;
    if (byte !== CR || bytes[at + 1] !== LF) break;
  }
  return at;
}
