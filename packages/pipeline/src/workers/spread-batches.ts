import { Observable, Subscription, type Subscriber } from 'rxjs';
import type { BatchOutput } from '../batch/batch-output.ts';
import type { Part, Ticket } from '../batch/credit-gate.ts';
import { driveBatch } from '../batch/drive-batches.ts';
import { isHeavy } from './line-weight.ts';
import { placeAfter, type Batch, type Line } from '../batch/line.ts';
import type { PipelineOptions } from '../world/options.ts';
import type { WorkForce, WorkTools } from '../batch/run-batches.ts';
import type { ThreadTally } from './thread-tally.ts';
import type { Job, WorkerLane } from './worker-lane.ts';
import type { ThreadEnding } from './worker-thread.ts';
import { countWorkers, WorthWatch } from './worth-watch.ts';

/** Who works on a run. */
export interface ThreadPlan {
  /** Most workers; `auto`: one thread until the work is worth more, then as many as there are cores. */
  readonly jobs: number | 'auto';
  /** Program of the workers; absent: the one of this package. */
  readonly file: URL | string | undefined;
  /** What the workers make their world from. */
  readonly options: PipelineOptions;
  readonly heapMegabytes: number;
  /** A worker that shows no progress for so long is ended. */
  readonly stallSeconds: number;
  /** The record of a line that ends every worker it is given to. */
  readonly failLine: (line: Line, ending: ThreadEnding) => BatchOutput;
}

/** How often workers are looked at. */
const TICK_MS = 250;
/** Batches in flight per worker: one at work, one waiting, one on its way out. */
const CREDITS_PER_WORKER = 3;
/** When so many workers in a row could not be started, no more are. */
const MOST_FAILED_STARTS = 3;

/**
 * Spreads batches over worker threads: any worker may take any batch, their output is put in order
 * by the gate. With `auto` this thread works alone until the work is worth more, and goes on with
 * light batches when the workers have enough.
 * A worker that ends costs only time: its batch is done again by another one, then scenario by
 * scenario; the one that ends a third worker becomes a failure record.
 * @see PERFORMANCE.md §2.6, RELIABILITY.md §2
 */
export function spreadBatches(plan: ThreadPlan, tally: ThreadTally): WorkForce {
  return (tools) => (tickets$) =>
    new Observable((subscriber) => {
      const spread = new Spread(plan, tally, tools, subscriber);
      subscriber.add(() => spread.close());
      subscriber.add(
        tickets$.subscribe({
          next: (ticket) => spread.take(ticket),
          error: (error: unknown) => subscriber.error(error),
          complete: () => spread.endInput(),
        }),
      );
    });
}

class Spread {
  readonly #plan: ThreadPlan;
  readonly #tally: ThreadTally;
  readonly #tools: WorkTools;
  readonly #out: Subscriber<Part<BatchOutput>>;
  readonly #pending: Job[] = [];
  /** By number; undefined where a worker has ended. */
  readonly #lanes: (WorkerLane | undefined)[] = [];
  readonly #here = new Subscription();
  #worksHere = false;
  /** No worker can be started: this thread does everything. */
  #alone = false;
  #isStaffed = false;
  readonly #worth: WorthWatch;
  #isHiring = false;
  #failedStarts = 0;
  #open = 0;
  #inputEnded = false;
  #closed = false;
  #ticking: ReturnType<typeof setInterval> | undefined;
  readonly #stopAll = () => this.#stop();

