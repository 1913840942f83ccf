import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { TABLES } from '../src/flags/flag.ts';
import { FLAGS } from '../src/flags/flag-table.ts';
import { createFolder, runCommand, startCommand, toLines } from './command.ts';
import { longFormOf, query } from './duckdb.ts';

const LAWS = Number(process.env['LAWS'] ?? 1);
/** Many processes one after the other, on a machine that may be busy. */
const PATIENT = { timeout: 600_000 };

/** Light scenarios of several kinds, every hundredth wrong. */
const scenarios = (count: number): string =>
  toLines(
    Array.from({ length: count }, (_, index) => ({
      ...(index % 7 === 0 ? {} : { id: index % 11 === 0 ? `=a,"${index}"` : `s${index}` }),
      turns: index % 100 === 99 ? -1 : 1 + (index % 2),
      members: index % 5 === 0 ? 1 : 3,
      state_overrides: { hope: (index % 97) / 97 },
      ...(index % 3 === 0 ? { group: `g${index % 4}` } : {}),
      forecast: {
        targets: ['hope', 'inflation_index', 'cash'].slice(0, 1 + (index % 3)),
        quantiles: [0.1, 0.5, 0.975].slice(0, 1 + (index % 3)),
        events: index % 2 === 0 ? [{ name: 'high', when: 'hope > 0.5', by: 1 }] : [],
      },
    })),
  );

const differences = (a: string, b: string): string =>
  `select (select count(*) from (${a})), (select count(*) from ((${a}) except all (${b}))), (select count(*) from ((${b}) except all (${a})))`;

test(
  'every number of a run is in its tables, once, with its type, whatever the format',
  PATIENT,
  async () => {
    const count = 4000 * LAWS;
    const cwd = createFolder({ 'in.ndjson': scenarios(count) });
    const outputs = ['-o', 'a.jsonl', '-o', 'b.parquet', '-o', 'c.csv'];
    const { code } = await runCommand(
      ['-q', 'in.ndjson', ...outputs, '--inputs', 'state_overrides.hope'],
      { cwd },
    );
    expect(code).toBe(3);
    const [lines, parquet, csv] = ['a.jsonl', 'b.parquet', 'c.csv'].map((name) => join(cwd, name));
    const oracle = longFormOf(lines ?? '');
    const types = await query(`describe (${oracle})`);
    const ofParquet = await query(`describe select * from '${parquet}'`);
    expect(ofParquet.map(([name, type]) => [name, type])).toEqual(
      types.map(([name, type]) => [name, type]),
    );
    const columns = types.map(([name, type]) => `'${String(name)}': '${String(type)}'`).join(', ');
    const readCsv = `select * from read_csv('${csv}', header = true, columns = {${columns}})`;
    const readParquet = `select * from '${parquet}'`;
    const [compared] = await query(differences(oracle, readParquet));
    expect(compared?.slice(1)).toEqual([0n, 0n]);
    expect(Number(compared?.[0])).toBeGreaterThan(5 * count);
    expect((await query(differences(readCsv, readParquet)))[0]).toEqual([compared?.[0], 0n, 0n]);
    const results = await query(`select count(distinct batch_index) from (${readParquet})`);
    expect(results).toEqual([[BigInt(count - count / 100)]]);
    for (const table of ['b.failures.parquet', 'c.failures.csv'])
      expect(
        await query(
          `select count(*), count(distinct batch_index), min(type), min(path), min(line) from '${join(cwd, table)}'`,
        ),
      ).toEqual([[BigInt(count / 100), BigInt(count / 100), 'config-invalid', 'turns', 100n]]);
  },
);

