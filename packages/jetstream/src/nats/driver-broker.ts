import { Objm, type ObjectStore } from '@nats-io/obj';
import {
  jetstream,
  StorageType,
  type JetStreamClient,
  type JetStreamManager,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DriverBroker, Stored } from '../broker.ts';
import { answered, stored } from './answer.ts';
import {
  BUCKET,
  consumerName,
  ORDER_CHUNK,
  orderSubject,
  PART_CHUNK,
  partSubject,
  pieceOf,
  RESULT_STREAM,
  WORK_STREAM,
} from './names.ts';
import { DEFAULT_SIZE, ensureConsumer, ensureStreams } from './streams.ts';

/** After a restart the first request waits this long before it is asked again, ms. */
export const REQUEST_MS = 2000;

/** Orders that were handed out so long ago may be those of a worker that is gone: a thread that shows
 * nothing for so long is ended, ms. */
const HELD_MS = 300_000;

/** How the object store writes the digest of what it holds. */
const storedDigest = (sha256: string): string =>
  `SHA-256=${Buffer.from(sha256, 'hex').toString('base64url')}`;

const sameDigest = (a: string, b: string): boolean => {
  const bare = (digest: string): string => digest.replace(/=+$/, '');
  return bare(a) === bare(b);
};

/** JetStream as the driver of one job needs it. */
export class NatsDriverBroker implements DriverBroker {
  readonly #connection: NatsConnection;
  readonly #client: JetStreamClient;
  readonly #build: string;
  readonly #job: string;
  #manager: JetStreamManager | null = null;
  #bucket: ObjectStore | null = null;

  constructor(connection: NatsConnection, { build, job }: { build: string; job: string }) {
    this.#connection = connection;
    this.#client = jetstream(connection, { timeout: REQUEST_MS });
    this.#build = build;
    this.#job = job;
  }

  prepare(): Promise<void> {
    return answered(async () => {
      const manager = await this.#managed();
      await ensureStreams(manager, DEFAULT_SIZE);
      await ensureConsumer(manager, this.#build);
      // asked every time: it may have been wiped
      this.#bucket = await openBucket(this.#client, DEFAULT_SIZE.replicas);
    });
  }

  order(chunk: string, message: Uint8Array): Promise<Stored> {
    return this.#put(orderSubject(this.#build, this.#job, chunk), message);
  }

  listOrders(): Promise<readonly string[]> {
    const filter = orderSubject(this.#build, this.#job, '>');
    return this.#list(WORK_STREAM, filter, ORDER_CHUNK);
  }

  listResults(): Promise<readonly string[]> {
    return this.#list(RESULT_STREAM, `pulse.res.${this.#job}.>`, PART_CHUNK);
  }

  findPart(chunk: string, part: number): Promise<Uint8Array | null> {
    return answered(async () => {
      const manager = await this.#managed();
      const query = { last_by_subj: partSubject(this.#job, chunk, part) };
      return (await manager.streams.getMessage(RESULT_STREAM, query))?.data ?? null;
    });
  }

  hear(listen: (chunk: string, message: Uint8Array) => void): () => void {
    // what is stored is heard on its way: no consumer, no acknowledgements
    const subscription = this.#connection.subscribe(`pulse.res.${this.#job}.>`, {
      callback: (error, message) => {
        if (error === null) listen(pieceOf(message.subject, PART_CHUNK), message.data);
      },
    });
    return () => subscription.unsubscribe();
  }

  dropResult(chunk: string): Promise<void> {
    return this.#purge(RESULT_STREAM, partSubject(this.#job, chunk, '>'));
  }

  async dropJob(): Promise<void> {
    await this.#purge(RESULT_STREAM, `pulse.res.${this.#job}.>`);
    await this.#purge(WORK_STREAM, orderSubject(this.#build, this.#job, '>'));
  }

  hasWorkers(): Promise<boolean> {
    return answered(async () => {
      const manager = await this.#managed();
      const {
        num_waiting,
        num_ack_pending,
        delivered,
        ts = '',
      } = await manager.consumers.info(WORK_STREAM, consumerName(this.#build));
      if (num_waiting > 0) return true;
      if (num_ack_pending === 0 || delivered.last_active === undefined) return false;
      // texts, both of them, whatever the types of the client say
      return Date.parse(ts) - Date.parse(String(delivered.last_active)) < HELD_MS;
    });
  }

  putObject(sha256: string, bytes: Uint8Array): Promise<void> {
    return answered(async () => {
      const bucket = (this.#bucket ??= await openBucket(this.#client, DEFAULT_SIZE.replicas));
      const found = await bucket.info(sha256);
      // what is put again is in nobody's way while it is read only if it was damaged before
      if (found !== null && !found.deleted && sameDigest(found.digest, storedDigest(sha256)))
        return;
      await bucket.putBlob({ name: sha256 }, bytes);
    });
  }

  async #managed(): Promise<JetStreamManager> {
    return (this.#manager ??= await this.#client.jetstreamManager(false));
  }

  #put(subject: string, message: Uint8Array): Promise<Stored> {
    const expect = { lastSubjectSequence: 0 };
    return stored(() => this.#client.publish(subject, message, { expect, timeout: REQUEST_MS }));
  }

  #list(stream: string, filter: string, piece: number): Promise<readonly string[]> {
    return answered(async () => {
      const manager = await this.#managed();
      const { state } = await manager.streams.info(stream, { subjects_filter: filter });
      return Object.keys(state.subjects ?? {}).map((subject) => pieceOf(subject, piece));
    });
  }

  #purge(stream: string, filter: string): Promise<void> {
    return answered(async () => {
      const manager = await this.#managed();
      await manager.streams.purge(stream, { filter });
    });
  }
}

/** The object bucket, made where it is missing. */
export function openBucket(client: JetStreamClient, replicas: number): Promise<ObjectStore> {
  return new Objm(client).create(BUCKET, { storage: StorageType.File, replicas });
}
