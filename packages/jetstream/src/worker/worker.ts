import type { Line } from '@pulse-stream/pipeline';
import type { BatchOutput } from '@pulse-stream/pipeline/internal';
import { BrokerError, sleep, type Clock, type Delivery, type WorkerBroker } from '../broker.ts';
import { decodeLines, decodeOrder, type ChunkOrder } from '../chunk/chunk-order.ts';
import { ResultPacker, splitResult, type ChunkResult } from '../chunk/chunk-result.ts';
import { digestOf } from '../chunk/digest.ts';

/** How often the broker is told that an order is being worked on; it waits 30 s. */
const BEAT_MS = 10_000;
/** What is not there yet, or has no room, is tried again after so long. */
const RETRY_MS = 1000;
/** An order that so many workers did not survive is computed scenario by scenario, in a process of its own. */
const CAREFUL_ATTEMPTS = 3;

/** Who computes. */
export interface Compute {
  /**
   * @param world what the scenarios are about, and its digest
   * @param isCareful by itself, scenario by scenario: it may have cost workers before
   * @param take called with the output of the lines piece by piece; its bytes are used again afterwards
   * @throws (rejects) PulseError for a world that cannot be made
   */
  compute(
    world: NamedBytes,
    lines: readonly Line[],
    isCareful: boolean,
    take: (piece: BatchOutput) => void,
  ): Promise<void>;
  /** Whether it holds a world already. */
  knows(sha256: string): boolean;
}

/** Bytes and their SHA-256; no bytes where the other side has them already. */
export interface NamedBytes {
  readonly sha256: string;
  readonly bytes: Uint8Array | null;
}

/** What a worker needs. */
export interface WorkerParts {
  readonly broker: WorkerBroker;
  readonly clock: Clock;
  readonly compute: Compute;
  /** So many orders are worked on at a time. */
  readonly slots: number;
  /** It ends when it was handed nothing for so long; absent: never. */
  readonly idleMs?: number | undefined;
  /** Tells people what they should know. */
  readonly say: (message: string) => void;
}

/** What a worker did. */
export interface WorkerSummary {
  readonly chunks: number;
  readonly records: number;
}

/**
 * Works on orders until it is stopped; then finishes those it has. The order of things is the
 * promise: compute, store the result, be told that it is stored, and only then take the order off.
 * Whatever dies in between, somebody else is handed the order again.
 * @param stop no further order is taken
 * @see RELIABILITY.md §4
 */
export async function work(parts: WorkerParts, stop: AbortSignal): Promise<WorkerSummary> {
  const counts = { chunks: 0, records: 0 };
  const idle = new IdleWatch(parts);
  const serve = async (): Promise<void> => {
    while (!stop.aborted && !idle.isOver) {
      const delivery = await nextOrder(parts);
      if (delivery === null) continue;
      idle.begin();
      const records = await answer(delivery, parts, stop);
      idle.end();
      if (records === null) continue;
      counts.chunks += 1;
      counts.records += records;
    }
  };
  try {
    await Promise.all(Array.from({ length: parts.slots }, serve));
    return counts;
  } finally {
    idle.close();
  }
}

/** Finds out when nothing was worked on for a while. */
class IdleWatch {
  isOver = false;
  readonly #parts: WorkerParts;
  #busy = 0;
  #callOff: () => void = () => undefined;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    this.#wait();
  }

  begin(): void {
    this.#busy += 1;
    this.#callOff();
  }

  end(): void {
    this.#busy -= 1;
    this.#wait();
  }

  close(): void {
    this.#callOff();
  }

  #wait(): void {
    const { clock, idleMs } = this.#parts;
    this.#callOff();
    if (idleMs === undefined || this.#busy > 0) return;
    this.#callOff = clock.after(idleMs, () => {
      this.isOver = true;
    });
  }
}

async function nextOrder({ broker, clock }: WorkerParts): Promise<Delivery | null> {
  try {
    return await broker.next();
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    await sleep(clock, RETRY_MS);
    return null;
  }
}

/** @returns records made; null: the order was given back */
async function answer(
  delivery: Delivery,
  parts: WorkerParts,
  stop: AbortSignal,
): Promise<number | null> {
  const endBeating = beat(delivery, parts.clock);
  try {
    const made = await compute(delivery, parts);
    if (made === null) return null;
    const isStored = await store(delivery, made, parts, stop);
    if (!isStored) {
      delivery.retry(0);
      return null;
    }
    await delivery.ack();
    return made.result.count;
  } catch (error) {
    // an ack that was lost: the order comes again, and its result is there
    if (!(error instanceof BrokerError)) throw error;
    delivery.retry(RETRY_MS);
    return null;
  } finally {
    endBeating();
  }
}

/** Tells the broker now and then that an order is being worked on. @returns ends it */
function beat(delivery: Delivery, clock: Clock): () => void {
  let callOff: () => void = () => undefined;
  const plan = (): void => {
    callOff = clock.after(BEAT_MS, () => {
      delivery.working();
      plan();
    });
  };
  plan();
  return () => callOff();
}

interface Made {
  readonly body: string;
  readonly result: ChunkResult;
}

/** @returns null: it cannot be computed here and now */
async function compute(delivery: Delivery, parts: WorkerParts): Promise<Made | null> {
  const order = decodeOrder(delivery.message);
  if (order === null) {
    parts.say(`an order was damaged on its way: it is given back`);
    delivery.refuse();
    return null;
  }
  const body = order.lines ?? (await findObject(order.body, parts));
  const lines = body === null ? null : decodeLines(body);
  const world = await findWorld(order, parts);
  if (lines === null || world === null) {
    delivery.retry(RETRY_MS);
    return null;
  }
  const isCareful = delivery.attempts >= CAREFUL_ATTEMPTS;
  const packer = new ResultPacker();
  await parts.compute.compute(world, lines, isCareful, (piece) => packer.add(piece));
  return { body: order.body, result: packer.end() };
}

async function findWorld({ world }: ChunkOrder, parts: WorkerParts): Promise<NamedBytes | null> {
  if (parts.compute.knows(world)) return { sha256: world, bytes: null };
  const bytes = await findObject(world, parts);
  return bytes === null ? null : { sha256: world, bytes };
}

/** What is kept under a digest, if it is that. */
async function findObject(sha256: string, { broker }: WorkerParts): Promise<Uint8Array | null> {
  const bytes = await broker.findObject(sha256);
  return bytes !== null && digestOf(bytes) === sha256 ? bytes : null;
}

/** Puts every part of a result in its place. @returns false: it was stopped before there was room */
async function store(
  { job, chunk }: Delivery,
  { body, result }: Made,
  { broker, clock }: WorkerParts,
  stop: AbortSignal,
): Promise<boolean> {
  for (const [part, message] of splitResult(body, result).entries()) {
    while ((await storeOnce(broker, job, chunk, part, message)) === 'full') {
      if (stop.aborted) return false;
      await sleep(clock, RETRY_MS);
    }
  }
  return true;
}

/** A broker without an answer is as one without room: it is asked again. */
async function storeOnce(
  broker: WorkerBroker,
  job: string,
  chunk: string,
  part: number,
  message: Uint8Array,
): Promise<'full' | 'there'> {
  try {
    return (await broker.storePart(job, chunk, part, message)) === 'full' ? 'full' : 'there';
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    return 'full';
  }
}
