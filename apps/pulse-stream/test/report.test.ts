import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, runCommand, toLines } from './command.ts';

const LINES = toLines(
  Array.from({ length: 12 }, (_, row) => ({
    id: `s${row}`,
    turns: row === 5 ? 0 : 3,
    members: 5,
    state_overrides: { hope: row / 12 },
  })),
);

/** The records of twelve lines, one of which fails. */
async function makeRecords(flags: readonly string[] = []): Promise<string> {
  return (await runCommand(['-q', '-', ...flags], { stdin: LINES })).stdout;
}

test('records become one page, whose headline is recomputed from them, and a message says how many', async () => {
  const out = await makeRecords();
  const cwd = createFolder({ 'out.jsonl': out });
  const { code, stdout, stderr } = await runCommand(
    ['report', 'out.jsonl', '--top', '3', '-o', 'report.html'],
    { cwd },
  );
  expect([code, stdout, stderr]).toEqual([
    0,
    '',
    '11 results and 1 failure drawn in report.html: open it in a browser\n',
  ]);
  const ends = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).forecast?.targets.hope.mean[2])
    .filter((end) => end !== undefined)
    .toSorted((a, b) => a - b)
    .map((end) => String(Number(end.toPrecision(3))));
  const page = readFileSync(join(cwd, 'report.html'), 'utf8');
  expect(page).toContain(
    `<title>The mean of hope ends between ${ends[0]} and ${ends[10]} in turn 3, half of 11 scenarios at or below ${ends[5]}; 1 of 12 lines failed.</title>`,
  );
  expect(page).toContain(
    'pulse-stream retry out.jsonl --model pulse --input SCENARIOS.ndjson -o fixed.jsonl',
  );
  expect(page).toContain('pulse-stream report out.jsonl --top 3 -o report.html');
  const piped = await runCommand(['report', '-q', '--top', '3'], { cwd, stdin: out });
  expect(piped.stdout).toContain('The mean of hope ends between');
});

test.each([
  ['a model that ships', '-m sir', 'sir'],
  ['a model of one’s own', '-m own.yaml', 'MODEL.yaml'],
])(
  'the retry command of the page works as it stands, but for what is in capitals: %s',
  async (_, flags, model) => {
    const lines = (turns: number) =>
      toLines([
        { id: 'good', turns: 2 },
        { id: 'bad', turns, observations: { dataset: 'seen' } },
      ]);
    const cwd = createFolder({
      'own.yaml': 'name: own\nslots: { infected: { kind: variable, initial: 0.5, noise: 0.1 } }\n',
      'seen file.csv': 'turn,infected\n1,0.1\n2,0.2\n',
      'SCENARIOS.ndjson': lines(0),
    });
    const given = ['--observations', 'seen=seen file.csv'];
    await runCommand(
      ['run', '-q', ...flags.split(' '), ...given, 'SCENARIOS.ndjson', '-o', 'out.jsonl'],
      { cwd },
    );
    const { stdout } = await runCommand(['report', '-q', 'out.jsonl', ...given], { cwd });
    const [, command = ''] = /<code>pulse-stream (retry [^<]*)</.exec(stdout) ?? [];
    expect(command).toContain(`--model ${model} `);
    const words = [...command.replaceAll('&#39;', "'").matchAll(/'([^']*)'|(\S+)/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    );
    writeFileSync(join(cwd, 'SCENARIOS.ndjson'), lines(2));
    const { code, stderr } = await runCommand(
      words.map((word) => (word === 'MODEL.yaml' ? 'own.yaml' : word)),
      { cwd },
    );
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('1 failure was run again, 0 failed again'),
    ]);
  },
);

test('what the review of the records says first, the page says first', async () => {
  const far = [0.1, 0.9].map((hope, row) => ({
    id: `s${row}`,
    group: 'one',
    turns: 2,
    state_overrides: { hope },
  }));
  const { stdout } = await runCommand(['-q', '-'], { stdin: toLines(far) });
  const { stdout: page } = await runCommand(['report', '-q'], { stdin: stdout });
  const [first = '', second = ''] = page.match(/<li><a href="[^>]*>[^<]*/g) ?? [];
  expect(first).toMatch(
    /1 pair of scenarios of one group contradict each other, the furthest apart s1 and s0 at hope/,
  );
  expect(second).toMatch(/Read s[01]: /);
});

test.each([
  [5, 'is torn, or is no record', (text: string) => text.slice(0, -30)],
  [5, 'is neither a result nor a failure', () => '{"id":"a"}\n'],
  [
    5,
    'line 1: warnings is not as a run writes it',
    (text: string) => text.replaceAll(/"warnings":\[\]\}$/gm, '"warnings":[7]}'),
  ],
])(
  'what is no whole record ends with %i, and nothing is written: %s',
  async (exit, message, damage) => {
    const cwd = createFolder({ 'out.jsonl': damage(await makeRecords()) });
    const { code, stderr } = await runCommand(['report', 'out.jsonl', '-o', 'a.html'], { cwd });
    expect([code, stderr]).toEqual([exit, expect.stringContaining(message)]);
    expect(readdirSync(cwd)).toEqual(['out.jsonl']);
  },
);

test('slim records are refused and name what is missing', async () => {
  const cwd = createFolder({ 'out.jsonl': await makeRecords(['--record', 'slim']) });
  const { code, stderr } = await runCommand(['report', 'out.jsonl', '-o', 'a.html'], { cwd });
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/out\.jsonl:1: has no config.*a report is made of whole records/),
  ]);
  expect(readdirSync(cwd)).toEqual(['out.jsonl']);
});

test('a run without records gives a page that says so, and a page is not written over unasked', async () => {
  const cwd = createFolder({ 'out.jsonl': '' });
  const first = await runCommand(['report', 'out.jsonl', '-o', 'a.html'], { cwd });
  expect(first.code).toBe(0);
  expect(readFileSync(join(cwd, 'a.html'), 'utf8')).toContain('This run has no records.');
  expect((await runCommand(['report', 'out.jsonl', '-o', 'a.html'], { cwd })).code).toBe(5);
});
