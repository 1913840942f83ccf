import { plural } from '../terminal/plural.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What a run says while it runs. */
export interface ProgressReport {
  readonly records: number;
  readonly failed: number;
  /** Bytes of the input whose records are written. */
  readonly bytesDone: number;
  /** Share of the scenario being computed, 0..1; null between scenarios. */
  readonly scenario: number | null;
}

/** One line on stderr that is rewritten in place. */
export interface ProgressLine {
  /** The run begins to compute. Nothing is shown before. */
  begin(input: ProgressInput): void;
  update(report: ProgressReport): void;
  /** Takes the line off the screen. */
  clear(): void;
}

const MILLISECONDS_BETWEEN = 200;

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** How far a run was when it was first seen. */
interface Start {
  readonly ms: number;
  readonly share: number;
  readonly records: number;
}

/**
 * The text of the line: share and time left when the size of the input is known, else the rate.
 * @param totalBytes size of all inputs; null when it cannot be known
 */
function describeProgress(
  report: ProgressReport,
  totalBytes: number | null,
  since: Start,
  now: number,
): string {
  const seconds = Math.max(now - since.ms, 1) / 1000;
  const failed = report.failed === 0 ? '' : `, ${report.failed} failed`;
  const inside =
    report.scenario === null ? '' : `, scenario ${Math.floor(report.scenario * 100)} %`;
  const share = shareOf(report, totalBytes);
  const done = share - since.share;
  const left = done > 0 ? `, about ${duration((seconds * (1 - share)) / done)} left` : '';
  const rate = `${Math.round((report.records - since.records) / seconds)} per second`;
  const where = share > 0 ? `${Math.floor(share * 100)} %${left}` : rate;
  return `${plural(report.records, 'record')}${failed}${inside}, ${where}`;
}

/** Share of the input whose records are written. */
function shareOf({ bytesDone }: ProgressReport, totalBytes: number | null): number {
  return totalBytes === null || totalBytes === 0 ? 0 : Math.min(1, bytesDone / totalBytes);
}

/** What a run computes from. */
export interface ProgressInput {
  /** Size of all inputs; null when it cannot be known. */
  readonly bytes: number | null;
  /** A part of them was answered by an earlier run: that took no time of this one. */
  readonly resumed: boolean;
}

/** A progress line on stderr. */
export function createProgressLine({
  stderr,
  now,
}: Pick<Terminal, 'stderr' | 'now'>): ProgressLine {
  let input: ProgressInput = { bytes: null, resumed: false };
  let since: Start | null = null;
  let shown = 0;
  let last = -Infinity;
  return {
    begin(given) {
      input = given;
      since = input.resumed ? null : { ms: now(), share: 0, records: 0 };
    },
    update(report) {
      if (now() - last < MILLISECONDS_BETWEEN) return;
      last = now();
      since ??= { ms: last, share: shareOf(report, input.bytes), records: report.records };
      const text = describeProgress(report, input.bytes, since, last);
      stderr.write(`\r${text.padEnd(shown)}`);
      shown = text.length;
    },
    clear() {
      if (shown > 0) stderr.write(`\r${' '.repeat(shown)}\r`);
      shown = 0;
    },
  };
}
