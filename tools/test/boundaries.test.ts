import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkBoundaries, complaintsOf, RULES } from '../boundaries.mjs';
import { folders } from '../workspace.mjs';

const fixtures = join(import.meta.dirname, 'fixtures/boundaries');
const cases = folders(fixtures)
  .filter((rule) => rule !== 'base')
  .flatMap((rule) => folders(join(fixtures, rule)).map((name) => ({ rule, name })));

let temporary = '';
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'pulse-boundaries-'));
});
afterAll(() => rmSync(temporary, { recursive: true }));

/** A workspace made of the clean base and the files of one case, linked as npm would. */
function layOut(place: string, overlay: string | null): string {
  const root = join(temporary, place);
  cpSync(join(fixtures, 'base'), root, { recursive: true });
  if (overlay !== null) cpSync(overlay, root, { recursive: true });
  const modules = join(root, 'node_modules');
  for (const external of ['rxjs', 'zod', 'vitest']) {
    mkdirSync(join(modules, external), { recursive: true });
    const manifest = { name: external, version: '0.0.0', exports: './index.js' };
    writeFileSync(join(modules, external, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(modules, external, 'index.js'), 'export {};');
  }
  const manifest = {
    workspaces: ['packages/*', 'apps/*'],
    devDependencies: { vitest: '0.0.0' },
  };
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
  for (const folder of folders(join(root, 'packages'))) {
    const { name } = JSON.parse(
      readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'),
    );
    const link = join(modules, name);
    mkdirSync(join(link, '..'), { recursive: true });
    symlinkSync(join(root, 'packages', folder), link);
  }
  return root;
}

test('a workspace that keeps every rule is clean, and was looked at', async () => {
  const result = await checkBoundaries(layOut('clean', null));
  expect(result.violations).toEqual([]);
  expect(result.modules).toBeGreaterThan(15);
  expect(result.edges).toBeGreaterThan(20);
  expect(complaintsOf(result)).toEqual([]);
});

test.each(cases)('$rule fires, and it alone: $name', async ({ rule, name }) => {
  const root = layOut(`${rule}-${name}`, join(fixtures, rule, name));
  const { violations } = await checkBoundaries(root);
  expect(
    [...new Set(violations.map((violation) => violation.rule))],
    JSON.stringify(violations),
  ).toEqual([rule]);
});

test('every rule has a case that makes it fire', () => {
  expect([...new Set(cases.map(({ rule }) => rule))].toSorted()).toEqual(RULES.toSorted());
});

test('a check that saw nothing complains', async () => {
  const root = join(temporary, 'empty');
  mkdirSync(join(root, 'packages'), { recursive: true });
  expect(readdirSync(join(root, 'packages'))).toEqual([]);
  expect(complaintsOf(await checkBoundaries(root))).toEqual([
    'nothing was checked: 0 modules, 0 edges',
  ]);
});

test('each violation is one complaint that names rule and files', () => {
  const violations = [{ rule: 'no-circular', from: 'a.ts', to: 'b.ts' }];
  expect(complaintsOf({ modules: 1, edges: 1, violations })).toEqual(['no-circular: a.ts → b.ts']);
});
