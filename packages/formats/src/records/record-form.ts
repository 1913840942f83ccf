import type { ResultRecord } from '@pulse-stream/worldstate';
import type { Column, Row } from '../tables/table.ts';
import type { InputColumn } from './input-column.ts';

/** How results become rows. */
export interface RecordForm {
  /** The columns, without those of the inputs, which follow. */
  readonly columns: readonly Column[];
  rows(record: ResultRecord, inputs: readonly InputColumn[]): Row[];
}
