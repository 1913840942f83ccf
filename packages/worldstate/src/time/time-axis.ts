import { findDayOfMonth } from './month-day.ts';
import { grainOfNoTime, readTimeLabels, type TimeGrain, type TimeLabel } from './time-label.ts';
import { canName, nameStep, positionIn, stepOfUnit, type TimeStep } from './time-step.ts';

/** What is wrong with the labels of a history, or cannot be known from them. */
export interface LabelFinding {
  readonly kind: 'gap' | 'repeat' | 'backwards' | 'mixed' | 'misfit' | 'unread' | 'uneven';
  /** 0-based row it is seen at. */
  readonly row: number;
  /** A sentence about the label of that row. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** false: the history can be used, but rows left out would not be seen. */
  readonly refused: boolean;
}

/** The labels of a history as times, one step apart. */
export interface TimeAxis {
  /** null: they cannot be read. */
  readonly labels: readonly TimeLabel[] | null;
  /** null: not known. */
  readonly step: TimeStep | null;
  readonly finding: LabelFinding | null;
}

/** How labels are read. */
export interface AxisOptions {
  /** `time_unit` of the model. */
  readonly timeUnit: string;
  /** true: digits alone are counts, as in a column `turn`. */
  readonly counts?: boolean | undefined;
}

const HINTS = {
  gap: 'a row that nobody observed is written with empty cells',
  repeat: 'each time has one row',
  backwards: 'rows go from old to new',
  mixed: 'all labels are written in one way',
  misfit:
    'give the model the time_unit of the rows, or other rows; counts belong into a column turn',
  unread: 'labels like 1990, 1990-01, 1990-01-31, 1990-Q1 or 1990-W05 can be read',
  uneven: 'rows that nobody observed are written with empty cells',
  none: 'labels name times of the calendar; counts belong into a column turn',
} as const satisfies Record<LabelFinding['kind'] | 'none', string>;

/** What people call a time of a grain. */
const NO_TIME: Readonly<Record<TimeGrain, string>> = {
  count: 'count',
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  week: 'week',
  day: 'day',
  instant: 'time',
};

const WARNED: ReadonlySet<LabelFinding['kind']> = new Set(['unread', 'uneven']);

function find(kind: LabelFinding['kind'], row: number, message: string): LabelFinding {
  return { kind, row, message, hint: HINTS[kind], refused: !WARNED.has(kind) };
}

/**
 * Reads the labels of a history and looks for what must not be: a row left out, given twice, out of
 * order, labels of another calendar than the model's steps.
 * @param texts labels, oldest first
 */
export function readTimeAxis(
  texts: readonly string[],
  { timeUnit, counts = false }: AxisOptions,
): TimeAxis {
  const read = readTimeLabels(texts, counts);
  if (read.labels === null)
    return { labels: null, step: null, finding: explainUnread(texts, read.row, read.known) };
  const { labels } = read;
  const disorder = findDisorder(labels);
  if (disorder !== null) return { labels, step: null, finding: disorder };
  return alignSteps(labels, timeUnit);
}

function explainUnread(texts: readonly string[], row: number, known: boolean): LabelFinding | null {
  if (texts.length === 0) return null;
  const seen = new Set<string>();
  const repeat = texts.findIndex((text) => seen.size === seen.add(text).size);
  const text = texts[row] ?? '';
  const grain = grainOfNoTime(text);
  const none = grain === null ? null : `there is no such ${NO_TIME[grain]} as "${text}"`;
  if (known && none !== null) return { ...find('mixed', row, none), hint: HINTS.none };
  if (known && row > 0)
    return find('mixed', row, `"${text}" is written in another way than "${texts[row - 1] ?? ''}"`);
  if (known) return find('mixed', 0, `"${text}" is written in another way than the rows after it`);
  return repeat < 0
    ? find('unread', row, none ?? `"${text}" cannot be read as a time`)
    : find('repeat', repeat, `"${texts[repeat] ?? ''}" is given twice`);
}

function findDisorder(labels: readonly TimeLabel[]): LabelFinding | null {
  for (const [row, label] of labels.entries()) {
    const before = labels[row - 1];
    if (before === undefined || before.at < label.at) continue;
    return before.at === label.at
      ? find('repeat', row, `"${label.text}" is given twice, also in the row before`)
      : find('backwards', row, `"${label.text}" does not come after "${before.text}"`);
  }
  return null;
}

function alignSteps(labels: readonly TimeLabel[], timeUnit: string): TimeAxis {
  const [first] = labels;
  if (first === undefined) return { labels, step: null, finding: null };
  const asked = first.grain === 'count' ? null : stepOfUnit(timeUnit);
  if (asked !== null && !canName(first.grain, asked))
    return {
      labels,
      step: asked,
      finding: find(
        'misfit',
        0,
        `"${first.text}" is a ${first.grain}, but a step of the model is ${nameStep(asked)}`,
      ),
    };
  const usual = inferStep(labels);
  const step = asked ?? usual;
  const odd = step === null ? [] : findOddSteps(labels, step);
  const [row] = odd;
  if (step === null || row === undefined) return { labels, step, finding: null };
  const [before, after] = [labels[row - 1]?.text ?? '', labels[row]?.text ?? ''];
  const named = first.grain === 'count' ? `one ${timeUnit}` : nameStep(step);
  const finding = (): LabelFinding => {
    if (asked === null && first.grain !== 'count' && isUneven(odd.length, labels.length))
      return find(
        'uneven',
        row,
        `"${after}" is not ${named} after "${before}", and others neither: the rows are unevenly spaced`,
      );
    if (
      asked !== null &&
      usual !== null &&
      labels.length > 2 &&
      findOddSteps(labels, usual).length === 0
    )
      return find(
        'misfit',
        row,
        `"${after}" is ${nameStep(usual)} after "${before}", but a step of the model is ${named}`,
      );
    return find('gap', row, `"${after}" is not ${named} after "${before}"`);
  };
  return { labels, step, finding: finding() };
}

