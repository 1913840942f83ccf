import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createFolder, readFailures, readResults, runCommand, toLines } from './command.ts';

const HISTORY = 'date,hope,rage\n2020-01,0.5,0.4\n2020-02,0.52,0.41\n2020-03,0.54,0.42\n';
const SCENARIOS = [
  {
    id: 'a',
    turns: 3,
    members: 40,
    observations: { dataset: 'survey' },
    forecast: {
      targets: ['hope', 'rage'],
      horizons: [1, 3],
      quantiles: [0.1, 0.5, 0.9],
      events: [{ name: 'hopeful', when: 'hope > 0.5', by: 2 }],
    },
  },
  { id: 'b', turns: 2, members: 2 },
];

/** Runs the scenarios on the history and then lets time go on. */
async function issue(later: string, flags: readonly string[] = []) {
  const folder = createFolder({ 'h.csv': HISTORY, 'later.csv': HISTORY + later });
  const { stdout } = await runCommand(['--observations', 'survey=h.csv', ...flags], {
    cwd: folder,
    stdin: toLines(SCENARIOS),
  });
  writeFileSync(join(folder, 'out.jsonl'), stdout);
  const score = (...args: string[]) => runCommand(['score', ...args], { cwd: folder });
  return { folder, records: readResults(stdout), stdout, score };
}

const readLines = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));

test('a record of the command is scored against rows that came later, as by hand', async () => {
  const { records, score } = await issue('2020-04,0.6,0.43\n2020-05,0.4,\n2020-06,0.5,0.4\n');
  const { code, stdout, stderr } = await score(
    'out.jsonl',
    '--observations=later.csv',
    '--format=ndjson',
    '--precision=9',
  );
  expect(code).toBe(0);
  const lines = readLines(stdout);
  const hope = records[0]?.forecast.targets['hope'];
  const at = (level: string, h: number) => hope?.quantiles?.[level]?.[h] ?? Number.NaN;
  for (const [h, truth] of [0.6, 0.5].entries()) {
    const [low, middle, high] = [at('0.1', h), at('0.5', h), at('0.9', h)];
    const outside = Math.max(0, low - truth, truth - high);
    const wis = (0.5 * Math.abs(middle - truth) + 0.1 * (high - low + 10 * outside)) / 1.5;
    expect(lines[h]).toMatchObject({
      kind: 'score',
      target: 'hope',
      horizon: [1, 3][h],
      unit: null,
      n: 1,
      ae: expect.closeTo(Math.abs(middle - truth), 8) as number,
      wis: expect.closeTo(wis, 8) as number,
      crps_q: expect.closeTo(wis, 8) as number,
      coverage50: null,
      coverage80: outside === 0 ? 1 : 0,
      coverage95: null,
      crps: null,
    });
  }
  expect(lines.map(({ kind, target, horizon }) => [kind, target, horizon])).toEqual([
    ['score', 'hope', 1],
    ['score', 'hope', 3],
    ['score', 'hope', '*'],
    ['score', 'rage', 1],
    ['score', 'rage', 3],
    ['score', 'rage', '*'],
    ['score', '*', '*'],
    ['score-event', undefined, undefined],
    ['score-event', undefined, undefined],
    ['score-summary', undefined, undefined],
  ]);
  const probability = records[0]?.forecast.events[0]?.probability ?? Number.NaN;
  expect(lines[7]).toMatchObject({
    event: 'hopeful',
    n: 1,
    probability,
    frequency: 1,
    brier: expect.closeTo((1 - probability) ** 2, 8) as number,
  });
  expect(lines.at(-1)).toMatchObject({
    records: 2,
    verified: 1,
    unverified: { 'no-origin': 1 },
    cells: { verified: 4, unverified: {} },
  });
  expect(stderr).toBe('2 records: 1 verified, 1 not; by dataset: survey 1\n');
});

