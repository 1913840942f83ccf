export { checkLine, stripSeparator } from './check-line.ts';
export {
  decodeConfigValue,
  decodeScenarioValue,
  type DecodedScenario,
  type DecodeOptions,
} from './config/decode-config.ts';
export { formatPath, type PathStep } from './scan/format-path.ts';
export { decodeLine, decodeScenarioLine } from './decode-line.ts';
export { digestObservations, openSha256, sha256Hex, type Sha256Stream } from './digest.ts';
export {
  DEFAULT_PRECISION,
  encodeConfig,
  encodeRecord,
  type EncodeOptions,
} from './encode/encode-record.ts';
export { ByteRoom } from './encode/byte-room.ts';
export { NumberCache } from './encode/number-cache.ts';
export { LineDigester, type LineDigests } from './encode/line-digests.ts';
export { ByteText } from './encode/byte-text.ts';
export { compileTemplate } from './encode/compiled-template.ts';
export { createTemplate, type HoleText, type RecordTemplate } from './encode/record-template.ts';
export { writeInteger } from './encode/write-digits.ts';
export { writeNumber } from './encode/write-number.ts';
export { readMetaText } from './config/line-holes.ts';
export {
  KEPT_KEYS,
  selectFields,
  SLIM,
  splitFieldPath,
  type RecordSelection,
} from './encode/record-selection.ts';
export { createLineKind, type LineKind } from './config/line-kind.ts';
export { NameTable } from './scan/name-table.ts';
export type { HolePaths } from './encode/encode-record.ts';
export { printNumber } from './encode/print-number.ts';
export { createArrayFramer } from './frame/frame-array.ts';
export { createFramer } from './frame/frame-lines.ts';
export {
  failFrame,
  MAX_LINE_BYTES,
  type BrokenArray,
  type FramedLine,
  type Framer,
  type FramerOptions,
} from './frame/framed-line.ts';
export { looksLikeArray, sniffInput, type ForeignInput } from './frame/sniff-input.ts';
export { MAX_DEPTH, MAX_NODES } from './scan/json-scanner.ts';
export { rawText } from './scan/utf8.ts';
