import { PulseError, type RecordSink } from '@pulse-stream/worldstate';
import { Observable, Subject, takeUntil, tap, type OperatorFunction } from 'rxjs';
import { failedLines, type BatchOutput } from './batch-output.ts';
import {
  createBatchSource,
  type BatchSize,
  type BatchSource,
  type RunInput,
} from './batch-source.ts';
import { creditGate, type Part, type Ticket } from './credit-gate.ts';
import { driveBatches, type DriveOptions } from './drive-batches.ts';
import { placeAfter, type Batch } from './line.ts';
import { OutputRoom } from './output-room.ts';
import type { BatchPause } from './process-batch.ts';
import type { RunPosition } from './run-position.ts';
import { RunTally, type MaxErrors, type RunProgress, type RunSummary } from './run-tally.ts';

/** Batches between input and sink unless the caller says otherwise: one at work, one read ahead. */
export const DEFAULT_CREDITS = 2;

/** What flows where. The caller opens and closes the sinks; the inputs are closed when the run ends. */
export interface RunOptions {
  /** Read one after the other. */
  readonly inputs: readonly RunInput[];
  readonly sink: RecordSink;
  /** Gets a copy of every failure record. */
  readonly deadLetters?: RecordSink | undefined;
  /** Most batches between reading and accepting; default 2, and two more for every worker thread. */
  readonly credits?: number | undefined;
  /** The run stops after the record that is one failure too many. */
  readonly maxErrors?: MaxErrors | undefined;
  /**
   * Stops the run: nothing more is read, the scenario being computed is finished, and what has been
   * computed is written. The summary says where it stopped.
   */
  readonly signal?: AbortSignal | undefined;
  /** Ends the run at once: the scenario being computed is given up, nothing more is written. */
  readonly abandon?: AbortSignal | undefined;
  /** Called when the sink has accepted output and while a long scenario is computed. */
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  readonly batchSize?: BatchSize | undefined;
  /** Where an earlier run stopped. The input it names has to begin there. */
  readonly start?: RunPosition | undefined;
  /**
   * Called when the sinks have accepted every record up to a place between two lines; the next
   * output waits for it. What it throws ends the run.
   */
  readonly onAccepted?: ((position: RunPosition) => void | Promise<void>) | undefined;
}

/** Works on one batch; `stopped` is asked before every line. */
export type BatchWorker = (
  batch: Batch,
  stopped: () => boolean,
) => Generator<BatchPause, BatchOutput>;

/** What those who work on the batches are given. */
export interface WorkTools extends DriveOptions {
  /** Aborts when nothing more is wanted but what is at work. */
  readonly stop: AbortSignal;
  /** Lets so many batches more be in flight; does nothing when the caller fixed their number. */
  readonly grant: (credits: number) => void;
}

/** Who works on the batches. */
export type WorkForce = (tools: WorkTools) => OperatorFunction<Ticket<Batch>, Part<BatchOutput>>;

/**
 * Runs batches of lines through a worker: read with credits, worked on in slices, written in order.
 * @param force who does the work; default: this thread
 * @throws (rejects) PulseError of the source or the sink, `option-invalid` for bad credits
 */
export async function runBatches(
  options: RunOptions,
  worker: BatchWorker,
  force: WorkForce = driveBatches,
): Promise<RunSummary> {
  const { credits = DEFAULT_CREDITS, signal, abandon } = options;
  if (!Number.isInteger(credits) || credits < 1)
    throw new PulseError('option-invalid', `credits: ${credits} is not a whole number from 1`);
  const run = new BatchRun(options);
  const accepted$ = run.flow(credits, worker, force);
  if (signal?.aborted === true) run.stop();
  signal?.addEventListener('abort', run.stop, { once: true });
  try {
    await completed(
      abandon === undefined ? accepted$ : accepted$.pipe(takeUntil(aborted(abandon))),
    );
  } finally {
    signal?.removeEventListener('abort', run.stop);
    await run.close();
  }
  return run.summarise();
}

