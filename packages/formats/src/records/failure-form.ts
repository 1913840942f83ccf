import type { FailureRecord } from '@pulse-stream/worldstate';
import type { Column, Row } from '../tables/table.ts';

/** The columns of the table of failures. */
export const FAILURE_COLUMNS: readonly Column[] = [
  { name: 'id', type: 'text' },
  { name: 'line', type: 'integer' },
  { name: 'batch_index', type: 'integer' },
  { name: 'source', type: 'text' },
  { name: 'type', type: 'text' },
  { name: 'stage', type: 'text' },
  { name: 'message', type: 'text' },
  { name: 'path', type: 'text' },
  { name: 'hint', type: 'text' },
  { name: 'raw', type: 'text' },
  { name: 'line_sha256', type: 'text' },
];

/** One row per failure. */
export function failureRow(record: FailureRecord): Row {
  const { id, line, batch_index, source, error, line_sha256 } = record;
  const { type, stage, message, path, hint, raw } = error;
  const texts = [type, stage, message, path, hint, raw, line_sha256];
  return [id ?? null, line, batch_index, source ?? null, ...texts.map((text) => text ?? null)];
}
