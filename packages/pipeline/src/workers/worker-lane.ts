import { placeAfter, type Batch } from '../batch/line.ts';
import type { BatchOutput, Outcome } from '../batch/batch-output.ts';
import { copyCuts, packLines, type BatchTicket, type OutputTicket } from './batch-ticket.ts';
import type { ScenarioProgress } from '../batch/process-batch.ts';
import type { PipelineOptions } from '../world/options.ts';
import { MOST_BATCHES, WorkerSignals } from './worker-signals.ts';
import {
  countCores,
  startThread,
  type EndQuiet,
  type Thread,
  type ThreadEnding,
} from './worker-thread.ts';

export { countCores };

/** A batch on its way through the workers. */
export interface Job {
  readonly seq: number;
  readonly batch: Batch;
  /** Lines whose records have been handed on. */
  done: number;
  /** Workers that ended while it was theirs. */
  deaths: number;
}

/** A batch that has cost two workers is computed scenario by scenario. */
export function isSuspect({ deaths }: Job): boolean {
  return deaths >= 2;
}

/** How a worker is started. */
export interface LaneStart {
  readonly file: URL | string | undefined;
  readonly options: PipelineOptions;
  readonly heapMegabytes: number;
}

/** What a lane tells and asks. */
export interface LaneEvents {
  readonly onReady: () => void;
  /** A piece of output of a job; `last`: of all of it. */
  readonly onOutput: (job: Job, output: BatchOutput, last: boolean) => void;
  /** The worker has ended, and everything it had sent has been handed on. */
  readonly onEnd: (ending: ThreadEnding) => void;
  readonly onError: (error: unknown) => void;
  /** Resolves when there is room for more output of a ticket. */
  readonly room: (seq: number) => Promise<void>;
}

/** Jobs lighter than this together may wait at a worker, in member-turns: about 75 ms of work. */
const LIGHT_TURNS = 600_000;

/** Ticks that a worker may take to start, beside its patience: a minute on a very busy machine. */
const START_TICKS = 240;

/** One worker, seen from the main thread: takes jobs, hands on their output in order. */
export class WorkerLane {
  /** What the worker has been given and not finished, oldest first. */
  readonly jobs: Job[] = [];
  isReady = false;
  /** Jobs it was given, all in all. */
  given = 0;
  readonly #signals = new WorkerSignals();
  readonly #thread: Thread;
  readonly #events: LaneEvents;
  #handling: Promise<void> = Promise.resolve();
  #unhandled = 0;
  #closed = false;
  #stalled = false;
  #beats = 0;
  #quietTicks = 0;

  constructor({ file, options, heapMegabytes }: LaneStart, events: LaneEvents) {
    const { memory } = this.#signals;
    this.#events = events;
    this.#thread = startThread(
      { file, data: { memory, options }, heapMegabytes },
      {
        onMessage: (message) => this.#queue(() => this.#hear(message)),
        onEnd: (ending) => this.#queue(() => this.#tellEnd(ending)),
      },
    );
  }

  /** Whether the worker may be given a job now. */
  canTake({ batch }: Job): boolean {
    if (!this.isReady || this.jobs.length >= MOST_BATCHES) return false;
    const weight = this.jobs.reduce((sum, job) => sum + (job.batch.weight ?? 0), 0);
    return this.jobs.length === 0 || weight + (batch.weight ?? 0) <= LIGHT_TURNS;
  }

  give(job: Job): void {
    this.jobs.push(job);
    this.given += 1;
    this.#quietTicks = 0;
    const lines = job.batch.lines.slice(job.done);
    const packed = packLines(lines);
    const ticket: BatchTicket = {
      job: job.seq,
      packed,
      count: lines.length,
      firstIndex: lines[0]?.batchIndex ?? 0,
      source: lines[0]?.source,
      cuts: copyCuts(lines),
      careful: isSuspect(job),
    };
    this.#thread.post(ticket, [packed.buffer]);
  }

  /** Asks the worker to leave out what it has not begun. */
  stop(): void {
    this.#signals.stop();
  }

  /** Ends the worker; nothing more is handed on. As `Thread.end`. */
  close(): Promise<EndQuiet> {
    this.#closed = true;
    return this.#thread.end();
  }

  /**
   * Looks whether the worker makes progress.
   * @param patience ticks without any after which it is ended
   */
  watch(patience: number): void {
    const { beats, isFull } = this.#signals;
    const isWaiting = this.#unhandled > 0 || isFull;
    const isIdle = this.isReady && this.jobs.length === 0;
    this.#quietTicks = isIdle || isWaiting || beats !== this.#beats ? 0 : this.#quietTicks + 1;
    this.#beats = beats;
    const enough = this.isReady ? patience : patience + START_TICKS;
    if (this.#quietTicks < enough || this.#stalled) return;
    this.#stalled = true;
    void this.#thread.end().then((endQuiet) => endQuiet());
  }

  /** The long scenario at work; null when there is none. */
  look(): { readonly line: Batch['lines'][number]; readonly progress: ScenarioProgress } | null {
    const { look } = this.#signals;
    const lines = this.jobs[0]?.batch.lines ?? [];
    const line = lines[(look?.batchIndex ?? 0) - (lines[0]?.batchIndex ?? 0)];
    return line === undefined || look === null ? null : { line, progress: look };
  }

  #queue(handle: () => Promise<void> | void): void {
    this.#unhandled += 1;
    this.#handling = this.#handling
      .then(async () => {
        if (!this.#closed) await handle();
        this.#unhandled -= 1;
      })
      .catch(this.#events.onError);
  }

  async #hear(message: unknown): Promise<void> {
    if (this.isReady) return await this.#handOn(message as OutputTicket); // nothing else follows the first message
    this.isReady = true;
    this.#events.onReady();
  }

  async #handOn(ticket: OutputTicket): Promise<void> {
    const { job: seq, memory, length, isLent, count, others, warnings, state } = ticket;
    const [job] = this.jobs;
    if (job?.seq !== seq) throw new Error(`a worker answers ticket ${seq}, which is not its own`);
    await this.#events.room(seq);
    if (this.#closed) return;
    this.#signals.takePiece();
    const lines = job.batch.lines.slice(job.done, job.done + count);
    const outcomes = lines.map((): Outcome => 'complete');
    for (const [index, outcome] of others) outcomes[index] = outcome;
    job.done += count;
    const { blank, end } = job.batch;
    const bytes = new Uint8Array(memory, 0, length);
    const release = isLent ? () => this.#thread.post(memory, [memory]) : undefined;
    const place = placeAfter(lines.at(-1));
    const output = { bytes, lines, outcomes, warnings, blank: 0, end: place, release };
    if (state !== 'more') this.jobs.shift();
    if (state === 'done') this.#events.onOutput(job, { ...output, blank, end }, true);
    else
      this.#events.onOutput(job, { ...output, unfinished: state === 'stopped' }, state !== 'more');
  }

  #tellEnd(ending: ThreadEnding): void {
    this.#events.onEnd(this.#stalled ? { how: 'stalled' } : ending);
  }
}
