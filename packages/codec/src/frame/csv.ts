import { PulseError } from '@pulse-stream/worldstate';
import { readConfigPath, type ConfigPath } from '@pulse-stream/worldstate/internal';
import { COMMA, LF, QUOTE, SPACE, TAB } from '../scan/ascii.ts';
import { cellToJson, rowToJson, splitCells } from './csv-row.ts';
import {
  resolveMaxLineBytes,
  type BrokenFrame,
  type FramedLine,
  type Framer,
  type FramerOptions,
} from './framed-line.ts';
import { LineCarry } from './line-carry.ts';

const RULES = { dropCr: true, mayBeBlank: true } as const;
/** Places in an array that a column may name: what is between is written as null. */
const MOST_PLACES = 1000;

/** Where in a row the framer is; a quote opens a cell only at its start. */
type Place = 'start' | 'cell' | 'quoted' | 'quote';

/** Cuts rows: a line feed in quotes belongs to its cell. `line` is the first line of a row. */
function createRowFramer(limit: number): Framer {
  const carry = new LineCarry(limit, RULES);
  let place: Place = 'start';
  let [first, line, taken] = [1, 1, 0];

  const follow = (byte: number): Place => {
    if (place === 'quoted') return byte === QUOTE ? 'quote' : 'quoted';
    if (place === 'quote' && byte === QUOTE) return 'quoted';
    if (byte === COMMA) return 'start';
    if (place === 'start' && byte === QUOTE) return 'quoted';
    return place === 'start' && (byte === SPACE || byte === TAB) ? 'start' : 'cell';
  };
  const finish = (broken: BrokenFrame | null): FramedLine => {
    const item = carry.finish(first, taken, broken);
    first = line;
    place = 'start';
    return item;
  };
  return {
    push(chunk) {
      const rows: FramedLine[] = [];
      const before = taken;
      let from = 0;
      for (const [at, byte] of chunk.entries()) {
        if (byte !== LF) {
          place = follow(byte);
          continue;
        }
        line += 1;
        if (place === 'quoted') continue;
        carry.add(chunk.subarray(from, at));
        taken = before + at + 1;
        rows.push(finish(null));
        from = at + 1;
      }
      carry.add(chunk.subarray(from));
      taken = before + chunk.length;
      return rows;
    },
    end() {
      if (carry.length === 0) return [];
      return [finish(place === 'quoted' ? 'open-quote' : null)];
    },
  };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function refuse(path: string, line: number, message: string): never {
  throw new PulseError('option-invalid', `${path}:${line}: ${message}`);
}

/** The places that the columns of a header name. */
function readHeader(path: string, { line, bytes }: FramedLine): readonly ConfigPath[] {
  const cells = splitCells(decode(bytes) ?? '"');
  if (cells === null) return refuse(path, line, 'the header is no row of CSV');
  if (cells.length === 1 && /[;\t|]/.test(cells[0] ?? ''))
    refuse(path, line, 'the header is one column: cells are separated by commas here');
  const places = cells.map((cell, at): ConfigPath => {
    const found = readConfigPath(cell);
    if (typeof found === 'string') return refuse(path, line, `column ${at + 1}: ${found}`);
    if (found.some((key) => typeof key === 'number' && key >= MOST_PLACES))
      refuse(path, line, `column ${at + 1}: at most ${MOST_PLACES} places are counted`);
    return found;
  });
  const texts = places.map((place) => JSON.stringify(place).slice(0, -1));
  for (const [at, text] of texts.entries()) {
    const other = texts.findIndex(
      (known, index) => index !== at && (known === text || text.startsWith(`${known},`)),
    );
    if (other >= 0)
      refuse(
        path,
        line,
        `columns ${other + 1} and ${at + 1} are about one place: ${cells[at] ?? ''}`,
      );
  }
  return places;
}

/**
 * Reads CSV as scenarios, one a row: the header names places (`params.beta`, `hope`), an empty cell
 * leaves its place out. What comes out are lines of JSON; a row that is none has `broken` set. The
 * header is no line, and `line` is the first physical line of a row.
 * @param path to be named
 * @param head the first bytes, with the header
 * @throws PulseError `option-invalid` for a header that names no places, or options
 */
export function createCsvFramer(
  path: string,
  head: Uint8Array,
  options: FramerOptions = {},
): Framer {
  const limit = resolveMaxLineBytes(options);
  const reader = createRowFramer(limit);
  const header = [...reader.push(head), ...reader.end()].find(({ blank }) => !blank);
  const places = header === undefined ? [] : readHeader(path, header);
  const encoder = new TextEncoder();
  const rows = createRowFramer(limit);

  const convert = (row: FramedLine): FramedLine[] => {
    if (row.line === header?.line) return [];
    if (row.blank || row.tooLarge || row.broken !== null) return [row];
    const text = decode(row.bytes);
    if (text === null) return [{ ...row, broken: 'not-utf8' }];
    const cells = splitCells(text);
    if (cells === null) return [{ ...row, broken: 'stray-quote' }];
    if (cells.length !== places.length) return [{ ...row, broken: 'ragged-row' }];
    const texts = places.map((place, at) => {
      const cell = cells[at] ?? '';
      return cell === '' ? null : cellToJson(place, cell);
    });
    return [{ ...row, bytes: encoder.encode(rowToJson(places, texts)) }];
  };
  return {
    push: (chunk) => rows.push(chunk).flatMap(convert),
    end: () => rows.end().flatMap(convert),
  };
}
