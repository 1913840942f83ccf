import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { continueLabels, readTimeAxis } from './time-axis.ts';

const words = (text: string) => text.split(' ');

describe('labels whose calendar is not that of the model', () => {
  it.each([
    [
      'years by week',
      words('2022 2023 2024'),
      'week',
      0,
      '"2022" is a year, but a step of the model is one week',
    ],
    [
      'quarters by month',
      words('2022Q1 2022Q2'),
      'month',
      0,
      'is a quarter, but a step of the model is one month',
    ],
    [
      'months by day',
      words('2022-01 2022-02'),
      'daily',
      0,
      'is a month, but a step of the model is one day',
    ],
    [
      'weeks by month',
      words('2022-W01 2022-W02'),
      'month',
      0,
      'is a week, but a step of the model is one month',
    ],
    [
      'days by hour',
      words('2022-01-01 2022-01-02'),
      'hours',
      0,
      'is a day, but a step of the model is one hour',
    ],
    [
      'dates of weeks by day',
      words('2022-01-01 2022-01-08 2022-01-15'),
      'day',
      1,
      'is one week after "2022-01-01", but a step of the model is one day',
    ],
    [
      'every fifth year',
      words('1990 1995 2000'),
      'year',
      1,
      'is 5 years after "1990", but a step of the model is one year',
    ],
    [
      'month ends by week',
      words('2022-01-31 2022-02-28 2022-03-31'),
      'week',
      1,
      'is one month after "2022-01-31", but a step of the model is one week',
    ],
  ])('are refused: %s', (_, labels, timeUnit, row, message) => {
    const axis = readTimeAxis(labels, { timeUnit });
    expect(axis.finding).toMatchObject({ kind: 'misfit', row, refused: true });
    expect(axis.finding?.message).toContain(message);
    expect(continueLabels(axis, labels.length - 1, [1])).toBeNull();
  });

  it('are no counts: a column of turns fits every model', () => {
    const labels = words('1998 1999 2000');
    const axis = readTimeAxis(labels, { timeUnit: 'week', counts: true });
    expect(axis.finding).toBeNull();
    expect(continueLabels(axis, 2, [1])).toEqual(['2001']);
    expect(readTimeAxis(words('1 2 3'), { timeUnit: 'week' }).finding).toBeNull();
  });
});

describe('labels that say less', () => {
  it.each([
    ['words', words('spring summer autumn'), 'unread', 0],
    ['dates that may be of two kinds', words('01/02/1990 01/03/1990'), 'unread', 0],
    ['days that are not', words('2011-02-30 2011-02-31'), 'unread', 0],
    ['weeks that are not', words('2021-W53'), 'unread', 0],
    [
      'days from Monday to Friday',
      words(
        '2024-01-04 2024-01-05 2024-01-08 2024-01-09 2024-01-10 2024-01-11 2024-01-12 2024-01-15',
      ),
      'uneven',
      2,
    ],
  ])('are only warned of: %s', (_, labels, kind, row) => {
    const axis = readTimeAxis(labels, { timeUnit: 'turn' });
    expect(axis.finding).toMatchObject({ kind, row, refused: false });
    expect(continueLabels(axis, labels.length - 1, [1])).toBeNull();
  });

  it.each([
    ['two ways of writing', words('2001-01 2001-Q1'), 'mixed', 1],
    ['one that is no date', words('2001-01-30 2001-01-31 2001-01-32'), 'mixed', 2],
    ['times with and without a zone', words('2001-01-30T00:00Z 2001-01-31T00:00'), 'mixed', 1],
    ['the first is a word', words('start 2001 2002'), 'mixed', 0],
    ['a word twice', words('spring summer spring'), 'repeat', 2],
  ])('are refused where they can be known to be wrong: %s', (_, labels, kind, row) => {
    expect(readTimeAxis(labels, { timeUnit: 'turn' }).finding).toMatchObject({
      kind,
      row,
      refused: true,
    });
  });

  it.each([
    ['2018-10 2018-11 2018-66', 'there is no such month as "2018-66"', 2],
    ['2018-66 2018-11 2018-12', 'there is no such month as "2018-66"', 0],
    ['2019-02-28 2019-02-29', 'there is no such day as "2019-02-29"', 1],
    ['2021-W52 2021-W53', 'there is no such week as "2021-W53"', 1],
    ['2021-01-01T23:00Z 2021-01-01T24:30Z', 'there is no such time as "2021-01-01T24:30Z"', 1],
    ['2018-66', 'there is no such month as "2018-66"', 0],
  ])('that name no time of the calendar are told so: %s', (texts, message, row) => {
    expect(readTimeAxis(words(texts), { timeUnit: 'turn' }).finding).toMatchObject({
      row,
      message,
    });
  });

  it('give no next ones when one label leaves the step open', () => {
    const next = (label: string, timeUnit: string) =>
      continueLabels(readTimeAxis([label], { timeUnit }), 0, [1]);
    expect(next('2011-12', 'turn')).toBeNull();
    expect(next('2011-12', 'month')).toEqual(['2012-01']);
    expect(next('2023-02-28', 'month')).toEqual(['2023-03-31']);
    expect(next('1000000', 'turn')).toEqual(['1000001']);
    expect(next('2010', 'turn')).toEqual(['2011']);
    expect(continueLabels(readTimeAxis([], { timeUnit: 'month' }), -1, [1])).toBeNull();
  });

  it('may be rounded decimals: a row left out is seen, where they go on is not said', () => {
    const months = Array.from({ length: 24 }, (_, at) => (1990 + at / 12).toFixed(2));
    const axis = readTimeAxis(months, { timeUnit: 'month' });
    expect(axis.finding).toBeNull();
    expect(continueLabels(axis, months.length - 1, [1])).toBeNull();
    expect(readTimeAxis(months.toSpliced(7, 1), { timeUnit: 'month' }).finding).toMatchObject({
      kind: 'gap',
      row: 7,
    });
  });
});

describe('labels of every calendar', () => {
  it('the next label of the next label is the label after next', () => {
    const day = fc.integer({ min: -200_000, max: 200_000 });
    const unit = fc.constantFrom('day', 'week', 'month', 'quarter', 'year');
    fc.assert(
      fc.property(day, unit, (number, timeUnit) => {
        const start = new Date(number * 86_400_000).toISOString().slice(0, 10);
        const [one = '', two] =
          continueLabels(readTimeAxis([start], { timeUnit }), 0, [1, 2]) ?? [];
        const axis = readTimeAxis([start, one], { timeUnit });
        expect(axis.finding).toBeNull();
        expect(one > start).toBe(true);
        // a month end of 28 to 30 days may be the same day of every month, or the last one
        if (!['month', 'quarter', 'year'].includes(timeUnit) || Number(start.slice(8)) < 28)
          expect(continueLabels(axis, 1, [1])).toEqual([two]);
      }),
      { numRuns: 500 },
    );
  });
});
