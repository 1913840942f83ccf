import type { RunSummary } from '@pulse-stream/pipeline';
import { describeLine } from '../terminal/line-message.ts';
import { nextCommand, type RunPlace } from './next-command.ts';
import { plural } from '../terminal/plural.ts';
import type { Settings } from '../settings/settings.ts';
import type { Messages } from '../terminal/terminal.ts';

/** Each kind of warning once, at its first place. */
export function describeWarnings({ warnings }: Pick<RunSummary, 'warnings'>): string[] {
  return warnings.map(({ type, records, first }) => {
    const { line, source, path, message } = first;
    const told = `warning: ${type}: ${message}`;
    return describeLine({ line, source, path, message: told, hint: plural(records, 'record') });
  });
}

/** Lines that were there before, which nobody may have meant. */
function describeRepeats({ lines, ids, isExact }: RunSummary['repeats']): string[] {
  const least = isExact ? '' : 'at least ';
  const was = (count: number): string => (count === 1 ? 'was' : 'were');
  return [
    ...(lines > 0
      ? [
          `${least}${plural(lines, 'line')} ${was(lines)} identical to an earlier one: same config, same numbers`,
        ]
      : []),
    ...(ids > 0
      ? [
          `${least}${plural(ids, 'line')} had the id of an earlier, different one: they draw the same random numbers`,
        ]
      : []),
  ];
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
  settings: Settings,
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
  ];
  const where =
    last === null
      ? ''
      : ` after line ${last.line}${last.source === undefined ? '' : ` of ${last.source}`}`;
  const warned = summary.warnings.reduce((sum, kind) => sum + kind.records, 0);
  if (warned > 0) counts.push(paint('yellow', plural(warned, 'warning')));
  const lines = [`${plural(records, 'record')} in ${seconds} s: ${counts.join(', ')}`];
  if (summary.threads !== undefined) lines.push(describeThreads(summary.threads));
  const { resumed } = place;
  if (resumed !== null)
    lines.unshift(
      `resumed at line ${resumed.line}${resumed.recomputed === null ? '' : `, ${resumed.recomputed} recomputed`}`,
    );
  if (stopped === 'max-errors') lines.push(`stopped by --max-errors${where}`);
  else if (stopped !== undefined) lines.push(`stopped${where} before the end of the input`);
  lines.push(...describeRepeats(summary.repeats));
  const next = nextCommand(summary, place, settings);
  if (next !== null) lines.push(paint('dim', next));
  return lines.join('\n');
}
