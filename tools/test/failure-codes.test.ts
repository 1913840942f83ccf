import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { FAILURE_CODES } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { readBlocks } from '../doc-examples.mjs';
import { listFiles, PROJECTS, readText, ROOT } from '../workspace.mjs';

const page = readText('docs/failure-codes.md');
const sections = page.split(/^### /m).slice(1);
const codes = sections.map((section) => /^`([a-z0-9-]+)`/.exec(section)?.[1] ?? section);

test('the page has every failure code, once, in the order of worldstate', () => {
  expect(codes).toEqual(FAILURE_CODES);
});

test('every code has a meaning or an example', () => {
  const empty = sections.filter((section) => section.split('\n').slice(1).join('').trim() === '');
  expect(empty).toEqual([]);
});

test('every code is given by a source and asked for by a test', () => {
  const files = PROJECTS.flatMap(listFiles);
  const written = (isWanted: (path: string) => boolean): string =>
    files
      .filter((path) => path.endsWith('.ts') && isWanted(path))
      .map(readText)
      .join('');
  const isTest = (path: string): boolean => /\/test\/|\.test\.ts$/.test(path);
  const sources = written((path) => !isTest(path) && !path.endsWith('worldstate/src/failure.ts'));
  const tests = written(isTest);
  const missing = (text: string): readonly string[] =>
    FAILURE_CODES.filter((code) => !text.includes(`'${code}'`));
  expect({ unused: missing(sources), untested: missing(tests) }).toEqual({
    unused: [],
    untested: [],
  });
});

test('every example line of the page gives the code it stands under', () => {
  const lines = sections.flatMap((section, index) =>
    readBlocks(section)
      .filter(({ language }) => language === 'text')
      .flatMap(({ text }) => text.split('\n').map((line) => ({ line, code: codes[index] }))),
  );
  expect(lines.length).toBeGreaterThan(20);
  const command = join(ROOT, 'apps/pulse-stream/bin/pulse-stream.js');
  const input = `${lines.map(({ line }) => line).join('\n')}\n`;
  const { stdout, stderr, status } = spawnSync(process.execPath, [command], {
    input,
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(3);
  const types = stdout
    .trimEnd()
    .split('\n')
    .map((record) => JSON.parse(record).error?.type);
  expect(lines.map(({ line }, index) => [line, types[index]])).toEqual(
    lines.map(({ line, code }) => [line, code]),
  );
});
