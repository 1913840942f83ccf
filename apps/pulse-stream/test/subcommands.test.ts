import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeSchema } from '@pulse-stream/worldstate';
import { SCHEMAS } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';
import { createFolder, readResults, runCommand, toLines } from './command.ts';

const MODELS = join(import.meta.dirname, '../../../models');

test('validate names line, path, what is wrong and what was meant, and simulates nothing', async () => {
  const folder = createFolder({
    'a.ndjson': `${toLines([{ turns: 5 }, { turnz: 3 }, { state_overrides: { hop: 1 } }])}{oops\n`,
    'b.ndjson': toLines([
      { turns: 2, forecast: { horizons: [4] } },
      { turns: 100_000, members: 100_000 },
    ]),
  });
  const one = await runCommand(['validate', 'a.ndjson'], { cwd: folder });
  expect(one.code).toBe(3);
  expect(one.stdout.split('\n')).toEqual([
    '2:turnz: config-invalid: unknown key "turnz" (did you mean "turns"?)',
    expect.stringMatching(/^3:state_overrides\.hop: warning: .*did you mean "hope"\?/) as string,
    expect.stringMatching(/^4: bad-json: /) as string,
    '',
  ]);
  expect(one.stderr).toContain('4 scenarios: 2 would fail, 1 warning');
  const both = await runCommand(['validate', 'a.ndjson', 'b.ndjson'], { cwd: folder });
  expect(both.stdout).toContain('b.ndjson:1:forecast.horizons[0]: config-invalid');
  expect(both.stdout).toContain('b.ndjson:2:members: limit-exceeded');
  expect((await runCommand(['validate'], { cwd: folder })).code).toBe(2);
  const fine = createFolder({ 'c.ndjson': toLines([{}]) });
  expect((await runCommand(['validate', 'c.ndjson'], { cwd: fine })).code).toBe(0);
});

test('validate tells every problem of a line with its place, code and way out; a run tells how many', async () => {
  const line = {
    turns: '5',
    quantiles: [0.5],
    state_overrides: { despar: 0.1 },
    forecast: { targets: ['ragee'] },
  };
  const cwd = createFolder({ 'in.ndjson': toLines([{ turns: 2 }, line]) });
  const { stdout, stderr } = await runCommand(['validate', 'in.ndjson'], { cwd });
  expect(stdout.split('\n')).toEqual([
    '2:quantiles: config-invalid: unknown key "quantiles" (it belongs in forecast)',
    '2:turns: config-invalid: expected a number, got the text "5" (write 5 without quotes)',
    '2:state_overrides.despar: unknown-name: "despar" is not declared by model pulse (did you mean "despair"? --allow-name despar takes it as it is)',
    '2:forecast.targets[0]: unknown-name: "ragee" is not declared by model pulse (did you mean "rage"?)',
    '',
  ]);
  expect(stderr).toContain('2 scenarios: 1 would fail');
  const run = await runCommand(['in.ndjson'], { cwd });
  expect(run.stderr).toContain(
    '2:quantiles: config-invalid: unknown key "quantiles"; and one more problem',
  );
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`zz${at}`, at]));
  const bounded = await runCommand(['validate', '-'], { cwd, stdin: toLines([many]) });
  expect(bounded.stdout.trimEnd().split('\n')).toHaveLength(21);
  expect(bounded.stdout).toContain('1: and more problems: of one line 20 are told\n');
});

