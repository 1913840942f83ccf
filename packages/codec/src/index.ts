export { checkLine } from './check-line.ts';
export { decodeConfigValue, type DecodeOptions } from './config/decode-config.ts';
export { decodeLine } from './decode-line.ts';
export { sha256Hex } from './digest.ts';
export { encodeRecord, type EncodeOptions } from './encode/encode-record.ts';
export { selectFields, SLIM, type RecordSelection } from './encode/record-selection.ts';
export { createArrayFramer } from './frame/frame-array.ts';
export { createFramer } from './frame/frame-lines.ts';
export {
  failFrame,
  type FramedLine,
  type Framer,
  type FramerOptions,
} from './frame/framed-line.ts';
export { sniffInput } from './frame/sniff-input.ts';