/** Steps that differ from the usual one, when no time unit says which is right: a gap, or no rhythm. */
const UNEVEN_SHARE = 0.1;
const isUneven = (odd: number, rows: number) => odd >= 2 && odd > UNEVEN_SHARE * (rows - 1);

/** Rows that are not one step after the row before. */
function findOddSteps(labels: readonly TimeLabel[], { unit, size }: TimeStep): number[] {
  const slack = unit === 'count' ? slackOf(labels, size) : 0;
  const odd: number[] = [];
  for (const [at, change] of changesIn(labels, unit).entries())
    if (Math.abs(change - size) > slack) odd.push(at + 1);
  return odd;
}

/** From each label to the next one. */
function changesIn(labels: readonly TimeLabel[], unit: TimeStep['unit']): Float64Array {
  const changes = new Float64Array(Math.max(0, labels.length - 1));
  let before = Number.NaN;
  for (const [row, label] of labels.entries()) {
    const position = positionIn(label, unit);
    if (row > 0) changes[row - 1] = position - before;
    before = position;
  }
  return changes;
}

/** Counts with decimals (1990.08, 1990.17) are rounded: they may be off by their last digit. */
function slackOf(labels: readonly TimeLabel[], size: number): number {
  const places = Math.max(...labels.slice(0, 100).map(({ text }) => decimalsOf(text)));
  return places === 0 ? 0 : Math.min(1.01 * 10 ** -places, 0.4 * size);
}

const decimalsOf = (text: string) => text.split('.')[1]?.length ?? 0;

/** The usual time from row to row; null with fewer than two rows that say so. */
function inferStep(labels: readonly TimeLabel[]): TimeStep | null {
  const [first] = labels;
  if (first === undefined) return null;
  if (labels.length === 1) {
    if (first.grain === 'count') return { unit: 'count', size: 1 };
    return first.grain === 'year' ? { unit: 'month', size: 12 } : null;
  }
  const unit = unitOf(labels, first);
  return { unit, size: mostFrequent(changesIn(labels, unit)) };
}

function unitOf(labels: readonly TimeLabel[], { grain, day, clock }: TimeLabel): TimeStep['unit'] {
  if (grain === 'count') return 'count';
  if (day === null) return 'month';
  if (grain === 'week') return 'day';
  if (labels.some((label) => label.clock !== clock)) return 'ms';
  const days = labels.map((label) => label.day ?? 0);
  const isMonthly = changesIn(labels, 'month').every((change) => change >= 1);
  return isMonthly && findDayOfMonth(days) !== null ? 'month' : 'day';
}

/** The most frequent of numbers, the least of several. */
function mostFrequent(values: Float64Array): number {
  const counts = new Map<number, number>();
  for (const value of values) {
    const rounded = Math.round(value * 1e9) / 1e9;
    counts.set(rounded, (counts.get(rounded) ?? 0) + 1);
  }
  let [usual, most] = [Number.NaN, 0];
  for (const [value, count] of counts)
    if (count > most || (count === most && value < usual)) [usual, most] = [value, count];
  return usual;
}

/** Labels before the last one that say how dates go on (month ends, the same day …). */
const LOOK_BACK = 24;

/**
 * The labels of the turns after a row, written like those of the history.
 * @param last 0-based row the turns follow
 * @param horizons turns after it
 * @returns null when the labels do not say how time goes on
 */
export function continueLabels(
  { labels, step, finding }: TimeAxis,
  last: number,
  horizons: readonly number[],
): string[] | null {
  const label = labels?.[last];
  if (labels === null || label === undefined || step === null) return null;
  if (finding !== null && finding.kind !== 'gap') return null;
  const { unit, size } = step;
  if (unit === 'count') return continueCounts(labels, last, size, horizons);
  if (unit !== 'month' || label.day === null)
    return horizons.map((h) =>
      unit === 'day'
        ? label.write({ at: null, day: (label.day ?? 0) + h * size })
        : label.write({ at: label.at + h * size, day: null }),
    );
  const recent = labels.slice(Math.max(0, last + 1 - LOOK_BACK), last + 1);
  const dayOf = findDayOfMonth(recent.map(({ day }) => day ?? 0));
  if (dayOf === null) return null;
  const month = positionIn(label, 'month');
  return horizons.map((h) => label.write({ at: null, day: dayOf(month + h * size) }));
}

function continueCounts(
  labels: readonly TimeLabel[],
  last: number,
  size: number,
  horizons: readonly number[],
): string[] | null {
  const from = labels[last]?.at ?? Number.NaN;
  const slack = slackOf(labels, size);
  const isRounded =
    slack > 0 &&
    changesIn(labels, 'count').some((change) => {
      const off = Math.abs(change - size);
      return off > 1e-9 && off <= slack;
    });
  if (isRounded) return null; // they do not say where they are going
  const places = Math.max(decimalsOf(labels[last]?.text ?? ''), decimalsOf(String(size)));
  return horizons.map((h) => String(Number((from + h * size).toFixed(places))));
}
