import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, readRecords, runCommand, toLines } from './command.ts';

const scenarios = Array.from({ length: 40 }, (_, index) => ({
  id: `s${index}`,
  turns: 3 + (index % 3),
  members: 1 + (index % 2) * 4,
  ...(index % 7 === 0 ? { trace: 'summary' } : {}),
  ...(index % 11 === 0 ? { meta: { ticket: index } } : {}),
}));
const mended = toLines(scenarios);
const broken = mended.replace('"turns":4', '"turnz":4');
const DOT = String.raw`forecast.targets.hope.quantiles.0\.9,config.meta`;
const WAYS = [
  ['--record', 'slim'],
  ['--fields', `run,${DOT}`, '--fields', 'trace.turn'],
];

const read = (cwd: string, name: string): string => readFileSync(join(cwd, name), 'utf8');

test('the slim record of one target, one horizon and three quantiles takes 700 bytes at most', async () => {
  const forecast = { targets: ['despair'], horizons: [8], quantiles: [0.1, 0.5, 0.9] };
  const line = { id: 'shock-in-the-summer', turns: 8, state_overrides: { hope: 0.9 }, forecast };
  const { code, stdout } = await runCommand(['--record', 'slim'], { stdin: toLines([line]) });
  expect([code, readRecords(stdout)]).toEqual([0, [expect.objectContaining({ kind: 'result' })]]);
  expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(700);
});

test.each(WAYS)('%s %s: the same bytes on one thread and on two', async (...way) => {
  const cwd = createFolder({ 'in.ndjson': broken.repeat(10) });
  const [one, two] = await Promise.all(
    ['1', '2'].map((jobs) => runCommand(['in.ndjson', '-j', jobs, ...way], { cwd })),
  );
  expect([one?.code, two?.code]).toEqual([3, 3]);
  expect(readRecords(one?.stdout ?? '')).toHaveLength(400);
  expect(two?.stdout).toBe(one?.stdout);
});

test('a path that no record has ends the run before its first line, with exit code 2', async () => {
  const cases: [path: string, message: RegExp][] = [
    [
      'asessment',
      /fields: asessment: a result record has no key .* \(did you mean "assessment"\?\)/,
    ],
    ['forecast.targets.hopee.mean', /there is no slot "hopee" \(did you mean "hope"\?\)/],
    ['forecast.targets.hope.quantiles.0.9', /a dot in a key is written \\\./],
    ['run,,config', /fields: an empty path/],
  ];
  for (const [path, message] of cases) {
    const { code, stdout, stderr } = await runCommand(['--fields', path], { stdin: mended });
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
  }
  const both = await runCommand(['--fields', 'run', '--record', 'slim'], { stdin: mended });
  expect([both.code, both.stdout]).toEqual([2, '']);
});

test.each(WAYS)('%s %s: a retry with the same flags gives what a run gives', async (...way) => {
  const cwd = createFolder({ 'in.ndjson': broken });
  await runCommand(['in.ndjson', '-o', 'out.jsonl', ...way], { cwd });
  writeFileSync(join(cwd, 'in.ndjson'), mended);
  const again = ['retry', 'out.jsonl', '--input', 'in.ndjson', '-o', 'new.jsonl', ...way];
  const { code, stderr } = await runCommand(again, { cwd });
  expect([code, stderr]).toEqual([0, expect.stringContaining('1 failure was run again')]);
  expect(read(cwd, 'new.jsonl')).toBe((await runCommand(['in.ndjson', ...way], { cwd })).stdout);
});

test('a retry of records that do not say what made them asks for --force, and says why', async () => {
  const cwd = createFolder({ 'in.ndjson': broken });
  await runCommand(['in.ndjson', '-o', 'out.jsonl', '--fields', 'assessment.action'], { cwd });
  const again = ['retry', 'out.jsonl', '--input', 'in.ndjson', '-o', 'new.jsonl'];
  const refused = await runCommand(again, { cwd });
  expect([refused.code, refused.stderr]).toEqual([
    7,
    expect.stringMatching(/record 1 does not say its run\.engine_version.*--force/),
  ]);
  const forced = await runCommand([...again, '--force'], { cwd });
  expect([forced.code, forced.stderr]).toEqual([3, expect.stringContaining('40 records')]);
});

test('a run is resumed with the records it began with, and with no others', async () => {
  const cwd = createFolder({ 'in.ndjson': `${broken}${mended}` });
  const run = ['in.ndjson', '-o', 'out.jsonl'];
  const stopped = await runCommand([...run, '--record', 'slim', '--max-errors', '0'], { cwd });
  expect(stopped.code).toBe(4);
  const other = await runCommand([...run, '--resume', '--max-errors', '9'], { cwd });
  expect([other.code, other.stderr]).toEqual([7, expect.stringContaining('option --record')]);
  const resume = ['--resume', '--record', 'slim', '--max-errors', '9'];
  expect((await runCommand([...run, ...resume], { cwd })).code).toBe(3);
  const whole = await runCommand(['in.ndjson', '--record', 'slim'], { cwd });
  expect(read(cwd, 'out.jsonl')).toBe(whole.stdout);
});

test.each([
  ['sensitivity', 'out.jsonl'],
  ['review', 'out.jsonl'],
  ['report', 'out.jsonl', '-o', 'r.html'],
  ['export', 'out.jsonl', '-o', 't.csv'],
])('%s of a slim record says how it becomes a whole one', async (...args) => {
  const cwd = createFolder();
  const made = await runCommand(['-o', 'out.jsonl', '--record', 'slim'], { cwd, stdin: '{}\n' });
  expect(made.code).toBe(0);
  const { code, stderr } = await runCommand(args, { cwd });
  expect([code, stderr.trimEnd().split('\n')]).toEqual([
    2,
    [
      expect.stringContaining(
        'it was written with --record slim or --fields: run it again without',
      ),
    ],
  ]);
});

test.each([['slim'], ['config,run,forecast.targets,assessment'], ['line']])(
  'score says that it needs more than %s',
  async (part) => {
    const history = 'date,hope\n2024-01,0.5\n2024-02,0.52\n';
    const cwd = createFolder({ 'h.csv': history, 'later.csv': `${history}2024-03,0.5\n` });
    const line = { turns: 1, members: 5, observations: { dataset: 'h' } };
    const way = part === 'slim' ? ['--record', part] : ['--fields', part];
    const args = ['-o', 'out.jsonl', '--observations', 'h=h.csv', ...way];
    expect((await runCommand(args, { cwd, stdin: toLines([line]) })).code).toBe(0);
    const { code, stderr } = await runCommand(
      ['score', 'out.jsonl', '--observations', 'h=later.csv'],
      { cwd },
    );
    expect([code, stderr]).toEqual([2, expect.stringContaining('run it again without')]);
  },
);
