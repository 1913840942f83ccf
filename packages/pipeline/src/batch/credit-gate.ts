import { PulseError } from '@pulse-stream/worldstate';
import { NEVER, Observable, Subject, type OperatorFunction } from 'rxjs';

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
  const { source, accept, signal, grants = NEVER } = options;
  if (!(Number.isInteger(options.credits) && options.credits >= 1))
    throw new PulseError('option-invalid', `credits: ${options.credits} is no whole number from 1`);
  return new Observable((subscriber) => {
    const tickets = new Subject<Ticket<I>>();
    const parts = new Map<number, Part<O>[]>();
    let free = options.credits;
    let issued = 0;
    let accepted = 0;
    let worked = 0;
    let reading = false;
    let writing = false;
    let ended = false;

    const endReading = () => {
      if (ended) return;
      ended = true;
      tickets.complete();
      settle();
    };
    const settle = () => {
      if (ended && accepted === issued) subscriber.complete();
    };
    const readUnlessEnded = async (): Promise<I | null> => {
      try {
        return await source.read();
      } catch (error) {
        // What the source says about being stopped concerns nobody any more.
        if (ended) return null;
        throw error;
      }
    };
    const pump = async () => {
      if (reading || ended || subscriber.closed || free === 0) return;
      free -= 1;
      reading = true;
      const value = await readUnlessEnded();
      reading = false;
      // Stopped meanwhile: nobody works on what this read brought.
      if (ended || subscriber.closed) return;
      if (value === null) {
        endReading();
        return;
      }
      const seq = issued;
      issued += 1;
      tickets.next({ seq, value });
      void pump().catch(refuse);
    };
    const drain = async () => {
      if (writing) return;
      writing = true;
      let part = parts.get(accepted)?.shift();
      while (part !== undefined && !subscriber.closed) {
        await accept(part.value, part.seq);
        if (part.last) {
          parts.delete(accepted);
          accepted += 1;
          free += 1;
          subscriber.next(part.seq);
          void pump().catch(refuse);
        }
        part = parts.get(accepted)?.shift();
      }
      writing = false;
      settle();
    };
    const refuse = (error: unknown) => subscriber.error(error);

    const working = tickets.pipe(options.work).subscribe({
      next: (part) => {
        if (part.seq < accepted || part.seq >= issued) {
          refuse(new Error(`the work made a part of ticket ${part.seq}, which is not in flight`));
          return;
        }
        if (part.last) worked += 1;
        const queue = parts.get(part.seq);
        if (queue === undefined) parts.set(part.seq, [part]);
        else queue.push(part);
        void drain().catch(refuse);
      },
      error: refuse,
      complete: () => {
        if (!ended || worked < issued)
          refuse(new Error(`the work ended after ${worked} of ${issued} tickets`));
      },
    });
    subscriber.add(
      grants.subscribe((credits) => {
        free += credits;
        void pump().catch(refuse);
      }),
    );
    subscriber.add(() => {
      signal?.removeEventListener('abort', endReading);
      working.unsubscribe();
      source.close();
    });
    if (signal?.aborted === true) endReading();
    else signal?.addEventListener('abort', endReading, { once: true });
    void pump().catch(refuse);
  });
}
