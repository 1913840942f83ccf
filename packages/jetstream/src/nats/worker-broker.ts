import { Objm, type ObjectStore } from '@nats-io/obj';
import { jetstream, type Consumer, type JetStreamClient, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { BrokerError, type Delivery, type Stored, type WorkerBroker } from '../broker.ts';
import { answered, stored } from './answer.ts';
import { REQUEST_MS } from './driver-broker.ts';
import {
  BUCKET,
  consumerName,
  ORDER_CHUNK,
  ORDER_JOB,
  partSubject,
  pieceOf,
  WORK_STREAM,
} from './names.ts';

/** So long an empty question for an order waits, ms; a worker that is stopped waits no longer. */
const WAIT_MS = 2000;

/** JetStream as a worker of one build needs it. */
export class NatsWorkerBroker implements WorkerBroker {
  readonly #client: JetStreamClient;
  readonly #build: string;
  #consumer: Consumer | null = null;
  #bucket: ObjectStore | null = null;

  constructor(connection: NatsConnection, build: string) {
    this.#client = jetstream(connection, { timeout: REQUEST_MS });
    this.#build = build;
  }

  async next(): Promise<Delivery | null> {
    try {
      return await answered(async () => {
        this.#consumer ??= await this.#client.consumers.get(WORK_STREAM, consumerName(this.#build));
        const message = await this.#consumer.next({ expires: WAIT_MS });
        return message === null ? null : deliver(message);
      });
    } catch (error) {
      // it may have been wiped: the driver makes it anew
      this.#consumer = null;
      throw error;
    }
  }

  storePart(job: string, chunk: string, part: number, message: Uint8Array): Promise<Stored> {
    const options = { expect: { lastSubjectSequence: 0 }, timeout: REQUEST_MS };
    return stored(() => this.#client.publish(partSubject(job, chunk, part), message, options));
  }

  findObject(sha256: string): Promise<Uint8Array | null> {
    return answered(async () => {
      this.#bucket ??= await new Objm(this.#client).open(BUCKET, false);
      return await this.#bucket.getBlob(sha256);
    }).catch((error: unknown) => {
      this.#bucket = null;
      // a bucket that is not there yet holds nothing
      if (error instanceof BrokerError) return null;
      throw error;
    });
  }
}

function deliver(message: JsMsg): Delivery {
  return {
    job: pieceOf(message.subject, ORDER_JOB),
    chunk: pieceOf(message.subject, ORDER_CHUNK),
    attempts: message.info.deliveryCount,
    message: message.data,
    working: () => message.working(),
    // an ack that is lost costs one more computation
    ack: () => Promise.resolve(message.ack()),
    retry: (afterMs) => message.nak(afterMs),
    refuse: () => message.term(),
  };
}
