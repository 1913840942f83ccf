import { BYTE_ORDER_MARK, LF } from '../scan/ascii.ts';
import {
  resolveMaxLineBytes,
  type FramedLine,
  type Framer,
  type FramerOptions,
} from './framed-line.ts';
import { frameLine, LineCarry } from './line-carry.ts';

const RULES = { dropCr: true, mayBeBlank: true } as const;

/** Strips one byte order mark from the start of an input, however it is cut. */
export function createMarkStripper(): {
  /** The bytes to go on with; none while they may still be the beginning of a mark. */
  next(chunk: Uint8Array): Uint8Array;
  /** At the end: the beginning of a mark that never became one. */
  rest(): Uint8Array;
} {
  let matched = 0;
  let done = false;
  return {
    next(chunk) {
      if (done) return chunk;
      let at = 0;
      while (at < chunk.length && matched < 3 && chunk[at] === BYTE_ORDER_MARK[matched]) {
        at += 1;
        matched += 1;
      }
      if (matched === 3) {
        done = true;
        return chunk.subarray(at);
      }
      if (at === chunk.length) return chunk.subarray(at);
      done = true;
      if (matched === at) return chunk;
      // the first bytes of what looked like a mark came in earlier chunks
      const whole = new Uint8Array(matched + chunk.length - at);
      whole.set(BYTE_ORDER_MARK.slice(0, matched));
      whole.set(chunk.subarray(at), matched);
      return whole;
    },
    rest: () => Uint8Array.from(done ? [] : BYTE_ORDER_MARK.slice(0, matched)),
  };
}

/**
 * Splits a byte stream into physical lines at LF (CR LF accepted; a bare CR never ends a line). A
 * byte order mark at byte 0 is stripped. Where chunks begin and end makes no difference. Memory:
 * at most the longest line allowed, whatever comes.
 * @throws PulseError `option-invalid`
 */
export function createFramer(options: FramerOptions = {}): Framer {
  const limit = resolveMaxLineBytes(options);
  const carry = new LineCarry(limit, RULES);
  const { line: before, offset } = options.after ?? { line: 0, offset: 0 };
  const mark = offset > 0 ? null : createMarkStripper();
  let line = before;
  let taken = offset;

  const take = (chunk: Uint8Array): FramedLine[] => {
    const start = taken - chunk.length;
    const lines: FramedLine[] = [];
    let from = 0;
    // the engine calls for each of them: once a chunk, not once a line
    const { buffer, byteOffset } = chunk;
    for (;;) {
      const feed = chunk.indexOf(LF, from);
      if (feed < 0) break;
      line += 1;
      // not subarray: it would make the views of a Buffer Buffers
      const part = new Uint8Array(buffer, byteOffset + from, feed - from);
      if (carry.length === 0) lines.push(frameLine(line, part, limit, RULES, start + feed + 1));
      else {
        carry.add(part);
        lines.push(carry.finish(line, start + feed + 1));
      }
      from = feed + 1;
    }
    carry.add(chunk.subarray(from));
    return lines;
  };

  return {
    push(chunk) {
      taken += chunk.length;
      return take(mark === null ? chunk : mark.next(chunk));
    },
    end() {
      const lines = mark === null ? [] : take(mark.rest());
      if (carry.length === 0) return lines;
      line += 1;
      return [...lines, carry.finish(line, taken)];
    },
  };
}
