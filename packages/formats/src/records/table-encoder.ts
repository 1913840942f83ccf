import { isFailure, type OutputRecord } from '@pulse-stream/worldstate';
import { createCsvTable } from '../tables/csv-table.ts';
import { createParquetTable } from '../tables/parquet-table.ts';
import type { Column, TableWriter } from '../tables/table.ts';
import { FAILURE_COLUMNS, failureRow } from './failure-form.ts';
import { createInputColumn } from './input-column.ts';
import { LONG } from './long-form.ts';
import type { TableFormat } from './table-format.ts';
import { WIDE } from './wide-form.ts';

/** Options of `createTableEncoder`. */
export interface TableOptions {
  readonly format: TableFormat;
  /** One row per scenario × target × horizon instead of one per statistic. */
  readonly wide?: boolean | undefined;
  /** Paths into the scenario that become columns, e.g. `state_overrides.hope`. */
  readonly inputs?: readonly string[] | undefined;
  /** CSV: put `'` before texts that a spreadsheet would run as a formula. */
  readonly escapeFormulas?: boolean | undefined;
  /** CSV: the tables have been begun, their headers are there; default false. */
  readonly begun?: boolean | undefined;
}

/** Bytes to be written after those before, per table. */
export interface TableBytes {
  readonly results: Uint8Array;
  readonly failures: Uint8Array;
}

/** Records on their way to two tables, one of results and one of failures. */
export interface TableEncoder {
  /** Adds a record; nothing of it is dropped. */
  add(record: OutputRecord): void;
  /** What became ready since the last call. */
  take(): TableBytes;
  /** The rest; nothing can be added afterwards. */
  end(): TableBytes;
  /** Inputs that no record had so far. */
  readonly unseen: readonly string[];
}

/** How each format is written: another one does not compile until it is. */
const WRITERS: Readonly<
  Record<TableFormat, (columns: readonly Column[], options: TableOptions) => TableWriter>
> = {
  csv: (columns, { escapeFormulas, begun = false }) =>
    createCsvTable(columns, { header: !begun, escapeFormulas }),
  parquet: createParquetTable,
};

/**
 * Makes tables of records. The columns are the same whatever the records hold.
 * @throws PulseError `option-invalid` for an input that no scenario can have
 */
export function createTableEncoder(options: TableOptions): TableEncoder {
  const write = WRITERS[options.format];
  const form = options.wide === true ? WIDE : LONG;
  const inputs = (options.inputs ?? []).map(createInputColumn);
  const unseen = new Set(inputs);
  const results = write([...form.columns, ...inputs], options);
  const failures = write(FAILURE_COLUMNS, options);
  return {
    get unseen() {
      return [...unseen].map(({ name }) => name);
    },
    add(record) {
      if (isFailure(record)) return failures.add([failureRow(record)]);
      for (const input of unseen) if (input.read(record.config) !== null) unseen.delete(input);
      results.add(form.rows(record, inputs));
    },
    take: () => ({ results: results.take(), failures: failures.take() }),
    end: () => ({ results: results.end(), failures: failures.end() }),
  };
}
