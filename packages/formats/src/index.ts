export {
  createTableEncoder,
  type TableBytes,
  type TableEncoder,
  type TableOptions,
} from './records/table-encoder.ts';
export type { TableFormat } from './records/table-format.ts';
export { readRecord, type ReadRecord } from './records/read-record.ts';