test('a world that goes on exactly as one path was forecast scores 0', async () => {
  const folder = createFolder({ 'h.csv': HISTORY });
  const ask = {
    turns: 3,
    members: 1,
    observations: { dataset: 'h' },
    forecast: { targets: ['hope'] },
  };
  const run = await runCommand(['--observations', 'h=h.csv'], {
    cwd: folder,
    stdin: toLines([ask]),
  });
  const path = readResults(run.stdout)[0]?.forecast.targets['hope']?.mean ?? [];
  const rows = path.map((hope, turn) => `2020-0${turn + 4},${hope},0.5\n`).join('');
  writeFileSync(join(folder, 'later.csv'), HISTORY + rows);
  const { stdout } = await runCommand(
    ['score', '--observations', 'h=later.csv', '--format', 'ndjson'],
    { cwd: folder, stdin: run.stdout },
  );
  const scores = readLines(stdout).filter(({ kind }) => kind === 'score');
  expect(scores.map(({ ae, wis, n }) => [ae, wis, n])).toEqual([
    [0, null, 1],
    [0, null, 1],
    [0, null, 1],
    [0, null, 3],
    [0, null, 3],
  ]);
});

test('kept members give CRPS, fair CRPS and a PIT histogram', async () => {
  const { records, score } = await issue('2020-04,0.6,0.43\n', ['--keep-members']);
  const { stdout } = await score('out.jsonl', '--observations', 'later.csv', '--format', 'ndjson');
  const members = records[0]?.forecast.targets['hope']?.members?.[0] ?? [];
  const below = members.filter((member) => member < 0.6).length;
  expect(members).toHaveLength(40);
  const pairs = members.flatMap((a) => members.map((b) => Math.abs(a - b)));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const distance = sum(members.map((member) => Math.abs(member - 0.6))) / 40;
  const [first] = readLines(stdout);
  expect(first?.['crps']).toBeCloseTo(distance - sum(pairs) / (2 * 1600), 6);
  expect(first?.['fair_crps']).toBeCloseTo(distance - sum(pairs) / (2 * 40 * 39), 6);
  const bin = Math.floor(((below + 0.5) / 41) * 10);
  expect(first?.['pit']).toEqual(Array.from({ length: 10 }, (_, at) => (at === bin ? 1 : 0)));
  expect(first?.['n_members']).toBe(1);
});

test('several files, .gz and standard input are read; their order changes nothing', async () => {
  const { folder, stdout, score } = await issue('2020-04,0.6,0.43\n2020-05,0.4,0.44\n');
  const others = stdout.replaceAll('"trace_id":"', '"trace_id":"other-');
  writeFileSync(join(folder, 'more.jsonl.gz'), gzipSync(`${others}\nno record\n`));
  const rest = ['--observations', 'later.csv', '--format', 'ndjson'];
  const one = await score('out.jsonl', 'more.jsonl.gz', ...rest);
  const other = await score('more.jsonl.gz', 'out.jsonl', ...rest);
  expect(one.code).toBe(0);
  expect(one.stdout).toBe(other.stdout);
  const twice = readLines(one.stdout);
  expect(twice[0]).toMatchObject({ n: 2 });
  expect(twice.at(-1)).toMatchObject({
    records: 5,
    unverified: { 'no-origin': 2, 'not-a-record': 1 },
  });
  const piped = await runCommand(['score', ...rest], { cwd: folder, stdin: stdout });
  expect(readLines(piped.stdout)[0]).toMatchObject({ n: 1 });
});

