import { PulseError, type Failure } from '@pulse-stream/worldstate';
import { createFailure } from '@pulse-stream/worldstate/internal';
import { CR, SPACE, TAB } from '../scan/ascii.ts';
import { rawText } from '../scan/utf8.ts';

/** One physical line, or one element of a whole-file array. */
export interface FramedLine {
  /** 1-based number of the physical line, or of the element. */
  readonly line: number;
  /**
   * The line without LF and one trailing CR; empty when it is blank or too large. A view into the
   * chunk where the line lies wholly inside one (valid as long as the chunk is), else bytes of its own.
   */
  readonly bytes: Uint8Array;
  /** Length of the whole line, also when `bytes` is empty. */
  readonly byteLength: number;
  /** Longer than the limit; never true for a blank line. */
  readonly tooLarge: boolean;
  /** Only space, tab and CR: to be counted and skipped. */
  readonly blank: boolean;
  /** The first bytes (≤ 800, enough for 200 characters), for the failure record. */
  readonly head: Uint8Array;
  /** SHA-256 of the whole line when its bytes are not here (too large), else null. */
  readonly sha256: string | null;
  /** Why an array could not be read on from here, or a row of CSV is none; null for every other item. */
  readonly broken: BrokenFrame | null;
  /** Bytes of the input up to here, with the line end (or comma) that closed the item. */
  readonly end: number;
}

/** What can be wrong with a whole-file array apart from its elements. */
export type BrokenArray = 'not-an-array' | 'not-closed' | 'goes-on';
/** What can be wrong with a row of CSV. */
type BrokenRow = 'ragged-row' | 'stray-quote' | 'open-quote' | 'not-utf8';
/** What keeps an item from being read at all. */
export type BrokenFrame = BrokenArray | BrokenRow;

/** Splits bytes, however they are cut into chunks, into numbered lines. Memory stays bounded. */
export interface Framer {
  /**
   * Takes the next bytes.
   * @param chunk not kept after the call, but lines that were returned may be views into it
   * @returns the lines that ended in it, in order
   */
  push(chunk: Uint8Array): FramedLine[];
  /** Ends the input: returns the last line when it had no line end. */
  end(): FramedLine[];
}

export interface FramerOptions {
  /** Longest line in bytes, without its line end; at least 1. Default 1 MiB. */
  readonly maxLineBytes?: number | undefined;
  /**
   * Lines only: what came before the first chunk, when reading does not begin at the beginning.
   * Numbers and offsets count on from there, and no byte order mark is looked for.
   */
  readonly after?: { readonly line: number; readonly offset: number } | undefined;
}

/** 1 MiB (RELIABILITY.md §1). */
export const MAX_LINE_BYTES = 1024 * 1024;

/** @throws PulseError `option-invalid` */
export function resolveMaxLineBytes({ maxLineBytes = MAX_LINE_BYTES }: FramerOptions): number {
  if (Number.isInteger(maxLineBytes) && maxLineBytes >= 1) return maxLineBytes;
  throw new PulseError('option-invalid', `maxLineBytes is an integer from 1, not ${maxLineBytes}`);
}

export const NO_BYTES = new Uint8Array(0);

/** True when bytes hold only space, tab and CR. */
export function isBlank(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte !== SPACE && byte !== TAB && byte !== CR) return false;
  }
  return true;
}

interface Broken {
  readonly type: 'bad-json' | 'bad-csv';
  readonly message: string;
  readonly hint: string;
}

/** What broke an array or a row, in words. */
const BROKEN: Record<BrokenFrame, Broken> = {
  'ragged-row': {
    type: 'bad-csv',
    message: 'the row has another number of cells than the header',
    hint: 'an empty cell still has its comma; a cell with a comma stands in quotes',
  },
  'stray-quote': {
    type: 'bad-csv',
    message: 'a quote stands inside a cell',
    hint: 'a cell with quotes stands in quotes, each of its own written twice',
  },
  'open-quote': {
    type: 'bad-csv',
    message: 'a quote is opened and never closed',
    hint: 'close every quote',
  },
  'not-utf8': {
    type: 'bad-csv',
    message: 'the row is not UTF-8',
    hint: 'save the file as UTF-8',
  },
  'not-an-array': {
    type: 'bad-json',
    message: 'the file is not a JSON array',
    hint: 'it begins with [; a file of one scenario per line is named .ndjson or .jsonl',
  },
  'not-closed': {
    type: 'bad-json',
    message: 'the array ends inside an element or without its closing bracket',
    hint: 'close every bracket and every quote',
  },
  'goes-on': {
    type: 'bad-json',
    message: 'something follows the closing bracket of the array',
    hint: 'a bracket may be closed too early in the element before',
  },
};

/**
 * The failure of a line that cannot be decoded because it was not framed whole (`too-large`, or
 * `bad-json` for a broken array, `bad-csv` for a broken row), else null.
 * @param maxLineBytes the limit it was framed with
 */
export function failFrame(item: FramedLine, maxLineBytes: number = MAX_LINE_BYTES): Failure | null {
  const raw = rawText(item.head);
  if (item.broken !== null) {
    const { type, message, hint } = BROKEN[item.broken];
    return createFailure(type, 'frame', message, { hint, raw });
  }
  if (!item.tooLarge) return null;
  const message = `the line has ${item.byteLength} bytes, more than the limit of ${maxLineBytes}`;
  return createFailure('too-large', 'frame', message, {
    hint: 'long histories go into a dataset; --max-line-bytes raises the limit',
    raw,
  });
}
