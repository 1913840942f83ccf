import type { SensitivityReport } from '@pulse-stream/experiment';
import type { BoxLine, Estimate, SensitivityLine } from '@pulse-stream/experiment/internal';
import { alignRows, NOTHING } from '../terminal/align-rows.ts';
import { escapeCell } from '../terminal/escape-controls.ts';

const HEAD = ['input', 'spearman', '95 %', 'prcc', '95 %', 'first order', '95 %', 'total', '95 %'];
const LEGEND = `
spearman, prcc: rank correlation with the outcome, alone and with the other inputs held; 1: rises
with it, -1: falls. first order, total: shares of the outcome's variance (design sobol --indices).
95 %: what resamples of the records give.`;

type Show = (value: number | null) => string;

function estimate(found: Estimate | null, show: Show): string[] {
  if (found?.value === null || found === null) return [NOTHING, NOTHING];
  const { value, low, high } = found;
  return [show(value), low === null ? NOTHING : `${show(low)} to ${show(high)}`];
}

/** Inputs that move an outcome most come first. */
const strength = ({ prcc, spearman, total }: SensitivityLine): number =>
  Math.abs(total?.value ?? prcc.value ?? spearman.value ?? 0);

function boxText({ limits, coverage, density, n }: BoxLine, show: Show): string[] {
  const sides = Object.entries(limits).map(([name, { low, high }]) => {
    const input = escapeCell(name);
    if (low === null) return `${input} <= ${show(high)}`;
    return high === null ? `${input} >= ${show(low)}` : `${show(low)} <= ${input} <= ${show(high)}`;
  });
  const share = (value: number): string => `${(100 * value).toFixed(0)} %`;
  return [
    `  ${sides.join(', ')}`,
    `    holds ${share(coverage)} of them, and ${share(density)} of its ${n} records are such`,
  ];
}

/**
 * What `sensitivity` says to people.
 * @param digits significant digits
 */
export function printSensitivityTable(report: SensitivityReport, digits: number): string {
  const { sensitivities, boxes, summary } = report;
  const show: Show = (value) =>
    value === null ? NOTHING : String(Number(value.toPrecision(digits)));
  const parts: string[][] = [];
  for (const outcome of new Set(sensitivities.map((line) => line.outcome))) {
    const lines = sensitivities.filter((line) => line.outcome === outcome);
    const rows = lines
      .toSorted((a, b) => strength(b) - strength(a))
      .map((line) => [
        escapeCell(line.input),
        ...[line.spearman, line.prcc, line.first, line.total].flatMap((one) => estimate(one, show)),
      ]);
    parts.push([`${escapeCell(outcome)} (${lines[0]?.n ?? 0} records)`, ...alignRows(HEAD, rows)]);
  }
  parts.push([LEGEND.trim()]);
  if (summary.of_interest !== null)
    parts.push([
      `Boxes of the ${summary.of_interest} records of interest:`,
      ...(boxes.length === 0 ? ['  none better than all inputs together'] : []),
      ...boxes.flatMap((box) => boxText(box, show)),
    ]);
  const left = Object.entries(summary.left_out);
  if (left.length > 0)
    parts.push([
      'Left out:',
      ...left.map(([name, why]) => `  ${escapeCell(name)}: ${escapeCell(why)}`),
    ]);
  return parts.map((part) => `${part.join('\n')}\n`).join('\n');
}
