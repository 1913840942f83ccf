import type { DriverBroker } from '../broker.ts';

/** Looks in a row without a sign of a worker before it is said: with looks every two seconds ten. */
const LONELY_LOOKS = 5;
/** Looks before it is said again: about five minutes. */
const SILENT_LOOKS = 150;

/** Finds out that nobody works on what waits: a run without a worker looks like a slow one. */
export class WorkerWatch {
  readonly #broker: DriverBroker;
  readonly #tell: () => void;
  #lonely = 0;
  #sinceTold = SILENT_LOOKS;

  /** @param tell called when there was no sign of a worker for a while, and now and then after that */
  constructor(broker: DriverBroker, tell: () => void) {
    this.#broker = broker;
    this.#tell = tell;
  }

  /** A result came. */
  hear(): void {
    this.#lonely = 0;
  }

  /** Something has waited since the last look. */
  async look(): Promise<void> {
    this.#sinceTold += 1;
    // a broker that does not say is no sign of anything, and nothing a run has to end for
    const isThere = await this.#broker.hasWorkers().catch(() => true);
    this.#lonely = isThere ? 0 : this.#lonely + 1;
    if (this.#lonely < LONELY_LOOKS || this.#sinceTold < SILENT_LOOKS) return;
    this.#sinceTold = 0;
    this.#tell();
  }
}
