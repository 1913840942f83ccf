export { isResumable, TABLE_FORMATS } from './records/table-format.ts';
