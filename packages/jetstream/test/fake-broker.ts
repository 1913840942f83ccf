import {
  BrokerError,
  type Delivery,
  type DriverBroker,
  type Stored,
  type WorkerBroker,
} from '@pulse-stream/jetstream/internal';
import type { FakeProcess, VirtualTime } from './virtual-time.ts';

/** How the broker misbehaves; shares in [0, 1). */
export interface Faults {
  /** Of requests that never arrive. */
  readonly lost: number;
  /** Of answers that never arrive, though what was asked for happened. */
  readonly unanswered: number;
  /** Of messages heard of that are told not at all, twice, or with a wrong byte. */
  readonly unheard: number;
  readonly repeated: number;
  readonly damaged: number;
  /** Of results and orders that lie damaged in the store. */
  readonly rotten: number;
  /** Longest way of a message, ms: they overtake each other. */
  readonly slowest: number;
  /** Orders and parts of results there is room for. */
  readonly room: number;
}

/** A broker that loses nothing and answers soon. */
export const FAULTLESS: Faults = {
  lost: 0,
  unanswered: 0,
  unheard: 0,
  repeated: 0,
  damaged: 0,
  rotten: 0,
  slowest: 20,
  room: 1000,
};

interface Order {
  readonly message: Uint8Array;
  attempts: number;
  /** From when on it may be handed out. */
  freeAt: number;
}

const TIMEOUT_MS = 1000;
const POLL_MS = 500;
const POLLS = 4;
/** So long an order belongs to the worker that was given it. */
const ACK_WAIT_MS = 30_000;

/** A broker in memory that does what JetStream promises, and no more, by seeded chance. */
export class FakeBroker {
  /** What a broker that keeps its promises can only have been asked for by a fault of ours. */
  readonly violations: string[] = [];
  readonly #time: VirtualTime;
  readonly #random: () => number;
  readonly #faults: Faults;
  readonly #orders = new Map<string, Order>();
  readonly #results = new Map<string, Uint8Array>();
  readonly #objects = new Map<string, Uint8Array>();
  /** Parts that were stored at any time. */
  readonly #everStored = new Set<string>();
  readonly #listeners = new Set<(chunk: string, message: Uint8Array) => void>();
  readonly #told = new Map<FakeProcess, Set<string>>();
  /** When a worker asked for an order last. */
  #askedAt = -Infinity;
  #isPrepared = false;
  #isUp = true;

  constructor(time: VirtualTime, random: () => number, faults: Faults) {
    this.#time = time;
    this.#random = random;
    this.#faults = faults;
  }

  /** The server is gone for a while; what it stored is there afterwards. */
  restart(ms: number): void {
    this.#isUp = false;
    this.#time.after(ms, () => (this.#isUp = true));
  }

  /** All it stored is gone. */
  wipe(): void {
    this.#orders.clear();
    this.#results.clear();
    this.#objects.clear();
    this.#isPrepared = false;
  }

