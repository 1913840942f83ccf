import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../workspace.mjs';

const CONFIG = '.oxlintrc.json';
const OXLINT = join(ROOT, 'node_modules/oxlint/bin/oxlint');

/** A function of so many lines of code; blank lines and comments come on top. */
const functionOf = (lines: number): string =>
  [
    'export function sum(values: readonly number[]): number {',
    '  let sum = 0;',
    ...Array.from(
      { length: lines - 4 },
      (_, at) => `  // the next\n\n  sum += values[${at}] ?? 0;`,
    ),
    '  return sum;',
    '}',
    '',
  ].join('\n');

/** The files that the linter of this workspace finds too long a function in. */
function findTooLong(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-lint-'));
  try {
    cpSync(join(ROOT, CONFIG), join(folder, CONFIG));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const argv = [OXLINT, '-c', CONFIG, '-f', 'unix', '.'];
    const { stdout } = spawnSync(process.execPath, argv, { cwd: folder, encoding: 'utf8' });
    const found = stdout.split('\n').filter((line) => line.includes('max-lines-per-function'));
    return found.map((line) => line.replace(/:.*/, '')).toSorted();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a function that ships has at most sixty lines beside blank ones and comments, in packages, app and tools', () => {
  const places = ['apps/x/src', 'packages/x/browser', 'packages/x/src', 'tools'];
  const written = places.flatMap((place) => [
    [`${place}/kept.ts`, functionOf(60)],
    [`${place}/long.ts`, functionOf(61)],
  ]);
  expect(findTooLong(Object.fromEntries(written))).toEqual(
    places.map((place) => `${place}/long.ts`),
  );
});

test('a test may tell longer what happens', () => {
  const longer = functionOf(200);
  expect(
    findTooLong({
      'packages/x/src/a.test.ts': longer,
      'packages/x/test/made.ts': longer,
      'packages/x/src/long.ts': longer,
    }),
  ).toEqual(['packages/x/src/long.ts']);
});
