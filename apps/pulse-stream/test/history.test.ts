import { expect, test } from 'vitest';
import { createFolder, readResults, runCommand, toLines } from './command.ts';

const model = (timeUnit: string) =>
  `name: lvl\ntime_unit: ${timeUnit}\nmembers: 4\nslots:\n  level: { kind: variable, initial: 0, noise: 1 }\n`;
const SCENARIO = toLines([{ turns: 3, members: 1, observations: { dataset: 'd' } }]);

async function run(
  timeUnit: string,
  csv: string,
  flags: readonly string[] = [],
  env: Record<string, string> = {},
) {
  const cwd = createFolder({ 'm.yaml': model(timeUnit), 'h.csv': csv });
  const args = ['-m', 'm.yaml', '--observations', 'd=h.csv', ...flags];
  return runCommand(args, { cwd, stdin: SCENARIO, env });
}

test.each(['UTC', 'America/New_York', 'Pacific/Apia'])(
  'labels are the same in the time zone %s',
  async (zone) => {
    const dates = await run('week', 'date,level\n2024-12-14,1\n2024-12-21,2\n', [], { TZ: zone });
    expect(readResults(dates.stdout)[0]?.forecast.labels).toEqual([
      '2024-12-28',
      '2025-01-04',
      '2025-01-11',
    ]);
    const hours = 'date,level\n2024-03-10T01:00,1\n2024-03-10T02:00,2\n';
    const times = await run('hour', hours, [], { TZ: zone });
    expect(readResults(times.stdout)[0]?.forecast.labels?.[0]).toBe('2024-03-10T03:00');
  },
);

test.each([
  [
    'a month end',
    'month',
    'date,level\n2019-12-31,1\n2020-02-29,2\n',
    /row 2, column "date": "2020-02-29" is not one month/,
  ],
  [
    'an ISO week',
    'week',
    'week,level\n2020-W52,1\n2021-W01,2\n',
    /row 2, column "week": "2021-W01" is not one week after "2020-W52"/,
  ],
  [
    'years by week',
    'week',
    'date,level\n2022,1\n2023,2\n',
    /"2022" is a year, but a step of the model is one week/,
  ],
])('a history that lacks %s ends the run before its first line', async (_, unit, csv, message) => {
  const { code, stdout, stderr } = await run(unit, csv);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});

test('labels that cannot be read, and a column that is empty, are warned of in the record', async () => {
  const { code, stdout } = await run('week', 'date,level\nspring,\nsummer,\n');
  expect(code).toBe(0);
  const [record] = readResults(stdout);
  expect(record?.warnings.map(({ type }) => type)).toEqual(['labels-unread', 'never-observed']);
  expect(record?.forecast).not.toHaveProperty('labels');
});

test('a value outside its bounds is warned of by run, validate, learn and backtest', async () => {
  const rows = [1, 2, 1, 2, -999, 1, 2, 1, 2, 1, 2, 1];
  const lines = rows.map((value, at) => `2020-${String(at + 1).padStart(2, '0')},${value}\n`);
  const cwd = createFolder({
    'm.yaml': model('month').replace('noise: 1', 'noise: 1, min: 0'),
    'h.csv': `date,level\n${lines.join('')}`,
    'in.ndjson': SCENARIO,
  });
  const flags = ['-m', 'm.yaml', '--observations', 'd=h.csv'];
  const said = 'column "level": 1 value is outside its bounds, the first -999 at row 5 (2020-05)';
  const ran = await runCommand([...flags, 'in.ndjson'], { cwd });
  expect(readResults(ran.stdout)[0]?.warnings).toMatchObject([
    { type: 'out-of-bounds', message: expect.stringContaining(said) },
  ]);
  const validated = await runCommand(['validate', 'in.ndjson', ...flags], { cwd });
  expect(validated.stdout).toContain(said);
  const learned = await runCommand(['learn', ...flags], { cwd });
  expect([learned.code, learned.stderr]).toEqual([0, expect.stringContaining(said)]);
  const ways = ['--horizon', '1', '--warmup', '11'];
  const tested = await runCommand(['backtest', ...flags, ...ways], { cwd });
  expect([tested.code, tested.stderr]).toEqual([0, expect.stringContaining(said)]);
});

test('a history that no line names is said once, at the end', async () => {
  const cwd = createFolder({
    'm.yaml': model('month'),
    'h.csv': 'date,level\n2020-01,1\n2020-02,2\n',
  });
  const flags = ['-m', 'm.yaml', '--observations', 'd=h.csv', '--observations', 'e.e=h.csv'];
  const told = async (...lines: object[]) => {
    const { stderr } = await runCommand(flags, { cwd, stdin: toLines(lines) });
    return [...stderr.matchAll(/dataset (\S+) is named by no line/g)].map(([, name]) => name);
  };
  expect(await told({ id: 'd', turns: 1 }, { turns: 1 })).toEqual(['d', 'e.e']);
  const named = (dataset: string) => ({ turns: 1, observations: { dataset } });
  expect(await told(named('e.e'))).toEqual(['d']);
  expect(await told(named('e'), named('d'))).toEqual(['e.e']);
  expect(await told(named('d'), { turns: 1 }, named('e.e'))).toEqual([]);
});

test('--time names the column of times, --ignore-columns leaves out what is not of the model', async () => {
  const csv = 'made,end,place,level\n2024-01-01,2024-01-06,A,1\n2024-01-08,2024-01-13,A,2\n';
  const neither = await run('week', csv);
  expect([neither.code, neither.stderr]).toEqual([2, expect.stringMatching(/--time COLUMN says/)]);
  const one = await run('week', csv, ['--time', 'end']);
  expect([one.code, one.stderr]).toEqual([2, expect.stringMatching(/"made".*--ignore-columns/)]);
  const both = await run('week', csv, ['--time', 'end', '--ignore-columns']);
  expect(readResults(both.stdout)[0]?.forecast).toMatchObject({
    origin: { dataset: 'd', label: '2024-01-13', row: 1 },
    labels: ['2024-01-20', '2024-01-27', '2024-02-03'],
  });
});
