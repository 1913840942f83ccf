/** A way of writing times: how to read a label as a step number, and how to write one. */
interface Calendar {
  readonly units: readonly string[] | null;
  /** The step number of a label, or null when the label is not written this way. */
  read(label: string): number | null;
  write(step: number, like: string): string;
}

const MONTHS_A_YEAR = 12;
const DAY_MS = 86_400_000;
/** Longer ones may be dates written without dashes (201112 is not followed by 201113). */
const WHOLE_NUMBER = /^-?\d{1,5}$/;
/** Exact whatever a horizon adds. */
const TURN_NUMBER = /^-?\d{1,15}$/;
const MONTH = /^(\d{4})-(\d{2})$/;
const QUARTER = /^(\d{4})(-?Q)([1-4])$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

const year4 = (year: number) => String(year).padStart(4, '0');
const two = (value: number) => String(value).padStart(2, '0');

/** Months since year 0, or null when the month is not 1..12. */
function monthNumber(year: string, month: string): number | null {
  const index = Number(month);
  return index >= 1 && index <= MONTHS_A_YEAR ? Number(year) * MONTHS_A_YEAR + index - 1 : null;
}

const writeMonth = (step: number) =>
  `${year4(Math.floor(step / MONTHS_A_YEAR))}-${two((step % MONTHS_A_YEAR) + 1)}`;

function wholeNumbers(units: readonly string[] | null, form: RegExp): Calendar {
  return {
    units,
    read: (label) => (form.test(label) ? Number(label) : null),
    write: (step) => String(step),
  };
}

function everyMonths(unit: string, months: number): Calendar {
  return {
    units: [unit],
    read: (label) => {
      const [, year, month] = MONTH.exec(label) ?? [];
      const step = year === undefined || month === undefined ? null : monthNumber(year, month);
      return step === null ? null : step / months;
    },
    write: (step) => writeMonth(Math.round(step * months)),
  };
}

/** A date every so many months, always the same day of the month (≤ 28, so that it exists). */
function everyMonthsOnDay(unit: string, months: number): Calendar {
  return {
    units: [unit],
    read: (label) => {
      const [, year, month, day] = DAY.exec(label) ?? [];
      if (year === undefined || month === undefined || day === undefined) return null;
      const step = monthNumber(year, month);
      return step === null || Number(day) < 1 || Number(day) > 28
        ? null
        : step / months + Number(day) * DAY_SHARE;
    },
    write: (step, like) =>
      `${writeMonth(Math.round((step - Number(like.slice(8)) * DAY_SHARE) * months))}${like.slice(7)}`,
  };
}
/** Keeps the day inside a month step: far below 1/12, so rounding never meets it. */
const DAY_SHARE = 2 ** -14;

function everyDays(unit: string, days: number): Calendar {
  return {
    units: [unit],
    read: (label) => {
      const [, year, month, day] = DAY.exec(label) ?? [];
      if (year === undefined) return null;
      const time = Date.UTC(Number(year), Number(month) - 1, Number(day));
      return writeDay(time / DAY_MS) === label ? time / DAY_MS / days : null;
    },
    write: (step) => writeDay(Math.round(step * days)),
  };
}

const writeDay = (days: number) => new Date(days * DAY_MS).toISOString().slice(0, 10);

const CALENDARS: readonly Calendar[] = [
  wholeNumbers(null, WHOLE_NUMBER),
  wholeNumbers(['turn'], TURN_NUMBER),
  {
    units: ['quarter'],
    read: (label) => {
      const [, year, , quarter] = QUARTER.exec(label) ?? [];
      return year === undefined ? null : Number(year) * 4 + Number(quarter) - 1;
    },
    write: (step, like) =>
      `${year4(Math.floor(step / 4))}${QUARTER.exec(like)?.[2] ?? 'Q'}${(step % 4) + 1}`,
  },
  everyMonths('month', 1),
  everyMonths('quarter', 3),
  everyMonthsOnDay('month', 1),
  everyMonthsOnDay('quarter', 3),
  everyDays('day', 1),
  everyDays('week', 7),
];

/**
 * The labels of the turns that follow a history: whole numbers, ISO months (2011-04), quarters
 * (2011Q2, 2011-Q2), days and weeks, and the same day of every month or quarter, as the time unit
 * of the model says.
 * @param labels labels of the history, oldest first; the last one belongs to turn 0
 * @param timeUnit `time_unit` of the model
 * @param horizons turns after the last label
 * @returns one label per horizon; null when the last two labels are not one step apart
 */
export function continueLabels(
  labels: readonly string[],
  timeUnit: string,
  horizons: readonly number[],
): string[] | null {
  const last = labels.at(-1);
  if (last === undefined) return null;
  for (const calendar of CALENDARS) {
    if (calendar.units !== null && !calendar.units.includes(timeUnit)) continue;
    const step = calendar.read(last);
    if (step === null) continue;
    const before = labels.at(-2);
    const previous = before === undefined ? step - 1 : calendar.read(before);
    if (previous === null || Math.abs(step - previous - 1) > 1e-9) continue;
    return horizons.map((horizon) => calendar.write(step + horizon, last));
  }
  return null;
}

/**
 * The first row whose label is not one step after the one before it; whole numbers may go in equal
 * steps of any size. Labels in a way of writing that is not known here say nothing.
 * @param labels oldest first
 * @param timeUnit `time_unit` of the model
 * @returns its index, or null
 */
export function findGap(labels: readonly string[], timeUnit: string): number | null {
  const calendar = CALENDARS.find(
    (known) =>
      (known.units === null || known.units.includes(timeUnit)) &&
      labels.every((label) => known.read(label) !== null),
  );
  if (calendar === undefined) return null;
  const steps = labels.map((label) => calendar.read(label) ?? Number.NaN);
  const [first = 0, second = 1] = steps;
  const usual = calendar === CALENDARS[0] || calendar === CALENDARS[1] ? second - first : 1;
  const gap = steps.findIndex(
    (step, row) => row > 0 && Math.abs(step - (steps[row - 1] ?? Number.NaN) - usual) > 1e-9,
  );
  return gap < 0 ? null : gap;
}

/** Whether a label comes after another one that is written alike: numbers by value, dates by text. */
export function isLater(label: string, than: string): boolean {
  const [a, b] = [Number(label), Number(than)];
  if (!Number.isNaN(a) && !Number.isNaN(b)) return a > b;
  const shape = (text: string) => text.replaceAll(/\d/g, '0');
  return shape(label) === shape(than) && label > than;
}
