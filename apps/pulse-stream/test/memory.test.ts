import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IssuedForecast } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';
import { createFolder, readResults, runCommand, toLines } from './command.ts';

const HISTORY = 'date,hope\n2020-01,0.5\n2020-02,0.52\n2020-03,0.54\n';
const LATER = `${HISTORY}2020-04,0.55\n2020-05,0.5\n`;
const ask = (id: string, rest: object = {}) => ({
  id,
  turns: 2,
  members: 20,
  observations: { dataset: 'h' },
  forecast: {
    targets: ['hope'],
    quantiles: [0.1, 0.5, 0.9],
    events: [{ name: 'up', when: 'hope > 0.5', at: 1 }],
  },
  ...rest,
});
const SCENARIOS = [
  ask('a'),
  { id: 'bare' },
  { turnz: 1 },
  ask('b', { state_overrides: { hope: 0.6 } }),
];

function prepare(configs: readonly unknown[] = SCENARIOS) {
  const folder = createFolder({
    'h.csv': HISTORY,
    'later.csv': LATER,
    'in.ndjson': toLines(configs),
  });
  const run = (...args: string[]) =>
    runCommand(['in.ndjson', '--observations', 'h=h.csv', ...args], { cwd: folder });
  const memory = () => readFileSync(join(folder, 'm.ndjson'), 'utf8');
  return { folder, run, memory };
}

test('a memory gets one line for every forecast that has an origin, and says what it takes to verify it', async () => {
  const { run, memory } = prepare();
  const { stdout } = await run('--memory', 'm.ndjson', '--keep-members');
  const lines = memory().trimEnd().split('\n');
  const issued = lines.map((line) => IssuedForecast.parse(JSON.parse(line)));
  expect(issued.map(({ id, what_if }) => [id, what_if])).toEqual([
    ['a', undefined],
    ['b', true],
  ]);
  const [record] = readResults(`${stdout.split('\n')[0]}\n`);
  const target = record?.forecast.targets['hope'];
  expect(issued[0]).toEqual({
    kind: 'forecast',
    schema: 1,
    trace_id: record?.assessment.trace_id,
    id: 'a',
    model: 'pulse',
    model_hash: record?.run.model_hash,
    seed: record?.run.seed,
    origin: { dataset: 'h', label: '2020-03', row: 2 },
    horizon: [1, 2],
    labels: ['2020-04', '2020-05'],
    targets: {
      hope: {
        unit: null,
        point: target?.median,
        quantiles: target?.quantiles,
        members: target?.members,
      },
    },
    events: [
      {
        name: 'up',
        when: 'hope > 0.5',
        from: 1,
        to: 1,
        probability: record?.forecast.events[0]?.probability,
      },
    ],
  });
  expect(lines[0]).toBe(JSON.stringify(issued[0]));
});

test('a memory is scored like the records themselves', async () => {
  const { folder, run } = prepare();
  const { stdout } = await run('--memory', 'm.ndjson');
  writeFileSync(join(folder, 'out.jsonl'), stdout);
  const score = async (file: string) => {
    const args = ['score', file, '--observations', 'later.csv', '--format', 'ndjson'];
    const { stdout: text } = await runCommand(args, { cwd: folder });
    return text.split('\n').filter((line) => !line.includes('score-summary'));
  };
  const scores = await score('m.ndjson');
  expect(scores).toEqual(await score('out.jsonl'));
  expect(scores[0]).toContain('"n":2');
});

test('what a memory holds already is not appended again; what is new is', async () => {
  const { folder, run, memory } = prepare();
  await run('--memory', 'm.ndjson');
  const once = memory();
  await run('--memory', 'm.ndjson', '-o', 'out.jsonl');
  expect(memory()).toBe(once);
  await run('--memory', 'm.ndjson', '--seed', '7');
  expect(memory().startsWith(once)).toBe(true);
  expect(memory().trimEnd().split('\n')).toHaveLength(4);
  expect(existsSync(join(folder, 'm.ndjson.lock'))).toBe(false);
});

test('a run that stopped and was resumed leaves the memory of one that never stopped', async () => {
  const configs = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ask(id));
  const broken = [...configs.slice(0, 3), { turnz: 1 }, ...configs.slice(3)];
  const whole = prepare(broken);
  await whole.run('--memory', 'm.ndjson', '-o', 'out.jsonl');
  const { run, memory, folder } = prepare(broken);
  const stopped = await run('--memory', 'm.ndjson', '-o', 'out.jsonl', '--max-errors', '0');
  expect(stopped.code).toBe(4);
  expect(memory().trimEnd().split('\n')).toHaveLength(3);
  // as if the machine had ended while the next line was written
  writeFileSync(join(folder, 'm.ndjson'), whole.memory().slice(0, memory().length + 40));
  const other = await run('--memory', 'other.ndjson', '-o', 'out.jsonl', '--resume');
  expect([other.code, other.stderr]).toEqual([7, expect.stringContaining('memory') as string]);
  const resumed = await run('--memory', 'm.ndjson', '-o', 'out.jsonl', '--resume');
  expect(resumed.code).toBe(3);
  expect(memory()).toBe(whole.memory());
  const again = await run('--memory', 'm.ndjson', '-o', 'out.jsonl', '--resume');
  expect(again.stderr).toContain('complete already');
  expect(memory()).toBe(whole.memory());
});

