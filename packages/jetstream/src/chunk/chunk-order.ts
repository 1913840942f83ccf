import type { Line } from '@pulse-stream/pipeline';
import { copyCuts, packLines, unpackLines } from '@pulse-stream/pipeline/internal';
import { z } from 'zod';
import { digestOf } from './digest.ts';
import { joinHead, splitHead } from './message-head.ts';

/** Bytes of a message beyond which its content travels in parts: half of what a broker takes. */
export const PART_BYTES = 512 * 1024;

const Count = z.int().min(0);
const Bytes = z.base64();
const Digest = z.string().regex(/^[0-9a-f]{64}$/);

/** A line that was not cut out whole, as it travels. */
const Cut = z.strictObject({
  line: Count,
  bytes: Bytes,
  byteLength: Count,
  tooLarge: z.boolean(),
  blank: z.boolean(),
  head: Bytes,
  sha256: Digest.nullable(),
  broken: z
    .enum([
      'not-an-array',
      'not-closed',
      'goes-on',
      'ragged-row',
      'stray-quote',
      'open-quote',
      'not-utf8',
    ])
    .nullable(),
  end: Count,
});

const BodyHead = z.strictObject({
  count: Count,
  firstIndex: Count,
  source: z.string().optional(),
  cuts: z.array(z.tuple([Count, Cut])),
});

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const toBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

/** The lines of a chunk as bytes: the raw lines, and what a record says of them beside their content. */
export function encodeLines(lines: readonly Line[]): Uint8Array {
  const [first] = lines;
  const cuts = copyCuts(lines).map(([index, cut]) => [
    index,
    { ...cut, bytes: toText(cut.bytes), head: toText(cut.head) },
  ]);
  const head = { count: lines.length, firstIndex: first?.batchIndex ?? 0, cuts };
  const named = first?.source === undefined ? head : { ...head, source: first.source };
  return joinHead(named, packLines(lines));
}

/** The lines of a chunk; null: the bytes are none. */
export function decodeLines(body: Uint8Array): Line[] | null {
  const split = splitHead(body);
  const head = BodyHead.safeParse(split?.head);
  if (split === null || !head.success) return null;
  const { count, firstIndex, source } = head.data;
  const cuts = head.data.cuts.map(
    ([index, cut]) =>
      [index, { ...cut, bytes: toBytes(cut.bytes), head: toBytes(cut.head) }] as const,
  );
  // a copy (Buffer has another slice): numbers are read from memory at a place of their own
  const packed = new Uint8Array(split.bytes);
  const ticket = { job: 0, packed, count, firstIndex, source, cuts, careful: false };
  return unpackLines(ticket);
}

/** What a worker is asked to do. */
const OrderHead = z.strictObject({
  /** SHA-256 of what the scenarios are about: model, datasets, options. */
  world: Digest,
  /** SHA-256 of the lines. */
  body: Digest,
  /** The lines lie in the object bucket, under their digest. */
  apart: z.boolean(),
  /** SHA-256 of the above: an order for another world would wait for it for ever. */
  seal: Digest,
});
type OrderHead = z.infer<typeof OrderHead>;

/** An order as a worker finds it; `lines` null: in the object bucket. */
export interface ChunkOrder extends OrderHead {
  readonly lines: Uint8Array | null;
}

const sealOf = ({ world, body, apart }: Omit<OrderHead, 'seal'>): string =>
  digestOf(new TextEncoder().encode([world, body, apart].join(' ')));

/** An order as a message. */
export function encodeOrder(world: string, body: Uint8Array): Uint8Array {
  const apart = body.length > PART_BYTES;
  const head = { world, body: digestOf(body), apart };
  return joinHead({ ...head, seal: sealOf(head) }, apart ? new Uint8Array(0) : body);
}

/** Reads an order. @returns null: the message is none, or not whole */
export function decodeOrder(message: Uint8Array): ChunkOrder | null {
  const split = splitHead(message);
  const head = OrderHead.safeParse(split?.head);
  if (split === null || !head.success || sealOf(head.data) !== head.data.seal) return null;
  if (head.data.apart) return { ...head.data, lines: null };
  return digestOf(split.bytes) === head.data.body ? { ...head.data, lines: split.bytes } : null;
}
