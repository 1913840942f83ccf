import { checkLine, failFrame, type FramedLine } from '@pulse-stream/codec';
import { stripSeparator } from '@pulse-stream/codec/internal';
import type { Failure, FailureCode } from '@pulse-stream/worldstate';
import { createFailure, type Stage } from '@pulse-stream/worldstate/internal';
import { createNdjsonBatch, UNREADABLE } from './batch.ts';

/** A JSON object as a line holds it. */
export type JsonObject = Record<string, unknown>;

/**
 * A line that is no object, as a value on the stream of those that are. Told from an object that a
 * line holds (which may itself be a failure record) by `instanceof`.
 */
export class BadLine implements Failure {
  readonly kind = 'failure';
  readonly type: FailureCode;
  readonly stage: Stage;
  readonly message: string;
  readonly path?: string | undefined;
  readonly hint?: string | undefined;
  /** First 200 characters of the line. */
  readonly raw?: string | undefined;
  /** 1-based physical line, or element of an array. */
  readonly line: number;

  constructor(failure: Failure, line: number) {
    this.type = failure.type;
    this.stage = failure.stage;
    this.message = failure.message;
    this.path = failure.path;
    this.hint = failure.hint;
    this.raw = failure.raw;
    this.line = line;
  }
}

/** An object with the number of its line. */
export interface NumberedObject {
  readonly line: number;
  readonly value: JsonObject;
}

/**
 * Makes a parser of framed lines: blank lines give nothing, every other line gives exactly one item,
 * in order. Lines are checked first and parsed by the ndjson library, which loses nothing of what
 * the check has accepted.
 * @param maxLineBytes the limit the lines were framed with
 */
export function createLineParser(
  maxLineBytes: number,
): (lines: readonly FramedLine[]) => (NumberedObject | BadLine)[] {
  const batch = createNdjsonBatch();
  return (lines) => {
    const visible = lines.filter(({ blank }) => !blank);
    const faults = visible.map((framed) => {
      const fault = failFrame(framed, maxLineBytes) ?? checkLine(stripSeparator(framed.bytes));
      if (fault === null) return null;
      // What its hint says of scenarios does not hold for other objects.
      const { hint, ...bare } = fault;
      const isOther = fault.type === 'not-an-object';
      return new BadLine(isOther ? bare : { ...bare, hint }, framed.line);
    });
    const accepted = visible.filter((_, index) => faults[index] === null);
    const values = batch.parse(accepted.map(({ bytes }) => flatten(stripSeparator(bytes))));
    let next = 0;
    return visible.map(({ line }, index) => {
      const fault = faults[index];
      if (fault) return fault;
      const value = values[next++];
      // The check accepts nothing the parser refuses; if it did, the line would still count.
      if (value === UNREADABLE)
        return new BadLine(createFailure('bad-json', 'decode', 'the line is not JSON'), line);
      return { line, value: value as JsonObject }; // the check accepts objects only
    });
  };
}

const LF = 0x0a;
const SPACE = 0x20;

/** An element of an array may hold line ends between its tokens: spaces to JSON, ends to ndjson. */
function flatten(bytes: Uint8Array): Uint8Array {
  return bytes.includes(LF) ? bytes.map((byte) => (byte === LF ? SPACE : byte)) : bytes;
}
