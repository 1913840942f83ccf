export { importModel, type Imported, type ImportOptions } from './import-model.ts';
export type { DataFiles } from './data/data-files.ts';
export { writeSeries, type SeriesTable } from './model/series.ts';
export type { Refusal } from './refusal.ts';
export type { ComparedColumn } from './verify/compare-column.ts';
export { verifyModel, type Verification, type Verified } from './verify/verify-model.ts';
export { decodeText } from './decode-text.ts';