/** A run on its way: what was read, made and accepted so far. */
class BatchRun {
  readonly #options: RunOptions;
  readonly #source: BatchSource;
  readonly #tally: RunTally;
  readonly #room = new OutputRoom();
  readonly #stop = new AbortController();
  readonly #grants = new Subject<number>();
  /** There were too many failures; what else is made is not written. */
  #full = false;
  /** A batch was stopped in its middle; what comes behind it is not written. */
  #cut = false;
  #accepted: RunSummary & Pick<RunProgress, 'bytesDone'>;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#source = createBatchSource(options.inputs, options.batchSize, options.start);
    this.#tally = new RunTally(options.maxErrors, options.start);
    const bytesDone = this.#source.bytesBefore(options.start);
    this.#accepted = { ...this.#tally.summarise(0), bytesDone };
  }

  /** Emits as batches are accepted, completes after the last one. */
  flow(credits: number, worker: BatchWorker, force: WorkForce): Observable<number> {
    const { signal } = this.#stop;
    const tools: WorkTools = {
      work: (batch) => worker(batch, () => signal.aborted),
      stop: signal,
      grant: (more) => {
        this.#room.widen();
        if (this.#options.credits === undefined) this.#grants.next(more);
      },
      room: (seq) => this.#room.wait(seq),
      onBreath: ({ line, progress }) =>
        this.#report(progress === null ? null : { ...progress, line: line.line }),
    };
    return creditGate({
      credits,
      grants: this.#grants,
      source: this.#source,
      accept: (made: BatchOutput, seq) => this.#accept(made, seq),
      signal,
      work: (tickets$) =>
        tickets$.pipe(
          force(tools),
          tap(({ seq, value }) => this.#room.take(seq, value.bytes.length)),
        ),
    }).pipe(tap(() => this.#room.advance()));
  }

  readonly stop = (): void => this.#stop.abort();

  async close(): Promise<void> {
    this.#source.close();
    await this.#source.closed();
  }

  summarise(): RunSummary {
    const summary = this.#tally.summarise(this.#source.bytesRead);
    if (this.#full) return { ...summary, stopped: 'max-errors' };
    const whole = this.#source.exhausted && summary.lines === this.#source.handedLines;
    return whole ? summary : { ...summary, stopped: 'aborted' };
  }

  #report(scenario: RunProgress['scenario']): void {
    this.#options.onProgress?.({ ...this.#accepted, bytesIn: this.#source.bytesRead, scenario });
  }

  async #accept(made: BatchOutput, seq: number): Promise<void> {
    if (!this.#full && !this.#cut) await this.#write(made);
    this.#room.give(seq, made.bytes.length);
    if (this.#options.sink.isDoneAfterWrite === true) made.release?.();
  }

  async #write(made: BatchOutput): Promise<void> {
    const { sink, deadLetters, onAccepted, onProgress } = this.#options;
    const source = this.#source;
    const tally = this.#tally;
    this.#cut = made.unfinished === true;
    const failedBefore = tally.failed;
    const { output, tooMany } = tally.take(made);
    this.#full = tooMany;
    if (tooMany) this.stop();
    if (output.bytes.length > 0) await sink.write(output.bytes);
    tally.accept(output.bytes.length);
    const hasDead = deadLetters !== undefined && tally.failed > failedBefore;
    const dead = hasDead ? failedLines(output) : null;
    if (dead !== null) await deadLetters?.write(dead);
    const { end, lines } = output;
    if (end !== undefined) await onAccepted?.(tally.positionAt(end, source.linesBefore(end.input)));
    if (onProgress !== undefined) {
      const place = end ?? placeAfter(lines.at(-1));
      const bytesDone = place === undefined ? this.#accepted.bytesDone : source.bytesBefore(place);
      this.#accepted = { ...tally.summarise(0), bytesDone };
    }
    this.#report(null);
  }
}

/** Emits when `signal` aborts. */
function aborted(signal: AbortSignal): Observable<void> {
  return new Observable((subscriber) => {
    const emit = () => subscriber.next();
    if (signal.aborted) emit();
    signal.addEventListener('abort', emit);
    return () => signal.removeEventListener('abort', emit);
  });
}

/** Resolves when the observable completes, however many values it emitted. */
function completed(values$: Observable<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    values$.subscribe({ complete: resolve, error: reject });
  });
}
