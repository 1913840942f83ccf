import { expect, it } from 'vitest';
import { continueLabels, readTimeAxis } from './time-axis.ts';

/** A form, its time unit, labels one step apart, and the two that follow them. */
type Form = readonly [
  name: string,
  timeUnit: string,
  labels: readonly string[],
  next: readonly string[],
];

const words = (text: string) => text.split(' ');
const FORMS: readonly Form[] = [
  [
    'days',
    'day',
    words('2012-02-26 2012-02-27 2012-02-28 2012-02-29 2012-03-01'),
    words('2012-03-02 2012-03-03'),
  ],
  [
    'days without dashes',
    'day',
    words('20111229 20111230 20111231 20120101'),
    words('20120102 20120103'),
  ],
  [
    'days with slashes',
    'day',
    words('2011/12/29 2011/12/30 2011/12/31'),
    words('2012/01/01 2012/01/02'),
  ],
  [
    'days of ISO weeks',
    'day',
    words('2020-W53-5 2020-W53-6 2020-W53-7'),
    words('2021-W01-1 2021-W01-2'),
  ],
  [
    'dates of weeks',
    'week',
    words('2024-12-14 2024-12-21 2024-12-28'),
    words('2025-01-04 2025-01-11'),
  ],
  ['ISO weeks', 'week', words('2020-W51 2020-W52 2020-W53 2021-W01'), words('2021-W02 2021-W03')],
  ['ISO weeks without dash', 'week', words('2024W50 2024W51 2024W52'), words('2025W01 2025W02')],
  ['months', 'month', words('2011-10 2011-11 2011-12'), words('2012-01 2012-02')],
  ['months without dash', 'month', words('201110 201111 201112'), words('201201 201202')],
  ['months with M', 'month', words('2011M10 2011M11 2011M12'), words('2012M01 2012M02')],
  [
    'first days of months',
    'month',
    words('2011-10-01 2011-11-01 2011-12-01'),
    words('2012-01-01 2012-02-01'),
  ],
  [
    'the same day of months',
    'month',
    words('2011-10-30 2011-11-30 2011-12-30'),
    words('2012-01-30 2012-02-29'),
  ],
  [
    'month ends',
    'month',
    words('2019-10-31 2019-11-30 2019-12-31'),
    words('2020-01-31 2020-02-29'),
  ],
  [
    'last workdays of months',
    'month',
    words('2020-03-31 2020-04-30 2020-05-29'),
    words('2020-06-30 2020-07-31'),
  ],
  ['quarters', 'quarter', words('2011-Q2 2011-Q3 2011-Q4'), words('2012-Q1 2012-Q2')],
  ['quarters without dash', 'quarter', words('2011Q2 2011Q3 2011Q4'), words('2012Q1 2012Q2')],
  ['months of quarters', 'quarter', words('2011-04 2011-07 2011-10'), words('2012-01 2012-04')],
  [
    'quarter ends',
    'quarter',
    words('2011-06-30 2011-09-30 2011-12-31'),
    words('2012-03-31 2012-06-30'),
  ],
  ['years', 'year', words('1998 1999 2000'), words('2001 2002')],
  ['year ends', 'year', words('1998-12-31 1999-12-31 2000-12-31'), words('2001-12-31 2002-12-31')],
  ['leap days', 'year', words('2020-02-29 2021-02-28 2022-02-28'), words('2023-02-28 2024-02-29')],
  [
    'hours',
    'hour',
    words('2024-03-30T22:00 2024-03-30T23:00 2024-03-31T00:00'),
    words('2024-03-31T01:00 2024-03-31T02:00'),
  ],
  [
    'hours in UTC',
    'hour',
    words('2024-03-30T22:00:00Z 2024-03-30T23:00:00Z 2024-03-31T00:00:00Z'),
    words('2024-03-31T01:00:00Z 2024-03-31T02:00:00Z'),
  ],
  [
    'hours through a change of zone',
    'hour',
    words('2024-03-31T00:00+01:00 2024-03-31T01:00+01:00 2024-03-31T03:00+02:00'),
    words('2024-03-31T04:00+02:00 2024-03-31T05:00+02:00'),
  ],
  [
    'days at midnight',
    'day',
    words('2024-02-28T00:00:00 2024-02-29T00:00:00 2024-03-01T00:00:00'),
    words('2024-03-02T00:00:00 2024-03-03T00:00:00'),
  ],
  [
    'days at noon through a change of zone',
    'day',
    words('2024-03-29T12:00+01:00 2024-03-30T12:00+01:00 2024-03-31T12:00+02:00'),
    words('2024-04-01T12:00+02:00 2024-04-02T12:00+02:00'),
  ],
  [
    'minutes',
    'minute',
    ['2024-12-31 23:57', '2024-12-31 23:58', '2024-12-31 23:59'],
    ['2025-01-01 00:00', '2025-01-01 00:01'],
  ],
  [
    'seconds with decimals',
    'second',
    ['2024-12-31 23:59:57.5', '2024-12-31 23:59:58.5', '2024-12-31 23:59:59.5'],
    ['2025-01-01 00:00:00.5', '2025-01-01 00:00:01.5'],
  ],
  ['turns', 'turn', words('8 9 10'), words('11 12')],
  ['negative turns', 'turn', words('-2 -1 0'), words('1 2')],
  ['tens', 'turn', words('0 10 20'), words('30 40')],
  [
    'quarters of a year as decimals',
    'turn',
    words('1990.25 1990.5 1990.75'),
    words('1991 1991.25'),
  ],
];