test('export makes the very bytes that the run would have made', PATIENT, async () => {
  const cwd = createFolder({ 'in.ndjson': scenarios(400) });
  for (const flags of [[], ['--wide', '--inputs', 'state_overrides.hope,turns']])
    for (const suffix of ['csv', 'parquet', 'csv.gz']) {
      const made = ['-o', `made.${suffix}`, ...flags, '--force'];
      await runCommand(['-q', 'in.ndjson', '-o', 'a.jsonl', ...made], { cwd });
      const { code } = await runCommand(
        ['export', '-q', 'a.jsonl', '-o', `later.${suffix}`, ...flags, '--force'],
        { cwd },
      );
      expect(code).toBe(0);
      for (const kind of ['', 'failures.']) {
        const [now, later] = ['made', 'later'].map((name) => {
          const bytes = readFileSync(join(cwd, `${name}.${kind}${suffix}`));
          // members of gzip are cut by time where a run can be continued
          return suffix.endsWith('gz') ? gunzipSync(bytes) : bytes;
        });
        expect(now?.length).toBeGreaterThan(100);
        expect(
          later?.equals(now ?? Buffer.of()),
          `${kind}${suffix} ${flags.join(' ')} ${now?.length} ${later?.length}`,
        ).toBe(true);
      }
    }
});

/** Kills a run once its second output has grown, as often as it says. */
async function killWhenWritten(cwd: string, args: readonly string[], part: string): Promise<void> {
  const size = (): number => (existsSync(part) ? statSync(part).size : 0);
  const before = size();
  const child = startCommand(args, { cwd });
  child.stdin.end();
  while (size() <= before && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 2));
  child.kill('SIGKILL');
  await once(child, 'close');
}

test.each([
  ['t.csv', 't.failures.csv', 'a.jsonl'],
  ['a.jsonl', 't.failures.csv', 't.csv'],
  ['t.csv.gz', 't.failures.csv.gz', 'a.jsonl'],
])(
  'outputs of a run that is killed and resumed are those of one without a stop: %s',
  PATIENT,
  async (...files) => {
    const [first, , last] = files;
    const input = `${scenarios(4000)}oops\n`;
    const cwd = createFolder({ 'in.ndjson': input });
    const whole = createFolder({ 'in.ndjson': input });
    const args = ['in.ndjson', '-o', first, '-o', last, '--errors', 'dead.jsonl'];
    expect((await runCommand(args, { cwd: whole })).code).toBe(3);
    await killWhenWritten(cwd, args, join(cwd, `${last}.part`));
    for (let kills = 0; kills < 2; kills += 1)
      await killWhenWritten(cwd, [...args, '--resume'], join(cwd, `${last}.part`));
    expect(existsSync(join(cwd, first))).toBe(false);
    const { code } = await runCommand([...args, '--resume'], { cwd });
    expect(code).toBe(3);
    expect(readdirSync(cwd).toSorted()).toEqual(readdirSync(whole).toSorted());
    for (const name of [...files, 'dead.jsonl'])
      expect(readFileSync(join(cwd, name)).equals(readFileSync(join(whole, name))), name).toBe(
        true,
      );
    const again = await runCommand([...args, '--resume'], { cwd });
    expect([again.code, again.stderr]).toEqual([0, `${first}, ${last} is complete already\n`]);
    const other = await runCommand([...args, '--resume', '--wide'], { cwd });
    expect([other.code, other.stderr]).toEqual([
      7,
      expect.stringContaining('the option output, or one of its tables, differs'),
    ]);
  },
);

test.each([
  [
    ['-o', 'a.parquet', '--resume'],
    '--resume cannot continue a.parquet: a Parquet file says at its end',
  ],
  [['-o', 'a.jsonl', '-o', 'b.parquet', '--resume'], '--resume cannot continue b.parquet'],
  [
    ['--format', 'csv'],
    'a stream has room for one table: say where failures go with --errors FILE',
  ],
  [['--format', 'csv', '-o', 'a', '-o', 'b'], '--format csv with 2 outputs'],
  [['--format', 'table', '-o', 'a'], '--format: is ndjson or csv or parquet, not "table"'],
  [['--format', 'parqet', '-o', 'a'], 'not "parqet" (did you mean "parquet"?)'],
  [['-o', 'a.parquet.gz'], 'a.parquet.gz: Parquet is packed inside, without .gz'],
  [['-o', 'a.jsonl', '--wide'], '--wide changes tables: write one with -o FILE.csv'],
  [['-o', 'a.parquet', '--escape-formulas'], '--escape-formulas changes CSV'],
  [['-o', 'a.csv', '--record', 'slim'], '--record slim: tables are made of whole records'],
  [['-o', 'a.csv', '--fields', 'run'], '--fields: tables are made of whole records'],
  [
    ['-o', 'a.csv', '--inputs', 'turn'],
    'turn is not an input: a scenario has no "turn" (did you mean "turns"?)',
  ],
  [['-o', 'a.csv', '-o', 'a.failures.csv'], 'they are one file'],
  [['-o', 'a.csv', '-o', 'a.csv'], 'they are one file'],
])('run %j is refused with 2 before anything is written', async (flags, message) => {
  const cwd = createFolder({ 'in.ndjson': scenarios(3) });
  const { code, stderr } = await runCommand(['in.ndjson', ...flags], { cwd });
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(readdirSync(cwd)).toEqual(['in.ndjson']);
});

