import type { Batch, BatchOutput, LineWarning, Outcome } from '@pulse-stream/pipeline/internal';
import { FAILURE_CODES } from '@pulse-stream/worldstate';
import { z } from 'zod';
import { PART_BYTES } from './chunk-order.ts';
import { digestOf } from './digest.ts';
import { joinHead, splitHead } from './message-head.ts';

const Count = z.int().min(0);
const Digest = z.string().regex(/^[0-9a-f]{64}$/);

const ResultHead = z.strictObject({
  count: Count,
  others: z.array(z.tuple([Count, z.enum(['gated', ...FAILURE_CODES])])),
  warnings: z.array(
    z.strictObject({
      index: Count,
      warning: z.strictObject({
        type: z.string(),
        message: z.string(),
        path: z.string().optional(),
      }),
    }),
  ),
});

/** What came of a chunk, as bytes: its record lines, and what the summary of the run counts of them. */
export function encodeResult({ bytes, outcomes, warnings }: BatchOutput): Uint8Array {
  const others = outcomes.flatMap((outcome, index) =>
    outcome === 'complete' ? [] : [[index, outcome]],
  );
  return joinHead({ count: outcomes.length, others, warnings: warnings ?? [] }, bytes);
}

/** The output of a batch, as if it had been computed here; null: the result is not one of it. */
export function decodeResult(result: Uint8Array, batch: Batch): BatchOutput | null {
  const split = splitHead(result);
  const head = ResultHead.safeParse(split?.head);
  if (split === null || !head.success || head.data.count !== batch.lines.length) return null;
  const outcomes = batch.lines.map((): Outcome => 'complete');
  for (const [index, outcome] of head.data.others) outcomes[index] = outcome;
  const warnings: readonly LineWarning[] = head.data.warnings;
  const { lines, blank, end } = batch;
  return { bytes: split.bytes, lines, outcomes, warnings, blank, end };
}

const PartHead = z.strictObject({
  part: Count,
  parts: Count,
  /** Of the lines it answers. */
  body: Digest,
  /** Of the whole result. */
  sha256: Digest,
});

/** A result in parts that are messages. @param body SHA-256 of the lines it answers */
export function splitResult(body: string, result: Uint8Array): Uint8Array[] {
  const sha256 = digestOf(result);
  const parts = Math.max(1, Math.ceil(result.length / PART_BYTES));
  return Array.from({ length: parts }, (_, part) =>
    joinHead(
      { part, parts, body, sha256 },
      result.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
    ),
  );
}

/** One part of a result. */
export interface ResultPart extends z.infer<typeof PartHead> {
  readonly bytes: Uint8Array;
}

/** Reads a part. @returns null: the message is none */
export function decodePart(message: Uint8Array): ResultPart | null {
  const split = splitHead(message);
  const head = PartHead.safeParse(split?.head);
  return split === null || !head.success ? null : { ...head.data, bytes: split.bytes };
}

/** Parts of the result of one chunk, until they are all there. */
export class PartBox {
  readonly #body: string;
  readonly #parts = new Map<number, ResultPart>();

  /** @param body SHA-256 of the lines that are to be answered */
  constructor(body: string) {
    this.#body = body;
  }

  /** Takes a part; one of another result than those before begins anew. @returns the result once it is whole; null: it is not */
  add(part: ResultPart): { readonly result: Uint8Array; readonly sha256: string } | null {
    const [first] = this.#parts.values();
    if (first !== undefined && first.sha256 !== part.sha256) this.#parts.clear();
    this.#parts.set(part.part, part);
    return this.#parts.size < part.parts ? null : this.#join(part);
  }

  #join({ parts, body, sha256 }: ResultPart): ReturnType<PartBox['add']> {
    const pieces = Array.from({ length: parts }, (_, part) => this.#parts.get(part)?.bytes);
    this.#parts.clear();
    const whole = pieces.filter((piece) => piece !== undefined);
    const result = whole.length === 1 ? (whole[0] as Uint8Array) : joinPieces(whole); // one is there
    const isRight = body === this.#body && digestOf(result) === sha256;
    return isRight ? { result, sha256 } : null;
  }
}

function joinPieces(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
