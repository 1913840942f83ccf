import {
  createFramer,
  decodeLine,
  failFrame,
  type FramedLine,
  type Framer,
  type FramerOptions,
} from '@pulse-stream/codec';
import { isFailure } from '@pulse-stream/worldstate';

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
export const decode = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

/** Cuts bytes into chunks of the given sizes, again and again; the chunks are views. */
export function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? bytes.length;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

/** Everything a framer makes of chunks. */
export function frame(
  chunks: readonly Uint8Array[],
  framer: Framer = createFramer(),
): FramedLine[] {
  return [...chunks.flatMap((chunk) => framer.push(chunk)), ...framer.end()];
}

/** Frames text in one piece. */
export const frameText = (text: string, options: FramerOptions = {}): FramedLine[] =>
  frame([encode(text)], createFramer(options));

/** What becomes of a framed line: "blank", "result" or the code of its failure. */
export function outcomeOf(item: FramedLine): string {
  if (item.blank) return 'blank';
  const outcome = failFrame(item) ?? decodeLine(item.bytes);
  return isFailure(outcome) ? outcome.type : 'result';
}
