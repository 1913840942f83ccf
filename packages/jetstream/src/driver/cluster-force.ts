import type { Part, Ticket } from '@pulse-stream/pipeline';
import {
  mostPieceBytes,
  type Batch,
  type BatchOutput,
  type WorkForce,
} from '@pulse-stream/pipeline/internal';
import { Observable, type Subscriber } from 'rxjs';
import { decodeResult } from '../chunk/chunk-result.ts';
import type { Driver } from './driver.ts';

const NOTHING = { bytes: new Uint8Array(0), lines: [], outcomes: [] };

type Tools = Parameters<WorkForce>[0];
type Limits = Parameters<typeof mostPieceBytes>[0];

/** What such a run works with. */
interface RunParts {
  readonly driver: Driver;
  readonly credits: number;
  /** Of a piece of a result. */
  readonly mostBytes: number;
  readonly tools: Tools;
  readonly out: Subscriber<Part<BatchOutput>>;
}

/**
 * Workers elsewhere as the force of a run: a batch goes out as a chunk and comes back as its output.
 * Reading with credits, order, counting, checkpoints and `--resume` are those of every run.
 * @param credits most chunks between reading and writing: those of the run
 * @param limits of the run: they bound what a result may be unpacked to
 */
export function clusterForce(driver: Driver, credits: number, limits: Limits): WorkForce {
  const mostBytes = mostPieceBytes(limits);
  return (tools) => (tickets$) =>
    new Observable((out) => {
      const run = new ClusterRun({ driver, credits, mostBytes, tools, out });
      const working = tickets$.subscribe({
        next: (ticket) => run.take(ticket),
        error: (error: unknown) => out.error(error),
        complete: () => run.endInput(),
      });
      return () => working.unsubscribe();
    });
}

class ClusterRun {
  readonly #driver: Driver;
  readonly #credits: number;
  readonly #mostBytes: number;
  readonly #tools: Tools;
  readonly #out: Subscriber<Part<BatchOutput>>;
  /** By the number of the ticket. */
  readonly #keys = new Map<number, string>();
  readonly #stopped: Promise<'stopped'>;
  #open = 0;
  #inputEnded = false;

  constructor({ driver, credits, mostBytes, tools, out }: RunParts) {
    this.#driver = driver;
    this.#credits = credits;
    this.#mostBytes = mostBytes;
    this.#tools = tools;
    this.#out = out;
    this.#stopped = new Promise((resolve) => {
      if (tools.stop.aborted) resolve('stopped');
      tools.stop.addEventListener('abort', () => resolve('stopped'), { once: true });
    });
  }

  take(ticket: Ticket<Batch>): void {
    this.#open += 1;
    this.#forgetBefore(ticket.seq - this.#credits);
    void this.#answer(ticket).then(
      (outputs) => this.#finish(ticket.seq, outputs),
      (error: unknown) => this.#out.error(error),
    );
  }

  endInput(): void {
    this.#inputEnded = true;
    this.#settle();
  }

  async #answer({ seq, value: batch }: Ticket<Batch>): Promise<readonly BatchOutput[]> {
    const { blank, end } = batch;
    if (this.#tools.stop.aborted) return [leftOut()];
    if (batch.lines.length === 0) return [{ ...NOTHING, blank, end }];
    const key = this.#driver.open(seq, batch.lines);
    this.#keys.set(seq, key);
    for (;;) {
      const result = await Promise.race([this.#wait(seq, key), this.#stopped]);
      if (result === 'stopped') return [leftOut()];
      const outputs = decodeResult(result, batch, this.#mostBytes);
      if (outputs === null) {
        this.#driver.refuse(key);
        continue;
      }
      this.#driver.handOn(key);
      return outputs;
    }
  }

  async #wait(seq: number, key: string): Promise<Uint8Array> {
    await this.#driver.ready(key);
    await this.#tools.room(seq);
    return await this.#driver.result(key);
  }

  /** A ticket is issued when a credit is free: those so many before it have been accepted. */
  #forgetBefore(seq: number): void {
    for (const [number, key] of this.#keys) {
      if (number > seq) return;
      this.#keys.delete(number);
      this.#driver.forget(key);
    }
  }

  #finish(seq: number, outputs: readonly BatchOutput[]): void {
    this.#open -= 1;
    for (const [index, value] of outputs.entries())
      this.#out.next({ seq, value, last: index === outputs.length - 1 });
    this.#settle();
  }

  #settle(): void {
    if (this.#inputEnded && this.#open === 0) this.#out.complete();
  }
}

/** Of a batch that nobody waits for any more: the run goes on before it when it is resumed. */
function leftOut(): BatchOutput {
  return { ...NOTHING, blank: 0, unfinished: true };
}
