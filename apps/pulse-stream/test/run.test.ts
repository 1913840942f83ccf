import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  createFolder,
  readFailures,
  readRecords,
  readResults,
  runCommand,
  toLines,
} from './command.ts';

const GOOD = { turns: 2, members: 1 };

test('one line in, one record out, in order; blank lines are skipped and counted', async () => {
  const stdin = `${JSON.stringify({ ...GOOD, id: 'a' })}\r\n\n  \t\n{oops\n${JSON.stringify({ ...GOOD, id: 'b' })}`;
  const { code, stdout, stderr } = await runCommand([], { stdin });
  expect(code).toBe(3);
  expect(
    readRecords(stdout).map(({ line, batch_index, kind }) => [line, batch_index, kind]),
  ).toEqual([
    [1, 0, 'result'],
    [4, 1, 'failure'],
    [5, 2, 'result'],
  ]);
  expect(stderr).toContain('3 records');
  expect(stderr).toContain('2 complete, 1 failed (bad-json 1), 2 blank lines skipped');
});

test('empty input gives no record, says so and exits 0', async () => {
  const { code, stdout, stderr } = await runCommand([], { stdin: '' });
  expect([code, stdout]).toEqual([0, '']);
  expect(stderr).toContain('0 records');
});

test('a failing scenario never changes its neighbours', async () => {
  const lines = (middle: string) => `${JSON.stringify(GOOD)}\n${middle}\n{"turns":3,"id":"z"}\n`;
  const outputs = await Promise.all(
    [JSON.stringify(GOOD), '{"members":0}', 'null', `"${'x'.repeat(2_000_000)}"`].map((middle) =>
      runCommand([], { stdin: lines(middle) }),
    ),
  );
  const [first, ...others] = outputs.map(({ stdout }) => stdout.trimEnd().split('\n'));
  for (const other of others) {
    expect(other).toHaveLength(3);
    expect([other[0], other[2]]).toEqual([first?.[0], first?.[2]]);
  }
});

test('lines reordered, or other lines added, give the same records apart from their place', async () => {
  const configs = [
    { id: 'a', turns: 4 },
    { turns: 3, state_overrides: { hope: 0.9 } },
    { turns: 2, seed: 7 },
  ];
  const strip = (stdout: string) =>
    readResults(stdout)
      .map((record) => JSON.stringify({ ...record, line: 0, batch_index: 0 }))
      .toSorted();
  const forward = await runCommand([], { stdin: toLines(configs) });
  const backward = await runCommand([], { stdin: toLines([...configs, {}].toReversed()) });
  for (const record of strip(forward.stdout)) expect(strip(backward.stdout)).toContain(record);
});

test('seed of the record replays it; --crn draws every line from the run seed', async () => {
  const first = await runCommand([], { stdin: toLines([{ turns: 3, id: 'x' }]) });
  const [record] = readResults(first.stdout);
  const again = await runCommand(['--seed', '99'], {
    stdin: toLines([{ turns: 3, seed: record?.run.seed }]),
  });
  expect(readResults(again.stdout)[0]?.forecast).toEqual(record?.forecast);
  const crn = await runCommand(['--crn', '--seed', 'night'], { stdin: toLines([{}, { id: 'y' }]) });
  expect(readResults(crn.stdout).map(({ run }) => run.seed)).toEqual(['night', 'night']);
  const other = await runCommand(['--seed', '99'], { stdin: toLines([{ turns: 3, id: 'x' }]) });
  expect(readResults(other.stdout)[0]?.run.seed).not.toBe(record?.run.seed);
});

test('--member replays one member; its path is the forecast', async () => {
  const stdin = toLines([{ turns: 3, members: 4, id: 'm' }]);
  const [whole] = readResults((await runCommand([], { stdin })).stdout);
  const alone = await Promise.all(
    [0, 1, 2, 3].map((member) => runCommand(['--member', String(member)], { stdin })),
  );
  const paths = alone.map(({ stdout }) => readResults(stdout)[0]);
  expect(paths.map((record) => record?.run.member)).toEqual([0, 1, 2, 3]);
  const mean = paths.reduce((sum, r) => sum + (r?.forecast.targets['hope']?.mean[2] ?? NaN), 0) / 4;
  expect(whole?.forecast.targets['hope']?.mean[2]).toBeCloseTo(mean, 5);
  expect(paths[0]?.forecast.targets['hope']).toMatchObject({ sd: null, quantiles: null });
});

test('--turns, --members, --trace and --assess are for lines that do not say', async () => {
  const stdin = toLines([{}, { turns: 3, members: 1, trace: 'none', assess: 'basic' }]);
  const { stdout } = await runCommand(
    ['--turns', '2', '--members', '5', '--trace', 'summary', '--assess', 'full'],
    { stdin },
  );
  const [first, second] = readResults(stdout);
  expect(first?.run).toMatchObject({ turns: 2, members: 5 });
  expect(first?.trace).toHaveLength(2);
  expect(first?.assessment.fragility).not.toBeNull();
  expect(second?.run).toMatchObject({ turns: 3, members: 1 });
  expect(second?.trace).toBeUndefined();
});

