import { FAILURE_CODES, type FailureCode } from '@pulse-stream/worldstate';
import { isFailed, truncateOutput, type BatchOutput, type Outcome } from './batch-output.ts';
import type { InputPlace } from './line.ts';
import type { ScenarioProgress } from './process-batch.ts';
import { RepeatTally, type Repeats } from './repeat-tally.ts';
import type { RunPosition } from './run-position.ts';
import { WarningTally, type WarningCount } from './warning-tally.ts';

/** How many failures a run bears: so many records, or a share of them in percent. */
export type MaxErrors =
  | { readonly records: number; readonly percent?: undefined }
  | { readonly percent: number; readonly records?: undefined };

/** A share of failures means nothing before this many records. */
const PERCENT_FROM_RECORDS = 100;

/** Which thread worked on how many batches. */
export interface ThreadCounts {
  /** By the thread that reads and writes. */
  readonly main: number;
  readonly workers: readonly number[];
  /** Workers that ended before their work did. */
  readonly deaths: number;
}

/** What a run did. `lines` = `records` + `blank`; `records` = `complete` + `gated` + `failed`. */
export interface RunSummary {
  /** Physical lines answered or skipped. */
  readonly lines: number;
  readonly blank: number;
  readonly records: number;
  readonly complete: number;
  readonly gated: number;
  readonly failed: number;
  /** Failures by type. */
  readonly byCode: Readonly<Partial<Record<FailureCode, number>>>;
  /** Warnings of records by kind, in the order in which they came. */
  readonly warnings: readonly WarningCount[];
  readonly repeats: Repeats;
  /** Bytes taken from the inputs; compressed ones count as they are stored. */
  readonly bytesIn: number;
  /** Bytes the sink has accepted. */
  readonly bytesOut: number;
  /** The line of the last record; null before the first. */
  readonly last: { readonly line: number; readonly source?: string | undefined } | null;
  /** Why the run ended before its input did. */
  readonly stopped?: 'aborted' | 'max-errors';
  /** Who worked on the batches; absent when one thread did everything. */
  readonly threads?: ThreadCounts;
}

/** A look at a run on its way: what the sink has accepted. */
export interface RunProgress extends RunSummary {
  /** Bytes of the inputs (as `bytesIn`) whose records have been accepted. */
  readonly bytesDone: number;
  /** The long scenario being computed, when there is one. */
  readonly scenario: (ScenarioProgress & { readonly line: number }) | null;
}

/** Counts what the sink is given, and says when to stop. */
export class RunTally {
  #blank = 0;
  #complete = 0;
  #gated = 0;
  #failed = 0;
  #bytesOut = 0;
  #last: RunSummary['last'] = null;
  readonly #byCode = new Map<FailureCode, number>();
  readonly #warnings: WarningTally;
  readonly #repeats: RepeatTally;
  readonly #maxErrors: MaxErrors | undefined;

  /** @param start where an earlier run stopped: counting goes on from there */
  constructor(maxErrors?: MaxErrors, start?: RunPosition) {
    this.#maxErrors = maxErrors;
    this.#warnings = new WarningTally(start?.warnings);
    this.#repeats = new RepeatTally(start === undefined);
    if (start === undefined) return;
    this.#complete = start.complete;
    this.#gated = start.gated;
    for (const code of FAILURE_CODES) {
      const count = start.byCode[code] ?? 0;
      if (count > 0) this.#byCode.set(code, count);
      this.#failed += count;
    }
    this.#blank = start.lines - this.#records;
    this.#last = start.last;
  }

  /** Failed records so far. */
  get failed(): number {
    return this.#failed;
  }

  get #records(): number {
    return this.#complete + this.#gated + this.#failed;
  }

  /**
   * Counts an output up to the record that is one failure too many.
   * @returns what of it is to be written, and whether the run ends there
   */
  take(output: BatchOutput): { readonly output: BatchOutput; readonly tooMany: boolean } {
    const { outcomes } = output;
    for (let index = 0; index < outcomes.length; index += 1) {
      const outcome = outcomes[index] as Outcome; // in range
      this.#count(outcome);
      if (!isFailed(outcome) || !this.#isTooMany()) continue;
      const cut = truncateOutput(output, index + 1);
      this.#end(cut);
      return { output: cut, tooMany: true };
    }
    this.#end(output);
    this.#blank += output.blank;
    return { output, tooMany: false };
  }

  #end(output: BatchOutput): void {
    const { lines } = output;
    this.#repeats.add(lines);
    this.#warnings.add(output);
    const last = lines.at(-1);
    if (last !== undefined) this.#last = { line: last.line, source: last.source };
  }

  /** Counts bytes the sink has accepted. */
  accept(bytes: number): void {
    this.#bytesOut += bytes;
  }

  /**
   * The position of a run whose records are written up to `place`.
   * @param linesBefore physical lines of the inputs before the one of the place
   */
  positionAt(place: InputPlace, linesBefore: number): RunPosition {
    return {
      ...place,
      lines: linesBefore + place.line,
      complete: this.#complete,
      gated: this.#gated,
      byCode: Object.fromEntries(this.#byCode),
      warnings: this.#warnings.counts(),
      last: this.#last,
    };
  }

  summarise(bytesIn: number): RunSummary {
    return {
      lines: this.#records + this.#blank,
      blank: this.#blank,
      records: this.#records,
      complete: this.#complete,
      gated: this.#gated,
      failed: this.#failed,
      byCode: Object.fromEntries(this.#byCode),
      warnings: this.#warnings.counts(),
      repeats: this.#repeats.counts(),
      bytesIn,
      bytesOut: this.#bytesOut,
      last: this.#last,
    };
  }

  #count(outcome: Outcome): void {
    if (outcome === 'complete') this.#complete += 1;
    else if (outcome === 'gated') this.#gated += 1;
    else {
      this.#failed += 1;
      this.#byCode.set(outcome, (this.#byCode.get(outcome) ?? 0) + 1);
    }
  }

  #isTooMany(): boolean {
    if (this.#maxErrors === undefined) return false;
    if (this.#maxErrors.percent === undefined) return this.#failed > this.#maxErrors.records;
    const share = (this.#failed / this.#records) * 100;
    return this.#records >= PERCENT_FROM_RECORDS && share > this.#maxErrors.percent;
  }
}