test('people get a table in plain words, and what was left out', async () => {
  const { folder, score } = await issue('2020-04,0.6,\n');
  const { stdout } = await score('out.jsonl', '--observations', 'later.csv');
  expect(stdout).toMatch(/^target {2}turns ahead {2}n +error +wis +crps_q +80 %\n/);
  expect(stdout).toMatch(/\nhope +1 +1 +0\.\d+/);
  expect(stdout).toContain('unit of the target, lower is better');
  expect(stdout).toContain('1 record: no origin: the run had no observations\n');
  expect(stdout).toContain('2 values: later than the last row\n');
  expect(stdout).toContain('1 value: an empty cell\n');
  expect(stdout).toContain('1 event: they end later than the last row\n');
  const quiet = await score('out.jsonl', '--observations', 'later.csv', '-q', '-o', 's.txt');
  expect([quiet.code, quiet.stdout, quiet.stderr]).toEqual([0, '', '']);
  expect(readFileSync(join(folder, 's.txt'), 'utf8')).toBe(stdout);
  expect((await score('out.jsonl', '--observations', 'later.csv', '-o', 's.txt')).code).toBe(5);
  await score('out.jsonl', '--observations', 'later.csv', '-o', 's.txt.gz');
  expect(gunzipSync(readFileSync(join(folder, 's.txt.gz'))).toString()).toBe(stdout);
});

test('a score over nothing is an error that says why; so is everything that is missing', async () => {
  const { score } = await issue('');
  const nothing = await score('out.jsonl', '--observations', 'later.csv');
  expect([nothing.code, nothing.stdout]).toEqual([2, '']);
  expect(nothing.stderr).toContain('nothing could be verified of 2 records\n');
  expect(nothing.stderr).toContain('1 record: later than the observations go\n');
  const cases: [string[], number, RegExp][] = [
    [['out.jsonl'], 2, /score needs what came true/],
    [['out.jsonl', '--observations', 'other=later.csv'], 2, /forecasts: \w+; given: other\): --/],
    [['missing.jsonl', '--observations', 'later.csv'], 5, /cannot read missing\.jsonl: [^(]*$/],
    [['out.jsonl', '--observations', 'missing.csv'], 5, /cannot read missing\.csv/],
    [['out.jsonl', '--observations', 'out.jsonl'], 2, /out\.jsonl/],
    [['out.jsonl', '--observations', 'later.csv', '--format', 'xml'], 2, /--format: is table or/],
    [['out.jsonl', '--observations', 'later.csv', '--turns', '3'], 2, /score does not use --turns/],
    [['out.jsonl', '--observations', 'later.csv', '-m', 'puls'], 2, /did you mean "pulse"/],
  ];
  for (const [args, code, message] of cases) {
    const got = await score(...args);
    expect([got.code, got.stdout], args.join(' ')).toEqual([code, '']);
    expect(got.stderr).toMatch(message);
  }
});

test('events that a scenario left to its model are found with -m', async () => {
  const head = 'date,infected\n2020-01-01,0.01\n2020-01-02,0.011\n';
  const folder = createFolder({ 'h.csv': head, 'later.csv': `${head}2020-01-03,0.012\n` });
  const run = await runCommand(['-m', 'sir', '--observations', 'h=h.csv'], {
    cwd: folder,
    stdin: toLines([{ turns: 1, members: 3, observations: { dataset: 'h' } }]),
  });
  const score = async (...model: string[]) => {
    const args = ['score', '--observations', 'later.csv', '--format', 'ndjson', ...model];
    const { stdout } = await runCommand(args, { cwd: folder, stdin: run.stdout });
    return readLines(stdout).at(-1)?.['events'];
  };
  expect(await score()).toEqual({ verified: 0, unverified: { 'condition-unknown': 2 } });
  // peak reads what is infected, beds_full a measurement that nobody observes
  const found = { verified: 1, unverified: { 'not-observed': 1 } };
  expect(await score('-m', 'sir')).toEqual(found);
});

