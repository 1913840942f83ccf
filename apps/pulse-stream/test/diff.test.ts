import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, readRecords, runCommand, toLines } from './command.ts';

interface DiffOutput {
  readonly kind: string;
  readonly scenario: string;
  readonly change: string;
  readonly [key: string]: unknown;
}
const read = (stdout: string): DiffOutput[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line): DiffOutput => JSON.parse(line));
/** Scenarios in which rule R006 acts, or does not: it needs an inflation above 0.05. */
const SCENARIOS = Array.from({ length: 40 }, (_, at) => ({
  id: `s${at}`,
  turns: 4,
  members: 50,
  state_overrides: { inflation_index: at % 4 === 0 ? 0.12 : -0.05, energy_price_index: 0.1 },
}));
/** The same, with less trust in that rule. */
const OTHER = SCENARIOS.map((line) => ({
  ...line,
  params: { 'rule.R006_InflationEffect.trust': 0.1 },
}));
const run = async (lines: readonly unknown[], ...flags: string[]) =>
  (await runCommand(['-q', ...flags], { stdin: toLines(lines) })).stdout;

test('two runs that differ in the trust of one rule: exactly the scenarios in which it fired have moved', async () => {
  const cwd = createFolder({ 'a.jsonl': await run(SCENARIOS), 'b.jsonl': await run(OTHER) });
  const { code, stdout } = await runCommand(['diff', 'a.jsonl', 'b.jsonl', '--format', 'ndjson'], {
    cwd,
  });
  expect(code).toBe(0);
  const moved = read(stdout).filter(({ kind }) => kind === 'diff');
  expect(new Set(moved.map(({ scenario }) => scenario))).toEqual(
    new Set(SCENARIOS.filter((_, at) => at % 4 === 0).map(({ id }) => id)),
  );
  for (const line of moved) {
    expect(line).toMatchObject({ change: 'moved', other_config: true });
    expect(Number(line['shift'])).toBeGreaterThan(3);
  }
  expect(read(stdout).at(-1)).toMatchObject({
    kind: 'diff-summary',
    same: 30,
    moved: 10,
    came: 0,
    went: 0,
  });
});

