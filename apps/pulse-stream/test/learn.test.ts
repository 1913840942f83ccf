import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { main } from '../src/main.ts';
import { createFolder, readFailures, readResults, runCommand, toLines } from './command.ts';

const MODEL = `name: bare
time_unit: month
members: 20
slots:
  y: { kind: variable, initial: 0, noise: 1 }
rules:
  - { id: up, effects: [{ target: y, add: 0.5 }] }
  - { id: down, effects: [{ target: y, add: -0.2 }] }
`;
const label = (row: number) =>
  `${2000 + Math.floor(row / 12)}-${String((row % 12) + 1).padStart(2, '0')}`;
const toCsv = (from: number, to: number) =>
  `date,y\n${Array.from({ length: to - from }, (_, at) => {
    const row = from + at;
    return `${label(row)},${0.8 * row + 0.3 * Math.sin(12.9898 * row * row)}\n`;
  }).join('')}`;
const EARLY = 144;
const folderWithHistories = () =>
  createFolder({
    'bare.yaml': MODEL,
    'other.yaml': MODEL.replace('add: 0.5', 'add: 0.6'),
    'early.csv': toCsv(0, EARLY),
    'late.csv': toCsv(EARLY, EARLY + 20),
    'all.csv': toCsv(0, EARLY + 20),
  });
const LEARN = [
  'learn',
  '--observations',
  'early.csv',
  '-m',
  'bare.yaml',
  '--gravity-method',
  'bank',
];

test('learn writes a state that a run starts from, and says what it shows about the rules', async () => {
  const cwd = folderWithHistories();
  const learned = await runCommand([...LEARN, '-o', 'state.json'], { cwd });
  expect([learned.code, learned.stdout]).toEqual([0, '']);
  expect(learned.stderr).toMatch(/144 rows to 2011-12: 1 variable taught, \d+ origins verified/);
  expect(learned.stderr).toMatch(/up +trust 0\.9\d .* y × /);
  expect(learned.stderr).toMatch(/down +trust 0\.0\d /);
  const [, next = ''] = /next: pulse-stream (.*) FILE /.exec(learned.stderr) ?? [];
  const followed = await runCommand(next.split(' '), { cwd, stdin: toLines([{ turns: 3 }]) });
  expect(readResults(followed.stdout)[0]?.forecast.origin?.label).toBe('2011-12');
  expect(learned.stderr).toContain('FILE (scenarios without observations start at 2011-12)');
  const state: unknown = JSON.parse(readFileSync(join(cwd, 'state.json'), 'utf8'));
  expect(state).toMatchObject({
    kind: 'gravity-state',
    dataset: { name: 'early' },
    rows: EARLY,
  });

  const stdin = toLines([{ turns: 3 }, { turns: 3, observations: { dataset: 'late' } }]);
  const flags = ['-m', 'bare.yaml', '--gravity-state', 'state.json'];
  const run = await runCommand([...flags, '--observations', 'late=late.csv'], { cwd, stdin });
  const [start, later] = readResults(run.stdout);
  expect(start?.gravity.status).toBe('active');
  expect(start?.forecast).toMatchObject({
    origin: { dataset: 'early', label: '2011-12', row: 143 },
    labels: ['2012-01', '2012-02', '2012-03'],
    calibration: 'verified',
  });
  expect(start?.forecast.attribution['y']?.start).toBeCloseTo(0.8 * 143, 0);
  expect(later?.forecast.origin).toEqual({ dataset: 'late', label: '2013-08', row: 19 });
  expect(later?.gravity.observations_used).toBe(EARLY + 20);
});

test('without -o the state goes to standard output, the same bytes every time', async () => {
  const cwd = folderWithHistories();
  const [one, two] = [await runCommand(LEARN, { cwd }), await runCommand(LEARN, { cwd })];
  expect(JSON.parse(one.stdout)).toHaveProperty('kind', 'gravity-state');
  expect(two.stdout).toBe(one.stdout);
});

test('learn goes on from a state', async () => {
  const cwd = folderWithHistories();
  await runCommand([...LEARN, '-o', 'state.json'], { cwd });
  const late = ['learn', '--observations', 'late.csv', '-m', 'bare.yaml'];
  const { code, stdout } = await runCommand([...late, '--gravity-state', 'state.json'], { cwd });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ rows: EARLY + 20, labels: ['2013-07', '2013-08'] });
});

