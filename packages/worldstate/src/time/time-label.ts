import {
  daysInMonth,
  firstDayOf,
  firstMondayOf,
  isoWeekOf,
  monthOf,
  MONTHS_A_YEAR,
  weekdayOf,
} from './civil-days.ts';

/** How long a label lasts; `count` labels are plain numbers, which say nothing about it. */
export type TimeGrain = 'count' | 'year' | 'quarter' | 'month' | 'week' | 'day' | 'instant';

/** Where a label stands in time. */
export interface TimePosition {
  /** The count, months since year 0, days since 1970 (of a week: its Monday), or milliseconds since then. */
  readonly at: number;
  /** The day that is written, in days since 1970; null: none is. */
  readonly day: number | null;
  /** Milliseconds after midnight as written; null: none are. */
  readonly clock: number | null;
}

/** One label of a history, read. Labels of one history are written in one way and can be compared by `at`. */
export interface TimeLabel extends TimePosition {
  readonly text: string;
  readonly grain: TimeGrain;
  /** The label at another position, written like this one; of an instant whose `at` is null, only the day moves. */
  readonly write: (to: { readonly at: number | null; readonly day: number | null }) => string;
}

type Groups = readonly (string | undefined)[];

/** A way of writing times. */
interface TimeForm {
  readonly grain: TimeGrain;
  readonly pattern: RegExp;
  /** null: there is no such time, like a 30th of February. */
  readonly read: (groups: Groups) => TimePosition | null;
  readonly write: (to: Parameters<TimeLabel['write']>[0], groups: Groups) => string;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Characters before the time of day: at most this many. */
const DATE_LENGTH = 11;
const MONTHS_A_QUARTER = 3;
/** Digits alone are read as a time only in these years: others are counts. */
const [FIRST_YEAR, LAST_YEAR] = [1600, 2400];

const padded = (value: number, width: number) => String(value).padStart(width, '0');
const yearOf = (month: number) => Math.floor(month / MONTHS_A_YEAR);
const inYear = (month: number) => month - yearOf(month) * MONTHS_A_YEAR;
const writeMonth = (month: number, separator: string) =>
  `${padded(yearOf(month), 4)}${separator}${padded(inYear(month) + 1, 2)}`;

function writeDay(day: number, separator: string): string {
  const month = monthOf(day);
  return `${writeMonth(month, separator)}${separator}${padded(day - firstDayOf(month) + 1, 2)}`;
}

function writeWeek(day: number, separator: string): string {
  const { year, week } = isoWeekOf(day);
  return `${padded(year, 4)}${separator}W${padded(week, 2)}`;
}

function readMonth(year: string | undefined, month: string | undefined): number | null {
  const index = Number(month);
  return index >= 1 && index <= MONTHS_A_YEAR ? Number(year) * MONTHS_A_YEAR + index - 1 : null;
}

function readDay([, year, , month, date]: Groups): number | null {
  const index = readMonth(year, month);
  const inMonth = Number(date);
  if (index === null || inMonth < 1 || inMonth > daysInMonth(index)) return null;
  return firstDayOf(index) + inMonth - 1;
}

function readWeek(year: string | undefined, week: string | undefined): number | null {
  const monday = firstMondayOf(Number(year)) + (Number(week) - 1) * 7;
  return Number(week) >= 1 && monday < firstMondayOf(Number(year) + 1) ? monday : null;
}

const atDay = (day: number | null): TimePosition | null =>
  day === null ? null : { at: day, day, clock: null };
const atMonth = (month: number | null): TimePosition | null =>
  month === null ? null : { at: month, day: null, clock: null };
/** A date of digits alone may be a count: only years of our time count as such. */
const isOurTime = (year: string | undefined) =>
  Number(year) >= FIRST_YEAR && Number(year) <= LAST_YEAR;

/** `Z`, `+05:30`, `-03` in milliseconds; no zone is taken as UTC. */
function readZone(zone: string | undefined): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '') ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  return sign === '-' ? -offset : offset;
}

const TIME = /^(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3})0*)?)?$/;

