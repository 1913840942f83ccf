import { createArrayFramer, createFramer } from '@pulse-stream/codec';
import { firstVisible } from './choose-framer.ts';
import { BadLine, createLineParser, type NumberedObject } from './json-lines.ts';
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
  const objects = parseObjects(path, bytes);
  if (objects.length === 0) refuseTable(path, null, 'the file is empty');
  const columns = [...new Set(objects.flatMap(({ value }) => Object.keys(value)))];
  const rows = objects.map(({ line, value }, index) => ({
    row: index + 1,
    line,
    cells: columns.map((column): Cell => {
      const cell = Object.hasOwn(value, column) ? value[column] : null;
      // anything else is no number either: its text is what a message shows
      return cell === null || typeof cell === 'number' ? cell : asText(cell);
    }),
  }));
  return { path, columns, rows, readNumber };
}

const asText = (cell: unknown): string => (typeof cell === 'string' ? cell : JSON.stringify(cell));

/** Numbers are written as numbers here, so text is never one. */
function readNumber(cell: Cell): number | null | undefined {
  return typeof cell === 'string' ? undefined : cell;
}

function parseObjects(path: string, bytes: Uint8Array): NumberedObject[] {
  const isArray = bytes[firstVisible(bytes)] === OPENS_ARRAY;
  const options = { maxLineBytes: ROW_BYTES };
  const framer = isArray ? createArrayFramer(options) : createFramer(options);
  const parse = createLineParser(ROW_BYTES);
  const objects: NumberedObject[] = [];
  const take = (items: readonly (NumberedObject | BadLine)[]) => {
    for (const item of items) {
      if (item instanceof BadLine)
        refuseTable(path, item.line, `${item.message}${item.hint ? ` (${item.hint})` : ''}`);
      objects.push(item);
    }
  };
  for (let from = 0; from < bytes.length; from += STEP_BYTES)
    take(parse(framer.push(bytes.subarray(from, from + STEP_BYTES))));
  take(parse(framer.end()));
  return objects;
}