test('a state of another model, no state, or overlapping rows are refused by name', async () => {
  const cwd = folderWithHistories();
  await runCommand([...LEARN, '-o', 'state.json'], { cwd });
  const start = (...flags: string[]) => runCommand(flags, { cwd, stdin: toLines([{}]) });
  const other = await start('-m', 'other.yaml', '--gravity-state', 'state.json');
  expect([other.code, other.stderr]).toEqual([
    2,
    expect.stringMatching(/gravity state: model_hash is .* of model bare is .* now: learn again/),
  ]);
  const built = await start('--gravity-state', 'state.json');
  expect([built.code, built.stderr]).toEqual([
    2,
    expect.stringMatching(/is that of model bare, this run has model pulse: name .* with -m/),
  ]);
  const none = await start('-m', 'bare.yaml', '--gravity-state', 'early.csv');
  expect([none.code, none.stderr]).toEqual([
    2,
    expect.stringMatching(/early\.csv: is no gravity state/),
  ]);
  const missing = await start('-m', 'bare.yaml', '--gravity-state', 'nowhere.json');
  expect(missing.code).toBe(5);
  const flags = [
    '-m',
    'bare.yaml',
    '--gravity-state',
    'state.json',
    '--observations',
    'all=all.csv',
  ];
  const stdin = toLines([{ observations: { dataset: 'all' } }]);
  const overlap = await runCommand(flags, { cwd, stdin });
  expect(overlap.code).toBe(3);
  expect(readFailures(overlap.stdout).map(({ error }) => error.type)).toEqual(['history-overlap']);
});

test('rows that do not go on where a state ends are refused, in run and in learn', async () => {
  const cwd = folderWithHistories();
  await runCommand([...LEARN, '-o', 'state.json'], { cwd });
  writeFileSync(join(cwd, 'gap.csv'), toCsv(EARLY + 3, EARLY + 23));
  const state = ['-m', 'bare.yaml', '--gravity-state', 'state.json', '--observations'];
  const stdin = toLines([{ observations: { dataset: 'gap' } }]);
  const run = await runCommand([...state, 'gap=gap.csv'], { cwd, stdin });
  const [error] = readFailures(run.stdout).map((failure) => failure.error);
  expect(error).toMatchObject({
    type: 'history-gap',
    message: expect.stringContaining('is not one month after "2011-12"'),
  });
  const learn = await runCommand(['learn', ...state, 'gap.csv'], { cwd });
  expect([learn.code, learn.stderr]).toEqual([2, expect.stringContaining('history-gap: the rows')]);
});

test.each([
  [['--turns', '3'], /learn does not use --turns/],
  [['--seed', '3'], /learn does not use --seed/],
  [['--horizon', '3'], /--horizon: it belongs to backtest/],
])('learn refuses %j, exit 2', async (flags, message) => {
  const { code, stderr } = await runCommand([...LEARN, ...flags], { cwd: folderWithHistories() });
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});

