import type { Line } from '@pulse-stream/pipeline';
import { encodeLines } from '../chunk/chunk-order.ts';
import { PartBox } from '../chunk/chunk-result.ts';
import { digestOf } from '../chunk/digest.ts';

const CHUNK_DIGITS = 16;
/** A result that was rejected so often is not damaged by chance. */
const MANY_REJECTIONS = 4;

/** A chunk whose result is waited for, or has not been written. */
export interface OpenChunk {
  readonly key: string;
  readonly seq: number;
  readonly lines: readonly Line[];
  /** SHA-256 of its lines. */
  readonly body: string;
  readonly box: PartBox;
  /** null: it is not there, or left at the broker. */
  result: Uint8Array | null;
  /** CRC-32 of what the result says that was accepted; null: there was none yet. */
  says: number | null;
  /** SHA-256 of the result that was accepted last. */
  seal: string | null;
  /** Seals of results that were none, and are still at the broker. */
  readonly refused: Set<string>;
  /** How often what was at the broker was not the result it should be. */
  rejections: number;
  /** Looked at before: what was just ordered is left alone once. */
  isOld: boolean;
  /** Its result has been given on. */
  isGiven: boolean;
  /** A part that says another result than the one that was accepted was told of. */
  isDisputed: boolean;
  readonly waiting: ((error: Error | null) => void)[];
}

/** @param seq says whose turn it is when */
export function openChunk(seq: number, lines: readonly Line[]): OpenChunk {
  const body = digestOf(encodeLines(lines));
  return {
    key: `${lines[0]?.batchIndex ?? 0}-${body.slice(0, CHUNK_DIGITS)}`,
    seq,
    lines,
    body,
    box: new PartBox(body),
    result: null,
    says: null,
    seal: null,
    refused: new Set(),
    rejections: 0,
    isOld: false,
    isGiven: false,
    isDisputed: false,
    waiting: [],
  };
}

/** What people call a chunk. */
export const linesOf = ({ lines }: OpenChunk): string =>
  `lines ${lines[0]?.line ?? 0} to ${lines.at(-1)?.line ?? 0}`;

/**
 * What is said of a result that was rejected; nobody signs results, so that who makes bad ones has to
 * be found. null: nothing, it was said twice as few times ago.
 */
export function sayRejection(open: OpenChunk, build: string): string | null {
  const { key, rejections } = open;
  // a power of two: a worker that is broken for good does not fill the screen
  if ((rejections & (rejections - 1)) !== 0) return null;
  const damaged = `the result of ${linesOf(open)} was damaged`;
  return rejections < MANY_REJECTIONS
    ? `${damaged}: it is computed again`
    : `${damaged} ${rejections} times, and is computed again: a worker of build ${build} answers chunk ${key} with what is no result (stop the workers one by one to find it)`;
}