test('a memory that lost what a stopped or a complete run gave it stops the resume', async () => {
  const configs = [...['a', 'b', 'c'].map((id) => ask(id)), { turnz: 1 }, ask('d')];
  const edits: [string, (text: string) => string | null][] = [
    ['gone', () => null],
    ['cut', (text) => text.slice(0, 500)],
    ['a line less', (text) => text.slice(text.indexOf('\n') + 1)],
    ['another byte', (text) => text.replace('"kind":"forecast","schema":1,"trace_id":"', '$&f')],
  ];
  for (const stop of [['--max-errors', '0'], []])
    for (const [what, edit] of edits) {
      const { run, memory, folder } = prepare(configs);
      await run('--memory', 'm.ndjson', '-o', 'out.jsonl', ...stop);
      const edited = edit(memory());
      if (edited === null) rmSync(join(folder, 'm.ndjson'));
      else writeFileSync(join(folder, 'm.ndjson'), edited);
      const { code, stderr } = await run('--memory', 'm.ndjson', '-o', 'out.jsonl', '--resume');
      expect([code, stderr], `${what} ${stop.length}`).toEqual([
        7,
        expect.stringContaining('the forecast memory') as string,
      ]);
    }
}, 120_000);

test('a memory that cannot work is refused before anything is written', async () => {
  const { folder, run } = prepare();
  writeFileSync(join(folder, 'notes.txt'), 'do not touch\n');
  const cases: [string[], number, RegExp][] = [
    [['--memory', '-'], 2, /a memory is a file/],
    [['--memory', 'm.ndjson.gz'], 2, /packed/],
    [['--memory', 'in.ndjson'], 2, /would overwrite/],
    [['--memory', './out.jsonl'], 2, /would overwrite/],
    [['--memory', 'm.ndjson', '--member', '1'], 2, /--member/],
    [['--memory', 'notes.txt'], 5, /notes\.txt: line 1 is not one of a forecast memory/],
    [['--memory', '.'], 5, /it is not a file/],
    [['--memory', 'no/m.ndjson'], 5, /folder does not exist/],
  ];
  for (const [args, code, message] of cases) {
    const got = await run('-o', 'out.jsonl', ...args);
    expect([got.code, got.stderr], args.join(' ')).toEqual([
      code,
      expect.stringMatching(message) as string,
    ]);
    expect(existsSync(join(folder, 'out.jsonl'))).toBe(false);
  }
  expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('do not touch\n');
  await run('-o', 'out.jsonl');
  const retried = await runCommand(
    ['retry', 'out.jsonl', '--input', 'in.ndjson', '--memory', 'm.ndjson'],
    { cwd: folder },
  );
  expect([retried.code, retried.stderr]).toEqual([
    2,
    expect.stringContaining('--memory: it belongs to run') as string,
  ]);
});

test('a forecast of a world with drivers of its own is a what-if', async () => {
  const folder = createFolder({
    'm.yaml':
      'name: lake\nmembers: 10\nslots: { level: { kind: variable, initial: 1, noise: 1 } }\nseries: { rain: { dataset: d } }\nrules: [{ id: fill, effects: [{ target: level, add: rain }] }]\n',
    'h.csv': 'date,level\n2020-01,1\n2020-02,2\n2020-03,3\n',
    'd.csv': `date,rain\n${['01', '02', '03', '04', '05', '06'].map((month) => `2020-${month},1\n`).join('')}`,
    'in.ndjson': toLines([
      { id: 'a', turns: 2, observations: { dataset: 'h' } },
      { id: 'b', turns: 2, observations: { dataset: 'h' }, series: { rain: [9, 9] } },
    ]),
  });
  const files = ['--observations', 'h=h.csv', '--observations', 'd=d.csv', '--memory', 'm.ndjson'];
  const { code } = await runCommand(['in.ndjson', '-m', 'm.yaml', ...files], { cwd: folder });
  expect(code).toBe(0);
  const lines = readFileSync(join(folder, 'm.ndjson'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => IssuedForecast.parse(JSON.parse(line)).what_if)).toEqual([
    undefined,
    true,
  ]);
});
