import { createArrayFramer, createFramer } from '@pulse-stream/codec';
import { firstVisible } from '../input/choose-framer.ts';
import {
  BadLine,
  createLineParser,
  type JsonObject,
  type NumberedObject,
} from '../ndjson/json-lines.ts';
import { refuseTable, type Cell, type Table } from './table.ts';

/** Longest line of a dataset; one row of a thousand numbers has some twenty thousand bytes. */
const ROW_BYTES = 1024 * 1024;
const OPENS_ARRAY = 0x5b;
/** Bytes framed at a time, so that rows are parsed in batches and not all at once. */
const STEP_BYTES = 64 * 1024;

/**
 * Reads NDJSON, or a JSON array of objects, as a table: columns are the keys in order of first
 * appearance, a key that a row leaves out is a missing cell.
 * @throws PulseError `dataset-invalid`, naming line, row and column
 */
export function readNdjsonTable(path: string, bytes: Uint8Array): Table {
  const columns = new Map<string, Cell[]>();
  const lines: number[] = [];
  readObjects(path, bytes, ({ line, value }) => {
    takeRow(columns, lines.length, value);
    lines.push(line);
  });
  if (lines.length === 0) refuseTable(path, null, 'the file is empty');
  return { path, columns: [...columns.keys()], cells: [...columns.values()], lines };
}

function takeRow(columns: Map<string, Cell[]>, row: number, value: JsonObject): void {
  for (const name of Object.keys(value))
    if (!columns.has(name))
      columns.set(
        name,
        Array.from({ length: row }, () => null),
      );
  for (const [name, cells] of columns)
    cells.push(Object.hasOwn(value, name) ? readCell(value[name]) : null);
}

/** What is no number is kept as its text, which a message shows. */
function readCell(cell: unknown): Cell {
  if (cell === null || typeof cell === 'number') return cell;
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

function readObjects(
  path: string,
  bytes: Uint8Array,
  take: (object: NumberedObject) => void,
): void {
  const isArray = bytes[firstVisible(bytes)] === OPENS_ARRAY;
  const options = { maxLineBytes: ROW_BYTES };
  const framer = isArray ? createArrayFramer(options) : createFramer(options);
  const parse = createLineParser(ROW_BYTES);
  const takeAll = (items: readonly (NumberedObject | BadLine)[]) => {
    for (const item of items) {
      if (item instanceof BadLine)
        refuseTable(path, item.line, `${item.message}${item.hint ? ` (${item.hint})` : ''}`);
      take(item);
    }
  };
  for (let from = 0; from < bytes.length; from += STEP_BYTES)
    takeAll(parse(framer.push(bytes.subarray(from, from + STEP_BYTES))));
  takeAll(parse(framer.end()));
}
