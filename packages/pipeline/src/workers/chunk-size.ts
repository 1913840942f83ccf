import { createLineWeigher } from './line-weight.ts';
import type { World } from '../world/world.ts';
import type { BatchSize } from '../batch/batch-source.ts';

/** Member-turns in a chunk: about 100 ms of work, so that sending it costs next to nothing. */
const CHUNK_TURNS = 800_000;
/** With heads and numbers it stays below 512 KiB, half of what a broker takes as one message. */
const CHUNK_BYTES = 400 * 1024;

/** Most lines of a chunk. */
export const CHUNK_LINES = 1000;

/**
 * Batches for work that is sent away: large, and cut at places that follow from the bytes of the
 * input alone, so that a run that begins again asks for the very same ones.
 */
export function chunkSize(world: World, maxLines = CHUNK_LINES): BatchSize {
  const weighing = { weigh: createLineWeigher(world), maxWeight: CHUNK_TURNS };
  return { maxLines, maxBytes: CHUNK_BYTES, weighing, isWhole: true };
}
