import type { Clock } from '@pulse-stream/jetstream/internal';

/** Random numbers in [0, 1) that follow from a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Time that passes only when everything that is due has been done. */
export class VirtualTime {
  now = 0;
  #events: Event[] = [];
  #order = 0;

  /** @returns calls it off */
  after(ms: number, run: () => void): () => void {
    const event = { at: this.now + ms, order: this.#order, run };
    this.#order += 1;
    let index = this.#events.length;
    // sorted, the last comes first: few events wait at a time
    while (index > 0 && isLater(event, this.#events[index - 1] as Event)) index -= 1; // in range
    this.#events.splice(index, 0, event);
    return () => {
      const at = this.#events.indexOf(event);
      if (at >= 0) this.#events.splice(at, 1);
    };
  }

  /** Lets time pass until `isDone`, nothing is left to happen, or a limit. */
  async pass(isDone: () => boolean, limit: number): Promise<void> {
    await settled();
    while (!isDone() && this.now < limit) {
      const event = this.#events.pop();
      if (event === undefined) return;
      this.now = event.at;
      event.run();
      await settled();
    }
  }
}

const isLater = (a: Event, b: Event): boolean =>
  a.at > b.at || (a.at === b.at && a.order > b.order);

/** Resolves when all that follows by itself has been done. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A process that can be killed: from then on nothing reaches it, and nothing of it happens. */
export class FakeProcess implements Clock {
  isAlive = true;
  readonly #time: VirtualTime;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  after(ms: number, run: () => void): () => void {
    return this.#time.after(ms, () => {
      if (this.isAlive) run();
    });
  }

  kill(): void {
    this.isAlive = false;
  }
}