  constructor(
    plan: ThreadPlan,
    tally: ThreadTally,
    tools: WorkTools,
    out: Subscriber<Part<BatchOutput>>,
  ) {
    this.#plan = plan;
    this.#tally = tally;
    this.#tools = tools;
    this.#out = out;
    this.#worth = new WorthWatch(plan.jobs !== 'auto', () => this.#next());
    tools.stop.addEventListener('abort', this.#stopAll, { once: true });
  }

  take({ seq, value: batch }: Ticket<Batch>): void {
    this.#open += 1;
    this.#pending.push({ seq, batch, done: 0, deaths: 0 });
    this.#next();
  }

  endInput(): void {
    this.#inputEnded = true;
    this.#settle();
  }

  close(): void {
    this.#closed = true;
    this.#tools.stop.removeEventListener('abort', this.#stopAll);
    this.#worth.close();
    clearInterval(this.#ticking);
    this.#here.unsubscribe();
    for (const lane of this.#lanes) if (lane !== undefined) this.#tally.leave(lane.close());
  }

  /** Gives out what can be given out. */
  #next(): void {
    while (!this.#closed) {
      const [job] = this.#pending;
      const act = job === undefined ? null : this.#choose(job);
      if (job === undefined || act === null) break;
      // acting may bring more jobs at once
      this.#pending.shift();
      act();
    }
    this.#worth.look(this.#worksHere, this.#weighPending());
    if (this.#worth.isWorth && !this.#alone)
      void this.#hire().catch((error) => this.#out.error(error));
  }

  /** What happens to a job now; null: it waits. */
  #choose(job: Job): (() => void) | null {
    if (this.#tools.stop.aborted) return () => this.#leaveOut(job);
    if (job.done >= job.batch.lines.length) return () => this.#handEnd(job);
    const lane = this.#findLane(job);
    if (lane !== undefined) return () => lane.give(job);
    return this.#mayWorkHere(job) ? () => this.#workHere(job) : null;
  }

  /** Member-turns that nobody works on. */
  #weighPending(): number {
    return this.#pending.reduce((sum, { batch: { weight = 0 } }) => sum + weight, 0);
  }

  /** The one with the least to do; among equals the one that was given least so far. */
  #findLane(job: Job): WorkerLane | undefined {
    let best: WorkerLane | undefined;
    for (const lane of this.#lanes) {
      if (lane?.canTake(job) !== true) continue;
      const difference = best === undefined ? -1 : lane.jobs.length - best.jobs.length;
      if (difference < 0 || (difference === 0 && lane.given < (best?.given ?? 0))) best = lane;
    }
    return best;
  }

  /** What has ended a worker could end the run; at a heavy job this thread could not feed workers. */
  #mayWorkHere(job: Job): boolean {
    if (this.#worksHere || job.deaths > 0) return false;
    return this.#alone || (this.#plan.jobs === 'auto' && !(this.#isStaffed && isHeavy(job.batch)));
  }

  #workHere(job: Job): void {
    this.#worksHere = true;
    const { seq, batch } = job;
    const driving = driveBatch({ seq, value: batch }, this.#tools).subscribe({
      next: (part) => {
        if (part.last) this.#tally.countHere();
        this.#emit(job, part.value, part.last);
      },
      error: (error: unknown) => this.#out.error(error),
      complete: () => {
        this.#worksHere = false;
        this.#next();
      },
    });
    this.#here.add(driving);
  }

  /** Starts workers while there are batches that nobody has. */
  async #hire(): Promise<void> {
    if (this.#isHiring || this.#closed || this.#pending.length === 0) return;
    this.#isHiring = true;
    const { WorkerLane: Lane, countCores } = await import('./worker-lane.ts');
    this.#isHiring = false;
    const { jobs, file, options, heapMegabytes } = this.#plan;
    const most = countWorkers(
      jobs,
      countCores(),
      this.#pending.some(({ batch }) => isHeavy(batch)),
    );
    if (most === 0) this.#alone = true;
    let starting = this.#lanes.filter((lane) => lane?.isReady === false).length;
    for (let number = 0; number < most && !this.#alone && !this.#closed; number += 1) {
      if (this.#lanes[number] !== undefined || starting >= this.#pending.length) continue;
      starting += 1;
      const isNew = number >= this.#lanes.length;
      const lane = new Lane(
        { file, options, heapMegabytes },
        {
          onReady: () => {
            this.#isStaffed = true;
            this.#failedStarts = 0;
            this.#next();
          },
          onOutput: (job, output, last) => {
            if (last) this.#tally.countOf(number);
            this.#emit(job, output, last);
            if (last) this.#next();
          },
          onEnd: (ending) => this.#bury(number, ending),
          onError: (error) => this.#out.error(error),
          room: (seq) => this.#tools.room(seq),
        },
      );
      this.#lanes[number] = lane;
      if (isNew) this.#tools.grant(CREDITS_PER_WORKER);
    }
    this.#ticking ??= setInterval(() => this.#tick(), TICK_MS);
    if (this.#alone) this.#next();
  }

  #tick(): void {
    const patience = (this.#plan.stallSeconds * 1000) / TICK_MS;
    let oldest: WorkerLane | undefined;
    for (const lane of this.#lanes) {
      lane?.watch(patience);
      if ((lane?.jobs[0]?.seq ?? Infinity) < (oldest?.jobs[0]?.seq ?? Infinity)) oldest = lane;
    }
    const look = oldest?.look() ?? null;
    if (look !== null) this.#tools.onBreath({ kind: 'breath', ...look });
  }

  /** A worker has ended without being asked to. */
  #bury(number: number, ending: ThreadEnding): void {
    const lane = this.#lanes[number];
    if (lane === undefined) return;
    this.#lanes[number] = undefined;
    const [suspect, ...rest] = lane.jobs;
    if (!lane.isReady) this.#missStart();
    else this.#tally.countDeath();
    if (suspect !== undefined) {
      suspect.deaths += 1;
      if (suspect.deaths > 2) this.#failNext(suspect, ending);
      this.#pending.push(suspect, ...rest);
      this.#pending.sort((a, b) => a.seq - b.seq);
    }
    this.#next();
  }

  #missStart(): void {
    this.#failedStarts += 1;
    if (this.#failedStarts < MOST_FAILED_STARTS) return;
    if (this.#isStaffed) this.#out.error(new Error('worker threads can no longer be started'));
    this.#alone = true;
    for (const [number, lane] of this.#lanes.entries()) {
      if (lane !== undefined) this.#tally.leave(lane.close());
      this.#lanes[number] = undefined;
    }
  }

  /** The line that a worker was given by itself and did not survive. */
  #failNext(job: Job, ending: ThreadEnding): void {
    const line = job.batch.lines[job.done];
    if (line === undefined) return;
    job.done += 1;
    this.#emit(job, this.#plan.failLine(line, ending), false);
  }

  /** What is left of a job whose lines all have their records. */
  #handEnd({ seq, batch: { blank, end } }: Job): void {
    const value = { bytes: new Uint8Array(0), lines: [], outcomes: [], blank, end };
    this.#finish({ seq, value, last: true });
  }

  #leaveOut({ seq, batch, done }: Job): void {
    const end = placeAfter(batch.lines[done - 1]);
    const value = { bytes: new Uint8Array(0), lines: [], outcomes: [], blank: 0, end };
    this.#finish({ seq, value: { ...value, unfinished: true }, last: true });
  }

  #emit({ seq }: Job, value: BatchOutput, last: boolean): void {
    if (last) this.#finish({ seq, value, last });
    else this.#out.next({ seq, value, last });
  }

  #finish(part: Part<BatchOutput>): void {
    this.#open -= 1;
    this.#out.next(part);
    this.#settle();
  }

  #settle(): void {
    if (this.#inputEnded && this.#open === 0) this.#out.complete();
  }

  #stop(): void {
    for (const lane of this.#lanes) lane?.stop();
    this.#next();
  }
}