test('--precision rounds ensemble statistics and nothing else', async () => {
  const stdin = toLines([{ turns: 3, state_overrides: { hope: 1 / 3 } }]);
  const digits = (value: number | undefined) => String(value).replace(/^0\.0*|\./g, '').length;
  const rough = readResults((await runCommand(['--precision', '3'], { stdin })).stdout)[0];
  const fine = readResults((await runCommand(['--precision', '12'], { stdin })).stdout)[0];
  const mean = (record: typeof rough) => record?.forecast.targets['rage']?.mean[2];
  expect(digits(mean(rough))).toBeLessThanOrEqual(3);
  expect(digits(mean(fine))).toBeGreaterThan(9);
  expect(rough?.final_state).toEqual(fine?.final_state);
  expect(rough?.forecast.attribution).toEqual(fine?.forecast.attribution);
});

test('--strict fails an undeclared name; without it the name becomes a dynamic overlay', async () => {
  const stdin = toLines([{ members: 1, state_overrides: { hoep: 0.4 } }]);
  const lax = readResults((await runCommand([], { stdin })).stdout)[0];
  expect(lax?.final_state.overlays['hoep']).toBeCloseTo(0.39, 12);
  expect(lax?.warnings[0]?.message).toContain('did you mean "hope"?');
  const strict = await runCommand(['--strict'], { stdin });
  expect(strict.code).toBe(3);
  expect(readFailures(strict.stdout)[0]?.error).toMatchObject({
    type: 'unknown-name',
    path: 'state_overrides.hoep',
    hint: 'did you mean "hope"?',
  });
});

test('--gate marks records that do not meet it, with exit code 6', async () => {
  const stdin = toLines([{ id: 'a', forecast: { events: [{ name: 'up', when: 'hope > 0.4' }] } }]);
  const passed = await runCommand(['--gate', 'p_up >= 0.5 and correction_share <= 0.4'], { stdin });
  expect(passed.code).toBe(0);
  expect(readResults(passed.stdout)[0]?.assessment.gate?.passed).toBe(true);
  const tripped = await runCommand(['--gate', 'p_up < 0.5'], { stdin });
  expect(tripped.code).toBe(6);
  expect(readResults(tripped.stdout)[0]).toMatchObject({ status: 'gated' });
  expect(tripped.stderr).toContain('1 gated');
  const blind = await runCommand(['--gate', 'confidence > 0'], { stdin });
  expect(blind.code).toBe(6);
  expect(readResults(blind.stdout)[0]?.assessment.gate?.reason).toContain('confidence');
  const wrong = await runCommand(['--gate', 'confidenc > 0'], { stdin });
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('"confidence"');
});

test('-o appears only complete, is not overwritten without --force, and .gz compresses', async () => {
  const folder = createFolder({ 'in.ndjson': toLines([GOOD, GOOD]) });
  const out = join(folder, 'out.jsonl');
  const first = await runCommand(['in.ndjson', '-o', out], { cwd: folder });
  expect([first.code, first.stdout]).toEqual([0, '']);
  const bytes = readFileSync(out, 'utf8');
  expect(readResults(bytes)).toHaveLength(2);
  const refused = await runCommand(['in.ndjson', '-o', out], { cwd: folder });
  expect(refused.code).toBe(5);
  expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  expect((await runCommand(['in.ndjson', '-o', out, '--force'], { cwd: folder })).code).toBe(0);
  await runCommand(['in.ndjson', '-o', `${out}.gz`], { cwd: folder });
  expect(gunzipSync(readFileSync(`${out}.gz`)).toString()).toBe(bytes);
  expect(readdirSync(folder).toSorted()).toEqual([
    'in.ndjson',
    'out.jsonl',
    'out.jsonl.gz',
    'out.jsonl.gz.seal',
    'out.jsonl.seal',
  ]);
});

test('--errors keeps a copy of the failure records, also when there are none', async () => {
  const folder = createFolder({ 'in.ndjson': `${toLines([GOOD])}nope\n` });
  const { stdout } = await runCommand(['in.ndjson', '--errors', 'bad.jsonl'], { cwd: folder });
  expect(readFileSync(join(folder, 'bad.jsonl'), 'utf8')).toBe(`${stdout.split('\n')[1]}\n`);
  await runCommand(['--errors', 'none.jsonl'], { cwd: folder, stdin: toLines([GOOD]) });
  expect(readFileSync(join(folder, 'none.jsonl'), 'utf8')).toBe('');
});

