export { checkLine } from './config/check-line.ts';
export { decodeConfigValue, type DecodeOptions } from './config/decode.ts';
export { decodeLine } from './config/decode-line.ts';
export { sha256Hex } from './scan/digest.ts';
export { encodeRecord, type EncodeOptions } from './record/encode.ts';
export { selectFields, SLIM, type RecordSelection } from './record/selection.ts';
export { createArrayFramer } from './frame/array.ts';
export { createFramer } from './frame/lines.ts';
export {
  failFrame,
  type FramedLine,
  type Framer,
  type FramerOptions,
} from './frame/framed-line.ts';
export { sniffInput } from './frame/sniff-input.ts';
