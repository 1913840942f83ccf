import { expect, test } from 'vitest';
import { createFolder, runCommand, toLines } from './command.ts';

/** Ishigami's function as a world: its parameters are its inputs. */
const ISHIGAMI = `
name: ishigami
members: 1
params: { x: { value: 0 }, y: { value: 0 }, z: { value: 0 } }
values: { f: sin(x) + 7 * sin(y) ^ 2 + 0.1 * z ^ 4 * sin(x) }
slots: { nothing: { kind: variable, initial: 0 } }
forecast: { targets: [f] }
`;
const INPUTS = ['x', 'y', 'z'].flatMap((name) => [
  '--var',
  `params.${name}=-3.141592653589793..3.141592653589793`,
]);

/** Closed forms, a = 7 and b = 0.1. */
const FIRST = { 'params.x': 0.3139, 'params.y': 0.4424, 'params.z': 0 };
const TOTAL = { 'params.x': 0.5576, 'params.y': 0.4424, 'params.z': 0.2437 };

test('design, run, sensitivity: the indices of Ishigami’s function lie in their intervals (n = 8,192)', async () => {
  const cwd = createFolder({ 'ishigami.yaml': ISHIGAMI });
  const design = ['design', 'sobol', '--indices', '-n', '8192', '--seed', '1', ...INPUTS];
  await runCommand([...design, '-m', 'ishigami.yaml', '-o', 'in.ndjson'], { cwd });
  const run = await runCommand(['-q', '-m', 'ishigami.yaml', 'in.ndjson', '-o', 'out.jsonl'], {
    cwd,
  });
  expect(run.code).toBe(0);
  const asked = ['sensitivity', 'out.jsonl', '--format', 'ndjson', '--bootstrap', '100'];
  const { code, stdout, stderr } = await runCommand(asked, { cwd });
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining('40960 results, 3 inputs that vary, 8192 whole blocks'),
  ]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const indices = lines.filter(({ outcome }) => outcome === 'f@1');
  expect(indices.map(({ input }) => input)).toEqual(Object.keys(FIRST));
  for (const { input, first, total, n } of indices) {
    expect(n).toBe(2 * 8192);
    for (const [found, truths] of [
      [first, FIRST],
      [total, TOTAL],
    ]) {
      const truth = truths[input];
      expect(found.low).toBeLessThanOrEqual(truth + 1e-4);
      expect(found.high).toBeGreaterThanOrEqual(truth - 1e-4);
      expect(found.value).toBeCloseTo(truth, 1);
    }
  }
}, 240_000);

const LINES = toLines(
  Array.from({ length: 24 }, (_, row) => ({
    turns: 3,
    members: 2,
    state_overrides: { hope: row / 24, rage: ((row * 7) % 24) / 24 },
  })),
);

test('a table says which input moves which outcome, strongest first', async () => {
  const cwd = createFolder({ 'in.ndjson': LINES });
  await runCommand(['-q', 'in.ndjson', '-o', 'out.jsonl'], { cwd });
  const { code, stdout } = await runCommand(
    ['sensitivity', 'out.jsonl', '--outcome', 'hope@3', '--cases', 'hope@3 > 0.5'],
    { cwd },
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/^hope@3 \(24 records\)\ninput +spearman +95 % +prcc +95 %\nhope +1 /);
  expect(stdout).toMatch(
    /Boxes of the \d+ records of interest:\n {2}hope >= 0\.\d+\n {4}holds 100 % of them, and 100 %/,
  );
  const again = await runCommand(
    ['sensitivity', '-', '--outcome', 'hope@3', '--cases', 'hope@3 > 0.5'],
    {
      cwd,
      stdin: (await runCommand(['-q', 'in.ndjson'], { cwd })).stdout,
    },
  );
  expect(again.stdout).toBe(stdout);
});

test('what cannot be looked at ends with one line: slim records, failures only, torn lines', async () => {
  const cwd = createFolder({
    'in.ndjson': LINES,
    'bad.ndjson': '{"turns":0}\n{"turns":-1}\n',
    'none.jsonl': '',
  });
  const made = async (args: readonly string[]) =>
    (await runCommand(['-q', ...args], { cwd })).stdout;
  const whole = await made(['in.ndjson']);
  for (const [stdin, expected, message] of [
    [
      await made(['in.ndjson', '--record', 'slim']),
      2,
      /record 1 has no config: it was written with --record slim or --fields/,
    ],
    [await made(['bad.ndjson']), 3, /nothing to look at: all 2 records are failures/],
    ['', 2, /nothing to look at: there are no records/],
    [whole.slice(0, whole.length - 40), 5, /standard input:24: is torn, or is no record/],
    [`${whole}[]\n`, 5, /record 25 is no record of a run/],
  ] as const) {
    const { code, stdout, stderr } = await runCommand(['sensitivity', '-q'], { cwd, stdin });
    expect([code, stdout, stderr.trimEnd().split('\n').length]).toEqual([expected, '', 1]);
    expect(stderr).toMatch(message);
  }
});
