// `as number` below: every index was compared with the length before it is read

/**
 * Length of the UTF-8 sequence that starts at `at` (Unicode 16, table 3-7: no overlong forms, no
 * surrogates, nothing above U+10FFFF).
 * @param at index of the first byte, inside `bytes`
 * @returns 1..4, or 0 when the bytes there are not UTF-8
 */
export function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (at + length > bytes.length) return 0;
  const second = bytes[at + 1] as number;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let index = at + 2; index < at + length; index++)
    if (((bytes[index] as number) & 0xc0) !== 0x80) return 0;
  return length;
}

/** Index of the first byte that is not UTF-8, or −1. */
export function findInvalidUtf8(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return -1;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes that are UTF-8; throws on others, never U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** What a failure record shows of a line: characters, not bytes. */
const RAW_CHARACTERS = 200;

/** Enough bytes for `RAW_CHARACTERS` characters: none takes more than 4. */
export const HEAD_BYTES = 4 * RAW_CHARACTERS;

/**
 * The first 200 characters (code points) of a line for people to recognise it by. Cut on a character
 * border. A byte that is not UTF-8 is shown as `\xHH`, which counts as four characters; nothing is
 * replaced by U+FFFD.
 * @param bytes a line, or its first `HEAD_BYTES` bytes
 */
export function rawText(bytes: Uint8Array): string {
  let text = '';
  let from = 0;
  let at = 0;
  let left = RAW_CHARACTERS;
  while (at < bytes.length && left > 0) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      left -= 1;
      continue;
    }
    const shown = `\\x${(bytes[at] as number).toString(16).padStart(2, '0').toUpperCase()}`;
    if (shown.length > left) break;
    text += decodeUtf8(bytes.subarray(from, at)) + shown;
    left -= shown.length;
    at += 1;
    from = at;
  }
  return text + decodeUtf8(bytes.subarray(from, at));
}
