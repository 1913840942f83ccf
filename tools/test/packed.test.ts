import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TARBALL_RULES, type Tarball } from '../tarball-rules.mjs';
import { folders, PROJECTS, readJson, readText, ROOT } from '../workspace.mjs';

// What npm would publish, installed where nothing of the workspace can help it.
const INSTALL_MS = 240_000;
const { version, devDependencies } = readJson('package.json');
const rxjs = `rxjs@${readJson('packages/simulator/package.json').dependencies.rxjs}`;
const nodeTypes = `@types/node@${devDependencies['@types/node']}`;

interface Packed {
  name: string;
  filename: string;
}
let temporary = '';
let packed: Packed[] = [];
/** Where all of them are installed, and nothing else is asked for. */
let everything = '';

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
  everything = install('everything', () => true, []);
}, INSTALL_MS);
afterAll(() => rmSync(temporary, { recursive: true }), INSTALL_MS);

/** A package as it was installed. */
function unpacked(name: string): Tarball {
  const folder = join(everything, 'node_modules', name);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path): [string, string] => [
      relative(folder, path).split(sep).join('/'),
      readFileSync(path, 'utf8'),
    ]);
  return { name, files: new Map(files) };
}

const laws = Object.keys(TARBALL_RULES);
const names = PROJECTS.map((folder): string => readJson(`${folder}/package.json`).name);

test('every package was packed', () => {
  expect(packed.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
});

test.each(laws)('%s', (law) => {
  for (const name of names) expect(TARBALL_RULES[law]?.(unpacked(name)), name).toEqual([]);
});

/** A package with one file changed; without a text it is left out. */
function withFile(name: string, path: string, text?: string): Tarball {
  const { files } = unpacked(name);
  if (text === undefined) files.delete(path);
  else files.set(path, text);
  return { name, files };
}
const gravity = (path: string, text?: string): Tarball =>
  withFile('@pulse-stream/gravity', path, text);
const breaches: [law: string, broken: () => Tarball][] = [
  ['a package carries', () => gravity('LICENSE')],
  ['a package carries', () => gravity('LICENSE', readText('LICENSE').replace('MIT', 'ISC'))],
  ['a package holds', () => gravity('dist/index.js.map', '{}')],
  ['a package holds', () => gravity('dist/index.js', '//# sourceMappingURL=index.js.map\n')],
  ['a package holds', () => gravity('src/core.ts', 'export {};')],
  ['a package holds', () => ({ name: 'empty', files: new Map() })],
  ['what the manifest', () => gravity('package.json', '{"files":["dist","models"]}')],
  ['what the manifest', () => gravity('package.json', '{"files":["lib/**/*.js"]}')],
  ['what the manifest', () => gravity('dist/index.d.ts')],
  ['what the manifest', () => withFile('pulse-stream', 'bin/pulse-stream.js')],
  ['what the manifest', () => gravity('package.json')],
  ['links of a page', () => gravity('README.md', 'see [scores](../../docs/scores.md)')],
  ['links of a page', () => gravity('README.md', 'see [scores](docs/scores.md#pit)')],
  ['links of a page', () => gravity('README.md')],
  ['a bundle', () => withFile('pulse-stream', 'dist/bundle/THIRD-PARTY-LICENSES')],
  ['a bundle', () => withFile('pulse-stream', 'dist/bundle/THIRD-PARTY-LICENSES', '## zod 4')],
];

test.each(breaches)('a package that breaks it is found: %s', (start, broken) => {
  const law = laws.find((name) => name.startsWith(start)) ?? start;
  expect(TARBALL_RULES[law]?.(broken())).not.toEqual([]);
});

test('every law has a package that breaks it', () => {
  const broken = laws.filter((law) => breaches.some(([start]) => law.startsWith(start)));
  expect(broken).toEqual(laws);
});

test.each([
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
])(
  'every package type-checks where only the packages are installed: %s, %s',
  (module, moduleResolution) => {
    const doors = names.filter((name) => name.startsWith('@pulse-stream/'));
    const uses = doors.map(
      (name, at) => `import * as door${at} from '${name}';\nvoid door${at};\n`,
    );
    writeFileSync(join(everything, 'doors.ts'), uses.join(''));
    // no types listed: what a declaration needs of Node it must bring
    expectNoTypeErrors(everything, 'doors.ts', { module, moduleResolution, noEmit: true });
  },
  INSTALL_MS,
);

/** Compiles a program of an installed folder; expects that nothing is complained of. */
function expectNoTypeErrors(folder: string, file: string, options: object): void {
  const usual = { strict: true, target: 'es2023', exactOptionalPropertyTypes: true };
  const compilerOptions = { ...usual, skipLibCheck: false, ...options };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  const tsc = join(ROOT, 'node_modules/@typescript/native/bin/tsc');
  expect(run(process.execPath, [tsc, '-p', folder], folder)).toBe('');
}

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
    expectNoTypeErrors(folder, 'single-stage.ts', { module: 'nodenext', types: ['node'] });
    const lines = run(process.execPath, ['single-stage.js'], folder).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(0);
  },
  INSTALL_MS,
);

test(
  'the command works where only its packages are installed',
  () => {
    const command = join(everything, 'node_modules/.bin/pulse-stream');
    const line = '{"id":"packed","turns":2,"members":1}\n';
    const record = JSON.parse(run(command, [], everything, line));
    expect(record).toMatchObject({ kind: 'result', id: 'packed', line: 1, status: 'complete' });
    expect(run(command, ['--version'], everything)).toContain(version);
  },
  INSTALL_MS,
);
