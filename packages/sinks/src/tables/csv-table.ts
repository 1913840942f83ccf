import { CsvError, parse } from 'csv-parse/sync';
import { refuseTable, type Cell, type Table } from './table.ts';

/** Longest row: far more than a thousand columns need, and an open quote ends there. */
const ROW_CHARACTERS = 1024 * 1024;

/** How a missing value may be written. */
const MISSING: ReadonlySet<string> = new Set(['', 'NA', 'null']);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

const FAULTS = new Map([
  ['CSV_QUOTE_NOT_CLOSED', 'a quote is opened and never closed'],
  ['CSV_INVALID_CLOSING_QUOTE', 'a closing quote is followed by something else than a comma'],
  ['CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE', 'something follows a closing quote'],
  ['INVALID_OPENING_QUOTE', 'a quote stands inside a cell that does not begin with one'],
  ['CSV_MAX_RECORD_SIZE', `a row is longer than ${ROW_CHARACTERS} characters (an open quote?)`],
]);

/**
 * Reads a CSV text: a header line, then rows; commas, quotes as in RFC 4180, LF or CRLF, blank
 * lines skipped, cells trimmed. Rows are taken one by one as they are read, so that no more than the
 * table is held.
 * @param bytes UTF-8, with or without a byte order mark
 * @param words a column whose cells are words, also those that look like numbers
 * @throws PulseError `dataset-invalid`, naming line, row and what is wrong
 */
export function readCsvTable(path: string, bytes: Uint8Array, words?: string): Table {
  let columns: readonly string[] | null = null;
  const cells: Cell[][] = [];
  const lines: number[] = [];
  readRecords(path, bytes, (record, line) => {
    if (columns === null) {
      columns = record;
      for (const _ of record) cells.push([]);
      if (record.length === 1 && /[;\t|]/.test(record[0] ?? ''))
        refuseTable(path, line, 'the header is one column: cells are separated by commas here');
      return;
    }
    lines.push(line);
    if (record.length !== columns.length)
      refuseTable(
        path,
        line,
        `row ${lines.length} has ${record.length} cells, the header has ${columns.length}`,
      );
    for (const [index, column] of cells.entries()) {
      const text = record[index] ?? '';
      column.push(columns[index] === words && text !== '' ? text : readText(text));
    }
  });
  return { path, columns: columns ?? refuseTable(path, null, 'the file is empty'), cells, lines };
}

function readText(text: string): Cell {
  if (MISSING.has(text)) return null;
  if (!NUMBER.test(text)) return text;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

const LINE_FEED = 0x0a;
const SPACE = 0x20;

/**
 * The parser's own count of lines takes CR LF inside a quoted cell for two, so they are counted here,
 * up to the bytes it has read.
 */
function openLineCount(bytes: Uint8Array): (end: number) => number {
  let [line, at] = [1, 0];
  return (end) => {
    for (; at < end; at += 1) if (bytes[at] === LINE_FEED) line += 1;
    return line;
  };
}

/** @param take is given each record and the 1-based line on which it ends */
function readRecords(
  path: string,
  bytes: Uint8Array,
  take: (record: readonly string[], line: number) => void,
): void {
  const lineAt = openLineCount(bytes);
  try {
    parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
      bom: true,
      max_record_size: ROW_CHARACTERS,
      on_record: (record: string[], { bytes: end }) => {
        take(record, lineAt(end - 1)); // a record ends behind its line feed
        return null; // the parser keeps nothing
      },
      record_delimiter: ['\r\n', '\n'],
      // Ragged rows are refused above, with the row named.
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // what was read before the cell that is at fault
    const read = 'bytes' in error && typeof error.bytes === 'number' ? error.bytes : 0;
    refuseTable(
      path,
      lineAt(skipSpace(bytes, read)),
      FAULTS.get(error.code) ?? 'this is not a table in CSV form',
    );
  }
}

/** Index at or after `from` of the first byte that is no blank or line break: where a cell begins. */
function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at] ?? Number.POSITIVE_INFINITY) <= SPACE) at += 1;
  return at;
}
