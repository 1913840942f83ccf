import type { Line } from '@pulse-stream/pipeline';
import { PulseError } from '@pulse-stream/worldstate';
import { BrokerError, type Clock, type DriverBroker } from '../broker.ts';
import { encodeLines, encodeOrder, PART_BYTES } from '../chunk/chunk-order.ts';
import { decodePart, PartBox, type ResultPart } from '../chunk/chunk-result.ts';
import { digestOf } from '../chunk/digest.ts';
import { linesOf, openChunk, sayRejection, type OpenChunk } from './open-chunk.ts';
import { WorkerWatch } from './worker-watch.ts';

/** What waits for its result is looked after this often. */
const TICK_MS = 2000;
/** So many looks in a row without any answer of the broker, and the run ends: about five minutes. */
const PATIENCE_TICKS = 150;
/** Results that wait for their turn may take this; later ones are left at the broker, and read again. */
const HELD_BYTES = 64 * 1024 * 1024;

/** What a driver needs. */
export interface DriverParts {
  readonly broker: DriverBroker;
  readonly clock: Clock;
  /** What the scenarios are about, as `encodeWorld` writes it. */
  readonly world: Uint8Array;
  /** Of this driver and its workers: said where none is. */
  readonly build: string;
  /** What starts a worker, in words: said where none is. */
  readonly workerCommand: string;
  /** Tells people what they should know. */
  readonly say: (message: string) => void;
}

/**
 * Gets the results of chunks from workers, whatever becomes of messages, workers and broker on the
 * way: the chunk and its digests are here, the broker is only a way to somewhere. What was heard of
 * is taken; what was not is asked for every two seconds: the order first, then the result, so that
 * where neither is a worker cannot have finished in between; then it is ordered again.
 * @see RELIABILITY.md §4
 */
export class Driver {
  readonly #parts: DriverParts;
  readonly #world: string;
  readonly #open = new Map<string, OpenChunk>();
  readonly #endHearing: () => void;
  readonly #watch: WorkerWatch;
  #held = 0;
  #quietTicks = 0;
  #hasSaidQuiet = false;
  #stopTicking: () => void = () => undefined;
  #failed: Error | null = null;
  #isClosed = false;

