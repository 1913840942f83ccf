/** One thread is enough for less: about a second of work. */
const WORTH_TURNS = 4e6;
/** One thread is enough for an input that ends, or pauses, sooner. */
const WORTH_MS = 300;
/** A pause in the work that is no more than the reading of the next bytes. */
const PAUSE_MS = 20;

/**
 * How many workers a run may have.
 * @param isHeavy whether heavy batches wait: this thread only feeds then, beside light ones it works
 * @returns 0: this thread does everything
 */
export function countWorkers(jobs: number | 'auto', cores: number, isHeavy: boolean): number {
  if (jobs !== 'auto') return jobs;
  if (cores < 2) return 0;
  return isHeavy ? cores : cores - 1;
}

/**
 * Finds out when the work of one thread is worth more: when a second of it is known to wait, or when
 * there was no pause for a while and something still waits.
 * @see PERFORMANCE.md §2.6
 */
export class WorthWatch {
  isWorth: boolean;
  readonly #onChange: () => void;
  /** There was no pause for a while. */
  #isDue = false;
  readonly #timers = new Map<'worth' | 'pause', ReturnType<typeof setTimeout>>();
  #closed = false;

  /** @param onChange called when a look is needed again: it may be worth it now */
  constructor(isWorth: boolean, onChange: () => void) {
    this.isWorth = isWorth;
    this.#onChange = onChange;
  }

  /**
   * @param works whether the thread works
   * @param waiting member-turns that wait for it
   */
  look(works: boolean, waiting: number): void {
    if (this.isWorth || this.#closed) return;
    // Timers come when the event loop turns, often just when everything has been worked off: so what
    // waits is looked at here, now and later.
    if (waiting >= WORTH_TURNS || (this.#isDue && waiting > 0)) this.isWorth = true;
    else if (!works) this.#setOnce('pause', PAUSE_MS, () => this.#forget());
    else {
      this.#clear('pause');
      if (this.#isDue) return;
      this.#setOnce('worth', WORTH_MS, () => {
        this.#isDue = true;
        this.#onChange();
      });
    }
  }

  #forget(): void {
    this.#isDue = false;
    this.#clear('worth');
  }

  close(): void {
    this.#closed = true;
    this.#clear('worth');
    this.#clear('pause');
  }

  #setOnce(name: 'worth' | 'pause', ms: number, run: () => void): void {
    if (this.#timers.has(name)) return;
    const fire = () => {
      this.#timers.delete(name);
      run();
    };
    this.#timers.set(name, setTimeout(fire, ms));
  }

  #clear(name: 'worth' | 'pause'): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}
