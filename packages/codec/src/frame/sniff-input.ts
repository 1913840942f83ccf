import { hasByteOrderMark, OPEN_ARRAY, OPEN_OBJECT, CLOSE_ARRAY } from '../scan/ascii.ts';

/** Why an input cannot be read as lines of UTF-8 text. */
export interface ForeignInput {
  /** What it looks like, e.g. "gzip". */
  readonly what: string;
  /** What to do, to be read after "looks like gzip: ". */
  readonly hint: string;
}

/** First bytes by which formats are known; longer ones first. */
const MAGIC: readonly (ForeignInput & { readonly bytes: readonly number[] })[] = [
  { bytes: [0xff, 0xfe, 0, 0], what: 'UTF-32', hint: 'convert it with iconv -f UTF-32 -t UTF-8' },
  { bytes: [0, 0, 0xfe, 0xff], what: 'UTF-32', hint: 'convert it with iconv -f UTF-32 -t UTF-8' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'zstd', hint: 'pipe it through zstdcat' },
  { bytes: [0xff, 0xfe], what: 'UTF-16', hint: 'convert it with iconv -f UTF-16 -t UTF-8' },
  { bytes: [0xfe, 0xff], what: 'UTF-16', hint: 'convert it with iconv -f UTF-16 -t UTF-8' },
  { bytes: [0x1f, 0x8b], what: 'gzip', hint: 'name it .gz or pipe it through zcat' },
];

/**
 * Recognises inputs that are no UTF-8 text by their first bytes: they are refused as a whole, the one
 * exception to the law of accounting (RELIABILITY.md §1).
 * @param head the first bytes of the input, at least 4 when it has so many
 * @returns what it looks like, or null for everything else
 */
export function sniffInput(head: Uint8Array): ForeignInput | null {
  const found = MAGIC.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  return found === undefined ? null : { what: found.what, hint: found.hint };
}

/**
 * Whether an input looks like a whole-file JSON array of scenarios: `[`, then `{` or `]`, with
 * nothing but white space around.
 * @param head the first bytes of the input, a byte order mark or not
 */
export function looksLikeArray(head: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(head.subarray(hasByteOrderMark(head, 0) ? 3 : 0));
  const [first, second] = text.replaceAll(/[ \t\r\n]/g, '');
  const isOpening = (character: string | undefined, ...bytes: number[]): boolean =>
    character !== undefined && bytes.includes(character.charCodeAt(0));
  return isOpening(first, OPEN_ARRAY) && isOpening(second, OPEN_OBJECT, CLOSE_ARRAY);
}
