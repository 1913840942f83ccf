import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, runCommand, toLines } from './command.ts';

const LINES = toLines([{ id: 'a', members: 3 }, { id: 'b', turns: 0 }, { id: 'c' }]);

/** The records of three lines, the second of which fails. */
async function makeRecords(flags: readonly string[] = []): Promise<string> {
  return (await runCommand(['-q', '-', ...flags], { stdin: LINES })).stdout;
}

test('records become two tables, and a message says how many are in each', async () => {
  const cwd = createFolder({ 'out.jsonl': await makeRecords() });
  const { code, stderr } = await runCommand(['export', 'out.jsonl', '-o', 'a.csv'], { cwd });
  expect([code, stderr]).toEqual([0, '2 results in a.csv, 1 failure in a.failures.csv\n']);
  const lines = (name: string): string[] => readFileSync(join(cwd, name), 'utf8').split('\n');
  expect(lines('a.failures.csv').slice(1)).toEqual([
    expect.stringMatching(/^b,2,1,,config-invalid,decode,/),
    '',
  ]);
  const ids = lines('a.csv').map((line) => line.split(',')[0]);
  expect(new Set(ids)).toEqual(new Set(['id', 'a', 'c', '']));
});

test('an output without a result has tables with headers only', async () => {
  for (const text of ['', (await makeRecords()).split('\n')[1] ?? '']) {
    const cwd = createFolder({ 'out.jsonl': text });
    const { code } = await runCommand(['export', '-q', 'out.jsonl', '-o', 'a.csv'], { cwd });
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, 'a.csv'), 'utf8')).toMatch(/^id,line,[^\n]+\n$/);
  }
});

test.each([
  [5, 'is torn, or is no record', (text: string) => text.slice(0, -30)],
  [5, 'is neither a result nor a failure', () => '{"id":"a"}\n'],
  [5, 'is no record', () => '[1]\n'],
  [
    5,
    'is of a schema that is not known here',
    (text: string) => text.replaceAll(/"schema":\d/g, '"schema":9'),
  ],
  [5, 'lacks what a result has', (text: string) => text.replaceAll('"mean":', '"men":')],
  [
    5,
    'lacks what a result has',
    (text: string) => text.replaceAll('"horizon":[1]', '"horizon":[1,2]'),
  ],
])(
  'what is no whole record ends an export with %i, and nothing is written: %s',
  async (exit, message, damage) => {
    const cwd = createFolder({ 'out.jsonl': damage(await makeRecords()) });
    for (const name of ['a.csv', 'a.parquet']) {
      const { code, stderr } = await runCommand(['export', 'out.jsonl', '-o', name], { cwd });
      expect(stderr).toMatch(/^pulse-stream: out\.jsonl:\d: [^\n]+\n$/);
      expect([code, stderr]).toEqual([exit, expect.stringContaining(message)]);
    }
    expect(readdirSync(cwd)).toEqual(['out.jsonl']);
  },
);

test.each([
  [['--record', 'slim'], 'config, final_state'],
  [['--fields', 'run'], 'config, final_state, forecast'],
])('records that were cut down (%j) are refused by what they lack', async (flags, missing) => {
  const cwd = createFolder({ 'out.jsonl': await makeRecords(flags) });
  const { code, stderr } = await runCommand(['export', 'out.jsonl', '-o', 'a.csv'], { cwd });
  expect([code, stderr]).toEqual([2, expect.stringContaining(`out.jsonl:1: has no ${missing}`)]);
});

test.each([
  [['out.jsonl'], 'export needs a format'],
  [['out.jsonl', '-o', 'a.jsonl'], 'export needs a format'],
  [
    ['out.jsonl', '-o', 'a.xlsx'],
    'a.xlsx: export needs a format (.xlsx is none): -o FILE.csv, -o FILE.parquet, or --to csv|parquet|hubverse',
  ],
  [['out.jsonl', 'more.jsonl', '-o', 'a.csv'], 'one output of a run at a time'],
  [['out.jsonl', '-o', 'a.csv', '-o', 'b.csv'], '--output is given twice'],
  [['out.jsonl', '--to', 'csv'], 'a stream has room for one table'],
  [['out.jsonl', '--to', 'excel', '-o', 'a'], '--to: is csv or parquet or hubverse, not "excel"'],
  [['out.jsonl', '-o', 'a.csv', '--inputs', 'state_override.x'], 'did you mean "state_overrides"?'],
])('export %j is refused with 2', async (words, message) => {
  const cwd = createFolder({ 'out.jsonl': await makeRecords(), 'more.jsonl': '' });
  const { code, stderr } = await runCommand(['export', ...words], { cwd });
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(readdirSync(cwd)).toEqual(['more.jsonl', 'out.jsonl']);
});

test('an existing table is replaced with --force only, and an input that no record has is told', async () => {
  const cwd = createFolder({ 'out.jsonl': await makeRecords() });
  const words = ['export', 'out.jsonl', '-o', 'a.csv', '--inputs', 'params.none'];
  const first = await runCommand(words, { cwd });
  expect(first.stderr).toContain('no record has the input params.none: its column is empty');
  const { code, stderr } = await runCommand(words, { cwd });
  expect([code, stderr]).toEqual([5, expect.stringContaining('exists already')]);
  expect((await runCommand([...words, '--force'], { cwd })).code).toBe(0);
});