test('another model and another seed are told beside what moved', async () => {
  const model = (rise: number) =>
    `name: m\nslots: { level: { kind: variable, initial: 0, noise: 1 } }\nrules:\n  - { id: r, effects: [{ target: level, add: ${rise} }] }\n`;
  const cwd = createFolder({ 'm.yaml': model(1), 'n.yaml': model(2), 'in.ndjson': '{"id":"a"}\n' });
  const made = [
    ['a.jsonl', 'm.yaml'],
    ['model.jsonl', 'n.yaml'],
    ['seed.jsonl', 'm.yaml', '--seed', '2'],
    ['both.jsonl', 'n.yaml', '--seed', '2', '--record', 'slim'],
  ].map(async ([output = '', file = '', ...flags]) =>
    runCommand(['-q', 'in.ndjson', '-m', file, '-o', output, ...flags], { cwd }),
  );
  expect((await Promise.all(made)).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  for (const [file, said] of [
    ['model', 'a         moved, other model  '],
    ['seed', 'a         moved, other seed  '],
    ['both', 'a         moved, other model, other seed  '],
  ] as const)
    expect((await runCommand(['diff', 'a.jsonl', `${file}.jsonl`], { cwd })).stdout).toContain(
      said,
    );
});

test('of scenarios equal in law at most 1 % of the cells are above 3 standard errors', async () => {
  const lines = Array.from({ length: 1000 }, (_, at) => ({ id: `s${at}`, turns: 2, members: 100 }));
  const cwd = createFolder({
    'a.jsonl': await run(lines, '--seed', '1'),
    'b.jsonl': await run(lines, '--seed', '2'),
  });
  const { stdout } = await runCommand(['diff', 'a.jsonl', 'b.jsonl', '--format', 'ndjson'], {
    cwd,
  });
  const cells = read(stdout).filter(({ kind }) => kind === 'diff-cell');
  const sum = (key: string) => cells.reduce((total, cell) => total + Number(cell[key]), 0);
  expect(sum('compared')).toBe(10_000);
  expect(sum('moved')).toBeGreaterThan(9_900);
  expect(sum('above3')).toBeLessThan(100);
});

test('what came, went, failed and healed is told first; order and lines between change nothing', async () => {
  const before = readRecords(
    await run([...SCENARIOS, { id: 'gone' }, { id: 'ill', turns: 0 }, { id: 'well' }]),
  );
  const after = readRecords(
    await run([{ id: 'new' }, { id: 'ill' }, { id: 'well', turns: 0 }, ...SCENARIOS]),
  );
  const cwd = createFolder({
    'a.jsonl': toLines(before),
    'b.jsonl': toLines(after),
    'back.jsonl': toLines(after.toReversed()),
  });
  const ask = async (name: string) =>
    await runCommand(['diff', 'a.jsonl', name, '--format', 'ndjson'], { cwd });
  const { stdout } = await ask('b.jsonl');
  expect(
    read(stdout)
      .slice(0, 4)
      .map(({ scenario, change }) => `${change} ${scenario}`),
  ).toEqual(['appeared well', 'healed ill', 'went gone', 'came new']);
  expect(read(stdout).at(-1)).toMatchObject({ same: 40, moved: 0 });
  expect((await ask('back.jsonl')).stdout).toBe(stdout);
  const { stdout: table } = await runCommand(['diff', 'a.jsonl', 'b.jsonl', '--top', '1'], { cwd });
  expect(table).toMatch(
    /^scenario +change +what\nwell +appeared +config-invalid: .*\n… and 3 more/,
  );
  expect(table).toContain(
    '43 and 43 records: 40 same, 1 came, 1 went, 1 failure appeared, 1 healed',
  );
});

test('records in another order wait in a private file that is gone at once', async () => {
  const big = Array.from({ length: 3000 }, (_, at) => ({
    id: `s${at}`,
    turns: 1,
    members: 1,
    meta: { pad: 'x'.repeat(12_000) },
  }));
  const records = readRecords(await run(big));
  const cwd = createFolder({
    'a.jsonl': toLines(records),
    'b.jsonl': toLines(records.toReversed()),
  });
  const temporary = createFolder();
  const { code, stdout } = await runCommand(['diff', 'a.jsonl', 'b.jsonl'], {
    cwd,
    env: { TMPDIR: temporary },
  });
  expect([code, stdout]).toEqual([0, '3000 and 3000 records: 3000 same\n']);
  expect(readdirSync(temporary)).toEqual([]);
  const refused = await runCommand(['diff', 'a.jsonl', 'b.jsonl'], {
    cwd,
    env: { TMPDIR: join(temporary, 'none') },
  });
  expect([refused.code, refused.stderr]).toEqual([5, expect.stringContaining('cannot be written')]);
});

test('--fail-if decides the exit code, by the largest shift and by counts', async () => {
  const cwd = createFolder({ 'a.jsonl': await run(SCENARIOS), 'b.jsonl': await run(OTHER) });
  for (const [condition, expected] of [
    ['shift > 3', 6],
    ['shift > 3000', 0],
    ['moved > 10 or came > 0', 0],
    ['moved >= 10', 6],
  ] as const) {
    const { code } = await runCommand(['diff', 'a.jsonl', 'b.jsonl', '--fail-if', condition], {
      cwd,
    });
    expect(code, condition).toBe(expected);
  }
});

test('what cannot be compared ends with one line', async () => {
  const whole = await run(SCENARIOS.slice(0, 3));
  const cwd = createFolder({
    'a.jsonl': whole,
    'torn.jsonl': whole.slice(0, -50),
    'foreign.jsonl': `${whole}{"a":1}\n`,
  });
  for (const [args, expected, message] of [
    [['a.jsonl'], 2, /needs the records of two runs/],
    [['-', '-'], 2, /from standard input, not both/],
    [['a.jsonl', 'torn.jsonl'], 5, /torn\.jsonl:3: is torn, or is no record/],
    [['a.jsonl', 'foreign.jsonl'], 5, /foreign\.jsonl:4: is no record of a run/],
    [['a.jsonl', 'none.jsonl'], 5, /cannot read none\.jsonl/],
    [['a.jsonl', 'a.jsonl', '--fail-if', 'shft > 3'], 2, /--fail-if: column 1: .*"shift"/],
  ] as const) {
    const { code, stdout, stderr } = await runCommand(['diff', ...args], { cwd });
    expect([code, stdout, stderr.trimEnd().split('\n').length]).toEqual([expected, '', 1]);
    expect(stderr).toMatch(message);
  }
});