test('several files, .gz files and JSON arrays are inputs; records name their file', async () => {
  const folder = createFolder({
    'a.ndjson': toLines([{ ...GOOD, id: 'a' }]),
    'b.json': `[\n ${JSON.stringify({ ...GOOD, id: 'b' })},\n {"turns": 0}\n]`,
  });
  const packed = gzipSync(toLines([{ ...GOOD, id: 'c' }]));
  writeFileSync(join(folder, 'c.ndjson.gz'), packed);
  const { stdout } = await runCommand(['a.ndjson', 'b.json', 'c.ndjson.gz'], { cwd: folder });
  expect(
    readRecords(stdout).map(({ source, line, batch_index }) => [source, line, batch_index]),
  ).toEqual([
    ['a.ndjson', 1, 0],
    ['b.json', 1, 1],
    ['b.json', 2, 2],
    ['c.ndjson.gz', 1, 3],
  ]);
});

test('what cannot be read or written: one line, exit 5, nothing under the final name', async () => {
  const folder = createFolder({ 'in.ndjson': toLines([GOOD]) });
  const cases: [string[], RegExp][] = [
    [['missing.ndjson'], /cannot read missing\.ndjson/],
    [['.'], /cannot read \./],
    [['in.ndjson', '-o', 'no/such/folder/out.jsonl'], /cannot write/],
    [['in.ndjson', 'missing.ndjson', '-o', 'out.jsonl'], /cannot read missing/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr, stdout } = await runCommand(args, { cwd: folder });
    expect([code, stdout], args.join(' ')).toEqual([5, '']);
    expect(stderr.trim()).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }
  expect(existsSync(join(folder, 'out.jsonl'))).toBe(false);
  const packed = await runCommand([], { stdin: gzipSync('{}') });
  expect(packed.code).toBe(5);
  expect(packed.stderr).toContain('looks like gzip');
});

test('inline observations are echoed as a digest, or in full with --echo full', async () => {
  const observations = [{ hope: 0.4 }, { hope: 0.5 }];
  const stdin = toLines([{ members: 1, observations }]);
  const digest = readResults((await runCommand([], { stdin })).stdout)[0];
  expect(digest?.config.observations).toMatchObject({ rows: 2 });
  const full = readResults((await runCommand(['--echo', 'full'], { stdin })).stdout)[0];
  expect(full?.config.observations).toEqual(observations);
});

test('--observations registers a dataset that a config names', async () => {
  const rows = Array.from({ length: 5 }, (_, row) => `2020-0${row + 1},0.${row + 3}`).join('\n');
  const folder = createFolder({ 'history.csv': `date,hope\n${rows}\n` });
  const stdin = toLines([
    { members: 1, observations: { dataset: 'h', until: '2020-03' } },
    { members: 1, observations: { dataset: 'hh' } },
  ]);
  const { stdout } = await runCommand(['--observations', 'h=history.csv'], { cwd: folder, stdin });
  const [first, second] = readRecords(stdout);
  expect(first).toMatchObject({
    forecast: { origin: { dataset: 'h', label: '2020-03' }, attribution: { hope: { start: 0.5 } } },
  });
  expect(second).toMatchObject({ error: { type: 'dataset-unknown', hint: 'did you mean "h"?' } });
});

test('a limit stops a scenario before any computing and names field, value and limit', async () => {
  const stdin = toLines([
    { turns: 50, members: 3 },
    { turns: 50, members: 2 },
  ]);
  const { stdout } = await runCommand(['--limit-member-turns', '120'], { stdin });
  const [first, second] = readRecords(stdout);
  expect(first).toMatchObject({ error: { type: 'limit-exceeded', path: 'members' } });
  expect(JSON.stringify(first)).toMatch(/150.*120/);
  expect(second?.kind).toBe('result');
  const long = await runCommand(['--max-line-bytes', '40'], {
    stdin: toLines([{ id: 'x'.repeat(50) }]),
  });
  expect(readFailures(long.stdout)[0]?.error.type).toBe('too-large');
});

test('-q is silent, -v names failures, --log-format json writes objects, --debug a traceback', async () => {
  const stdin = `${toLines([GOOD])}nope\n`;
  expect((await runCommand(['-q'], { stdin })).stderr).toBe('');
  expect((await runCommand(['-v'], { stdin })).stderr).toContain('2: bad-json:');
  const json = await runCommand(['--log-format', 'json'], { stdin });
  expect(
    json.stderr
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).toEqual([
    expect.objectContaining({ event: 'failed', line: 2 }),
    expect.objectContaining({
      event: 'summary',
      complete: 1,
      failed: 1,
      byCode: { 'bad-json': 1 },
    }),
  ]);
  const debug = await runCommand(['--debug'], { stdin: '{"params":{"nope":1}}\n' });
  expect(readFailures(debug.stdout)[0]?.error.traceback).toContain('ScenarioError');
});

test('--progress always writes a line that is taken away again; never does not', async () => {
  const stdin = toLines(Array.from({ length: 6 }, () => ({ turns: 20 })));
  const shown = await runCommand(['--progress', 'always'], { stdin });
  expect(shown.stderr).toMatch(/\r\d+ records.*per second/);
  expect((await runCommand(['--progress', 'never'], { stdin })).stderr).not.toContain('\r');
  expect((await runCommand([], { stdin })).stderr).not.toContain('\r');
});
