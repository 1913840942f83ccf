import { Subject, type Subscription } from 'rxjs';
import type { BatchOutput } from '../batch/batch-output.ts';
import type { Ticket } from '../batch/credit-gate.ts';
import type { Batch } from '../batch/line.ts';
import { processBatchSteps } from '../batch/process-batch.ts';
import { createLineProcessor } from '../express/line-processor.ts';
import type { World } from '../world/world.ts';
import { spreadBatches } from './spread-batches.ts';
import { planCrew, type ThreadOptions } from './thread-plan.ts';
import { ThreadTally } from './thread-tally.ts';

/** Who waits for a batch. */
interface Waiting {
  readonly take: (piece: BatchOutput) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Worker threads that compute batches as they come, for who gets them from elsewhere. What a thread
 * does not survive is done again as in a run: by another one, then scenario by scenario.
 */
export class BatchCrew {
  readonly #tickets = new Subject<Ticket<Batch>>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #tally = new ThreadTally();
  readonly #working: Subscription;
  #count = 0;

  /**
   * @param options `jobs`: so many threads
   * @throws PulseError `option-invalid`
   */
  constructor(world: World, options: ThreadOptions & { readonly jobs: number }) {
    const processor = createLineProcessor(world);
    const force = spreadBatches(planCrew(world, options), this.#tally);
    const tools = {
      work: (batch: Batch) => processBatchSteps(processor, batch),
      // what is made is waited for by its batch alone
      room: () => Promise.resolve(),
      onBreath: () => undefined,
      stop: new AbortController().signal,
      grant: () => undefined,
    };
    this.#working = this.#tickets.pipe(force(tools)).subscribe({
      next: ({ seq, value, last }) => {
        const waiting = this.#waiting.get(seq);
        waiting?.take(value);
        value.release?.();
        if (!last) return;
        this.#waiting.delete(seq);
        waiting?.resolve();
      },
      error: (error: unknown) => this.#fail(error),
    });
  }

  /**
   * Computes a batch. Resolves when all of its output has been taken.
   * @param take called with its output piece by piece, in order; the bytes are used again afterwards
   * @throws (rejects) Error when threads cannot be started, or the crew was closed
   */
  compute(batch: Batch, take: (piece: BatchOutput) => void): Promise<void> {
    const seq = this.#count;
    this.#count += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(seq, { take, resolve, reject });
      this.#tickets.next({ seq, value: batch });
    });
  }

  /** Ends the threads. Resolves when none is left. */
  async close(): Promise<void> {
    this.#working.unsubscribe();
    this.#fail(new Error('the crew was closed'));
    await this.#tally.allLeft();
  }

  #fail(error: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
