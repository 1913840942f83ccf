import type { RunSummary } from '@pulse-stream/pipeline';
import type { Messages } from './terminal.ts';

/** Where a run read and wrote. */
export interface RunPlace {
  readonly paths: readonly string[];
  readonly output: string;
  readonly elapsedMs: number;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The next thing a person would do. */
function nextCommand({ failed, stopped }: RunSummary, { paths, output }: RunPlace): string | null {
  const files = paths.filter((path) => path !== '-').join(' ');
  if (stopped === 'aborted') return output === '-' ? null : `nothing was left under ${output}`;
  if (failed > 0 && files !== '') return `next: pulse-stream validate ${files}`;
  if (failed > 0) return 'next: add --errors failed.jsonl to keep the failures apart';
  return null;
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
  if (stopped !== undefined) lines.push(`stopped${where} before the end of the input`);
  const next = nextCommand(summary, place);
  if (next !== null) lines.push(paint('dim', next));
  return lines.join('\n');
}
