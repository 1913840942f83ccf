import type { ThreadCounts } from '../batch/run-tally.ts';
/** Counts what the threads of a run did. */
export class ThreadTally {
  #main = 0;
  #deaths = 0;
  readonly #workers: number[] = [];
  readonly #leaving: Promise<() => void>[] = [];

  countHere(): void {
    this.#main += 1;
  }

  countOf(worker: number): void {
    for (let number = this.#workers.length; number <= worker; number += 1) this.#workers.push(0);
    this.#workers[worker] = (this.#workers[worker] ?? 0) + 1;
  }

  countDeath(): void {
    this.#deaths += 1;
  }

  /** A worker is on its way out; what its end gives is called when all have left. */
  leave(ending: Promise<() => void>): void {
    this.#leaving.push(ending);
  }

  /** Resolves when no worker is left. */
  async allLeft(): Promise<void> {
    for (const endQuiet of await Promise.all(this.#leaving)) endQuiet();
  }

  /** null when no worker finished a batch. */
  counts(): ThreadCounts | null {
    const [main, workers, deaths] = [this.#main, [...this.#workers], this.#deaths];
    return workers.length === 0 && deaths === 0 ? null : { main, workers, deaths };
  }
}