/** The first labels and enough of those that follow. */
const long = ([, timeUnit, labels]: Form): string[] => {
  const more = continueLabels(
    readTimeAxis(labels, { timeUnit }),
    labels.length - 1,
    Array.from({ length: 12 }, (_, at) => at + 1),
  );
  return [...labels, ...(more ?? [])];
};

it.each(FORMS)('%s go on in their own form', (_, timeUnit, labels, next) => {
  for (const unit of [timeUnit, 'turn']) {
    const axis = readTimeAxis(labels, { timeUnit: unit });
    expect(axis.finding).toBeNull();
    expect(continueLabels(axis, labels.length - 1, [1, 2])).toEqual(next);
  }
});

it.each(FORMS)('%s with one row left out have a gap, whichever row it is', (...form) => {
  const all = long(form);
  for (const timeUnit of [form[1], 'turn']) {
    expect(readTimeAxis(all, { timeUnit }).finding).toBeNull();
    for (let row = 1; row < all.length - 1; row += 1) {
      const { finding } = readTimeAxis(all.toSpliced(row, 1), { timeUnit });
      expect(finding).toMatchObject({ kind: 'gap', row, refused: true });
      expect(finding?.message).toContain(`"${all[row + 1]}" is not `);
      expect(finding?.message).toContain(`after "${all[row - 1]}"`);
    }
  }
});

it.each(FORMS)('%s with a row twice, or from new to old, are found out by row', (...form) => {
  const all = long(form);
  for (const timeUnit of [form[1], 'turn']) {
    for (let row = 1; row < all.length; row += 1) {
      const twice = readTimeAxis(all.toSpliced(row, 0, all[row - 1] ?? ''), { timeUnit });
      expect(twice.finding).toMatchObject({ kind: 'repeat', row, refused: true });
      expect(twice.finding?.message).toContain(`"${all[row - 1]}"`);
    }
    const { finding } = readTimeAxis(all.toReversed(), { timeUnit });
    expect(finding).toMatchObject({ kind: 'backwards', row: 1, refused: true });
  }
});

const inOneZone = FORMS.filter(([name]) => !name.includes('change of zone'));

it.each(inOneZone)('%s go on as if there was no gap before or after', (...form) => {
  const all = long(form);
  // fewer rows may not show which day of the month they stand for
  for (const timeUnit of [form[1], 'turn'])
    for (let row = 3; row < all.length - 1; row += 1) {
      const axis = readTimeAxis(all.toSpliced(row, 1), { timeUnit });
      expect(continueLabels(axis, row - 1, [1, 2])).toEqual(all.slice(row, row + 2));
      expect(continueLabels(axis, all.length - 2, [1])).toEqual(
        continueLabels(readTimeAxis(all, { timeUnit }), all.length - 1, [1]),
      );
    }
});