function readTime(time: string): number | null {
  const [, hours = '', minutes = '', seconds = '0', fraction = ''] = TIME.exec(time) ?? [];
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
  return (Number(hours) * 60 + Number(minutes)) * MINUTE_MS + Number(seconds) * 1000 + ms;
}

/** As precisely as `like` is written, or more so when it must be. */
function writeTime(ms: number, like: string): string {
  const seconds = Math.floor(ms / 1000) % 60;
  const minutes = `${padded(Math.floor(ms / 3_600_000), 2)}:${padded(Math.floor(ms / MINUTE_MS) % 60, 2)}`;
  const digits = /[.,](\d+)$/.exec(like)?.[1]?.length ?? (ms % 1000 === 0 ? 0 : 3);
  if (like.length === 5 && ms % MINUTE_MS === 0) return minutes;
  const fraction =
    digits === 0
      ? ''
      : `.${padded(ms % 1000, 3)
          .padEnd(digits, '0')
          .slice(0, digits)}`;
  return `${minutes}:${padded(seconds, 2)}${fraction}`;
}

const INSTANT: TimeForm = {
  grain: 'instant',
  pattern:
    /^(\d{4})([-/]?)(\d{2})\2(\d{2})([T ])(\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,3}0*)?)?)( ?(?:Z|[+-]\d{2}(?::?\d{2})?))?$/,
  read: (groups) => {
    const day = readDay(groups);
    const time = readTime(groups[6] ?? '');
    if (day === null || time === null) return null;
    return { at: day * DAY_MS + time - readZone(groups[7]?.trim()), day, clock: time };
  },
  write: ({ at, day }, [, , separator = '', , , between = 'T', time = '', zone = '']) => {
    if (at === null) return `${writeDay(day ?? 0, separator)}${between}${time}${zone}`;
    const wall = at + readZone(zone.trim());
    const date = Math.floor(wall / DAY_MS);
    return `${writeDay(date, separator)}${between}${writeTime(wall - date * DAY_MS, time)}${zone}`;
  },
};

/** The first form that all labels of a history are written in is theirs. */
const FORMS: readonly TimeForm[] = [
  INSTANT,
  {
    grain: 'day',
    pattern: /^(\d{4})([-/.])(\d{2})\2(\d{2})$/,
    read: (groups) => atDay(readDay(groups)),
    write: ({ day }, [, , separator = '']) => writeDay(day ?? 0, separator),
  },
  {
    grain: 'day',
    pattern: /^(\d{4})(-?)W(\d{2})\2([1-7])$/,
    read: ([, year, , week, weekday]) => {
      const monday = readWeek(year, week);
      return atDay(monday === null ? null : monday + Number(weekday) - 1);
    },
    write: ({ day }, [, , separator = '']) =>
      `${writeWeek(day ?? 0, separator)}${separator}${weekdayOf(day ?? 0) + 1}`,
  },
  {
    grain: 'week',
    pattern: /^(\d{4})(-?)W(\d{2})$/,
    read: ([, year, , week]) => atDay(readWeek(year, week)),
    write: ({ day }, [, , separator = '']) => writeWeek(day ?? 0, separator),
  },
  {
    grain: 'quarter',
    pattern: /^(\d{4})([- ]?Q)([1-4])$/,
    read: ([, year, , quarter]) =>
      atMonth(Number(year) * MONTHS_A_YEAR + (Number(quarter) - 1) * MONTHS_A_QUARTER),
    write: ({ at }, [, , separator = 'Q']) => {
      const month = at ?? 0;
      return `${padded(yearOf(month), 4)}${separator}${Math.floor(inYear(month) / MONTHS_A_QUARTER) + 1}`;
    },
  },
  {
    grain: 'month',
    pattern: /^(\d{4})([-/]M?|M)(\d{2})$/,
    read: ([, year, , month]) => atMonth(readMonth(year, month)),
    write: ({ at }, [, , separator = '']) => writeMonth(at ?? 0, separator),
  },
  {
    grain: 'day',
    pattern: /^(\d{4})()(\d{2})(\d{2})$/,
    read: (groups) => (isOurTime(groups[1]) ? atDay(readDay(groups)) : null),
    write: ({ day }) => writeDay(day ?? 0, ''),
  },
  {
    grain: 'month',
    pattern: /^(\d{4})(\d{2})$/,
    read: ([, year, month]) => (isOurTime(year) ? atMonth(readMonth(year, month)) : null),
    write: ({ at }) => writeMonth(at ?? 0, ''),
  },
  {
    grain: 'year',
    pattern: /^(\d{4})$/,
    read: ([, year]) => (isOurTime(year) ? atMonth(Number(year) * MONTHS_A_YEAR) : null),
    write: ({ at }) => padded(yearOf(at ?? 0), 4),
  },
];

