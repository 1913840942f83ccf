import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaceOnce } from '../mutation/laws.mjs';
import { MUTANTS } from '../mutation/mutants.mjs';
import { readText, ROOT } from '../workspace.mjs';

test('every mutant still finds what it replaces, once, and changes it', () => {
  expect(MUTANTS.length).toBeGreaterThan(50);
  for (const { law, changes } of MUTANTS) {
    const files = new Map<string, string>();
    for (const { file, ...change } of changes)
      files.set(file, replaceOnce(files.get(file) ?? readText(file), change, file));
    for (const [file, text] of files) expect(text, law).not.toBe(readText(file));
  }
});

test('every mutant names a law of its own and a test file that is there', () => {
  expect(new Set(MUTANTS.map(({ law }) => law)).size).toBe(MUTANTS.length);
  for (const { test: file } of MUTANTS) {
    expect(file).toMatch(/\.test\.ts$/);
    expect(existsSync(join(ROOT, file)), file).toBe(true);
  }
});

test('a replacement that is not there, or there twice, is refused by file', () => {
  const change = { from: 'a + b', to: 'a - b' };
  expect(replaceOnce('x = a + b;', change, 'sum.ts')).toBe('x = a - b;');
  expect(() => replaceOnce('x = a;', change, 'sum.ts')).toThrow('sum.ts: "a + b" stands there 0');
  expect(() => replaceOnce('a + b + a + b', change, 'sum.ts')).toThrow('2 times, not once');
});
