import { readTimeAxis, type TimeAxis } from './time-axis.ts';
import type { TimeGrain, TimeLabel } from './time-label.ts';
import { nameStep, positionIn, type TimeStep } from './time-step.ts';

/** Where the rows of one table stand among those of another. */
export type JoinedRows =
  /** The first row of the other stands so many rows after the first row of the one. */
  { readonly rows: number } | { readonly misfit: string };

/** Whether labels are dates: two such tables are brought together by time. */
export function isDated({ labels }: TimeAxis): boolean {
  const [first] = labels ?? [];
  return first !== undefined && first.grain !== 'count';
}

/** Days are counted from a Monday, 1969-12-29. */
const TO_MONDAY = 3;
const DAYS_A_WEEK = 7;

/**
 * Brings the rows of two dated tables together. Labels that name the same step are the same time,
 * however they are written: 2024-01 and 2024-01-31 in months, 2024-W05 and any day of that week in
 * weeks, 2024-Q1 and any month of it in quarters. Where rows have no equal steps, the texts of the labels are compared.
 */
export function joinAxes(one: TimeAxis, other: TimeAxis): JoinedRows {
  const [first] = one.labels ?? [];
  const [second] = other.labels ?? [];
  if (first === undefined || second === undefined) return { misfit: 'one of them has no dates' };
  const step = other.step ?? one.step;
  if (one.finding !== null || other.finding !== null || step === null)
    return joinTexts(one.labels ?? [], other.labels ?? []);
  if (one.step !== null && !isSame(one.step, step))
    return {
      misfit: `those from "${second.text}" on are ${nameStep(step)} apart, those from "${first.text}" on ${nameStep(one.step)}`,
    };
  const rows = stepsBetween(first, second, step);
  return Number.isInteger(rows)
    ? { rows }
    : {
        misfit: `"${second.text}" lies between two steps of ${nameStep(step)} from "${first.text}"`,
      };
}

const isSame = (one: TimeStep, other: TimeStep) =>
  one.unit === other.unit && one.size === other.size;

/** In months or days; labels of other grains are points of time. */
const SPANS: ReadonlyMap<TimeGrain, number> = new Map([
  ['year', 12],
  ['quarter', 3],
  ['week', DAYS_A_WEEK],
]);

/** A date is in the year, quarter or week that the other label names. */
function stepsBetween(first: TimeLabel, second: TimeLabel, { unit, size }: TimeStep): number {
  const span = Math.max(...[first, second].map(({ grain }) => SPANS.get(grain) ?? 1));
  const epoch = unit === 'day' ? TO_MONDAY : 0;
  const spansTo = (label: TimeLabel) => Math.floor((positionIn(label, unit) + epoch) / span);
  return ((spansTo(second) - spansTo(first)) * span) / size;
}

/** By the first label that both have; all rows that follow must have the same labels. */
function joinTexts(one: readonly TimeLabel[], other: readonly TimeLabel[]): JoinedRows {
  const rowOf = new Map(one.map(({ text }, row) => [text, row]));
  const at = other.findIndex(({ text }) => rowOf.has(text));
  const rows = (rowOf.get(other[at]?.text ?? '') ?? Number.NaN) - at;
  if (Number.isNaN(rows)) return { misfit: 'no label of one is a label of the other' };
  const start = Math.max(0, rows);
  const end = Math.min(one.length, rows + other.length);
  for (let row = start; row < end; row++) {
    const [mine = '', theirs = ''] = [one[row]?.text, other[row - rows]?.text];
    if (mine !== theirs) return { misfit: `"${theirs}" stands where the other has "${mine}"` };
  }
  return { rows };
}

/**
 * What is wrong with a label that says where a clock begins.
 * @returns null: it is a date, and a step of the model can be named by it
 */
export function explainStart(label: string, timeUnit: string): string | null {
  const axis = readTimeAxis([label], { timeUnit });
  if (axis.labels === null) return `"${label}" cannot be read as a date`;
  if (axis.finding !== null) return axis.finding.message;
  return isDated(axis) ? null : `"${label}" is a count, no date`;
}
