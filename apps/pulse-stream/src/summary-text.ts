import type { RunSummary } from '@pulse-stream/pipeline';
import { plural } from './plural.ts';
import type { Messages } from './terminal.ts';

/** Where a run read and wrote. */
export interface RunPlace {
  readonly paths: readonly string[];
  readonly elapsedMs: number;
  /** The first line that this run answered itself, and how many records an earlier one had lost. */
  readonly resumed: { readonly line: number; readonly recomputed: number } | null;
  /** The command that goes on; null when nothing can be continued. */
  readonly continuation: string | null;
}

/** The next thing a person would do. */
function nextCommand(
  { failed, stopped }: RunSummary,
  { paths, continuation }: RunPlace,
): string | null {
  const files = paths.filter((path) => path !== '-').join(' ');
  if (continuation !== null) {
    const again = paths.includes('-') ? ' (with the same input again)' : '';
    return `next: ${continuation}${again}`;
  }
  if (stopped === 'aborted') return null;
  if (failed > 0 && files !== '') return `next: pulse-stream validate ${files}`;
  if (failed > 0) return 'next: add --errors failed.jsonl to keep the failures apart';
  return null;
}

/** Which thread did what. */
function describeThreads({ main, workers, deaths }: NonNullable<RunSummary['threads']>): string {
  const shares = workers.map((count, index) => `worker ${index + 1} ${count}`);
  const died =
    deaths > 0
      ? `; ${plural(deaths, 'worker')} died and ${deaths === 1 ? 'was' : 'were'} replaced`
      : '';
  return `batches: ${[...shares, ...(main > 0 ? [`main thread ${main}`] : [])].join(', ')}${died}`;
}

/**
 * The end summary: every count of the law of accounting, what failed by type, the next command.
 * @see DESIGN.md §3-4
 */
export function describeSummary(
  summary: RunSummary,
  place: RunPlace,
  { paint }: Pick<Messages, 'paint'>,
): string {
  const { records, complete, gated, failed, blank, byCode, stopped, last } = summary;
  const seconds = (place.elapsedMs / 1000).toFixed(1);
  const codes = Object.entries(byCode)
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, count]) => `${code} ${count}`)
    .join(', ');
  const counts = [
    `${complete} complete`,
    ...(gated > 0 ? [paint('yellow', `${gated} gated`)] : []),
    ...(failed > 0 ? [paint('red', `${failed} failed`) + ` (${codes})`] : ['0 failed']),
    ...(blank > 0 ? [`${plural(blank, 'blank line')} skipped`] : []),
  ].join(', ');
  const where =
    last === null
      ? ''
      : ` after line ${last.line}${last.source === undefined ? '' : ` of ${last.source}`}`;
  const lines = [`${plural(records, 'record')} in ${seconds} s: ${counts}`];
  if (summary.threads !== undefined) lines.push(describeThreads(summary.threads));
  const { resumed } = place;
  if (resumed !== null)
    lines.unshift(`resumed at line ${resumed.line}, ${resumed.recomputed} recomputed`);
  if (stopped === 'max-errors') lines.push(`stopped by --max-errors${where}`);
  else if (stopped !== undefined) lines.push(`stopped${where} before the end of the input`);
  const next = nextCommand(summary, place);
  if (next !== null) lines.push(paint('dim', next));
  return lines.join('\n');
}
