import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, readFailures, readResults, runCommand, toLines } from './command.ts';

const MODEL = `name: lake
time_unit: month
members: 20
series: { rain: { dataset: weather } }
slots: { level: { kind: variable, initial: 0, noise: 1 } }
rules:
  - { id: fill, effects: [{ target: level, add: rain + 0 * month }] }
forecast: { targets: [level], horizons: [1, 2, 3] }
`;
const ROWS = 60;
const label = (row: number) =>
  `${2000 + Math.floor(row / 12)}-${String((row % 12) + 1).padStart(2, '0')}`;
const rain = (row: number) => 20 * Math.sin(12.9898 * row * row);
/** Level in each row is what rained in the rows before, and a little chance. */
const level = (row: number): number =>
  row === 0 ? 0 : level(row - 1) + rain(row - 1) + Math.sin(7.7 * row * row);

const toCsv = (header: string, rows: number, write: (row: number) => string) =>
  `date,${header}\n${Array.from({ length: rows }, (_, row) => `${label(row)},${write(row)}\n`).join('')}`;
const weather = toCsv('rain', ROWS + 3, (row) => String(rain(row)));
const levels = toCsv('level', ROWS, (row) => String(level(row)));
const both = toCsv('rain,level', ROWS + 3, (row) => `${rain(row)},${row < ROWS ? level(row) : ''}`);
const folder = () =>
  createFolder({
    'm.yaml': MODEL,
    'one.yaml': MODEL.replace('dataset: weather', 'dataset: levels'),
    'weather.csv': weather,
    'levels.csv': levels,
    'both.csv': both,
  });
const FEED = ['-m', 'm.yaml', '--observations', 'weather=weather.csv'];
const TWO = [...FEED, '--observations', 'levels=levels.csv'];
/** For commands that go through one history. */
const THROUGH = [...FEED, '--observations', 'levels.csv'];
const ONE = ['-m', 'one.yaml', '--observations', 'levels=both.csv'];
const HISTORY = { members: 1, turns: 3, observations: { dataset: 'levels' }, gravity: false };

async function forecast(flags: readonly string[], config: object): Promise<number[]> {
  const { stdout } = await runCommand(flags, { cwd: folder(), stdin: toLines([config]) });
  return readResults(stdout)[0]?.forecast.targets['level']?.mean.map(Number) ?? [];
}

test('a forecast has the series after the last observation, from one file or two', async () => {
  const now = level(ROWS - 1);
  const rained = [0, 1, 2].map((turn) => rain(ROWS - 1 + turn));
  const expected = rained.map((_, at) => now + rained.slice(0, at + 1).reduce((a, b) => a + b));
  for (const flags of [TWO, ONE]) {
    const means = await forecast(flags, HISTORY);
    expect(means).toHaveLength(3);
    for (const [at, mean] of means.entries()) expect(mean).toBeCloseTo(expected[at] ?? NaN, 3);
  }
});

test('a series of a line moves the forecast by what it says, from turn 0 on', async () => {
  const now = level(ROWS - 1);
  const means = await forecast(TWO, { ...HISTORY, series: { rain: [1, 10, 100] } });
  expect(means.map((mean) => Math.round((mean - now) * 100) / 100)).toEqual([1, 11, 111]);
});

test.each([
  [
    'without a value',
    { ...HISTORY, turns: 5 },
    {
      type: 'driver-missing',
      stage: 'simulate',
      path: 'series.rain',
      message:
        'series "rain" has no value for 2005-04: its last one is that of 2005-03, in rule fill at turn 5',
    },
  ],
  [
    'that the model does not have',
    { ...HISTORY, series: { rian: [1] } },
    { type: 'unknown-name', path: 'series.rian', hint: 'did you mean "rain"?' },
  ],
  [
    'without dates, where the calendar is read',
    { turns: 1, series: { rain: [1] } },
    { type: 'calendar-unknown', stage: 'simulate', message: expect.stringContaining('"month"') },
  ],
])('a series %s fails its line alone', async (_, config, error) => {
  const stdin = toLines([HISTORY, config, HISTORY]);
  const { code, stdout } = await runCommand(TWO, { cwd: folder(), stdin });
  expect(code).toBe(3);
  expect(readFailures(stdout)).toMatchObject([{ line: 2, error }]);
  expect(stdout.trimEnd().split('\n')).toHaveLength(3);
});

test('a state that was learned with a series is gone on from as if there was no pause', async () => {
  const cwd = folder();
  const learned = await runCommand(['learn', ...THROUGH, '-o', 'state.json'], { cwd });
  expect([learned.code, learned.stdout]).toEqual([0, '']);
  const stdin = toLines([{ members: 20, turns: 3, seed: 1 }]);
  const rest = await runCommand([...FEED, '--gravity-state', 'state.json'], { cwd, stdin });
  const config = { members: 20, turns: 3, seed: 1, observations: { dataset: 'levels' } };
  const whole = await runCommand(TWO, { cwd, stdin: toLines([config]) });
  const [one, other] = [rest, whole].map(({ stdout }) => readResults(stdout)[0]?.forecast.targets);
  expect(one).toBeDefined();
  expect(one).toEqual(other);
});