test('--keep-members puts every member at the horizons into the record, and changes nothing else', async () => {
  const stdin = toLines([
    { turns: 3, members: 5, forecast: { targets: ['rage'], horizons: [1, 3], quantiles: [0.5] } },
    { turns: 3, members: 1 },
  ]);
  const kept = await runCommand(['--keep-members', '--precision', '4'], { stdin });
  const [record, path] = readResults(kept.stdout);
  const rage = record?.forecast.targets['rage'];
  expect(rage?.members).toHaveLength(2);
  const sorted = rage?.members?.[1]?.toSorted((a, b) => a - b) ?? [];
  expect(sorted).toHaveLength(5);
  expect(rage?.median?.[1]).toBe(sorted[2]);
  expect(sorted.every((value) => String(value).length <= 6)).toBe(true);
  expect(path?.forecast.targets['rage']).not.toHaveProperty('members');
  const plain = await runCommand(['--precision', '4'], { stdin });
  expect(kept.stdout.replace(/,"members":\[\[.*?\]\]/, '')).toBe(plain.stdout);
  const alone = await runCommand(['--keep-members', '--member', '1'], { stdin });
  expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('--member') as string]);
  const large = await runCommand(['--keep-members', '--limit-record-bytes', '9000'], {
    stdin: toLines([{ members: 500, forecast: { targets: ['rage'] } }]),
  });
  expect(readFailures(large.stdout)[0]?.error).toMatchObject({
    type: 'limit-exceeded',
    path: 'members',
  });
});

test('a pile with the same records twice is scored as one, and says so', async () => {
  const { score } = await issue('2020-04,0.6,0.43\n');
  const rest = ['--observations', 'later.csv', '--format', 'ndjson'];
  const once = await score('out.jsonl', ...rest);
  const twice = await score('out.jsonl', 'out.jsonl', ...rest);
  const scores = (text: string) => readLines(text).filter(({ kind }) => kind === 'score');
  expect(scores(twice.stdout)).toEqual(scores(once.stdout));
  expect(readLines(twice.stdout).at(-1)).toMatchObject({
    verified: 1,
    unverified: { duplicate: 1 },
    duplicates: [expect.any(String)],
  });
  expect(twice.stderr).toMatch(/1 of them there before, counted once/);
  const { stdout } = await score('out.jsonl', 'out.jsonl', '--observations', 'later.csv');
  expect(stdout).toMatch(/1 record: there before .*counted once\n(?:.*\n)*.*trace id /);
});

test('a table with a row left out is joined by label', async () => {
  const { score } = await issue('2020-05,0.4,0.43\n2020-06,0.5,0.4\n');
  const { stdout } = await score('out.jsonl', '--observations', 'later.csv', '--format', 'ndjson');
  const hope = readLines(stdout).filter(({ target }) => target === 'hope');
  expect(hope.map(({ horizon, n }) => [horizon, n])).toEqual([
    [3, 1],
    ['*', 1],
  ]);
  expect(readLines(stdout).at(-1)).toMatchObject({ cells: { unverified: { 'no-row': 2 } } });
});

test('forecasts of several datasets need a name for each file', async () => {
  const folder = createFolder({ 'h.csv': HISTORY, 'later.csv': `${HISTORY}2020-04,0.6,0.43\n` });
  const config = (dataset: string) => ({ id: dataset, members: 2, observations: { dataset } });
  const { stdout } = await runCommand(
    ['--observations', 'us=h.csv', '--observations', 'ca=h.csv'],
    {
      cwd: folder,
      stdin: toLines([config('us'), config('ca')]),
    },
  );
  writeFileSync(join(folder, 'out.jsonl'), stdout);
  const score = (...files: string[]) =>
    runCommand(['score', 'out.jsonl', ...files], { cwd: folder });
  const one = await score('--observations', 'later.csv');
  expect([one.code, one.stdout]).toEqual([2, '']);
  expect(one.stderr).toMatch(/2 datasets \(ca, us\).*--observations ca=FILE/);
  const both = await score('--observations', 'us=later.csv', '--observations', 'ca=later.csv');
  expect(both.code).toBe(0);
  expect(both.stderr).toMatch(/2 verified, 0 not; by dataset: ca 1, us 1/);
});
