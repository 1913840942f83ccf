import {
  INGREDIENTS,
  type DiffCell,
  type DiffLine,
  type DiffSummary,
  type RunDiff,
} from '@pulse-stream/experiment/internal';
import { alignRows, NOTHING } from '../terminal/align-rows.ts';
import { escapeCell } from '../terminal/escape-controls.ts';

const HEAD = ['scenario', 'change', 'shift', 'target', 'turns ahead', 'difference', 'what'];
const CELL_HEAD = ['target', 'turns ahead', 'compared', 'moved', 'above 3', 'largest shift', 'in'];
const LEGEND = `
shift: difference of the means in standard errors of the two ensembles; above 3 is hardly chance
(in one of 370 comparisons). exact: it moved, and neither ensemble has a spread.`;

type Show = (value: number) => string;

function lineRow(line: DiffLine, show: Show): string[] {
  const { shift, exact, target, horizon, delta, detail } = line;
  const others = INGREDIENTS.filter((name) => line[`other_${name}`] === true).map(
    (name) => `other ${name}`,
  );
  return [
    escapeCell(line.scenario),
    [line.change, ...others].join(', '),
    exact === true ? 'exact' : shift === null ? NOTHING : show(shift),
    target === undefined ? NOTHING : escapeCell(target),
    horizon === undefined ? NOTHING : String(horizon),
    delta === undefined ? NOTHING : show(delta),
    detail === undefined ? NOTHING : escapeCell(detail),
  ];
}

function cellRow(cell: DiffCell, show: Show): string[] {
  const { compared, moved, above3, shift, scenario } = cell;
  return [
    escapeCell(cell.target),
    String(cell.horizon),
    ...[compared, moved, above3].map(String),
    shift === null ? 'exact' : show(shift),
    scenario === null ? NOTHING : escapeCell(scenario),
  ];
}

/** The counts of a comparison in words; what did not happen is left out. */
export function describeDiff(summary: DiffSummary): string {
  const { before, after, same, moved, appeared, healed, came, went } = summary;
  const counts: readonly (readonly [number, string])[] = [
    [same, 'same'],
    [moved, 'moved'],
    [came, 'came'],
    [went, 'went'],
    [appeared, appeared === 1 ? 'failure appeared' : 'failures appeared'],
    [healed, 'healed'],
  ];
  const said = counts.filter(([count], at) => count > 0 || at === 0);
  return `${before} and ${after} records: ${said.map(([count, what]) => `${count} ${what}`).join(', ')}`;
}

/**
 * What `diff` says to people.
 * @param digits significant digits
 */
export function printDiffTable(report: ReturnType<RunDiff['report']>, digits: number): string {
  const { lines, cells, summary } = report;
  const show: Show = (value) => String(Number(value.toPrecision(digits)));
  const parts: string[][] = [];
  if (lines.length > 0) {
    const more = summary.not_told === 0 ? [] : [`… and ${summary.not_told} more (--top N)`];
    const rows = lines.map((line) => lineRow(line, show));
    parts.push([...alignRows(HEAD, rows), ...more]);
  }
  const moved = cells.filter((cell) => cell.moved > 0).map((cell) => cellRow(cell, show));
  if (moved.length > 0) parts.push(alignRows(CELL_HEAD, moved), [LEGEND.trim()]);
  parts.push([describeDiff(summary)]);
  return parts.map((part) => `${part.join('\n')}\n`).join('\n');
}