test('a backtest reads the series: a model that knows the rain is better than a random walk', async () => {
  const cwd = folder();
  for (const flags of [THROUGH, ONE]) {
    const args = ['backtest', ...flags, '--horizon', '2', '--warmup', '24', '--format', 'ndjson'];
    const { code, stdout, stderr } = await runCommand(args, { cwd });
    expect(code, stderr).toBe(0);
    const off = stdout.split('\n').filter((line) => /"gravity-off","target":"level"/.test(line));
    // two horizons and their mean
    expect(off).toHaveLength(3);
    // of 1 for the changes of the history itself; what is left is chance
    for (const line of off) expect(JSON.parse(line).mase).toBeLessThan(0.15);
  }
});

test.each([
  [{ until: '2004-10' }, {}, 'realised'],
  [{ until: '2004-10' }, { turns: 1 }, undefined], // reads the row of the origin only
  [{ until: '2004-10' }, { series: { rain: [1, 2, 3] } }, undefined],
  [{}, {}, undefined], // what is known of the future
])('from the origin %j %j is driven by what came, and says so: %s', async (where, more, said) => {
  const config = { ...HISTORY, observations: { dataset: 'levels', ...where }, ...more };
  const run = { cwd: folder(), stdin: toLines([config]) };
  for (const flags of [TWO, ONE]) {
    const { stdout } = await runCommand(flags, run);
    expect(readResults(stdout)[0]?.forecast.origin?.drivers).toBe(said);
  }
});

test('a backtest says which series drove it by rows that nobody knew, in its table and what it issued', async () => {
  const cwd = folder();
  const line =
    'series rain: the true later rows were used, which nobody knew when the forecasts would have been made\n';
  for (const [horizon, isRealised] of [
    ['2', true],
    ['1', false],
  ] as const) {
    const args = ['--horizon', horizon, '--warmup', '24', '--issued', `${horizon}.ndjson`];
    const { stdout, code } = await runCommand(['backtest', ...THROUGH, ...args], { cwd });
    expect([code, stdout.endsWith(line)]).toEqual([0, isRealised]);
    const issued = readFileSync(join(cwd, `${horizon}.ndjson`), 'utf8')
      .trimEnd()
      .split('\n');
    expect(issued.length).toBeGreaterThan(10);
    for (const text of issued)
      expect(JSON.parse(text).origin.drivers).toBe(isRealised ? 'realised' : undefined);
  }
});

test('labels of a series that cannot be read are told of by learn and backtest, and fail beside dates', async () => {
  const german = (text: string) => text.replace(/^(\d{4})-(\d{2})/gm, '01.$2.$1');
  const cwd = createFolder({
    'm.yaml': MODEL.replace(' + 0 * month', ''),
    'weather.csv': german(weather),
    'levels.csv': levels,
    'german.csv': german(levels),
  });
  for (const [words, file, code, said] of [
    [
      ['learn', '-o', 'state.json'],
      'german.csv',
      0,
      'series.rain: dataset "weather", row 1: "01.01.2000" cannot be read',
    ],
    [
      ['backtest', '--horizon', '2', '--warmup', '24'],
      'german.csv',
      0,
      'series.rain: dataset "weather", row 1: "01.01.2000" cannot be read',
    ],
    [
      ['learn', '-o', 'state.json'],
      'levels.csv',
      2,
      'have none: column "date", row 1: "01.01.2000" cannot be read as a time (write dates',
    ],
  ] as const) {
    const done = await runCommand([...words, ...FEED, '--observations', file], { cwd });
    expect(done.stderr).toContain(said);
    expect(done.code).toBe(code);
  }
});

test('learn goes through one history: two are refused', async () => {
  const cwd = folder();
  const refused = await runCommand(['learn', ...TWO, '--observations', 'b=both.csv'], { cwd });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('learn goes through one history, which is the file without');
});

test('model check says that the step of a driven model was not looked at, and which series it lacks', async () => {
  const rates = MODEL.replace('add: rain + 0 * month', 'rate: rain - 0.9 * level');
  const cwd = createFolder({ 'm.yaml': MODEL, 'rates.yaml': rates, 'weather.csv': weather });
  const checked = await runCommand(['model', 'check', 'rates.yaml'], { cwd });
  expect([checked.code, checked.stdout]).toEqual([0, expect.stringContaining('is fine: ')]);
  expect(checked.stderr).toBe(
    'rates.yaml: whether its step is fine enough was not looked at, as model check has no numbers for its series (rain); a run with their datasets (--observations NAME=FILE) looks, and warns of step-coarse in its records\n',
  );
  // what it says of such a run holds
  const run = ['-m', 'rates.yaml', '--observations', 'weather=weather.csv'];
  const { stdout } = await runCommand(run, { cwd, stdin: toLines([{ turns: 3 }]) });
  expect(readResults(stdout)[0]?.warnings.map(({ type }) => type)).toContain('step-coarse');
  expect((await runCommand(['model', 'check', 'm.yaml'], { cwd })).stderr).not.toContain('step');
});

test('a series that is only scaled is that of the model, its column too', async () => {
  const cwd = folder();
  const lines = [
    {},
    { rain: { scale: 0.5, add: 1 } },
    { rain: { dataset: 'weather', scale: 0.5, add: 1 } },
    { rain: { dataset: 'weather', column: 'rain', scale: 0.5, add: 1 } },
  ].map((series) => ({ turns: 3, seed: 1, start: '2001-01', series }));
  const ran = await runCommand(FEED, { cwd, stdin: toLines(lines) });
  const [plain, ...scaled] = readResults(ran.stdout).map((record) => record.forecast);
  expect(scaled).toEqual([scaled[0], scaled[0], scaled[0]]);
  expect(scaled[0]).not.toEqual(plain);
});
