import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINE_VERSION } from '@pulse-stream/pipeline/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBuild } from './command-build.ts';

type Files = Readonly<Record<string, string>>;

async function buildOf(files: Files): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-build-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return await readBuild(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const names = fc.constantFrom('a.cjs', 'b.cjs', 'ab.cjs', 'c.wasm');
const programs = fc.dictionary(names, fc.string(), { noNullPrototype: true });

test('two builds are one if, and only if, they consist of the same programs, wherever those lie', async () => {
  await fc.assert(
    fc.asyncProperty(programs, programs, async (one, other) => {
      const listed = (files: Files) => JSON.stringify(files, Object.keys(files).toSorted());
      const isSame = (await buildOf(one)) === (await buildOf(other));
      expect(isSame).toBe(listed(one) === listed(other));
      expect(await buildOf({ ...one })).toBe(await buildOf(one));
    }),
    { numRuns: 50 },
  );
});

test('what an engine compiled, which differs by machine, and texts are no part of a build', async () => {
  const build = await buildOf({ 'a.cjs': '1' });
  expect(build).toMatch(new RegExp(`^${ENGINE_VERSION}-[0-9a-f]{12}$`));
  expect(await buildOf({ 'a.cjs': '1', 'a.cjs.compiled': 'x', LICENSES: 'y' })).toBe(build);
});
