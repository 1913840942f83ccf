import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkTarball } from '../publish-check.mjs';

const PACK_MS = 120_000;
const temporary = mkdtempSync(join(tmpdir(), 'pulse-publish-'));
afterAll(() => rmSync(temporary, { recursive: true }));

/** A tarball of these files and a manifest with what every package has. */
function pack(name: string, manifest: object, files: Record<string, string>): string {
  const folder = join(temporary, name);
  const usual = { name, version: '1.0.0', type: 'module', license: 'MIT', files: ['dist'] };
  const all = { ...files, 'package.json': JSON.stringify({ ...usual, ...manifest }) };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const args = ['pack', '--ignore-scripts', '--pack-destination', temporary];
  execFileSync('npm', args, { cwd: folder, stdio: 'pipe' });
  return join(temporary, `${name}-1.0.0.tgz`);
}

const door = { '.': { types: './dist/index.d.ts', default: './dist/index.js' } };
const code = { 'dist/index.js': 'export const one = 1;\n' };
const types = { 'dist/index.d.ts': 'export declare const one: number;\n' };

test(
  'a package that keeps its promises is not complained of',
  async () => {
    expect(await checkTarball(pack('good', { exports: door }, { ...code, ...types }))).toEqual([]);
  },
  PACK_MS,
);

test(
  'a door that leads nowhere is found, and types that say other than the code',
  async () => {
    const nowhere = await checkTarball(pack('nowhere', { exports: door }, types));
    expect(nowhere.join('\n')).toContain('dist/index.js');
    const wrong = { 'dist/index.d.ts': "export { one } from './one';\n" };
    const lost = await checkTarball(pack('lost', { exports: door }, { ...code, ...wrong }));
    expect(lost.join('\n')).toContain('attw: ');
  },
  PACK_MS,
);

test(
  'a library without types is found: nothing to look at is not nothing wrong',
  async () => {
    const untyped = await checkTarball(pack('untyped', { exports: './dist/index.js' }, code));
    expect(untyped.join('\n')).toContain('attw: ');
  },
  PACK_MS,
);
