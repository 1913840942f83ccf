import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, runCommand } from './command.ts';

const MODEL =
  'name: bare\ntime_unit: week\nmembers: 8\nslots:\n  y: { kind: variable, initial: 0, noise: 1 }\n';
const DAY_MS = 86_400_000;
const dayOf = (row: number) =>
  new Date(Date.UTC(2023, 0, 7) + 7 * row * DAY_MS).toISOString().slice(0, 10);
const csvOf = (rows: number, revision = 0) =>
  `date,y\n${Array.from(
    { length: rows },
    (_, t) => `${dayOf(t)},${0.5 * t + Math.sin(13 * t * t) + (t === rows - 1 ? revision : 0)}`,
  ).join('\n')}\n`;
const FILES = {
  'm.yaml': MODEL,
  '2023-12-02.csv': csvOf(48, 3),
  '2023-12-16.csv': csvOf(50, 3),
  '2024-01-20.csv': csvOf(55),
  'notes.txt': 'not one of them',
};
const FLAGS = ['-m', 'm.yaml', '--horizon', '2', '--warmup', '40'];

test('each file is learned from as it was known on its date, the newest is the truth', async () => {
  const cwd = createFolder(FILES);
  const { code, stdout, stderr } = await runCommand(
    ['backtest', '--vintages', '*.csv', ...FLAGS, '--issued', 'i.ndjson'],
    { cwd },
  );
  expect([code, stderr]).toEqual([0, expect.stringMatching(/too few origins|cannot be told|than/)]);
  // the random walk is behind by what the last rows were wrong
  expect(stdout).toMatch(/^random-walk +[\d.]+/m);
  const origins = readFileSync(join(cwd, 'i.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line).origin);
  const first = { label: dayOf(47), row: 47, vintage: '2023-12-02' };
  const second = { label: dayOf(49), row: 49, vintage: '2023-12-16' };
  expect(origins).toEqual([first, first, second, second]);
});

test('a vintage that cannot be used is called by its file, two of one date are both', async () => {
  const failWith = async (file: string, text: string) => {
    const cwd = createFolder({ ...FILES, [file]: text });
    const { code, stderr } = await runCommand(['backtest', '--vintages', '*.csv', ...FLAGS], {
      cwd,
    });
    return [code, stderr];
  };
  const odd = csvOf(52).replace('date,y', 'date,z');
  expect(await failWith('2024-01-06.csv', odd)).toEqual([
    expect.any(Number),
    expect.stringContaining('2024-01-06.csv: column "z"'),
  ]);
  expect(await failWith('20240120.csv', csvOf(55))).toEqual([
    2,
    expect.stringMatching(/2024-01-20\.csv and 20240120\.csv are of one date/),
  ]);
});

test.each([
  [['--vintages', 'none/*.csv'], /--vintages none\/\*\.csv: cannot read none/, 5],
  [['--vintages', '*.json'], /--vintages \*\.json: no file/, 2],
  [['--vintages', '*/a.csv'], /one \* stands for a part of the names/, 2],
  [['--vintages', '*'], /(m\.yaml|notes\.txt): a vintage is called by its date/, 2],
  [['--vintages', '*.csv', '--stride', '2'], /--stride with --vintages/, 2],
  [['--vintages', '*.csv', '--observations', '2024-01-20.csv'], /--vintages and a history/, 2],
] as const)('%j is refused', async (flags, message, exit) => {
  const { code, stderr } = await runCommand(['backtest', ...flags, ...FLAGS], {
    cwd: createFolder(FILES),
  });
  expect([stderr, code]).toEqual([expect.stringMatching(message), exit]);
});
