// What driver and worker need of a broker. Two implement it: NATS JetStream, and the one of the tests
// that loses, repeats and mixes up what it is given.

/**
 * What became of a message whose place had to be free: `exists`: a message is there already; `full`:
 * there is no room.
 */
export type Stored = 'stored' | 'exists' | 'full';

/** No answer, or one that says what is missing. What was asked for may have happened all the same. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
}

/** The broker as the driver of one job sees it. Whatever waits for an answer rejects with BrokerError. */
export interface DriverBroker {
  /** Makes streams, consumer and bucket where they are missing. */
  prepare(): Promise<void>;
  /** Puts the order of a chunk in its place. */
  order(chunk: string, message: Uint8Array): Promise<Stored>;
  /** The chunks of the job whose orders wait, or are worked on, or were not taken off. */
  listOrders(): Promise<readonly string[]>;
  /** The chunks of the job of whose results any part is there. */
  listResults(): Promise<readonly string[]>;
  /** A part of the result of a chunk; null: it is not there. */
  findPart(chunk: string, part: number): Promise<Uint8Array | null>;
  /** Tells of every part as it is stored, if all goes well. @returns ends it */
  hear(listen: (chunk: string, message: Uint8Array) => void): () => void;
  /** Removes the result of a chunk. */
  dropResult(chunk: string): Promise<void>;
  /** Removes orders and results of the job. */
  dropJob(): Promise<void>;
  /** Whether a worker of the build asks for orders, or was handed some lately. */
  hasWorkers(): Promise<boolean>;
  /** Keeps bytes under their digest; what is there already stays. */
  putObject(sha256: string, bytes: Uint8Array): Promise<void>;
}

/** An order that a worker was handed. */
export interface Delivery {
  readonly job: string;
  readonly chunk: string;
  /** How often it was handed out, this time included; ≥ 1. */
  readonly attempts: number;
  readonly message: Uint8Array;
  /** It is being worked on: nobody else is to be given it yet. */
  working(): void;
  /** Its result is stored: it can go. */
  ack(): Promise<void>;
  /** It is to be handed out again, later. */
  retry(afterMs: number): void;
  /** Nobody can work on it: it goes, and its driver orders it anew. */
  refuse(): void;
}

/** The broker as a worker sees it. */
export interface WorkerBroker {
  /** The next order of this build; null: there is none now. */
  next(): Promise<Delivery | null>;
  /** Puts a part of a result in its place. */
  storePart(job: string, chunk: string, part: number, message: Uint8Array): Promise<Stored>;
  /** What is kept under a digest; null: nothing. */
  findObject(sha256: string): Promise<Uint8Array | null>;
}

/** Time, handed in so that tests can make it. */
export interface Clock {
  /** Calls `run` once after so many milliseconds, unless it was called off. @returns calls it off */
  after(ms: number, run: () => void): () => void;
}

/** Resolves after so many milliseconds. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
