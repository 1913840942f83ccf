export { importModel, type Imported, type ImportOptions } from './import-model.ts';
export type { Refusal } from './refusal.ts';
export { verifyModel, type ComparedColumn, type Verification } from './verify/verify-model.ts';
export { decodeText } from './decode-text.ts';
