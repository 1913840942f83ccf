import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createFolder, readFailures, readRecords, runCommand, toLines } from './command.ts';

const TABLE = [
  'id,turns,members,hope,rule.R001_HopeTrust.trust,interventions.0.turn,interventions.0.add.rage',
  '1,3,5,0.75,,,',
  'b,3,5,,0.1,2,0.2',
  '"c, quoted",3,5,0.1,,,',
].join('\n');
const LINES = [
  { id: '1', turns: 3, members: 5, state_overrides: { hope: 0.75 } },
  {
    id: 'b',
    turns: 3,
    members: 5,
    params: { 'rule.R001_HopeTrust.trust': 0.1 },
    interventions: [{ turn: 2, add: { rage: 0.2 } }],
  },
  { id: 'c, quoted', turns: 3, members: 5, state_overrides: { hope: 0.1 } },
];

test('a table gives the records of the same scenarios as lines, also packed, with their own lines', async () => {
  const cwd = createFolder({ 'in.csv': TABLE, 'in.ndjson': toLines(LINES) });
  writeFileSync(join(cwd, 'in.csv.gz'), gzipSync(TABLE));
  const [asLines, asTable, packed] = await Promise.all(
    ['in.ndjson', 'in.csv', 'in.csv.gz'].map((name) => runCommand(['-q', name], { cwd })),
  );
  const records = readRecords(asTable?.stdout ?? '');
  expect(records.map(({ line }) => line)).toEqual([2, 3, 4]);
  const inLines = readRecords(asLines?.stdout ?? '').map((record) => ({
    ...record,
    line: record.line + 1,
  }));
  expect(records).toEqual(inLines);
  expect(packed?.stdout).toBe(asTable?.stdout);
  expect((await runCommand(['validate', 'in.csv'], { cwd })).stderr).toContain(
    '3 scenarios: 0 would fail',
  );
});

test('a bad row fails alone, a bad header stops the run before its first line', async () => {
  const cwd = createFolder({
    'in.csv': 'id,turns\na,1\nb,x\nc,1,2\nd,1\n',
    'wrong.csv': 'id,parms.a\na,1\n',
  });
  const run = await runCommand(['-q', 'in.csv'], { cwd });
  expect(run.code).toBe(3);
  expect(readRecords(run.stdout)).toHaveLength(4);
  expect(readFailures(run.stdout).map(({ line, error }) => [line, error.type])).toEqual([
    [3, 'config-invalid'],
    [4, 'bad-csv'],
  ]);
  const refused = await runCommand(['wrong.csv'], { cwd });
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toMatch(/wrong\.csv:1: column 2: "parms" is not a key/);
});

test('a table is resumed and retried like lines', async () => {
  const rows = Array.from({ length: 20 }, (_, at) => `s${at},${at === 7 ? 0 : 2},5`);
  const cwd = createFolder({ 'in.csv': `id,turns,members\n${rows.join('\n')}\n` });
  const whole = (await runCommand(['-q', 'in.csv'], { cwd })).stdout;
  const stopped = await runCommand(['-q', 'in.csv', '-o', 'out.jsonl', '--max-errors', '0'], {
    cwd,
  });
  expect(stopped.code).toBe(4);
  const resumed = await runCommand(['in.csv', '-o', 'out.jsonl', '--resume'], { cwd });
  expect([resumed.code, resumed.stderr]).toEqual([3, expect.stringContaining('resumed')]);
  expect(readFileSync(join(cwd, 'out.jsonl'), 'utf8')).toBe(whole);
  expect(readRecords(whole)).toHaveLength(20);
  const retried = await runCommand(['retry', '-q', 'out.jsonl', '--input', 'in.csv'], { cwd });
  expect([retried.code, retried.stdout]).toEqual([3, whole]);
});