const WRITERS = FLAGS.find(({ name }) => name === 'output')?.commands ?? [];
const NO_TABLES = WRITERS.filter((command) => !TABLES.includes(command));

test.each(NO_TABLES)(
  '%s writes no table: its help names none, and the name of one is refused before anything is read',
  async (command) => {
    const words = command === 'model' ? ['model', 'import'] : [command];
    const cwd = createFolder({ 'pulse.config.yaml': 'output: b.parquet\n' });
    for (const [flags, said] of [
      [['-o', 'a.csv'], `--output a.csv: ${words.join(' ')} writes no table (run, `],
      [['-o', 'a.CSV.gz'], '--output a.CSV.gz: '],
      [[], 'b.parquet: '],
    ] as const) {
      const { code, stdout, stderr } = await runCommand([...words, 'none', ...flags], { cwd });
      expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(said)]);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
    expect(readdirSync(cwd)).toEqual(['pulse.config.yaml']);
    const help = (await runCommand([...words, '--help'])).stdout;
    expect(help).toMatch(/--output FILE +write to FILE, .* \(\.gz packs\)\n/);
  },
);

test.each(TABLES)('%s says in its help which names make tables', async (command) => {
  const help = (await runCommand([command, '--help'])).stdout;
  expect(help).toMatch(
    /--output FILE +write to FILE, .* \(\.gz packs; \.csv, \.parquet: tables\)\n/,
  );
});

test('a flag wins over the name of a file', async () => {
  const cwd = createFolder({ 'in.ndjson': scenarios(3) });
  await runCommand(['-q', 'in.ndjson', '-o', 'a.csv', '--format', 'ndjson'], { cwd });
  expect(readFileSync(join(cwd, 'a.csv'), 'utf8').startsWith('{"kind":"result"')).toBe(true);
  await runCommand(['-q', 'in.ndjson', '-o', 'a.txt', '--format', 'csv'], { cwd });
  expect(readFileSync(join(cwd, 'a.txt'), 'utf8').startsWith('id,line,')).toBe(true);
  expect(existsSync(join(cwd, 'a.txt.failures.csv'))).toBe(true);
});

test('a table that ended early is not there at all, and the run says so', PATIENT, async () => {
  const cwd = createFolder({ 'in.ndjson': scenarios(3000) });
  const { code, stderr } = await runCommand(['in.ndjson', '-o', 'a.parquet', '--max-errors', '3'], {
    cwd,
  });
  expect([code, stderr]).toEqual([
    4,
    expect.stringContaining('a.parquet was not written: the run ended before its end'),
  ]);
  expect(readdirSync(cwd)).toEqual(['in.ndjson']);
});

test('one table goes to standard output when failures have another place', async () => {
  const cwd = createFolder({ 'in.ndjson': scenarios(100) });
  const { stdout, code } = await runCommand(
    ['-q', 'in.ndjson', '--format', 'csv', '--errors', 'dead.jsonl'],
    { cwd },
  );
  expect(code).toBe(3);
  expect(readFileSync(join(cwd, 'dead.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(1);
  await runCommand(['-q', 'in.ndjson', '-o', 'a.csv'], { cwd });
  expect(stdout).toBe(readFileSync(join(cwd, 'a.csv'), 'utf8'));
});
