import { isUtf8 } from 'node:buffer';
import type { Dataset } from '@pulse-stream/worldstate';
import { buildDataset, type ColumnChoice } from './build-dataset.ts';
import { firstVisible } from '../input/choose-framer.ts';
import { readCsvTable } from './csv-table.ts';
import { readNdjsonTable } from './ndjson-table.ts';
import { openInput, type InputOptions } from '../input/open-input.ts';
import { splitTable } from './split-table.ts';
import { refuseTable, type Table } from './table.ts';

/** Largest dataset once unpacked: a hundred columns of doubles over a million rows is near it. */
const DATASET_BYTES = 256 * 1024 * 1024;
const LF = 0x0a;
const OPENS_OBJECT = 0x7b;
const OPENS_ARRAY = 0x5b;

/** How a file of observations is read. */
export interface DatasetOptions extends InputOptions, ColumnChoice {}

/**
 * Reads a file of observations, oldest row first. CSV with a header, or NDJSON or a JSON array of
 * objects (told by the first visible byte, not by the suffix); `.gz` is unpacked.
 * - The column of times becomes the labels, ascending and each given once: the one that is asked for,
 *   else `date`, else `turn` (plain counts), else the only one in which every cell is a date. Of `date`
 *   and `turn` the other one is left out.
 * - A cell is a finite number; empty, `NA` or `null` is missing, and so is a key that an NDJSON row
 *   leaves out.
 * @param name what configs call the dataset
 * @throws PulseError `dataset-invalid`, naming line, row and column; `input-unreadable`,
 *   `input-not-text`, `aborted`
 */
export async function loadDataset(
  name: string,
  path: string,
  options: DatasetOptions = {},
): Promise<Dataset> {
  return buildDataset(name, await readTable(path, options), options);
}

/** A long file of observations that was read. */
export interface LongFile {
  /** false: it has no such column, and is one dataset. */
  readonly isSplit: boolean;
  /** @throws PulseError `dataset-invalid`, naming line, row and column */
  readonly datasets: () => ReadonlyMap<string, Dataset>;
}

/**
 * Reads a long file of observations: one dataset for each value of a column, `flu.US` for the rows of
 * `flu` in which it is `US`; without such a column one dataset of all rows.
 * @param column cells of it are letters, digits and underscores; at most 10,000 different ones
 * @throws PulseError as `loadDataset`
 */
export async function loadLongFile(
  name: string,
  path: string,
  column: string,
  options: DatasetOptions = {},
): Promise<LongFile> {
  const table = await readTable(path, options, column);
  const parts = splitTable(table, column);
  const tables =
    parts === null
      ? ([[name, table]] as const)
      : [...parts].map(([value, part]) => [`${name}.${value}`, part] as const);
  return {
    isSplit: parts !== null,
    datasets: () =>
      new Map(tables.map(([called, part]) => [called, buildDataset(called, part, options)])),
  };
}

async function readTable(path: string, options: InputOptions, words?: string): Promise<Table> {
  const bytes = await readWhole(path, options);
  checkUtf8(path, bytes);
  const first = bytes[firstVisible(bytes)];
  return first === OPENS_OBJECT || first === OPENS_ARRAY
    ? readNdjsonTable(path, bytes)
    : readCsvTable(path, bytes, words);
}

async function readWhole(path: string, options: InputOptions): Promise<Uint8Array> {
  const input = openInput(path, options);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const chunk = await input.read();
      if (chunk === null) break;
      chunks.push(chunk);
      size += chunk.length;
      if (size > DATASET_BYTES)
        refuseTable(path, null, `the file holds more than ${DATASET_BYTES} bytes`);
    }
  } finally {
    await input.close();
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

function checkUtf8(path: string, bytes: Uint8Array): void {
  if (isUtf8(bytes)) return;
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(LF, from);
    const to = end === -1 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(from, to))) break;
    from = to + 1;
  }
  refuseTable(path, line, 'this line is not UTF-8 text');
}
