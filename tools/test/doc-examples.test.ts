import { expect, test } from 'vitest';
import { anchorsOf, examplesOf, isAsShown, linksOf, toModule } from '../doc-examples.mjs';

const fence = '```';
const page = (...lines: string[]): string => lines.join('\n').replaceAll("'''", fence);

test('a ts block is a module, and the line of its fence is kept', () => {
  const examples = examplesOf(page('# a', '', "'''ts", 'const a = 1;', "'''"));
  expect(examples).toEqual([{ kind: 'module', line: 3, code: 'const a = 1;' }]);
});

test('a shell block is a session with the output block after it', () => {
  const text = page("'''sh", 'echo a', "'''", '', 'prints', '', "'''text", 'a', "'''");
  expect(examplesOf(text)).toEqual([
    { kind: 'session', line: 1, script: 'echo a', output: 'a', exit: 0 },
  ]);
});

test('a heading ends the section in which an output is looked for', () => {
  const text = page("'''sh", 'echo a', "'''", '## b', "'''text", 'a drawing', "'''");
  expect(examplesOf(text)).toMatchObject([{ kind: 'session', output: null }]);
});

test('a console block holds commands and what they print', () => {
  const text = page("'''console", '$ echo a', 'a', '$ echo b', 'b', "'''");
  expect(examplesOf(text)).toEqual([
    { kind: 'session', line: 1, script: 'echo a\necho b', output: 'a\nb', exit: 0 },
  ]);
});

test('comments above a block say exit code, file name, or why it is not run', () => {
  const text = page(
    "<!-- file: a.yaml -->\n'''yaml\nname: a\n'''",
    "<!-- exit: 3 -->\n'''sh\nfalse\n'''",
    "<!-- not run: installs -->\n'''sh\nnpm ci\n'''",
  );
  expect(examplesOf(text)).toEqual([
    { kind: 'file', line: 2, name: 'a.yaml', text: 'name: a\n' },
    { kind: 'session', line: 6, script: 'false', output: null, exit: 3 },
  ]);
});

test('data that is no output is data', () => {
  expect(examplesOf(page("'''json", '{}', "'''"))).toEqual([
    { kind: 'data', line: 1, language: 'json', text: '{}' },
  ]);
});

test('a fence that is never closed is an error', () => {
  expect(() => examplesOf(page("'''ts", 'const a = 1;'))).toThrow('line 1');
});

test('every "// =>" of the top level becomes a check of its statement', () => {
  const code = ['const a = [1,', ' 2];', 'a.length; // => 2', 'console.log(a); // => [1, 2]'].join(
    '\n',
  );
  const made = toModule({ kind: 'module', line: 10, code });
  expect(made.checks).toBe(2);
  expect(made.code).toContain('checked.push({ line: 13, actual: a.length, expected: (2) });');
  expect(made.code).toContain('checked.push({ line: 14, actual: a, expected: ([1, 2]) });');
});

test('types are stripped', () => {
  const made = toModule({ kind: 'module', line: 1, code: 'const a: number = 1;\na; // => 1' });
  expect(made.code).toContain('const a = 1;');
});

test.each(['const a = 1; // => 1', 'function f() {\n  1; // => 1\n}'])(
  'a "// =>" that would not be checked is an error: %s',
  (code) => {
    expect(() => toModule({ kind: 'module', line: 1, code })).toThrow('1 of 1');
  },
);

test.each([
  ['a\nb\n', 'a\nb', true],
  ['a\nb', 'a', false],
  ['a', 'a\nb', false],
  ['a\nb\nc\nd', 'a\n…\nd', true],
  ['a\nd', 'a\n…\nd', true],
  ['a\nb', '…\nb', true],
  ['a\nb', 'a\n…', true],
  ['b', 'a\n…', false],
  ['{"a":1,"b":2}', '{"a":1,…}', true],
  ['{"a":1,"b":2}', '{"a":2,…}', false],
  ['a.b', 'a.b', true],
  ['axb', 'a.b', false],
])('%j is as shown in %j: %s', (actual, shown, expected) => {
  expect(isAsShown(actual, shown)).toBe(expected);
});

test('links in prose are found, links in code are not', () => {
  const text = page('see [a](b.md#c)', '`[x](y)`', "'''text", '[x](y)', "'''", '![i](i.png)');
  expect(linksOf(text)).toEqual([
    { line: 1, target: 'b.md#c' },
    { line: 6, target: 'i.png' },
  ]);
});

test('anchors are the headings as GitHub writes them', () => {
  expect(anchorsOf('# How to write a model\n\n## `run`: the command')).toEqual([
    'how-to-write-a-model',
    'run-the-command',
  ]);
});
