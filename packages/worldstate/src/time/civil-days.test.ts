import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysInMonth, firstDayOf, isoWeekOf, monthOf, weekdayOf } from './civil-days.ts';

const DAY_MS = 86_400_000;
const anyDay = fc.integer({ min: -800_000, max: 40_000_000 });

describe('days of the calendar', () => {
  it('are those of the proleptic Gregorian calendar', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const date = new Date(day * DAY_MS);
        const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
        expect(monthOf(day)).toBe(month);
        expect(day - firstDayOf(month) + 1).toBe(date.getUTCDate());
        expect((weekdayOf(day) + 1) % 7).toBe(date.getUTCDay());
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['1900-02', 28],
    ['2000-02', 29],
    ['2023-02', 28],
    ['2024-02', 29],
    ['2024-04', 30],
    ['2024-12', 31],
  ])('%s has %d days', (text, days) => {
    expect(daysInMonth(Number(text.slice(0, 4)) * 12 + Number(text.slice(5)) - 1)).toBe(days);
  });

  it.each([
    ['2020-12-31', 2020, 53],
    ['2021-01-03', 2020, 53],
    ['2021-01-04', 2021, 1],
    ['2024-12-30', 2025, 1],
    ['2026-01-01', 2026, 1],
    ['2027-01-01', 2026, 53],
  ])('%s lies in ISO week %d-W%d', (text, year, week) => {
    expect(isoWeekOf(Date.parse(`${text}T00:00:00Z`) / DAY_MS)).toEqual({ year, week });
  });
});
