import { linkSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, runCommand, toLines } from './command.ts';

const LINE = toLines([{ turns: 2, members: 1 }]);
const HISTORY = 'date,hope\n2020-01,0.3\n2020-02,0.4\n';

test('no command writes a file that it reads, under whatever name', async () => {
  const cwd = createFolder({
    'in.ndjson': LINE,
    'h.csv': HISTORY,
    'out.jsonl.part': LINE,
    'm.yaml': readFileSync(join(import.meta.dirname, '../../../models/sir.yaml'), 'utf8'),
    'pulse.json': '{"turns":2}',
  });
  symlinkSync('in.ndjson', join(cwd, 'link.ndjson'));
  linkSync(join(cwd, 'in.ndjson'), join(cwd, 'second.ndjson'));
  symlinkSync('.', join(cwd, 'here'));
  const cases: readonly (readonly string[])[] = [
    ['in.ndjson', '-o', 'in.ndjson'],
    ['in.ndjson', '-o', './in.ndjson'],
    ['in.ndjson', '-o', 'link.ndjson'],
    ['link.ndjson', '-o', 'in.ndjson'],
    ['in.ndjson', '-o', 'second.ndjson'],
    ['in.ndjson', '-o', 'here/in.ndjson'],
    ['in.ndjson', '-o', 'o.jsonl', '--errors', 'second.ndjson'],
    ['in.ndjson', '-o', 'new.jsonl', '--errors', 'here/new.jsonl'],
    ['in.ndjson', '-o', 'o.jsonl', '--memory', 'here/o.jsonl'],
    ['out.jsonl.part', '-o', 'out.jsonl'],
    // what is kept beside one output is another one
    ['in.ndjson', '-o', 'a.jsonl', '-o', 'a.jsonl.seal'],
    ['in.ndjson', '-o', 'a.jsonl.ckpt', '-o', 'a.jsonl'],
    ['in.ndjson', '-o', 'a.jsonl', '--errors', 'here/a.jsonl.seal'],
    ['in.ndjson', '-o', 'a.jsonl', '--memory', 'a.jsonl.part'],
    ['in.ndjson', '-o', 'a.jsonl', '--digest', 'a.jsonl.lock'],
    ['in.ndjson', '-o', 'a.csv', '--errors', 'a.failures.csv.part'],
    ['in.ndjson', '--observations', 'h=h.csv', '-o', 'h.csv'],
    ['in.ndjson', '-m', './m.yaml', '-o', 'm.yaml'],
    ['in.ndjson', '--config', 'pulse.json', '-o', 'pulse.json'],
    ['learn', '--observations', 'h.csv', '-o', 'h.csv'],
    ['backtest', '--observations', 'h.csv', '-o', 'h.csv'],
    ['score', 'in.ndjson', '--observations', 'h.csv', '-o', 'in.ndjson'],
    ['retry', 'link.ndjson', '--input', 'h.csv', '-o', 'in.ndjson'],
    ['retry', 'h.csv', '--input', 'in.ndjson', '-o', 'in.ndjson'],
  ];
  await Promise.all(
    cases.map(async (words) => {
      const { code, stderr } = await runCommand([...words, '--force'], { cwd });
      expect([words, code, stderr]).toEqual([words, 2, expect.stringContaining('would overwrite')]);
    }),
  );
  expect(readFileSync(join(cwd, 'in.ndjson'), 'utf8')).toBe(LINE);
  expect(readFileSync(join(cwd, 'h.csv'), 'utf8')).toBe(HISTORY);
});

test('one device may be read and written by many', async () => {
  const words = ['/dev/null', '-o', '/dev/null', '--errors', '/dev/null'];
  expect((await runCommand(words, {})).code).toBe(0);
});

test.each([
  ['a model', ['-m', './zero.yaml'], 2, 'is larger than'],
  ['a dataset', ['--observations', 'h=zero.yaml'], 2, 'holds more than'],
  ['a gravity state', ['--gravity-state', 'zero.yaml'], 2, 'has more than'],
  ['settings', ['--config', 'zero.yaml'], 2, 'is larger than'],
] as const)(
  '%s without an end is read to a limit, and that is said',
  async (_, words, code, why) => {
    const cwd = createFolder({ 'in.ndjson': LINE });
    symlinkSync('/dev/zero', join(cwd, 'zero.yaml'));
    const ended = await runCommand(['in.ndjson', ...words], { cwd });
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(why)]);
  },
);