test('schema prints the JSON Schema of what is written and read', async () => {
  for (const name of ['config', 'result', 'model'] as const) {
    const { stdout } = await runCommand(['schema', name]);
    expect(JSON.parse(stdout)).toEqual(describeSchema(name));
  }
  const { code, stderr } = await runCommand(['schema', 'confg']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean "config"?') as string]);
});

test('schema --out writes all of them, or one, and replaces none unasked', async () => {
  const cwd = createFolder({ file: '' });
  const names = Object.keys(SCHEMAS) as (keyof typeof SCHEMAS)[]; // its keys
  const all = await runCommand(['schema', '--out', 'deep/schemas'], { cwd });
  expect(all).toMatchObject({ code: 0, stdout: '', stderr: '3 schemas written to deep/schemas\n' });
  expect(readdirSync(join(cwd, 'deep/schemas')).toSorted()).toEqual(
    names.map((name) => `${name}.schema.json`).toSorted(),
  );
  for (const name of names)
    expect(readFileSync(join(cwd, `deep/schemas/${name}.schema.json`), 'utf8')).toBe(
      (await runCommand(['schema', name])).stdout,
    );
  await runCommand(['schema', 'model', '--out', 'one'], { cwd });
  expect(readdirSync(join(cwd, 'one'))).toEqual(['model.schema.json']);
  for (const [args, code, message] of [
    [['schema', '--out', 'one'], 5, /one.model\.schema\.json.*--force/],
    [['schema', '--out', 'file'], 5, /--out file: is no folder/],
    [['schema', 'modle', '--out', 'two'], 2, /did you mean "model"/],
    [['schema'], 2, /needs one of its documents/],
    [['run', '--out', 'two'], 2, /run does not use --out: it belongs to schema/],
  ] as const) {
    const refused = await runCommand(args, { cwd });
    expect([refused.code, refused.stderr]).toEqual([
      code,
      expect.stringMatching(message) as string,
    ]);
  }
  expect(readdirSync(cwd).toSorted()).toEqual(['deep', 'file', 'one']);
  expect(readdirSync(join(cwd, 'one'))).toEqual(['model.schema.json']);
  expect((await runCommand(['schema', '--out', 'one', '--force'], { cwd })).code).toBe(0);
});

test('what is printed of a model begins with where its schema is, and it is there', async () => {
  for (const words of [
    ['show', 'sir'],
    ['new', 'gadget'],
  ]) {
    const { stdout } = await runCommand(['model', ...words]);
    const [first = ''] = stdout.split('\n');
    const [, address = ''] = /^# yaml-language-server: \$schema=(file:\S+)$/.exec(first) ?? [];
    expect(JSON.parse(readFileSync(fileURLToPath(address), 'utf8'))).toEqual(
      describeSchema('model'),
    );
  }
});

test('model list names what ships; show prints the file as it was written', async () => {
  const { stdout } = await runCommand(['model', 'list']);
  expect(stdout).toContain('pulse (default): ');
  expect(stdout).toContain('sir: ');
  for (const name of ['pulse', 'sir']) {
    const shown = await runCommand(['model', 'show', name]);
    expect(shown.stdout.replace(/^# yaml-language-server: .*\n/, '')).toBe(
      readFileSync(join(MODELS, `${name}.yaml`), 'utf8'),
    );
  }
  expect((await runCommand(['model', 'shw', 'pulse'])).stderr).toContain('did you mean "show"?');
  expect((await runCommand(['model', 'show'])).code).toBe(2);
});

test('a bad model: file, line, column, rule, and what was meant; exit 2', async () => {
  const text = readFileSync(join(MODELS, 'pulse.yaml'), 'utf8');
  const broken = text
    .replace('despair > 0.6', 'dispair > 0.6')
    .replace('target: nvda', 'target: nvidia');
  const row = broken.split('\n').findIndex((line) => line.includes('dispair')) + 1;
  const folder = createFolder({ 'bad.yaml': broken, 'torn.yaml': 'name: [1\n' });
  for (const args of [
    ['model', 'check', 'bad.yaml'],
    ['-m', 'bad.yaml'],
  ]) {
    const { code, stderr, stdout } = await runCommand(args, { cwd: folder, stdin: '{}\n' });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      new RegExp(
        `bad\\.yaml:${row}:\\d+: rules\\[1\\]\\.when \\(rule R002_DespairFatigue\\): .*despair`,
      ),
    );
    expect(stderr).toMatch(/bad\.yaml:\d+:\d+: .*\(rule R004_TrustCapital\): .*nvidia.*nvda/);
    expect(stderr.trim().split('\n')).toHaveLength(2);
  }
  const torn = await runCommand(['model', 'check', 'torn.yaml'], { cwd: folder });
  expect(torn.code).toBe(2);
  expect(torn.stderr).toMatch(/torn\.yaml:\d+:\d+: /);
  expect((await runCommand(['model', 'check', join(MODELS, 'pulse.yaml')])).code).toBe(0);
});

test('a model of one’s own and the shipped epidemic run with -m', async () => {
  const { stdout } = await runCommand(['-m', 'sir'], {
    stdin: toLines([{ turns: 60, members: 50, params: { beta: 0.4 } }]),
  });
  const [record] = readResults(stdout);
  expect(record?.run.model).toBe('sir');
  expect(record?.forecast.events.map(({ name }) => name)).toContain('peak');
});

test('demo shows records on stdout and their story on stderr', async () => {
  const { code, stdout, stderr } = await runCommand(['demo']);
  expect(code).toBe(0);
  const records = readResults(stdout);
  expect(records.map(({ id }) => id)).toEqual(['calm', 'inflation-shock', 'rescue']);
  for (const { id } of records) expect(stderr).toContain(`${id}: `);
  const wins = records.map(({ forecast }) => forecast.events[0]?.probability ?? 0);
  expect(wins[1]).toBeGreaterThan(wins[2] ?? 1);
});