const COUNT: TimeForm = {
  grain: 'count',
  pattern: /^-?(?:\d{1,15}|\d{1,15}\.\d{1,15})$/,
  read: ([text]) => ({ at: Number(text), day: null, clock: null }),
  write: ({ at }) => String(at),
};

/** How it is written is read from its text again when it is asked for: histories have many labels. */
class ReadLabel implements TimeLabel {
  readonly at: number;
  readonly day: number | null;
  readonly clock: number | null;
  readonly text: string;
  readonly #form: TimeForm;

  constructor(text: string, { at, day, clock }: TimePosition, form: TimeForm) {
    this.at = at;
    this.day = day;
    this.clock = clock;
    this.text = text;
    this.#form = form;
  }

  get grain(): TimeGrain {
    return this.#form.grain;
  }

  write(to: Parameters<TimeLabel['write']>[0]): string {
    return this.#form.write(to, this.#form.pattern.exec(this.text) ?? []);
  }
}

function readAs(form: TimeForm, text: string): TimeLabel | null {
  const groups = form.pattern.exec(text);
  const position = groups === null ? null : form.read(groups);
  return position === null ? null : new ReadLabel(text, position, form);
}

/**
 * What a text would be the name of if there were such a time: "month" of 2018-66.
 * @returns null: it is a time, or written like none
 */
export function grainOfNoTime(text: string): TimeGrain | null {
  const isTime = [...FORMS, COUNT].some((form) => readAs(form, text) !== null);
  return isTime ? null : (FORMS.find(({ pattern }) => pattern.test(text))?.grain ?? null);
}

/** Labels that were read, or the first one that is not written like those before it. */
export type ReadLabels =
  | { readonly labels: readonly TimeLabel[] }
  | { readonly labels: null; readonly row: number; readonly known: boolean };

/**
 * Reads the labels of a history as times: years, quarters (2011-Q2, 2011Q2), months (2011-04, 2011M04,
 * 201104), ISO weeks (2011-W05), days (2011-04-30, 20110430, 2011-W05-6), times of day with or without
 * a zone, or plain counts. Digits alone are times between 1600 and 2400. Nothing depends on where or
 * when it is read.
 * @param counts true: digits alone are counts, never years or dates
 * @returns without labels when they are not all written in one way: `row` is the first that is not,
 *   `known` says whether any of them is a time at all
 */
export function readTimeLabels(texts: readonly string[], counts = false): ReadLabels {
  const forms = counts ? [COUNT] : [...FORMS, COUNT];
  let row = 0;
  for (const form of forms) {
    const labels: TimeLabel[] = [];
    for (const text of texts) {
      const label = readAs(form, text);
      if (label === null || isZoned(label) !== isZoned(labels[0] ?? label)) break;
      labels.push(label);
    }
    if (labels.length === texts.length) return { labels };
    row = Math.max(row, labels.length);
  }
  const known = texts.some((text) => forms.some((form) => readAs(form, text) !== null));
  return { labels: null, row, known };
}

/** Times with a zone and times without cannot be compared. */
function isZoned({ grain, text }: TimeLabel): boolean {
  return grain === 'instant' && /(?:Z|[+-]\d{2}(?::?\d{2})?)$/.test(text.slice(DATE_LENGTH));
}