  driver(process: FakeProcess, job: string): DriverBroker {
    const ask = <T>(act: () => T): Promise<T> => this.#ask(process, act);
    const keyOf = (chunk: string): string => `${job}.${chunk}`;
    return {
      prepare: () => ask(() => void (this.#isPrepared = true)),
      order: (chunk, message) =>
        ask(() => {
          const key = keyOf(chunk);
          this.#needStreams();
          if (this.#orders.has(key)) return 'exists';
          if (this.#orders.size >= this.#faults.room) return 'full';
          this.#orders.set(key, { message: this.#keep(message), attempts: 0, freeAt: 0 });
          return 'stored';
        }),
      listOrders: () => ask(() => this.#list(this.#orders, job)),
      listResults: () => ask(() => this.#list(this.#results, job)),
      findPart: (chunk, part) =>
        ask(() => {
          this.#needStreams();
          return this.#results.get(`${keyOf(chunk)}.${part}`) ?? null;
        }),
      hear: (listen) => {
        const hearing = (key: string, message: Uint8Array): void => {
          const [of, chunk = ''] = key.split('.');
          if (process.isAlive && of === job) listen(chunk, message);
        };
        this.#listeners.add(hearing);
        return () => void this.#listeners.delete(hearing);
      },
      dropResult: (chunk) => ask(() => this.#drop(this.#results, `${keyOf(chunk)}.`)),
      dropJob: () =>
        ask(() => {
          this.#drop(this.#results, `${job}.`);
          this.#drop(this.#orders, `${job}.`);
        }),
      hasWorkers: () =>
        ask(() => {
          this.#needStreams();
          const { now } = this.#time;
          const isHeld = [...this.#orders.values()].some(
            ({ attempts, freeAt }) => attempts > 0 && freeAt > now,
          );
          return isHeld || now - this.#askedAt < POLL_MS * POLLS;
        }),
      putObject: (sha256, bytes) =>
        ask(() => {
          this.#needStreams();
          this.#objects.set(sha256, bytes);
        }),
    };
  }

  worker(process: FakeProcess): WorkerBroker {
    return {
      next: () => this.#next(process),
      storePart: async (job, chunk, part, message) => {
        const place = `${job}.${chunk}.${part}`;
        if (this.#toldOf(process).has(place))
          this.violations.push(`${place} was there, and stored again`);
        const stored = await this.#ask(process, () =>
          this.#storePart(`${job}.${chunk}`, part, message),
        );
        if (stored !== 'full') this.#toldOf(process).add(place);
        return stored;
      },
      findObject: (sha256) => this.#ask(process, () => this.#objects.get(sha256) ?? null),
    };
  }

  /** Places that a process knows to be taken, of the order it has. */
  #toldOf(process: FakeProcess): Set<string> {
    const told = this.#told.get(process) ?? new Set<string>();
    this.#told.set(process, told);
    return told;
  }

  async #next(process: FakeProcess): Promise<Delivery | null> {
    for (let poll = 0; poll < POLLS; poll += 1) {
      const found = await this.#ask(process, () => this.#handOut());
      if (found !== null) return this.#deliver(process, ...found);
      await new Promise<void>((resolve) => void process.after(POLL_MS, resolve));
    }
    return null;
  }

  #handOut(): [string, Order] | null {
    this.#needStreams();
    this.#askedAt = this.#time.now;
    for (const [key, order] of this.#orders) {
      if (order.freeAt > this.#time.now) continue;
      order.freeAt = this.#time.now + ACK_WAIT_MS;
      order.attempts += 1;
      return [key, order];
    }
    return null;
  }

  #deliver(process: FakeProcess, key: string, order: Order): Delivery {
    const [job = '', chunk = ''] = key.split('.');
    this.#toldOf(process).clear();
    const isSame = (): boolean => this.#orders.get(key) === order;
    // nobody waits for an answer to these
    const tell = (act: () => void): void => void this.#ask(process, act).catch(() => undefined);
    return {
      job,
      chunk,
      attempts: order.attempts,
      message: order.message,
      working: () => tell(() => (order.freeAt = this.#time.now + ACK_WAIT_MS)),
      ack: () =>
        this.#ask(process, () => {
          if (!isSame()) return;
          if (!this.#everStored.has(key)) this.violations.push(`${key} was taken off unanswered`);
          this.#orders.delete(key);
        }),
      retry: (afterMs) => tell(() => (order.freeAt = this.#time.now + afterMs)),
      refuse: () =>
        tell(() => {
          if (isSame()) this.#orders.delete(key);
        }),
    };
  }

  #storePart(key: string, part: number, message: Uint8Array): Stored {
    this.#needStreams();
    const place = `${key}.${part}`;
    const found = this.#results.get(place);
    if (found === undefined && this.#results.size >= this.#faults.room) return 'full';
    if (found === undefined) this.#results.set(place, this.#keep(message));
    this.#everStored.add(key);
    for (const listen of this.#listeners)
      for (let told = this.#countTold(); told > 0; told -= 1)
        this.#time.after(this.#way(), () =>
          listen(key, this.#isBy(this.#faults.damaged) ? this.#damage(message) : message),
        );
    return found === undefined ? 'stored' : 'exists';
  }

  #countTold(): number {
    if (this.#isBy(this.#faults.unheard)) return 0;
    return this.#isBy(this.#faults.repeated) ? 2 : 1;
  }

  /** A request on its way there and back. */
  #ask<T>(process: FakeProcess, act: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void =>
        void process.after(TIMEOUT_MS, () => reject(new BrokerError('no answer')));
      if (!process.isAlive || this.#isBy(this.#faults.lost)) {
        giveUp();
        return;
      }
      this.#time.after(this.#way(), () => {
        if (!this.#isUp) {
          giveUp();
          return;
        }
        let value: T;
        try {
          value = act();
        } catch (error) {
          process.after(this.#way(), () => reject(error));
          return;
        }
        if (this.#isBy(this.#faults.unanswered)) giveUp();
        else process.after(this.#way(), () => resolve(value));
      });
    });
  }

  #needStreams(): void {
    if (!this.#isPrepared) throw new BrokerError('no such stream');
  }

  #list(from: Map<string, unknown>, job: string): string[] {
    this.#needStreams();
    const places = [...from.keys()].map((key) => key.split('.'));
    return places.flatMap(([of, chunk = '']) => (of === job ? [chunk] : []));
  }

  #drop(from: Map<string, unknown>, prefix: string): void {
    for (const key of from.keys()) if (key.startsWith(prefix)) from.delete(key);
  }

  #keep(message: Uint8Array): Uint8Array {
    return this.#isBy(this.#faults.rotten) ? this.#damage(message) : message;
  }

  #damage(message: Uint8Array): Uint8Array {
    const damaged = message.slice();
    const at = Math.floor(this.#random() * damaged.length);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    return damaged;
  }

  #way(): number {
    return 1 + this.#random() * this.#faults.slowest;
  }

  #isBy(share: number): boolean {
    return this.#random() < share;
  }
}
