import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, runCommand, startCommand } from './command.ts';

/** A model with a slot and no rule, whose truth rises: what gravity finds and the core does not. */
const MODEL =
  'name: bare\ntime_unit: month\nmembers: 20\nslots:\n  y: { kind: variable, initial: 0, noise: 1 }\n';
const ROWS = 110;
const label = (row: number) =>
  `${2000 + Math.floor(row / 12)}-${String((row % 12) + 1).padStart(2, '0')}`;
const cell = (row: number) => String(0.8 * row + 2 * Math.sin(12.9898 * row * row));
const toCsv = (rows: readonly (readonly string[])[], header = 'date,y') =>
  `${header}\n${rows.map((row) => row.join(',')).join('\n')}\n`;
const TABLE = Array.from({ length: ROWS }, (_, row) => [label(row), cell(row)]);
const FLAGS = ['--observations', 'h.csv', '-m', 'bare.yaml', '--horizon', '3', '--warmup', '70'];

const folderWith = (csv = toCsv(TABLE)) => createFolder({ 'bare.yaml': MODEL, 'h.csv': csv });
const backtest = (cwd: string, ...flags: string[]) =>
  runCommand(['backtest', ...FLAGS, '--gravity-method', 'bank', ...flags], { cwd });

test('backtest prints a table for people and says how gravity compares', async () => {
  const { code, stdout, stderr } = await backtest(folderWith());
  expect(code).toBe(0);
  const methods = stdout.split('\n').map((line) => line.split(' ')[0]);
  expect(methods.slice(1, 10).join(' ')).toBe(
    'gravity-on gravity-off random-walk drift seasonal-naive theta ets mstl-ets mean',
  );
  // then each target, in its own unit
  expect(stdout).toMatch(/^target {2}season .* best baseline .* WIS of on/m);
  expect(stdout).toMatch(/^y +12 +[\d.]+ +[\d.]+ +\S+ +[\d.]+ +[\d.]+ /m);
  expect(stderr).toMatch(/gravity-on is [\d.]+ % better than gravity-off/);
});

test('--format ndjson writes a line per method, target and step, and one over all', async () => {
  const { stdout, stderr } = await backtest(folderWith(), '--format', 'ndjson', '--quiet');
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  expect(stderr).toBe('');
  expect(lines).toHaveLength(9 * (3 + 2));
  const places = lines.map(({ method, target, horizon }) => [method, target, horizon].join(' '));
  expect(places.slice(2, 5)).toEqual(['gravity-on y 3', 'gravity-on y *', 'gravity-on * *']);
  expect(Object.keys(lines[0] ?? {}).join(' ')).toBe(
    'kind method target horizon n season crps scaled_crps mase wis coverage50 coverage80 coverage95 natural_ae natural_wis calibrated_scaled_crps calibrated_wis calibrated_coverage50 calibrated_coverage80 calibrated_coverage95',
  );
});

test('the same seed gives the same bytes, another one others', async () => {
  const folder = folderWith();
  const score = async (seed: string) =>
    (await backtest(folder, '--format', 'ndjson', '--seed', seed)).stdout;
  expect(await score('7')).toBe(await score('7'));
  expect(await score('8')).not.toBe(await score('7'));
});

test('--issued writes what was issued from every origin, and -o the scores to a file', async () => {
  const folder = folderWith();
  const flags = ['--origins', `${label(80)}..${label(90)}`, '--stride', '5', '--members', '9'];
  const { code, stdout } = await backtest(
    folder,
    ...flags,
    '--issued',
    'i.ndjson',
    '-o',
    'scores.txt',
  );
  expect(code).toBe(0);
  expect(stdout).toBe('');
  expect(readFileSync(join(folder, 'scores.txt'), 'utf8')).toContain('gravity-on');
  const issued = readFileSync(join(folder, 'i.ndjson'), 'utf8').trimEnd().split('\n');
  const origins = issued.map((line): unknown => JSON.parse(line).origin.label);
  const expected = [label(80), label(85), label(90)];
  expect(origins).toEqual([...expected, ...expected]);
  const again = await backtest(folder, ...flags, '--issued', 'i.ndjson');
  expect(again.code).toBe(5);
  expect(again.stderr).toContain('i.ndjson');
});

test('--quantiles are issued and scored instead of those of the model', async () => {
  const cwd = folderWith();
  const flags = ['--stride', '10', '--members', '5', '--issued', 'i.ndjson'];
  const { code } = await backtest(cwd, ...flags, '--quantiles', '.01,.5,.99');
  expect(code).toBe(0);
  const [first = ''] = readFileSync(join(cwd, 'i.ndjson'), 'utf8').split('\n');
  const levels: unknown = Object.keys(JSON.parse(first).targets.y.quantiles);
  expect(levels).toEqual(['0.01', '0.5', '0.99']);
});

test('without skill it says so', async () => {
  const wrong = `${MODEL}rules:\n  - { id: up, effects: [{ target: y, add: 3 }] }\n`;
  const flat = TABLE.map(([date = ''], row) => [date, String(Math.sin(12.9898 * row * row))]);
  const cwd = createFolder({ 'bare.yaml': wrong, 'h.csv': toCsv(flat) });
  const flags = [...FLAGS, '--gravity-method', 'sgd', '--stride', '5'];
  const { code, stderr } = await runCommand(['backtest', ...flags], { cwd });
  expect(code).toBe(0);
  expect(stderr).toMatch(/^No skill: gravity-on is .*% worse than random-walk/);
});

