import { createWorld, processLine } from '@pulse-stream/pipeline';
import {
  type Dataset,
  type OutputRecord,
  type ResultRecord,
  type WorldModelInput,
} from '@pulse-stream/worldstate';
import { describe, expect, test } from 'vitest';
import { CLOCK } from '../../packages/simulator/src/language/clock.ts';

/** `turn` begins anew with every forecast, the others run on; all of them are in the laws. */
const NAMES = ['turn', ...Object.keys(CLOCK)];
const ROWS = 30;
const MOST_DROPPED = 20;
const ORIGINS = 6;
const HORIZONS = [1, 2, 3];

const DAY_MS = 86_400_000;
const dateAt = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
const twoDigits = (value: number) => String(value).padStart(2, '0');
const monthAt = (row: number) => `${2022 + Math.floor(row / 12)}-${twoDigits((row % 12) + 1)}`;

interface Form {
  readonly unit: string;
  readonly label: (row: number) => string;
  readonly season?: number;
}

/** Every way in which rows say their time, over what is odd about it. */
const FORMS: Readonly<Record<string, Form>> = {
  'counts with a season': { unit: 'turn', label: (row) => String(row + 7), season: 5 },
  years: { unit: 'year', label: (row) => String(1980 + row) },
  quarters: { unit: 'quarter', label: (row) => `${2010 + Math.floor(row / 4)}-Q${(row % 4) + 1}` },
  months: { unit: 'month', label: monthAt },
  'month ends': {
    unit: 'month',
    label: (row) => dateAt(`${monthAt(row + 1)}-01`, -1),
  },
  'weeks over a week 53': {
    unit: 'week',
    label: (row) =>
      row + 35 <= 53 ? `2020-W${twoDigits(row + 35)}` : `2021-W${twoDigits(row - 18)}`,
  },
  'days over a leap day': { unit: 'day', label: (row) => dateAt('2024-02-12', row) },
  'days of weeks': { unit: 'week', label: (row) => dateAt('2020-08-31', 7 * row) },
  'hours over a year': {
    unit: 'hour',
    label: (row) =>
      `${new Date(Date.UTC(2023, 11, 31, 6) + row * 3_600_000).toISOString().slice(0, 16)}Z`,
  },
};

/** A world whose level moves by every one of these readings, in rules and in rates. */
function modelOf({ unit, season }: Form, names: readonly string[]): WorldModelInput {
  const wave = names.map((name) => `sin(${name} + 1)`).join(' + ');
  return {
    name: 'clocks',
    time_unit: unit,
    time: { dt: 0.5, steps_per_turn: 2, season },
    members: 8,
    values: Object.fromEntries(names.map((name) => [`at_${name}`, name])),
    slots: {
      level: { kind: 'variable', initial: 0, noise: 0.1 },
      hidden: { kind: 'variable', initial: 0, noise: { sd: 0.2, per: 'time' } },
    },
    rules: [
      { id: 'jump', effects: [{ target: 'level', add: `0.1 * (${wave})` }] },
      { id: 'flow', effects: [{ target: 'hidden', rate: `${wave} - hidden` }] },
      { id: 'pull', effects: [{ target: 'level', rate: '0.1 * (hidden - level)' }] },
    ],
    forecast: { targets: ['level', 'hidden', ...names.map((name) => `at_${name}`)] },
  };
}

function history({ label }: Form, rows: number): Dataset {
  return {
    name: 'h',
    sha256: `${rows} rows`,
    columns: ['level'],
    labels: Array.from({ length: rows }, (_, row) => label(row)),
    timeColumn: 'date',
    rows: Array.from({ length: rows }, (_, row) => [
      row % 9 === 4 ? null : Math.sin(row * row) + Math.sin(row / 3),
    ]),
  };
}

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

function forecaster(form: Form, names: readonly string[], rows: number) {
  const datasets = new Map([['h', history(form, rows)]]);
  const world = createWorld({
    model: modelOf(form, names),
    datasets,
    gravity: { min_observations: 6, warmup: 12 },
  });
  return (row: number): OutputRecord => {
    const observations = { dataset: 'h', until: form.label(row) };
    const config = { seed: 3, turns: 3, observations, forecast: { horizons: HORIZONS } };
    return processLine(world, { line: 1, batchIndex: 0, bytes: bytesOf(config) });
  };
}

function resultOf(record: OutputRecord): ResultRecord {
  if (record.kind === 'result') return record;
  throw new Error(`${record.error.type}: ${record.error.message}`);
}

/** The names of the clock that labels of this form say. */
function namesOf(form: Form): string[] {
  return NAMES.filter((name) => {
    const record = forecaster(form, [name], 12)(11);
    if (record.kind === 'failure') expect(record.error.type).toBe('calendar-unknown');
    return record.kind === 'result';
  });
}

describe.each(Object.entries(FORMS))('clocks of %s', (_, form) => {
  const names = namesOf(form);

  test('dropping the last rows changes no forecast that was issued before', () => {
    const whole = forecaster(form, names, ROWS);
    for (let dropped = 1; dropped <= MOST_DROPPED; dropped += 1) {
      const row = ROWS - 1 - dropped;
      const shorter = resultOf(forecaster(form, names, ROWS - dropped)(row));
      const { forecast, gravity, final_state, assessment } = resultOf(whole(row));
      expect({ forecast, gravity, final_state, assessment }).toEqual({
        forecast: shorter.forecast,
        gravity: shorter.gravity,
        final_state: shorter.final_state,
        assessment: shorter.assessment,
      });
      expect(gravity.observations_used).toBeGreaterThan(6);
    }
  });

  test('history and forecast join without a seam: a row reads the same from every origin', () => {
    const issue = forecaster(form, names, ROWS);
    const seen = new Map<string, Map<number, number>>(names.map((name) => [name, new Map()]));
    for (let row = ROWS - ORIGINS; row < ROWS; row += 1) {
      const { targets } = resultOf(issue(row)).forecast;
      for (const [at, lead] of HORIZONS.entries())
        for (const name of names) {
          const value = Number(targets[`at_${name}`]?.mean[at]);
          expect(value).not.toBeNaN();
          const key = name === 'turn' ? lead : row + lead;
          const known = seen.get(name);
          expect(value, `${name} at row ${row} + ${lead}`).toBe(known?.get(key) ?? value);
          known?.set(key, value);
        }
    }
    expect(seen.get('time')?.size).toBe(ORIGINS - 1 + HORIZONS.length);
  });
});

test('every name of the clock is in these laws', () => {
  expect(new Set(Object.values(FORMS).flatMap(namesOf))).toEqual(new Set(NAMES));
});
