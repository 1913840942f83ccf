import { PulseError } from '@pulse-stream/worldstate';
import { NEVER, Observable, Subject, type OperatorFunction, type Subscriber } from 'rxjs';

/** A source that gives an item only when asked. */
export interface PausedSource<T> {
  /** The next item, or null at the end. Never called while an earlier call is pending. */
  read(): Promise<T | null>;
  /** Frees the source. Called exactly once, however the run ends, even while a read is pending. */
  close(): void;
}

/** One item on its way, numbered in the order it was read, from 0. */
export interface Ticket<T> {
  readonly seq: number;
  readonly value: T;
}

/** A piece of what came of a ticket. The pieces of one ticket come in order; the last one says so. */
export interface Part<T> extends Ticket<T> {
  readonly last: boolean;
}

export interface CreditGateOptions<I, O> {
  /** Most items between the read and the accepting sink, ≥ 1. */
  readonly credits: number;
  /** Adds so many credits, while it runs. */
  readonly grants?: Observable<number> | undefined;
  readonly source: PausedSource<I>;
  /** Turns tickets into parts: in any order between tickets, sync or async; every ticket gets one last part, or the run waits for it for ever: work that drops items gives an empty one. */
  readonly work: OperatorFunction<Ticket<I>, Part<O>>;
  /** Resolves when the sink has accepted the value. Called in ticket order, one call at a time. */
  readonly accept: (value: O, seq: number) => Promise<void>;
  /** Stops the reading; what is in flight is still worked on and accepted, then the run completes. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The bridge between a paused source and a slow sink: an item is read only while a credit is free,
 * and its credit returns when the sink has accepted the last part of what came of it. So at most
 * `credits` items are in flight whatever the speeds, and parts are accepted in reading order
 * whatever order the work ends in.
 *
 * 1. Subscribing starts the first read; reads never overlap.
 * 2. An error of the source, the work or the sink ends the run with that same error; one of the
 *    source after an abort does not.
 * 3. Unsubscribing stops everything at once; in every case the source is closed once.
 * @returns emits the number of each ticket as its credit returns; completes after the last one
 * @throws PulseError `option-invalid` at once for credits that are no number ≥ 1
 * @see RELIABILITY.md §1, PERFORMANCE.md §2.1 (rxjs by itself has no backpressure)
 */
export function creditGate<I, O>(options: CreditGateOptions<I, O>): Observable<number> {
  if (!(Number.isInteger(options.credits) && options.credits >= 1))
    throw new PulseError('option-invalid', `credits: ${options.credits} is no whole number from 1`);
  return new Observable((subscriber) => new Gate(options, subscriber).open());
}

/** One subscription of a gate. */
class Gate<I, O> {
  readonly #options: CreditGateOptions<I, O>;
  readonly #subscriber: Subscriber<number>;
  readonly #tickets = new Subject<Ticket<I>>();
  readonly #parts = new Map<number, Part<O>[]>();
  #free: number;
  #issued = 0;
  #accepted = 0;
  #worked = 0;
  #reading = false;
  #writing = false;
  #ended = false;

  constructor(options: CreditGateOptions<I, O>, subscriber: Subscriber<number>) {
    this.#options = options;
    this.#subscriber = subscriber;
    this.#free = options.credits;
  }

  open(): void {
    const { source, work, signal, grants = NEVER } = this.#options;
    const working = this.#tickets.pipe(work).subscribe({
      next: (part) => this.#take(part),
      error: this.#refuse,
      complete: () => {
        if (!this.#ended || this.#worked < this.#issued)
          this.#refuse(
            new Error(`the work ended after ${this.#worked} of ${this.#issued} tickets`),
          );
      },
    });
    this.#subscriber.add(
      grants.subscribe((credits) => {
        this.#free += credits;
        this.#readOn();
      }),
    );
    this.#subscriber.add(() => {
      signal?.removeEventListener('abort', this.#endReading);
      working.unsubscribe();
      source.close();
    });
    if (signal?.aborted === true) this.#endReading();
    else signal?.addEventListener('abort', this.#endReading, { once: true });
    this.#readOn();
  }

  readonly #refuse = (error: unknown): void => this.#subscriber.error(error);

  readonly #endReading = (): void => {
    if (this.#ended) return;
    this.#ended = true;
    this.#tickets.complete();
    this.#settle();
  };

  #settle(): void {
    if (this.#ended && this.#accepted === this.#issued) this.#subscriber.complete();
  }

  #readOn(): void {
    void this.#pump().catch(this.#refuse);
  }

  async #pump(): Promise<void> {
    if (this.#reading || this.#ended || this.#subscriber.closed || this.#free === 0) return;
    this.#free -= 1;
    this.#reading = true;
    const value = await this.#readUnlessEnded();
    this.#reading = false;
    // Stopped meanwhile: nobody works on what this read brought.
    if (this.#ended || this.#subscriber.closed) return;
    if (value === null) {
      this.#endReading();
      return;
    }
    const seq = this.#issued;
    this.#issued += 1;
    this.#tickets.next({ seq, value });
    this.#readOn();
  }

  async #readUnlessEnded(): Promise<I | null> {
    try {
      return await this.#options.source.read();
    } catch (error) {
      // What the source says about being stopped concerns nobody any more.
      if (this.#ended) return null;
      throw error;
    }
  }

  /** A part came out of the work. */
  #take(part: Part<O>): void {
    if (part.seq < this.#accepted || part.seq >= this.#issued) {
      this.#refuse(new Error(`the work made a part of ticket ${part.seq}, which is not in flight`));
      return;
    }
    if (part.last) this.#worked += 1;
    const queue = this.#parts.get(part.seq);
    if (queue === undefined) this.#parts.set(part.seq, [part]);
    else queue.push(part);
    void this.#drain().catch(this.#refuse);
  }

  async #drain(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    let part = this.#nextPart();
    while (part !== undefined && !this.#subscriber.closed) {
      await this.#options.accept(part.value, part.seq);
      if (part.last) {
        this.#parts.delete(this.#accepted);
        this.#accepted += 1;
        this.#free += 1;
        this.#subscriber.next(part.seq);
        this.#readOn();
      }
      part = this.#nextPart();
    }
    this.#writing = false;
    this.#settle();
  }

  #nextPart(): Part<O> | undefined {
    return this.#parts.get(this.#accepted)?.shift();
  }
}
