import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folders, PROJECTS, readJson, ROOT } from '../workspace.mjs';

// What npm would publish, installed where nothing of the workspace can help it.
const INSTALL_MS = 240_000;
const { version, devDependencies } = readJson('package.json');
const rxjs = `rxjs@${readJson('packages/simulator/package.json').dependencies.rxjs}`;
const nodeTypes = `@types/node@${devDependencies['@types/node']}`;

interface Packed {
  name: string;
  filename: string;
  files: { path: string }[];
}
let temporary = '';
let packed: Packed[] = [];

/** Runs a program to its end; its output when it succeeded, else a failure that shows everything. */
function run(program: string, args: string[], cwd: string, input = ''): string {
  const { PATH, HOME } = process.env;
  const env = {
    PATH,
    HOME,
    npm_config_cache: process.env['npm_config_cache'],
    npm_config_registry: process.env['npm_config_registry'],
  };
  const done = spawnSync(program, args, { cwd, input, encoding: 'utf8', env });
  expect(done.status, `${program} ${args.join(' ')}\n${done.stdout}\n${done.stderr}`).toBe(0);
  return done.stdout;
}

/** An empty folder with these packages installed from their tarballs, and what they need from npm. */
function install(name: string, wanted: (packed: Packed) => boolean, extra: string[]): string {
  const folder = join(temporary, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const tarballs = packed.filter(wanted).map(({ filename }) => join(temporary, filename));
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  run('npm', ['install', ...quiet, ...tarballs, ...extra], folder);
  return folder;
}

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'pulse-packed-'));
  const args = [
    'pack',
    '--workspaces',
    '--json',
    '--ignore-scripts',
    '--pack-destination',
    temporary,
  ];
  const report: Packed[] | Record<string, Packed> = JSON.parse(run('npm', args, ROOT));
  packed = Object.values(report);
}, INSTALL_MS);
afterAll(() => rmSync(temporary, { recursive: true }));

test('every package is packed with its build, and nothing of its tests or sources', () => {
  expect(packed).toHaveLength(PROJECTS.length);
  for (const { name, files } of packed) {
    const paths = files.map(({ path }) => path);
    expect(paths, name).toContain('README.md');
    expect(paths.filter((path) => path.endsWith('.js')).length, name).toBeGreaterThan(0);
    const unwanted = /\.test\.|^(src|test|out-tsc)\/|tsbuildinfo/;
    expect(
      paths.filter((path) => unwanted.test(path)),
      name,
    ).toEqual([]);
  }
});

test(
  'simulator works alone with rxjs: the example type-checks and runs on packed packages',
  () => {
    const stages = new Set(['@pulse-stream/worldstate', '@pulse-stream/simulator']);
    const folder = install('stage', ({ name }) => stages.has(name), [rxjs, nodeTypes]);
    expect(folders(join(folder, 'node_modules/@pulse-stream'))).toEqual([
      'simulator',
      'worldstate',
    ]);
    copyFileSync(join(ROOT, 'examples/single-stage.ts'), join(folder, 'single-stage.ts'));
    const compilerOptions = {
      strict: true,
      module: 'nodenext',
      target: 'es2023',
      exactOptionalPropertyTypes: true,
      types: ['node'],
    };
    const config = { compilerOptions, files: ['single-stage.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(ROOT, 'node_modules/@typescript/native/bin/tsc');
    expect(run(process.execPath, [tsc, '-p', folder], folder)).toBe('');
    const lines = run(process.execPath, ['single-stage.js'], folder).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(0);
  },
  INSTALL_MS,
);

test(
  'the command works where only its packages are installed',
  () => {
    const folder = install('command', () => true, []);
    const command = join(folder, 'node_modules/.bin/pulse-stream');
    const line = '{"id":"packed","turns":2,"members":1}\n';
    const record = JSON.parse(run(command, [], folder, line));
    expect(record).toMatchObject({ kind: 'result', id: 'packed', line: 1, status: 'complete' });
    expect(run(command, ['--version'], folder)).toContain(version);
  },
  INSTALL_MS,
);
