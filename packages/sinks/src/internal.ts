/// <reference types="node" preserve="true" />
// the line above goes into the declarations: their streams are Node's, whatever types a project lists
export {
  appendLines,
  type AppendedLines,
  type AppendOptions,
  type LinesMark,
} from './append-lines.ts';
export {
  claimRunOutput,
  isFileOutput,
  type OutputClaim,
  type RunOutputOptions,
} from './claim-run-output.ts';
export type { DescribePlace, RunOutput } from './checkpointed-output.ts';
export { chooseFramer, chooseFraming, HEAD_BYTES, type Framing } from './choose-framer.ts';
export {
  type FileFacts,
  type FileKind,
  type FileSystem,
  type OpenFile,
  type OpenMode,
  nodeFileSystem,
} from './file-system.ts';
export type { JsonObject } from './json-lines.ts';
export type { ConfigFileOptions } from './load-configs.ts';
export type { InputSource } from './open-input.ts';
export { openDeadLetters } from './open-output.ts';
export {
  openResumableInput,
  printInput,
  type InputPrint,
  type ResumableInput,
  type ResumableInputOptions,
  type SealedPlace,
} from './resumable-input.ts';
export { findSharedFile, type NamedPath, type SharedFileOptions } from './shared-file.ts';
export { readBounded } from './read-bounded.ts';
export { readYamlText } from './load-model.ts';
export { STANDARD_STREAM } from './standard-stream.ts';
