import fc from 'fast-check';
import { from, lastValueFrom, map, mergeMap, Observable, Subject, toArray } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { creditGate, type Part, type PausedSource, type Ticket } from './credit-gate.ts';

/** A source of 0..length−1 that counts what is asked of it; `delay` decides when a read resolves. */
class CountingSource implements PausedSource<number> {
  started = 0;
  overlapping = 0;
  closed = 0;
  readonly #length: number;
  readonly #delay: () => Promise<unknown>;
  #pending = 0;

  constructor(length: number, delay: () => Promise<unknown> = () => Promise.resolve()) {
    this.#length = length;
    this.#delay = delay;
  }

  async read(): Promise<number | null> {
    const at = this.started;
    this.started += 1;
    this.#pending += 1;
    this.overlapping = Math.max(this.overlapping, this.#pending);
    await this.#delay();
    this.#pending -= 1;
    return at < this.#length ? at : null;
  }

  close(): void {
    this.closed += 1;
  }
}

const whole = <T>(ticket: Ticket<T>): Part<T> => ({ ...ticket, last: true });
const straight = map<Ticket<number>, Part<number>>(whole);

describe('credit gate', () => {
  it.each([0, -1, 1.5, Number.NaN, Infinity])(
    'has at least one whole credit, not %d',
    (credits) => {
      const source = new CountingSource(1);
      const accept = () => Promise.resolve();
      expect(() => creditGate({ credits, source, work: straight, accept })).toThrow(/^credits: /);
      expect(source.started).toBe(0);
    },
  );

  it('never has more than its credits in flight and keeps order, for any interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 3 }),
        async (scheduler, credits, length, pieces) => {
          const source = new CountingSource(length, () => scheduler.schedule(Promise.resolve()));
          const accepted: string[] = [];
          let returned = 0;
          let mostInFlight = 0;
          const observe = () => {
            mostInFlight = Math.max(mostInFlight, source.started - returned);
          };
          const gate$ = creditGate<number, string>({
            credits,
            source,
            work: mergeMap(async function* (ticket) {
              observe();
              for (let piece = 1; piece <= pieces; piece += 1) {
                await scheduler.schedule(Promise.resolve());
                const value = `${ticket.value}.${piece}`;
                yield { seq: ticket.seq, value, last: piece === pieces };
              }
            }),
            accept: async (value) => {
              observe();
              await scheduler.schedule(Promise.resolve());
              accepted.push(value);
            },
          });
          const seen: number[] = [];
          const done = new Promise<void>((resolve, reject) => {
            gate$.subscribe({
              next: (seq) => {
                seen.push(seq);
                returned += 1;
              },
              error: reject,
              complete: resolve,
            });
          });
          await scheduler.waitFor(done);
          expect(mostInFlight).toBeLessThanOrEqual(credits);
          expect(source.overlapping).toBeLessThanOrEqual(1);
          expect(seen).toEqual(Array.from({ length }, (_, index) => index));
          expect(accepted).toEqual(
            seen.flatMap((seq) =>
              Array.from({ length: pieces }, (_, piece) => `${seq}.${piece + 1}`),
            ),
          );
          expect(source.closed).toBe(1);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('pulls nothing without a credit', async () => {
    const source = new CountingSource(1000);
    const subscription = creditGate({
      credits: 3,
      source,
      work: straight,
      accept: () => new Promise(() => {}),
    }).subscribe();
    await vi.waitFor(() => expect(source.started).toBe(3));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(source.started).toBe(3);
    subscription.unsubscribe();
    expect(source.closed).toBe(1);
  });

  it('pulls more when it is granted more credits', async () => {
    const source = new CountingSource(9);
    const grants = new Subject<number>();
    const working = creditGate<number, number>({
      credits: 2,
      grants,
      source,
      work: mergeMap(() => new Observable<Part<number>>()),
      accept: async () => undefined,
    }).subscribe();
    await vi.waitFor(() => expect(source.started).toBe(2));
    grants.next(3);
    await vi.waitFor(() => expect(source.started).toBe(5));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(source.started).toBe(5);
    working.unsubscribe();
  });

  it('accepts in reading order when work ends out of order', async () => {
    const accepted: number[] = [];
    const source = new CountingSource(4);
    const reversed = (tickets$: Observable<Ticket<number>>) =>
      tickets$.pipe(
        toArray(),
        mergeMap((all) => from(all.toReversed().map(whole))),
      );
    const seqs = await lastValueFrom(
      creditGate({
        credits: 5,
        source,
        work: reversed,
        accept: async (value) => void accepted.push(value),
      }).pipe(toArray()),
    );
    expect(accepted).toEqual([0, 1, 2, 3]);
    expect(seqs).toEqual([0, 1, 2, 3]);
  });

  it('ends with the error of the source, of the work or of the sink, and closes the source', async () => {
    const broken = new Error('broken');
    const run = async (part: 'source' | 'work' | 'sink') => {
      const source = new CountingSource(10, async () => {
        if (part === 'source' && source.started > 2) throw broken;
      });
      const gate$ = creditGate<number, number>({
        credits: 2,
        source,
        work: map((ticket) => {
          if (part === 'work' && ticket.seq === 2) throw broken;
          return whole(ticket);
        }),
        accept: async (value) => {
          if (part === 'sink' && value === 2) throw broken;
        },
      });
      await expect(lastValueFrom(gate$)).rejects.toBe(broken);
      expect(source.closed).toBe(1);
    };
    await run('source');
    await run('work');
    await run('sink');
  });

  it('an abort stops the reading, what is in flight is accepted, and a pending read is left behind', async () => {
    const abort = new AbortController();
    const source = new CountingSource(10, () =>
      source.started > 3 ? new Promise(() => {}) : Promise.resolve(),
    );
    const accepted: number[] = [];
    const done = lastValueFrom(
      creditGate<number, number>({
        credits: 8,
        source,
        work: mergeMap(async (ticket: Ticket<number>) => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          return whole(ticket);
        }),
        accept: async (value) => void accepted.push(value),
        signal: abort.signal,
      }).pipe(toArray()),
    );
    await vi.waitFor(() => expect(source.started).toBe(4));
    abort.abort();
    expect(await done).toEqual([0, 1, 2]);
    expect(accepted).toEqual([0, 1, 2]);
    expect(source.closed).toBe(1);
  });

  it('a source that fails because it was stopped does not take what is in flight with it', async () => {
    const abort = new AbortController();
    const stopped = new Promise<never>((_, reject) => {
      abort.signal.addEventListener('abort', () => reject(new Error('stopped')));
    });
    const source = new CountingSource(10, () => (source.started > 2 ? stopped : Promise.resolve()));
    const accepted: number[] = [];
    const done = lastValueFrom(
      creditGate<number, number>({
        credits: 8,
        source,
        work: straight,
        accept: async (value) => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          accepted.push(value);
        },
        signal: abort.signal,
      }).pipe(toArray()),
    );
    await vi.waitFor(() => expect(source.started).toBe(3));
    abort.abort();
    await done;
    expect(accepted).toEqual([0, 1]);
  });

  it('a run aborted before it starts reads nothing', async () => {
    const source = new CountingSource(3);
    const seqs = await lastValueFrom(
      creditGate({
        credits: 1,
        source,
        work: straight,
        accept: async () => {},
        signal: AbortSignal.abort(),
      }).pipe(toArray()),
    );
    expect(seqs).toEqual([]);
    expect(source.started).toBe(0);
    expect(source.closed).toBe(1);
  });

  it('unsubscribing tears the work down and closes the source while a read is pending', async () => {
    const source = new CountingSource(3, () => new Promise(() => {}));
    let working = true;
    const subscription = creditGate<number, number>({
      credits: 1,
      source,
      work: () => new Observable(() => () => void (working = false)),
      accept: async () => {},
    }).subscribe();
    await vi.waitFor(() => expect(source.started).toBe(1));
    subscription.unsubscribe();
    expect(source.closed).toBe(1);
    expect(working).toBe(false);
  });

  it('work that ends without a ticket it was given, or invents one, ends the run', async () => {
    const run = (work: (tickets$: Observable<Ticket<number>>) => Observable<Part<number>>) =>
      lastValueFrom(
        creditGate({ credits: 5, source: new CountingSource(3), work, accept: async () => {} }),
      );
    await expect(run((tickets$) => tickets$.pipe(mergeMap(() => [])))).rejects.toThrow(
      /after 0 of/,
    );
    await expect(run(map((ticket) => ({ ...whole(ticket), seq: ticket.seq + 7 })))).rejects.toThrow(
      /not in flight/,
    );
  });
});
