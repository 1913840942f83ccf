import { CsvError, parse } from 'csv-parse/sync';
import { refuseTable, type Cell, type Table, type TableRow } from './table.ts';

/** Longest row: far more than a thousand columns need, and an open quote ends there. */
const ROW_CHARACTERS = 1024 * 1024;

/** How a missing value may be written. */
const MISSING: ReadonlySet<Cell> = new Set(['', 'NA', 'null', null]);
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
 * lines skipped, cells trimmed.
 * @throws PulseError `dataset-invalid`, naming line, row and what is wrong
 */
export function readCsvTable(path: string, text: string): Table {
  const records = parseRecords(path, text);
  const [header, ...body] = records;
  if (header === undefined) refuseTable(path, null, 'the file is empty');
  const columns = header.record;
  if (columns.length === 1 && /[;\t|]/.test(columns[0] ?? ''))
    refuseTable(path, header.line, 'the header is one column: cells are separated by commas here');
  const rows = body.map(({ record, line }, index): TableRow => {
    const row = index + 1;
    if (record.length !== columns.length)
      refuseTable(
        path,
        line,
        `row ${row} has ${record.length} cells, the header has ${columns.length}`,
      );
    return { row, line, cells: record };
  });
  return { path, columns, rows, readNumber };
}

function readNumber(cell: Cell): number | null | undefined {
  if (MISSING.has(cell)) return null;
  if (typeof cell !== 'string' || !NUMBER.test(cell)) return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
}

interface CsvRecord {
  readonly record: readonly string[];
  /** 1-based line on which it ends. */
  readonly line: number;
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

function parseRecords(path: string, text: string): CsvRecord[] {
  const bytes = Buffer.from(text);
  const lineAt = openLineCount(bytes);
  try {
    const parsed: unknown = parse(bytes, {
      bom: true,
      info: true,
      max_record_size: ROW_CHARACTERS,
      record_delimiter: ['\r\n', '\n'],
      // Ragged rows are refused above, with the row named.
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
    // With info the parser wraps each record, which its types leave out.
    const wrapped = parsed as { record: string[]; info: { bytes: number } }[];
    // a record ends behind its line feed
    return wrapped.map(({ record, info }) => ({ record, line: lineAt(info.bytes - 1) }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // what was read before the cell that is at fault
    const read = 'bytes' in error && typeof error.bytes === 'number' ? error.bytes : 0;
    return refuseTable(
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