test.each([
  ['a column of no slot', toCsv(TABLE, 'date,z'), /column "z" is not a slot of model bare/],
  [
    'a date twice',
    toCsv([...TABLE.slice(0, 3), ...TABLE.slice(2)]),
    /row 4, column "date": "2000-03" is given twice/,
  ],
  ['dates out of order', toCsv(TABLE.toReversed()), /row 2, column "date": .* does not come after/],
  [
    'a gap',
    toCsv(TABLE.toSpliced(5, 1)),
    /row 6, column "date": "2000-07" is not one month after "2000-05"/,
  ],
  [
    'a cell that is no number',
    toCsv(TABLE.with(4, [label(4), 'inf'])),
    /row 5, column "y": "inf" is not a finite/,
  ],
  ['too few rows', toCsv(TABLE.slice(0, 50)), /too short a history: 50 rows/],
])('a history with %s is refused, exit 2', async (_, csv, message) => {
  const { code, stdout, stderr } = await backtest(folderWith(csv));
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
  expect(stdout).toBe('');
});

test('--ignore-columns leaves out what the model does not have', async () => {
  const table = TABLE.map(([date = '', y = '']) => [date, y, '1']);
  const folder = folderWith(toCsv(table, 'date,y,other'));
  expect((await backtest(folder)).code).toBe(2);
  const plain = await backtest(folderWith(), '--format', 'ndjson');
  expect(await backtest(folder, '--format', 'ndjson', '--ignore-columns')).toEqual(plain);
  // a run drops them too
  const config = '{"members":1,"observations":{"dataset":"h"}}';
  const run = (...flags: string[]) =>
    runCommand(['-m', 'bare.yaml', '--observations', 'h=h.csv', ...flags], {
      cwd: folder,
      stdin: config,
    });
  const refused = await run();
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toMatch(
    /h: column "other" is not a slot of model bare .*--ignore-columns/,
  );
  expect((await run('--ignore-columns')).code).toBe(0);
});

test.each([
  [['--turns', '3'], /backtest does not use --turns/],
  [['--origins', '2006-01'], /--origins: needs A\.\.B/],
  [['--members', '1'], /--members: a spread needs at least 2/],
  [['--quantiles', '.1,no,.9'], /--quantiles: "no" is no number between 0 and 1/],
  [['--quantiles', '10,50,90'], /"10" is no number between 0 and 1 \(write 0\.1 for 10 %\)/],
  [['--quantiles', '.5,.1'], /quantiles ascend/],
])('%j is refused, exit 2', async (flags, message) => {
  const { code, stderr } = await backtest(folderWith(), ...flags);
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});

test('what only backtest uses is refused elsewhere; what it needs is asked for', async () => {
  const cwd = folderWith();
  const run = await runCommand(['--horizon', '3'], { stdin: '{}' });
  expect([run.code, run.stderr.trim()]).toEqual([
    2,
    'pulse-stream: run does not use --horizon: it belongs to backtest',
  ]);
  const bare = await runCommand(['backtest', '--warmup', '70'], { cwd });
  expect([bare.code, bare.stderr.trim()]).toEqual([2, 'pulse-stream: backtest needs --horizon']);
  const blind = await runCommand(['backtest', '--warmup', '70', '--horizon', '3'], { cwd });
  expect(blind.stderr).toContain('--observations FILE');
  expect(existsSync(join(cwd, 'i.ndjson'))).toBe(false);
});

test('a column there is nothing to score of is named on stderr, and the others are scored', async () => {
  const rows = TABLE.map(([date = '', y = '']) => [date, y, '0.25']);
  const folder = folderWith(toCsv(rows, 'date,y,z'));
  writeFileSync(
    join(folder, 'bare.yaml'),
    MODEL.replace('slots:', 'slots:\n  z: { kind: variable, initial: 0, noise: 1 }'),
  );
  const { code, stdout, stderr } = await backtest(folder, '--format', 'ndjson');
  expect(code).toBe(0);
  expect(stderr).toContain('z is not scored: never changes');
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  const of = (target: string) => lines.filter((line) => line['target'] === target);
  expect(of('z').every((line) => line['scaled_crps'] === null && 'reason' in line)).toBe(true);
  expect(of('y').every((line) => line['scaled_crps'] !== null)).toBe(true);
});

test.each([
  ['backtest', 'SIGINT', 130],
  ['backtest', 'SIGTERM', 143],
  ['learn', 'SIGINT', 130],
] as const)(
  '%s that is stopped by %s says so and leaves no file',
  async (command, signal, code) => {
    const rows = Array.from({ length: 6000 }, (_, row) => `${row},${cell(row)}`);
    const cwd = createFolder({
      'bare.yaml': MODEL.replace('initial: 0', 'initial: 0, max: 9'),
      'h.csv': `turn,y\n${rows.join('\n')}\n`,
    });
    const flags = command === 'learn' ? FLAGS.slice(0, 4) : [...FLAGS, '--issued', 'issued'];
    const child = startCommand([command, ...flags, '-o', 'out'], { cwd });
    let stderr = '';
    const ended = new Promise<unknown[]>((resolve) => child.on('close', (...how) => resolve(how)));
    // the warning is the last word before it computes, which takes minutes
    await new Promise<void>((resolve) =>
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += String(chunk);
        resolve();
      }),
    );
    child.kill(signal);
    expect(await ended).toEqual([code, null]);
    expect(stderr).toMatch(/^h: .*\nstopped before the end: nothing was written\n$/);
    expect(readdirSync(cwd).toSorted()).toEqual(['bare.yaml', 'h.csv']);
  },
);