test('learn and backtest warn of a model that reads `turn`, and --quiet keeps that back', async () => {
  const cwd = createFolder({
    'lead.yaml': MODEL.replace('add: 0.5', 'add: 0.5 + turn'),
    'early.csv': toCsv(0, EARLY),
  });
  const common = ['--observations', 'early.csv', '-m', 'lead.yaml'];
  const windows = ['--horizon', '1', '--warmup', '140', '--members', '2'];
  for (const argv of [
    ['learn', ...common],
    ['backtest', ...common, ...windows],
  ]) {
    const { code, stderr } = await runCommand(argv, { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain('the model reads `turn`');
    expect((await runCommand([...argv, '--quiet'], { cwd })).stderr).toBe('');
  }
});

test('learn says how many rows are needed where nothing was taught or verified, and no next command', async () => {
  const learn = async (rows: number, ...flags: string[]) => {
    const cwd = createFolder({ 'bare.yaml': MODEL, 'h.csv': toCsv(0, rows) });
    const args = ['learn', '-m', 'bare.yaml', '--observations', 'h.csv', '-o', 's.json', ...flags];
    const { stderr } = await runCommand(args, { cwd });
    const state = JSON.parse(readFileSync(join(cwd, 's.json'), 'utf8'));
    return `${stderr}${state.track_record.calibration.verified.at(-1)} far ahead`;
  };
  const short = await learn(12);
  expect(short).toContain('0 variables taught, 0 origins verified');
  const needs = (pattern: RegExp): number => Number(pattern.exec(short)?.[1]);
  const taught = needs(/that takes (\d+) rows/);
  const verified = needs(/(\d+) rows without gaps for 1 turn ahead/);
  const far = needs(/ahead, (\d+) for 12\n/);
  expect([taught, verified, far]).toEqual([13, 61, 83]); // as docs/histories.md says
  expect(short).not.toContain('next:');
  // what it says is so
  expect(await learn(taught - 1)).toContain('0 variables taught');
  const enough = await learn(taught);
  expect(enough).toContain('1 variable taught');
  expect(enough).toContain(
    `take 30 verified origins: ${verified} rows without gaps for 1 turn ahead`,
  );
  expect(enough).toContain('next: pulse-stream run');
  expect(await learn(verified - 1)).toContain('29 origins verified');
  const all = await learn(verified);
  expect(all).toContain('30 origins verified');
  expect(all).not.toContain('rows without gaps for 1 turn ahead');
  expect(await learn(far - 1)).toContain('29 far ahead');
  expect(await learn(far)).toContain('30 far ahead');
});

test('learn writes its state to no terminal, unless it is told to', async () => {
  const cwd = createFolder({ 'bare.yaml': MODEL, 'h.csv': toCsv(0, 40) });
  const learn = async (...flags: string[]) => {
    const taken = { stdout: '', stderr: '' };
    const take = (name: keyof typeof taken) =>
      new Writable({
        write(chunk, _encoding, done) {
          taken[name] += String(chunk);
          done();
        },
      });
    const argv = ['learn', '-m', join(cwd, 'bare.yaml'), '--observations', join(cwd, 'h.csv')];
    const code = await main([...argv, ...flags], {
      stdin: Readable.from([]),
      stdout: Object.assign(take('stdout'), { isTTY: true }),
      stderr: take('stderr'),
      environment: {},
      workingFolder: cwd,
      now: () => 0,
    });
    return { code, ...taken };
  };
  expect(await learn()).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'pulse-stream: learn writes a state for programs, not for a terminal: name a file, -o state.json\n',
  });
  const told = await learn('-o', '-');
  expect([told.stderr, told.stdout.slice(0, 24)]).toEqual([
    expect.stringContaining('40 rows'),
    '{"kind":"gravity-state",',
  ]);
});

test('a history without a name is called by the stem of its file, by series, states and records alike', async () => {
  const driven = `${MODEL}series: { rain: { dataset: level.2000 } }\n`.replace(
    'add: 0.5',
    'add: rain',
  );
  const table = toCsv(0, 80).replaceAll('\n2', ',1\n2').replace('date,y,1', 'date,y,rain');
  const text = `${table.trimEnd()},1\n`;
  const cwd = createFolder({ 'm.yaml': driven });
  writeFileSync(join(cwd, 'level.2000.csv.gz'), gzipSync(text));
  const history = ['-m', 'm.yaml', '--observations', 'level.2000.csv.gz'];
  const learned = await runCommand(['learn', ...history, '-o', 's.json'], { cwd });
  expect([learned.code, learned.stderr]).toEqual([0, expect.stringContaining('80 rows')]);
  const named = ['--observations', 'level.2000=level.2000.csv.gz'];
  const run = ['-m', 'm.yaml', '--gravity-state', 's.json', ...named];
  const stdin = toLines([{ turns: 1, series: { rain: [1] } }]);
  const { stdout } = await runCommand(run, { cwd, stdin });
  expect(stdout).toContain('"dataset":"level.2000"');
  const twice = await runCommand(['learn', ...history, ...named], { cwd });
  expect([twice.code, twice.stderr]).toEqual([
    2,
    'pulse-stream: level.2000.csv.gz and level.2000=… are both dataset "level.2000": give the history another name, --observations NAME=level.2000.csv.gz\n',
  ]);
});

test('of several histories learn says which is meant and what to write', async () => {
  const cwd = folderWithHistories();
  const learn = async (...files: string[]) =>
    (
      await runCommand(
        ['learn', '-m', 'bare.yaml', ...files.flatMap((file) => ['--observations', file])],
        { cwd },
      )
    ).stderr;
  expect(await learn('early.csv', 'late.csv')).toBe(
    'pulse-stream: --observations: "early.csv" and "late.csv" have no name: write NAME=FILE for all but the history\n',
  );
  expect(await learn('a=early.csv', 'b=late.csv')).toBe(
    'pulse-stream: learn goes through one history, which is the file without a name: --observations early.csv; those with one (--observations b=late.csv) drive the model\n',
  );
});
