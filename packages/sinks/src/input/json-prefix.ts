const BYTE = {
  tab: 0x09,
  lf: 0x0a,
  cr: 0x0d,
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  bracketOpen: 0x5b,
  backslash: 0x5c,
  bracketClose: 0x5d,
  braceOpen: 0x7b,
  braceClose: 0x7d,
} as const;

/** How far the first JSON value of some bytes goes. */
export interface JsonPrefix {
  /** `open`: it goes on after these bytes; `closed`: it ends in them; `broken`: no JSON value starts so. */
  readonly state: 'open' | 'closed' | 'broken';
  /** Index after the last byte looked at. */
  readonly end: number;
}

/**
 * Follows brackets, strings and separators of the first array or object in `bytes`, without
 * parsing: enough to tell a value that spans lines from lines that are values.
 * @param bytes begin with `[` or `{`
 */
export function followJson(bytes: Uint8Array): JsonPrefix {
  const closers: number[] = [];
  // Whether a value stands just before: then only a separator or a closer may follow.
  let afterValue = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    switch (byte) {
      case BYTE.space:
      case BYTE.tab:
      case BYTE.cr:
      case BYTE.lf:
        break;
      case BYTE.bracketOpen:
      case BYTE.braceOpen:
        if (afterValue) return { state: 'broken', end: index + 1 };
        closers.push(byte === BYTE.braceOpen ? BYTE.braceClose : BYTE.bracketClose);
        break;
      case BYTE.bracketClose:
      case BYTE.braceClose:
        if (closers.pop() !== byte) return { state: 'broken', end: index + 1 };
        if (closers.length === 0) return { state: 'closed', end: index + 1 };
        afterValue = true;
        break;
      case BYTE.comma:
      case BYTE.colon:
        if (!afterValue) return { state: 'broken', end: index + 1 };
        afterValue = false;
        break;
      default: {
        if (afterValue) return { state: 'broken', end: index + 1 };
        const end = byte === BYTE.quote ? endOfString(bytes, index) : endOfWord(bytes, index);
        if (end === null) return { state: 'broken', end: index + 1 };
        index = end - 1;
        afterValue = true;
      }
    }
  }
  return { state: 'open', end: bytes.length };
}

/** Index after the closing quote (or the end of the bytes); null for a line break inside. */
function endOfString(bytes: Uint8Array, start: number): number | null {
  for (let index = start + 1; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === BYTE.quote) return index + 1;
    if (byte === BYTE.lf) return null;
    if (byte === BYTE.backslash) index++;
  }
  return bytes.length;
}

/** Index after a number or a word. */
function endOfWord(bytes: Uint8Array, start: number): number {
  let index = start;
  while (index < bytes.length && !ENDS_WORD.has(bytes[index] ?? 0)) index++;
  return index;
}
const ENDS_WORD: ReadonlySet<number> = new Set(Object.values(BYTE));
