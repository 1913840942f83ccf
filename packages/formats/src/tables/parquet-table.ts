import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { PulseError } from '@pulse-stream/worldstate';
import { readTimeLabels } from '@pulse-stream/worldstate/internal';
import { finite, type Cell, type Column, type ColumnType, type TableWriter } from './table.ts';

/** Rows that are compressed together: more of them would be held in memory at once. */
export const GROUP_ROWS = 10_000;

type Encode = (text: string) => Uint8Array;
type Describe = (name: string) => SchemaElement[];
const optional = { repetition_type: 'OPTIONAL' } as const;

/** The schema is said, never guessed from the first rows: it is the same whatever the data. */
const ELEMENTS: Readonly<Record<ColumnType, Describe>> = {
  text: (name) => [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', ...optional }],
  date: (name) => [{ name, type: 'INT32', converted_type: 'DATE', ...optional }],
  integer: (name) => [{ name, type: 'INT64', ...optional }],
  number: (name) => [{ name, type: 'DOUBLE', ...optional }],
  numbers: (name) => [
    { name, converted_type: 'LIST', num_children: 1, ...optional },
    { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
    { name: 'element', type: 'DOUBLE', repetition_type: 'REQUIRED' },
  ],
};

/** Days since 1970. */
function dayOf(date: string): number {
  const [label] = readTimeLabels([date]).labels ?? [];
  if (label?.grain === 'day' && label.day !== null) return label.day;
  throw new PulseError('input-unreadable', `"${date}" is no date: a column holds dates only`);
}

/** A cell as the writer of Parquet wants it: 64-bit integers are bigints there, texts their bytes. */
const VALUES: Readonly<Record<ColumnType, (cell: Cell, encode: Encode) => unknown>> = {
  text: (cell, encode) => (typeof cell === 'string' ? encode(cell) : null),
  date: (cell) => (typeof cell === 'string' ? dayOf(cell) : null),
  integer: (cell) => (typeof cell === 'number' ? BigInt(cell) : null),
  number: (cell) => (typeof cell === 'number' ? finite(cell) : null),
  numbers: (cell) => (typeof cell === 'object' && cell !== null ? cell.map(finite) : null),
};

/** Encodes a text once, however often it is asked for: most texts of a table repeat from row to row. */
function createTextCache(): Encode {
  const known = new Map<string, Uint8Array>();
  const encoder = new TextEncoder();
  return (text) => {
    const found = known.get(text) ?? encoder.encode(text);
    known.set(text, found);
    return found;
  };
}

/**
 * A table as a Parquet file: compressed with Snappy, `GROUP_ROWS` rows in a group. What is held in
 * memory is one group and what the end of the file says of every group, some kilobytes each.
 */
export function createParquetTable(columns: readonly Column[]): TableWriter {
  const bytes = new ByteWriter();
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columns.length },
    ...columns.flatMap(({ name, type }) => ELEMENTS[type](name)),
  ];
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'pulse-stream' });
  let data: unknown[][] = columns.map(() => []);
  let held = 0;
  let encode = createTextCache();

  const writeGroup = (): void => {
    const columnData = columns.map(({ name, type }, index) => ({
      name,
      data: data[index] ?? [],
      // where a page of a group begins: a group of this size is read as a whole
      offsetIndex: false,
      // lets a reader pass over groups; for other columns every group would say the same
      statistics: type === 'integer',
    }));
    // over memory the writer is never asynchronous
    void writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    data = columns.map(() => []);
    held = 0;
    encode = createTextCache();
  };
  const take = (): Uint8Array => {
    const ready = bytes.getBytes().slice();
    bytes.index = 0;
    return ready;
  };
  return {
    add(rows) {
      for (const row of rows) {
        for (const [index, { type }] of columns.entries())
          data[index]?.push(VALUES[type](row[index] ?? null, encode));
        held += 1;
        if (held === GROUP_ROWS) writeGroup();
      }
    },
    take,
    end() {
      if (held > 0) writeGroup();
      void writer.finish();
      return take();
    },
  };
}
