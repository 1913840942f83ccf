import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, runCommand, toLines } from './command.ts';

const LINE = toLines([{ turns: 2, members: 1 }]);
/** First words of what writes for people, not records, to stdout. */
const TEXT_ON_STDOUT: ReadonlySet<string | undefined> = new Set([
  'validate',
  'model',
  '--print-config',
]);

test('no control character of a file name or a line reaches a terminal', async () => {
  const name = 'e\u001b]0;title\u0007\u009b31m\u202e.ndjson';
  const cwd = createFolder({
    [name]: '{"turn\u001b[2Jz":1}\n{"id":"\u009b2J","turns":2}\n',
    'ok.ndjson': LINE,
    [`${name}.yaml`]: readFileSync(join(import.meta.dirname, '../../../models/sir.yaml'), 'utf8'),
  });
  const raw = /(?![\t\n\r])[\p{Cc}\u202e]/u;
  const runs: readonly (readonly string[])[] = [
    [name, 'ok.ndjson', '-v', '--progress', 'always'],
    [name, 'ok.ndjson', '-v', '--log-format', 'json'],
    ['validate', name, 'ok.ndjson'],
    ['model', 'check', `${name}.yaml`],
    ['--print-config', '-o', name],
    [`no${name}`],
    ['ok.ndjson', '-o', `${name}/x`],
    ['ok.ndjson', '-o', name],
    ['ok.ndjson', '-m', `./${name}.yaml`],
    ['ok.ndjson', '--observations', `h=${name}`],
    ['ok.ndjson', '--no\u001b[2Jflag'],
    ['score', name, '--observations', `h=${name}`],
    ['retry', name, '--input', name],
  ];
  await Promise.all(
    runs.map(async (words) => {
      const { stdout, stderr } = await runCommand(words, { cwd });
      const shown = TEXT_ON_STDOUT.has(words[0]) ? stdout + stderr : stderr;
      expect(shown).not.toBe('');
      expect([words, raw.exec(shown)?.index]).toEqual([words, undefined]);
    }),
  );
  const { stderr } = await runCommand([name, '-v', '--log-format', 'json'], { cwd });
  expect(() =>
    stderr
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).not.toThrow();
});

test('no control character of a record reaches a terminal from a table, and none breaks a row', async () => {
  const rows = 'date,hope\n2020-01,0.5\n2020-02,0.52\n2020-03,0.54\n';
  const cwd = createFolder({ 'h.csv': rows, 'later.csv': `${rows}2020-04,0.6\n` });
  const config = { turns: 1, members: 5, observations: { dataset: 'h' } };
  const issued = await runCommand(['--observations', 'h=h.csv'], { cwd, stdin: toLines([config]) });
  const record = issued.stdout
    .replaceAll('"unit":null', String.raw`"unit":"\u001b[2J\tkg\u009b\nall"`)
    .replaceAll('"trace_id":"', String.raw`"trace_id":"\u001b]0;x\n\u202e`);
  // twice: the trace id of what was there before is named
  writeFileSync(join(cwd, 'out.jsonl'), record + record);
  const { code, stdout } = await runCommand(
    ['score', 'out.jsonl', '--observations', 'h=later.csv'],
    { cwd },
  );
  expect(code).toBe(0);
  expect(/(?!\n)[\p{Cc}\u202e]/u.exec(stdout)?.index).toBeUndefined();
  expect(stdout).toContain(String.raw`hope (\u001b[2J\tkg\u009b\nall)`);
  expect(stdout).toContain(String.raw`trace id \u001b]0;x\n\u202e`);
  const shown = stdout.split('\n\n')[0]?.split('\n') ?? [];
  expect(shown.length).toBeGreaterThan(3);
  expect(new Set(shown.map(({ length }) => length)).size).toBe(1);
});
