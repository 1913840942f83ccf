import type { Terminal } from './terminal.ts';

/** What a run says while it runs. */
export interface ProgressReport {
  readonly records: number;
  readonly failed: number;
  readonly bytesIn: number;
  /** Share of the scenario being computed, 0..1; null between scenarios. */
  readonly scenario: number | null;
}

/** One line on stderr that is rewritten in place. */
export interface ProgressLine {
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

/**
 * The text of the line: share and time left when the size of the input is known, else the rate.
 * @param totalBytes size of all inputs; null when it cannot be known
 */
function describeProgress(
  report: ProgressReport,
  totalBytes: number | null,
  elapsedMs: number,
): string {
  const seconds = Math.max(elapsedMs, 1) / 1000;
  const failed = report.failed === 0 ? '' : `, ${report.failed} failed`;
  const inside =
    report.scenario === null ? '' : `, scenario ${Math.floor(report.scenario * 100)} %`;
  const share = totalBytes === null || totalBytes === 0 ? 0 : report.bytesIn / totalBytes;
  const where =
    share > 0
      ? `${Math.min(100, Math.floor(share * 100))} %, about ${duration((seconds * (1 - Math.min(share, 1))) / share)} left`
      : `${Math.round(report.records / seconds)} per second`;
  return `${report.records} records${failed}${inside}, ${where}`;
}

/** A progress line on stderr; does nothing when it is not wanted. */
export function createProgressLine(
  { stderr, now }: Pick<Terminal, 'stderr' | 'now'>,
  wanted: boolean,
  totalBytes: number | null,
): ProgressLine {
  const start = now();
  let shown = 0;
  let last = -Infinity;
  return {
    update(report) {
      if (!wanted || now() - last < MILLISECONDS_BETWEEN) return;
      last = now();
      const text = describeProgress(report, totalBytes, last - start);
      stderr.write(`\r${text.padEnd(shown)}`);
      shown = text.length;
    },
    clear() {
      if (shown > 0) stderr.write(`\r${' '.repeat(shown)}\r`);
      shown = 0;
    },
  };
}
