import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { bundleCommand } from '../bundle.mjs';
import { ROOT } from '../workspace.mjs';

// How the built command starts: what it loads, and that what the engine compiled before only saves time.
const APP = join(ROOT, 'apps/pulse-stream');
const PLAIN = '{"turns":5,"members":1}\n{"turns":3,"members":200,"state_overrides":{"hope":0.7}}\n';

/** Modules a run loads after Node has started, and what it writes. */
function run(
  input: string,
  { app = APP, flags = [] as string[], first = ['--quiet'], args = ['-'] } = {},
) {
  const list = `const { Module } = { Module: require('node:module') };
const load = Module._load; const seen = new Set();
Module._load = function (name, ...rest) { seen.add(name); return load.call(this, name, ...rest); };
process.on('exit', () => process.stderr.write('loaded ' + JSON.stringify([...seen])));`;
  const folder = mkdtempSync(join(tmpdir(), 'pulse-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'list.cjs'), list);
  const command = [...flags, '-r', join(folder, 'list.cjs'), join(app, 'bin/pulse-stream.js')];
  const done = spawnSync(process.execPath, [...command, ...first, ...args], {
    input,
    encoding: 'utf8',
    cwd: folder,
  });
  const [text = '', loaded = '[]'] = done.stderr.split('loaded ');
  const modules: string[] = JSON.parse(loaded);
  return { stdout: done.stdout, status: done.status, text, modules };
}

test('a run of plain lines loads neither zod nor hashes, gzip, YAML or CSV; a wrong line loads zod', () => {
  const plain = run(PLAIN);
  expect(plain.status).toBe(0);
  expect(plain.stdout.split('\n')).toHaveLength(3);
  expect(plain.modules.filter((name) => name.endsWith('.cjs') && name.startsWith('./'))).toEqual(
    [],
  );
  for (const dear of ['node:crypto', 'node:zlib', 'node:os', 'node:fs/promises'])
    expect(plain.modules).not.toContain(dear);
  expect(run('{"turnz":5}\n').modules).toContain('./zod.cjs');
  expect(run(PLAIN, { args: ['-m', 'sir', '-'] }).modules).toContain('./yaml.cjs');
});

test('the parsers of other programs are loaded by model import alone', () => {
  const parsers = ['./@sdeverywhere-parse.cjs', './@rgrove-parse-xml.cjs'];
  const loadedBy = (...args: string[]): string[] =>
    run('', { first: [], args }).modules.filter((name) => parsers.includes(name));
  expect(loadedBy('model', 'import', join(ROOT, 'packages/model-import/test/none.mdl'))).toEqual(
    expect.arrayContaining(parsers),
  );
  for (const args of [
    ['model', 'list'],
    ['model', 'check', 'sir'],
    ['schema', 'model'],
    ['-m', 'sir', '-'],
  ])
    expect(loadedBy(...args)).toEqual([]);
});

test('what is loaded late is there: YAML settings, CSV and NDJSON histories, gates, .gz, schemas', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-late-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'pulse.config.yaml'), 'turns: 4\n');
  writeFileSync(join(folder, 'h.csv'), 'date,hope\n2024-01,0.5\n2024-02,0.6\n');
  writeFileSync(join(folder, 'h.ndjson'), '{"date":"2024-01","hope":0.5}\n');
  writeFileSync(join(folder, 'in.ndjson.gz'), gzipSync(PLAIN));
  const command = (args: string[], input = '') => {
    const words = [join(APP, 'bin/pulse-stream.js'), ...args];
    const done = spawnSync(process.execPath, words, { cwd: folder, input, encoding: 'utf8' });
    expect(done.stderr).not.toContain('internal error');
    return { status: done.status, stdout: done.stdout };
  };
  const line = '{"members":1,"observations":{"dataset":"h"}}\n';
  for (const history of ['h.csv', 'h.ndjson']) {
    const { stdout } = command(['--observations', `h=${history}`, '-'], line);
    expect(stdout).toMatch(/"turns":4.*"label":"2024-0[12]"/);
  }
  expect(command(['--gate', 'confidence > 1', 'in.ndjson.gz']).status).toBe(6);
  expect(command(['in.ndjson.gz', '-o', 'out.jsonl.gz']).status).toBe(0);
  for (const schema of ['config', 'result', 'model'])
    expect(JSON.parse(command(['schema', schema]).stdout)).toHaveProperty('$schema');
  expect(command(['model', 'check', 'pulse.config.yaml']).status).toBe(2);
});

test('completion reads no settings and loads neither zod nor YAML, and what it is made of has no rxjs', async () => {
  const { modules, status, stdout } = run('', { args: ['-m', 'si'], first: ['complete', '--'] });
  expect([status, stdout]).toEqual([0, 'sir\t\n:files\n']);
  expect(modules.filter((name) => name.startsWith('./'))).toEqual([]);
  const out = mkdtempSync(join(tmpdir(), 'pulse-bundle-'));
  onTestFinished(() => rmSync(out, { recursive: true }));
  const inputs = (await bundleCommand({ out })).at(-1)?.inputs ?? {};
  const reached = new Set(['src/start.ts', 'src/shell/complete-words.ts']);
  for (const path of reached)
    for (const { path: next, kind } of inputs[path]?.imports ?? [])
      if (kind !== 'dynamic-import') reached.add(next);
  expect(reached.size).toBeGreaterThan(30);
  expect([...reached].filter((path) => /rxjs|zod/.test(path))).toEqual([]);
});

test('--version alone loads nothing of the bundle', () => {
  const app = withCompiled(null);
  rmSync(join(app, 'dist'), { recursive: true });
  const done = spawnSync(process.execPath, [join(app, 'bin/pulse-stream.js'), '--version']);
  expect(String(done.stdout)).toMatch(/^\d+\.\d+\.\d+\n$/);
});

/** The command with other bytes beside its bundle. */
function withCompiled(compiled: string | null): string {
  const app = mkdtempSync(join(tmpdir(), 'pulse-app-'));
  onTestFinished(() => rmSync(app, { recursive: true }));
  for (const part of ['bin', 'dist/bundle', 'package.json'])
    cpSync(join(APP, part), join(app, part), { recursive: true });
  const file = join(app, 'dist/bundle/pulse-stream.cjs.compiled');
  rmSync(file);
  if (compiled !== null) writeFileSync(file, compiled);
  return app;
}

test('compiled code that is missing or of another engine changes no byte', () => {
  const { stdout } = run(PLAIN);
  for (const compiled of [null, 'not what this engine makes'])
    expect(run(PLAIN, { app: withCompiled(compiled) })).toMatchObject({ status: 0, stdout });
});

test('this engine takes the compiled code that was built for it', () => {
  const program = `const { bundle } = require(${JSON.stringify(join(APP, 'bin/pulse-stream.js'))})();
process.stdout.write(String(bundle.cachedDataRejected));`;
  expect(String(spawnSync(process.execPath, ['-e', program]).stdout)).toBe('false');
});

test.each(['pulse', 'sir', 'us-macro-monthly', 'us-macro-quarterly'])(
  'model %s gives the same bytes where code from strings is forbidden',
  (model) => {
    const input = '{"turns":6,"members":30}\n{"turns":2,"members":1,"trace":"full"}\n{"turnz":1}\n';
    const args = ['-m', model, '-'];
    const free = run(input, { args });
    expect(free.stdout.split('\n')).toHaveLength(4);
    const bound = run(input, { args, flags: ['--disallow-code-generation-from-strings'] });
    expect(bound).toMatchObject({ status: 3, stdout: free.stdout, text: free.text });
  },
);
