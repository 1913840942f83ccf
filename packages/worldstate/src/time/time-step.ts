import { monthOf } from './civil-days.ts';
import type { TimeGrain, TimeLabel } from './time-label.ts';

/** The time from one row to the next. */
export interface TimeStep {
  readonly unit: 'count' | 'month' | 'day' | 'ms';
  readonly size: number;
}

interface NamedStep extends TimeStep {
  /** The first is what messages say. */
  readonly words: readonly string[];
  /** Steps after which the calendar begins anew, where it does. */
  readonly season?: number;
}

const HOUR_MS = 3_600_000;
const NAMED: readonly NamedStep[] = [
  { unit: 'month', size: 12, words: ['year', 'years', 'yearly', 'annual'] },
  { unit: 'month', size: 3, words: ['quarter', 'quarters', 'quarterly'], season: 4 },
  { unit: 'month', size: 1, words: ['month', 'months', 'monthly'], season: 12 },
  { unit: 'day', size: 7, words: ['week', 'weeks', 'weekly'], season: 52 },
  { unit: 'day', size: 1, words: ['day', 'days', 'daily'], season: 7 },
  { unit: 'ms', size: HOUR_MS, words: ['hour', 'hours', 'hourly'], season: 24 },
  { unit: 'ms', size: HOUR_MS / 60, words: ['minute', 'minutes'] },
  { unit: 'ms', size: 1000, words: ['second', 'seconds'] },
];
const PLURALS = { count: '', month: 'months', day: 'days', ms: 'milliseconds' } as const;
const MONTHS: ReadonlyMap<TimeGrain, number> = new Map([
  ['year', 12],
  ['quarter', 3],
  ['month', 1],
]);

/** What a `time_unit` of the calendar is called, the longest first. */
export const TIME_UNITS: readonly string[] = NAMED.map(({ words: [word = ''] }) => word);

/** The step a model has by its `time_unit`; null for words that say nothing of the calendar (turn, round). */
export function stepOfUnit(timeUnit: string): TimeStep | null {
  return namedUnit(timeUnit) ?? null;
}

/** Turns in a season of a `time_unit`: month 12, quarter 4, week 52, day 7, hour 24; null for others. */
export function seasonOfUnit(timeUnit: string): number | null {
  return namedUnit(timeUnit)?.season ?? null;
}

function namedUnit(timeUnit: string): NamedStep | undefined {
  const word = timeUnit.trim().toLowerCase();
  return NAMED.find(({ words }) => words.includes(word));
}

/** `one week`, `5 years`, `90 milliseconds`; of counts nothing but the number. */
export function nameStep({ unit, size }: TimeStep): string {
  for (const named of NAMED) {
    const times = size / named.size;
    if (named.unit !== unit || !Number.isInteger(times)) continue;
    const [one = '', many = ''] = named.words;
    return times === 1 ? `one ${one}` : `${times} ${many}`;
  }
  return `${size} ${PLURALS[unit]}`.trimEnd();
}

/** Whether labels of a grain can name every step: years cannot name weeks. Counts name any. */
export function canName(grain: TimeGrain, { unit, size }: TimeStep): boolean {
  const months = MONTHS.get(grain);
  if (months !== undefined) return unit === 'month' && size % months === 0;
  if (grain === 'week') return unit === 'day' && size % 7 === 0;
  return grain === 'instant' || grain === 'count' || unit !== 'ms';
}

/** Where a label that can name the steps of a unit stands in that unit. */
export function positionIn({ at, day, grain }: TimeLabel, unit: TimeStep['unit']): number {
  if (day === null || unit === 'count' || unit === 'ms') return at;
  return unit === 'month' && grain !== 'week' ? monthOf(day) : day;
}
