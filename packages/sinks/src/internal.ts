/// <reference types="node" preserve="true" />
// the line above goes into the declarations: their streams are Node's, whatever types a project lists
export {
  appendLines,
  type AppendedLines,
  type AppendOptions,
  type LinesMark,
} from './files/append-lines.ts';
export {
  claimRunOutput,
  isFileOutput,
  type OutputClaim,
  type RunOutputOptions,
} from './output/claim-run-output.ts';
export type { DescribePlace, PartSink, RunOutput } from './output/checkpointed-output.ts';
export { chooseFramer, chooseFraming, HEAD_BYTES, type Framing } from './input/choose-framer.ts';
export {
  type FileFacts,
  type FileKind,
  type FileSystem,
  type OpenFile,
  type OpenMode,
  nodeFileSystem,
} from './files/file-system.ts';
export type { JsonObject } from './ndjson/json-lines.ts';
export type { ConfigFileOptions } from './input/load-configs.ts';
export type { InputSource } from './input/open-input.ts';
export { openDeadLetters } from './output/open-output.ts';
export {
  openResumableInput,
  printInput,
  type InputPrint,
  type ResumableInput,
  type ResumableInputOptions,
  type SealedPlace,
} from './input/resumable-input.ts';
export { findSharedFile, type NamedPath, type SharedFileOptions } from './files/shared-file.ts';
export { readBounded } from './files/read-bounded.ts';
export { loadLongFile } from './tables/load-dataset.ts';
export { readModelText } from './models/load-model.ts';
export { readYamlText } from './models/read-yaml-text.ts';
export { STANDARD_STREAM } from './files/standard-stream.ts';
export { readSeal } from './output/read-seal.ts';