  /** Begins to look after its chunks; the broker has been prepared by `begin`. */
  constructor(parts: DriverParts) {
    this.#parts = parts;
    this.#world = digestOf(parts.world);
    this.#watch = new WorkerWatch(parts.broker, () =>
      parts.say(
        `no worker has answered (start one of the same build, ${parts.build}: ${parts.workerCommand})`,
      ),
    );
    this.#endHearing = parts.broker.hear((chunk, message) => {
      const open = this.#open.get(chunk);
      const part = decodePart(message);
      if (open !== undefined && part !== null) this.#take(open, part);
    });
    this.#plan();
  }

  /** Makes the broker ready. @throws BrokerError */
  async begin(): Promise<void> {
    await this.#parts.broker.prepare();
    await this.#parts.broker.putObject(this.#world, this.#parts.world);
  }

  /** Orders a chunk; `seq` says whose turn it is when. @returns its key */
  open(seq: number, lines: readonly Line[]): string {
    const open = openChunk(seq, lines);
    this.#open.set(open.key, open);
    this.#trying(this.#order(open));
    return open.key;
  }

  /** Resolves when the result of a chunk has come. @throws (rejects) PulseError `engine-unreachable` */
  async ready(key: string): Promise<void> {
    const open = this.#find(key);
    if (this.#failed !== null) throw this.#failed;
    if (open.says !== null) return;
    await new Promise<void>((resolve, reject) => {
      open.waiting.push((error) => (error === null ? resolve() : reject(error)));
    });
  }

  /** The result of a chunk, read again where it was left at the broker. */
  async result(key: string): Promise<Uint8Array> {
    const open = this.#find(key);
    for (;;) {
      await this.ready(key);
      if (open.result !== null) return open.result;
      open.says = null;
      await this.#fetch(open).catch((error: unknown) => this.#bear(error));
    }
  }

  /**
   * The result of a chunk is none, though its seal is right: whoever made it is broken. It is left
   * aside, as one with a wrong seal is, and the next looks remove it and order the chunk again.
   */
  refuse(key: string): void {
    const open = this.#find(key);
    this.#held -= open.result?.length ?? 0;
    open.result = null;
    open.says = null;
    if (open.seal !== null) open.refused.add(open.seal);
  }

  /** A chunk whose result has been given on. */
  handOn(key: string): void {
    const open = this.#find(key);
    this.#held -= open.result?.length ?? 0;
    open.result = null;
    open.isGiven = true;
  }

  /** A chunk whose records have been accepted: nobody will ask for it again. */
  forget(key: string): void {
    this.#open.delete(key);
    this.#trying(this.#parts.broker.dropResult(key));
  }

  /** Ends looking after chunks. @param isDone nothing of the job is needed any more */
  async close(isDone: boolean): Promise<void> {
    this.#isClosed = true;
    this.#stopTicking();
    this.#endHearing();
    // what stays is removed by `cluster gc`
    if (isDone) await this.#parts.broker.dropJob().catch((error: unknown) => this.#bear(error));
  }

  /** What is done again by the next look if it fails, or need not be. */
  #trying(work: Promise<unknown>): void {
    void work.catch((error: unknown) => this.#bear(error));
  }

  #find(key: string): OpenChunk {
    const open = this.#open.get(key);
    if (open === undefined) throw new Error(`chunk ${key} is not open`);
    return open;
  }

  async #order({ key, lines, body: sha256 }: OpenChunk): Promise<void> {
    const { broker } = this.#parts;
    const body = encodeLines(lines);
    if (body.length > PART_BYTES) await broker.putObject(sha256, body);
    // "exists": it waits already; "full": it is ordered again when there may be room
    await broker.order(key, encodeOrder(this.#world, body));
  }

  #take(open: OpenChunk, part: ResultPart, box = open.box): void {
    if (open.refused.has(part.sha256)) return;
    if (open.says !== null) {
      this.#compare(open, part);
      return;
    }
    const whole = box.add(part);
    if (whole === null) return;
    open.says = whole.says;
    open.seal = whole.sha256;
    this.#watch.hear();
    const isNext = ![...this.#open.values()].some(
      ({ seq, says }) => seq < open.seq && says === null,
    );
    if (isNext || this.#held + whole.result.length <= HELD_BYTES) {
      open.result = whole.result;
      this.#held += whole.result.length;
    }
    for (const tell of open.waiting.splice(0)) tell(null);
  }

  /** Two results of one chunk are the same bytes, or a worker is not to be trusted. */
  #compare(open: OpenChunk, part: ResultPart): void {
    if (part.says === open.says || open.isDisputed) return;
    open.isDisputed = true;
    this.#parts.say(
      `two workers gave different results for ${linesOf(open)}: the first is taken (look for a damaged machine, or a worker of another build)`,
    );
  }

  /** Looks for a result at the broker, and takes it. @returns whether any of it is there */
  async #fetch(open: OpenChunk): Promise<boolean> {
    const { broker } = this.#parts;
    // apart from what was heard, which may have been damaged
    const box = new PartBox(open.body);
    for (let part = 0, parts = 1; part < parts; part += 1) {
      const message = await broker.findPart(open.key, part);
      if (message === null) return part > 0;
      const read = decodePart(message);
      parts = read?.parts ?? 0;
      if (read !== null) this.#take(open, read, box);
    }
    return true;
  }

  /** What is not the result it should be has to go before another one can be put in its place. */
  async #reject(open: OpenChunk): Promise<void> {
    open.rejections += 1;
    const text = sayRejection(open, this.#parts.build);
    if (text !== null) this.#parts.say(text);
    await this.#parts.broker.dropResult(open.key);
    open.refused.clear();
  }

  /** Asks for what has not been heard of. @throws BrokerError */
  async #reconcile(): Promise<void> {
    const { broker } = this.#parts;
    const missing = [...this.#open.values()].filter(({ says }) => says === null);
    const old = missing.filter(({ isOld }) => isOld);
    for (const open of missing) open.isOld = true;
    if (old.length === 0) return;
    // what it all stands on may have been wiped
    await this.begin();
    // in this order: what was taken off before the first question is answered before the second
    const ordered = new Set(await broker.listOrders());
    const answered = new Set(await broker.listResults());
    await this.#makeRoom(answered);
    for (const open of old) {
      if (this.#isClosed) return;
      const isThere = open.says === null && answered.has(open.key) && (await this.#fetch(open));
      if (open.says !== null || ordered.has(open.key)) continue;
      // nobody works on it: all that will ever be there is
      if (isThere) await this.#reject(open);
      await this.#order(open);
    }
    await this.#watch.look();
  }

  /**
   * Removes results that nobody will ask for: those that are here, those that a driver which died
   * before this one left behind. Where there is no room for others they would be in the way.
   */
  async #makeRoom(answered: ReadonlySet<string>): Promise<void> {
    for (const key of answered) {
      const open = this.#open.get(key);
      if (open === undefined || open.result !== null || open.isGiven)
        await this.#parts.broker.dropResult(key);
    }
  }

  #plan(): void {
    this.#stopTicking = this.#parts.clock.after(TICK_MS, () => {
      void this.#reconcile()
        .then(() => (this.#quietTicks = 0))
        .catch((error: unknown) => {
          this.#quietTicks += 1;
          this.#bear(error);
        })
        .then(() => (this.#isClosed || this.#failed !== null ? undefined : this.#plan()));
    });
  }

  /** A broker without an answer is asked again, for a while; anything else ends the run. */
  #bear(error: unknown): void {
    if (!(error instanceof BrokerError)) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (!this.#hasSaidQuiet) this.#parts.say(`${error.message}; trying again`);
    this.#hasSaidQuiet = true;
    if (this.#quietTicks > PATIENCE_TICKS)
      this.#fail(new PulseError('engine-unreachable', error.message, { cause: error }));
  }

  #fail(error: Error): void {
    this.#failed ??= error;
    for (const open of this.#open.values())
      for (const tell of open.waiting.splice(0)) tell(this.#failed);
  }
}
