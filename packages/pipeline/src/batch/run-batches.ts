import { PulseError, type RecordSink } from '@pulse-stream/worldstate';
import { Observable, Subject, takeUntil, tap, type OperatorFunction } from 'rxjs';
import { failedLines, type BatchOutput } from './batch-output.ts';
import { createBatchSource, type BatchSize, type RunInput } from './batch-source.ts';
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
  const { inputs, sink, deadLetters, credits = DEFAULT_CREDITS, signal, abandon } = options;
  if (!Number.isInteger(credits) || credits < 1)
    throw new PulseError('option-invalid', `credits: ${credits} is not a whole number from 1`);
  const source = createBatchSource(inputs, options.batchSize, options.start);
  const tally = new RunTally(options.maxErrors, options.start);
  const room = new OutputRoom();
  const stop = new AbortController();
  const stopNow = () => stop.abort();
  const grants = new Subject<number>();
  let full = false;
  let cut = false;

  let accepted = { ...tally.summarise(0), bytesDone: source.bytesBefore(options.start) };
  const report = (scenario: RunProgress['scenario']) =>
    options.onProgress?.({ ...accepted, bytesIn: source.bytesRead, scenario });
  const accept = async (made: BatchOutput, seq: number): Promise<void> => {
    if (!full && !cut) {
      cut = made.unfinished === true;
      const failedBefore = tally.failed;
      const { output, tooMany } = tally.take(made);
      full = tooMany;
      if (tooMany) stopNow();
      if (output.bytes.length > 0) await sink.write(output.bytes);
      tally.accept(output.bytes.length);
      const hasDead = deadLetters !== undefined && tally.failed > failedBefore;
      const dead = hasDead ? failedLines(output) : null;
      if (dead !== null) await deadLetters?.write(dead);
      if (output.end !== undefined)
        await options.onAccepted?.(
          tally.positionAt(output.end, source.linesBefore(output.end.input)),
        );
      const place = output.end ?? placeAfter(output.lines.at(-1));
      const bytesDone = place === undefined ? accepted.bytesDone : source.bytesBefore(place);
      if (options.onProgress !== undefined) accepted = { ...tally.summarise(0), bytesDone };
      report(null);
    }
    room.give(seq, made.bytes.length);
    if (sink.isDoneAfterWrite === true) made.release?.();
  };

  const accepted$ = creditGate({
    credits,
    grants,
    source,
    accept,
    signal: stop.signal,
    work: (tickets$) =>
      tickets$.pipe(
        force({
          work: (batch) => worker(batch, () => stop.signal.aborted),
          stop: stop.signal,
          grant: (more) => {
            room.widen();
            if (options.credits === undefined) grants.next(more);
          },
          room: (seq) => room.wait(seq),
          onBreath: ({ line, progress }) =>
            report(progress === null ? null : { ...progress, line: line.line }),
        }),
        tap(({ seq, value }) => room.take(seq, value.bytes.length)),
      ),
  }).pipe(tap(() => room.advance()));
  if (signal?.aborted === true) stopNow();
  signal?.addEventListener('abort', stopNow, { once: true });
  try {
    await completed(
      abandon === undefined ? accepted$ : accepted$.pipe(takeUntil(aborted(abandon))),
    );
  } finally {
    signal?.removeEventListener('abort', stopNow);
    source.close();
    await source.closed();
  }
  const summary = tally.summarise(source.bytesRead);
  if (full) return { ...summary, stopped: 'max-errors' };
  const whole = source.exhausted && summary.lines === source.handedLines;
  return whole ? summary : { ...summary, stopped: 'aborted' };
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
