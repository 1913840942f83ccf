import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { anchorsOf, examplesOf, isAsShown, linksOf, toModule } from '../doc-examples.mjs';
import type { Example } from '../doc-examples.mjs';
import { listFiles, readText, ROOT } from '../workspace.mjs';

// Modules run inside the workspace, on source: vitest resolves `@pulse-stream/*` by condition.
// Sessions run outside it, one after the other in a folder of their page that holds a copy of
// examples/, on the built command.
const modules = join(ROOT, 'tools/out-tsc/doc-examples');
const command = join(ROOT, 'apps/pulse-stream/bin/pulse-stream.js');

const pages = listFiles('')
  .filter((path) => path.endsWith('.md') && !path.includes('/fixtures/'))
  .map((path) => ({ path, text: readText(path), examples: examplesOf(readText(path)) }));

/** All examples of one kind, each with its page and place. */
function all<K extends Example['kind']>(kind: K) {
  const isKind = (example: Example): example is Extract<Example, { kind: K }> =>
    example.kind === kind;
  return pages.flatMap(({ path, examples }) =>
    examples.filter(isKind).map((example) => ({ at: `${path}:${example.line}`, path, example })),
  );
}
const slug = (at: string): string => at.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

let temporary = '';
beforeAll(() => {
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(modules, { recursive: true });
  for (const { at, example } of all('module')) {
    writeFileSync(join(modules, `${slug(at)}.ts`), `${example.code}\nexport {};\n`);
    writeFileSync(join(modules, `${slug(at)}.run.mjs`), toModule(example).code);
  }
  temporary = mkdtempSync(join(tmpdir(), 'pulse-docs-'));
  for (const { path } of pages) {
    const folder = join(temporary, slug(path));
    for (const shipped of ['examples', 'models'].filter((name) => existsSync(join(ROOT, name))))
      cpSync(join(ROOT, shipped), join(folder, shipped), { recursive: true });
  }
  for (const { path, example } of all('file'))
    writeFileSync(join(temporary, slug(path), example.name), example.text);
  mkdirSync(join(temporary, 'bin'));
  const shim = `#!/bin/sh\nexec "${process.execPath}" "${command}" "$@"\n`;
  writeFileSync(join(temporary, 'bin/pulse-stream'), shim, { mode: 0o755 });
});
afterAll(() => rmSync(temporary, { recursive: true }));

test.each(all('module'))('the module at $at computes what it says', async ({ at, path }) => {
  interface Checked {
    line: number;
    actual: unknown;
    expected: unknown;
  }
  const file = pathToFileURL(join(modules, `${slug(at)}.run.mjs`)).href;
  const { checked }: { checked: Checked[] } = await import(/* @vite-ignore */ file);
  for (const { line, actual, expected } of checked)
    expect(actual, `${path}:${line}`).toEqual(expected);
});

test('the modules of all pages type-check together', () => {
  const compilerOptions = {
    noEmit: true,
    composite: false,
    declaration: false,
    declarationMap: false,
    noUnusedLocals: false,
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
  };
  const config = { extends: '../../../tsconfig.base.json', compilerOptions, include: ['*.ts'] };
  writeFileSync(join(modules, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(ROOT, 'node_modules/@typescript/native/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', modules], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

test.each(all('session'))('the session at $at prints what the page shows', ({ path, example }) => {
  expect(existsSync(join(command, '../../dist/main.js')), 'run `npm run build` first').toBe(true);
  const { stdout, stderr, status } = spawnSync('bash', ['-c', example.script], {
    cwd: join(temporary, slug(path)),
    encoding: 'utf8',
    env: {
      ...process.env,
      NO_COLOR: '1',
      PATH: `${join(temporary, 'bin')}${delimiter}${process.env['PATH']}`,
    },
  });
  expect(status, stderr).toBe(example.exit);
  const shown = example.output ?? stdout;
  expect(isAsShown(stdout, shown) ? shown : stdout).toBe(shown);
});

test.each(all('data'))('the data shown at $at can be read', ({ example: { language, text } }) => {
  const texts = /^(jsonl|ndjson)$/.test(language) ? text.split('\n') : [text];
  for (const entry of texts)
    expect(() => (language === 'yaml' ? parse(entry) : JSON.parse(entry)), entry).not.toThrow();
});

const readmes = pages.filter(({ path }) => path.endsWith('README.md') && !path.includes('golden'));

test.each(readmes)('$path has an example that is run and checked', ({ examples }) => {
  const checked = examples.filter(
    (example) =>
      (example.kind === 'module' && toModule(example).checks > 0) || example.kind === 'session',
  );
  expect(checked.length).toBeGreaterThan(0);
});

const stories = pages.filter(({ path }) => path.startsWith('docs/stories/'));

test('there are stories', () => expect(stories).toHaveLength(5));

test.each(stories)(
  '$path goes from a question to its answer in at most five commands',
  ({ examples }) => {
    const scripts = examples.flatMap((example) =>
      example.kind === 'session' ? [example.script] : [],
    );
    const commands = scripts.join('\n').match(/(?:^|[|&]\s*)pulse-stream /gm) ?? [];
    expect(commands.length).toBeGreaterThan(2);
    expect(commands.length).toBeLessThanOrEqual(5);
  },
);

test.each(pages)('$path: every link leads somewhere', ({ path, text }) => {
  const broken = linksOf(text).filter(({ target }) => {
    if (/^https?:\/\//.test(target)) return false;
    const [file = '', anchor] = target.split('#');
    const linked = file === '' ? path : join(path, '..', file);
    if (!existsSync(join(ROOT, linked))) return true;
    return anchor !== undefined && !anchorsOf(readText(linked)).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test('pages and examples were found', () => {
  expect(pages.length).toBeGreaterThan(10);
  expect(all('module').length + all('session').length).toBeGreaterThan(12);
  expect(all('session').length).toBeGreaterThan(0);
});
