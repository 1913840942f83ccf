import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Batch, BatchOutput, LineWarning, Outcome } from '@pulse-stream/pipeline/internal';
import { FAILURE_CODES } from '@pulse-stream/worldstate';
import { z } from 'zod';
import { PART_BYTES } from './chunk-order.ts';
import { joinHead, joinPieces, splitHead } from './message-head.ts';
import { pack, unpack } from './pack.ts';

const LF = 0x0a;

const Count = z.int().min(0);
const Digest = z.string().regex(/^[0-9a-f]{64}$/);

const ResultHead = z.strictObject({
  /** Records, bytes and packed bytes of every piece; the pieces follow, packed one by one. */
  pieces: z.array(z.tuple([Count, Count, Count])),
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
type ResultHead = z.infer<typeof ResultHead>;

/** What a worker made of a chunk, ready to travel. */
export interface ChunkResult {
  readonly bytes: Uint8Array;
  /**
   * CRC-32 of what it says, however that was cut and packed: two workers are to say the same. A SHA-256
   * of all that was a fifth of the work of a worker beside computing; what travels has one.
   */
  readonly says: number;
  readonly count: number;
}

/**
 * Takes what comes of a chunk, piece by piece as it is made, so that no piece has to be kept: its
 * record lines, and what the summary of the run counts of them.
 */
export class ResultPacker {
  readonly #pieces: ResultHead['pieces'] = [];
  readonly #others: ResultHead['others'] = [];
  readonly #warnings: LineWarning[] = [];
  readonly #packed: Uint8Array[] = [];
  #says = 0;
  #count = 0;

  /** @param piece whose bytes may be used again afterwards */
  add({ bytes, outcomes, warnings = [] }: Omit<BatchOutput, 'lines' | 'blank'>): void {
    const packed = pack(bytes);
    // of no memory at all zlib gives 0, whatever came before
    // of no memory at all the sum is 0, whatever came before
    if (bytes.length > 0) this.#says = crc32(bytes, this.#says);
    this.#packed.push(packed);
    this.#pieces.push([outcomes.length, bytes.length, packed.length]);
    for (const [index, outcome] of outcomes.entries())
      if (outcome !== 'complete') this.#others.push([this.#count + index, outcome]);
    for (const { index, warning } of warnings)
      this.#warnings.push({ index: this.#count + index, warning });
    this.#count += outcomes.length;
  }

  /** The result of the pieces; called once. */
  end(): ChunkResult {
    const told = { others: this.#others, warnings: this.#warnings };
    const head = { pieces: this.#pieces, ...told };
    return {
      bytes: joinHead(head, ...this.#packed),
      says: crc32(JSON.stringify(told), this.#says),
      count: this.#count,
    };
  }
}

/**
 * The output of a batch piece by piece, as if it had been computed here; only the last ends the
 * batch: where a chunk begins follows from the input alone. It has a seal, but who made it may be
 * broken: what is not a record for each line is no result.
 * @param mostBytes of a piece
 * @returns null: the result is not one of the batch
 */
export function decodeResult(
  result: Uint8Array,
  batch: Batch,
  mostBytes: number,
): BatchOutput[] | null {
  const split = splitHead(result);
  const read = ResultHead.safeParse(split?.head);
  if (split === null || !read.success) return null;
  const { pieces, others, warnings } = read.data;
  const told = [...others.map(([index]) => index), ...warnings.map(({ index }) => index)];
  if (told.some((index) => index >= batch.lines.length)) return null;
  const outcomes = batch.lines.map((): Outcome => 'complete');
  for (const [index, outcome] of others) outcomes[index] = outcome;
  const outputs: BatchOutput[] = [];
  let [from, at] = [0, 0];
  for (const [count, size, length] of pieces) {
    const to = from + count;
    if (size > mostBytes || to > batch.lines.length) return null;
    const bytes = unpack(split.bytes.subarray(at, at + length), size);
    if (bytes === null || countRecords(bytes) !== count) return null;
    outputs.push({
      bytes,
      lines: batch.lines.slice(from, to),
      outcomes: outcomes.slice(from, to),
      warnings: warningsBetween(warnings, from, to),
      blank: 0,
    });
    [from, at] = [to, at + length];
  }
  const last = outputs.pop();
  if (last === undefined || from !== batch.lines.length || at !== split.bytes.length) return null;
  return [...outputs, { ...last, blank: batch.blank, end: batch.end }];
}

/** Whole lines of bytes; null: they end in the middle of one. */
function countRecords(bytes: Uint8Array): number | null {
  if (bytes.length > 0 && bytes.at(-1) !== LF) return null;
  // a Buffer finds a byte fifteen times as fast
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let count = 0;
  for (let at = text.indexOf(LF); at >= 0; at = text.indexOf(LF, at + 1)) count += 1;
  return count;
}

/** Warnings of some lines of a chunk, by index into them. */
const warningsBetween = (
  warnings: readonly LineWarning[],
  from: number,
  to: number,
): LineWarning[] =>
  warnings.flatMap(({ index, warning }) =>
    index >= from && index < to ? [{ index: index - from, warning }] : [],
  );

const PartHead = z.strictObject({
  part: Count,
  parts: Count,
  /** Of the lines it answers. */
  body: Digest,
  /** CRC-32 of what the whole result says. */
  says: Count,
  /** Of the whole result. */
  sha256: Digest,
});

/** The digest of a result: of its bytes, and of what is said of them. */
const sealOf = (says: number, bytes: Uint8Array): string =>
  createHash('sha256').update(`${says} `).update(bytes).digest('hex');

/** A result in parts that are messages. @param body SHA-256 of the lines it answers */
export function splitResult(body: string, { bytes, says }: ChunkResult): Uint8Array[] {
  const sha256 = sealOf(says, bytes);
  const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
  return Array.from({ length: parts }, (_, part) =>
    joinHead(
      { part, parts, body, says, sha256 },
      bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
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

/** A result whose seal is right. */
export interface WholeResult extends Pick<ResultPart, 'says' | 'sha256'> {
  readonly result: Uint8Array;
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
  add(part: ResultPart): WholeResult | null {
    const [first] = this.#parts.values();
    if (first !== undefined && first.sha256 !== part.sha256) this.#parts.clear();
    this.#parts.set(part.part, part);
    return this.#parts.size < part.parts ? null : this.#join(part);
  }

  #join({ parts, body, says, sha256 }: ResultPart): WholeResult | null {
    const pieces = Array.from({ length: parts }, (_, part) => this.#parts.get(part)?.bytes);
    this.#parts.clear();
    const whole = pieces.filter((piece) => piece !== undefined);
    const result = whole.length === 1 ? (whole[0] as Uint8Array) : joinPieces(whole); // one is there
    const isRight = body === this.#body && sealOf(says, result) === sha256;
    return isRight ? { result, says, sha256 } : null;
  }
}
