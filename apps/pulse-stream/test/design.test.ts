import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { createFolder, runCommand, startCommand } from './command.ts';

const VARS = [
  '--var',
  'hope=0..1',
  '--var',
  'turns=5,10',
  '--var',
  'rule.R001_HopeTrust.trust=0..1',
];

test.each([
  ['grid', '--var', 'hope=0..1:0.5', '--var', 'turns=5,10'],
  ['oat', ...VARS],
  ['lhs', '-n', '9', '--seed', '7', ...VARS],
  ['lhs', '-n', '9', '--maximin', ...VARS],
  ['sobol', '-n', '8', ...VARS],
  ['sobol', '-n', '4', '--indices', '--seed', '7', ...VARS],
  ['mc', '-n', '9', '--replications', '2', ...VARS],
])('what design %s writes passes validate, whole', async (...args) => {
  const cwd = createFolder();
  const made = await runCommand(['design', ...args, '-m', 'pulse', '-o', 'lines.ndjson'], { cwd });
  expect([made.code, made.stdout]).toEqual([0, '']);
  const lines = readFileSync(join(cwd, 'lines.ndjson'), 'utf8').trimEnd().split('\n');
  expect(made.stderr).toContain(`${lines.length} scenarios written`);
  const checked = await runCommand(['validate', '--strict', 'lines.ndjson'], { cwd });
  expect([checked.code, checked.stdout]).toEqual([0, '']);
  expect(checked.stderr).toContain(`${lines.length} scenarios: 0 would fail`);
});

test.each([
  [['glid'], /design glid is not a command \(did you mean "grid"\?\)/],
  [['grid'], /needs something that varies/],
  [['grid', 'a.json', '--var', 'hope=0,1'], /reads no file/],
  [
    ['lhs', '-n', '4', '-m', 'sir', '--var', 'params.bta=0..1'],
    /--var params\.bta: "bta" is not a parameter of model sir \(did you mean "beta"\?\)/,
  ],
  [
    ['lhs', '-n', '4', '-m', 'sir', '--var', 'params.beta=0..1', '--var', 'params.gama=0..1'],
    /--var params\.gama: "gama" is not a parameter of model sir \(did you mean "gamma"\?\)/,
  ],
  [['lhs', '-n', '4', '-m', 'sir', '--var', 'infectd=0..1'], /did you mean "infected"\?/],
  [['lhs', '-n', '4', '-m', 'sir', '--var', 'beta=0..1'], /"beta" is a parameter: use params/],
  [['lhs', '-n', '4', '-m', 'pulse', '--var', 'rule.R999.trust=0..1'], /R999/],
  [
    ['lhs', '-n', '4', '-m', 'sir', '--var', 'params.beta=normal(1,-1)'],
    /normal \[1, -1\] needs an sd of at least 0/,
  ],
  [
    ['lhs', '-n', '4', '-m', 'sir', '--var', 'params.beta=normal(-90,.1)'],
    /leaves nothing between 0 and 2/,
  ],
  [
    ['lhs', '-n', '4', '-m', 'sir', '--var', 'params.beta=1..5'],
    /--var params\.beta: a run would say that .* = 5 is out of bounds .* \(vary it within the bounds/,
  ],
  [['lhs', '-n', '4', '--var', 'hope=1..0'], /the range 1\.\.0 is empty/],
  [['lhs', '-n', '4', '--var', 'turns=0..4'], /turns: expected at least 1, got 0/],
  [
    ['lhs', '-n', '4', '--var', 'interventions.0.set.hope=0..1'],
    /interventions\[0\]\.turn: .* missing \(give it in the scenario of --base/,
  ],
  [
    ['lhs', '-n', '4', '--var', 'series.inflow.size=1..2'],
    /unknown key "size".*known keys: dataset/,
  ],
  [['grid', '--maximin', '--var', 'hope=0,1'], /design grid does not use maximin/],
  [['run', '--var', 'hope=0,1'], /design run is not a command/],
] as const)('design %j ends with one line and exit 2', async (args, message) => {
  const { code, stdout, stderr } = await runCommand(['design', ...args]);
  expect([code, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 1]);
  expect(stderr).toMatch(message);
});

test('the base is a scenario file, checked like any line, and its keys are in every line', async () => {
  const cwd = createFolder({
    'base.json':
      '{\n  "id": "x",\n  "turns": 4,\n  "interventions": [{ "turn": 2, "set": { "hope": 1 } }]\n}\n',
    'twice.json': '{"turns":1,"turns":2}',
    'wrong.json': '{"trns":1}',
    'text.json': '{"turns":"x"}',
  });
  const args = ['design', 'grid', '--var', 'interventions.0.turn=1,3'];
  const made = await runCommand([...args, '--base', 'base.json', '-q'], { cwd });
  expect(made.stdout.split('\n')[1]).toBe(
    '{"id":"x:interventions.0.turn=3","turns":4,"interventions":[{"turn":3,"set":{"hope":1}}]}',
  );
  for (const [file, message] of [
    ['twice.json', /twice\.json: turns:/],
    ['wrong.json', /: wrong\.json: trns:/],
    ['text.json', /: text\.json: turns: expected a number/],
    ['none.json', /cannot read none\.json/],
  ] as const) {
    const refused = await runCommand([...args, '--base', file], { cwd });
    expect([refused.code, refused.stdout]).toEqual([file === 'none.json' ? 5 : 2, '']);
    expect(refused.stderr).toMatch(message);
  }
});

test('a series is varied by its places and the keys of its column, as the base has it', async () => {
  const cwd = createFolder({
    'numbers.json': '{"turns":3,"series":{"inflow":[1,2,3]}}',
    'column.json': '{"turns":3,"series":{"inflow":{"dataset":"weather","scale":2}}}',
    'other.json': '{"turns":3,"series":{"rain":[1,2,3]}}',
  });
  const vary = async (name: string, base: string) => {
    const args = ['design', 'grid', '-q', '--var', `${name}=0.5,1.5`, '--base', `${base}.json`];
    const { code, stdout, stderr } = await runCommand(args, { cwd });
    return code === 0 ? JSON.parse(stdout.split('\n')[1] ?? '').series : stderr;
  };
  expect(await vary('series.inflow.0', 'numbers')).toEqual({ inflow: [1.5, 2, 3] });
  expect(await vary('series.inflow[2]', 'numbers')).toEqual({ inflow: [1, 2, 1.5] });
  expect(await vary('series.inflow.scale', 'column')).toEqual({
    inflow: { dataset: 'weather', scale: 1.5 },
  });
  expect(await vary('series.inflow.add', 'column')).toEqual({
    inflow: { dataset: 'weather', scale: 2, add: 1.5 },
  });
  expect(await vary('series.inflow.0', 'other')).toEqual({ rain: [1, 2, 3], inflow: [1.5] });
  expect(await vary('series.inflow.scale', 'other')).toEqual({
    rain: [1, 2, 3],
    inflow: { scale: 1.5 },
  });
  expect(await vary('series.inflow.scale', 'numbers')).toMatch(/the base has something else there/);
  expect(await vary('series.inflow.3', 'other')).toMatch(/the base has only 0 of them/);
});

test('a reader that goes away ends a design of any size quietly', async () => {
  const child = startCommand(['design', 'lhs', '-n', '1000000000', '--var', 'hope=0..1']);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect([code, stderr]).toEqual([141, '']);
});

test('a signal ends a design of any size, and leaves no file', async () => {
  const cwd = createFolder();
  const child = startCommand(['design', 'mc', '-n', '1000000000', '--var', 'hope=0..1']);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.stdout.resume();
  child.kill('SIGTERM');
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(143);
  const file = startCommand(
    ['design', 'mc', '-n', '1000000000', '--var', 'hope=0..1', '-o', 'a.ndjson'],
    { cwd },
  );
  await vi.waitFor(() => readFileSync(join(cwd, 'a.ndjson.part')), { timeout: 60_000 });
  file.kill('SIGINT');
  expect(await new Promise((resolve) => file.on('close', resolve))).toBe(130);
  expect(() => readFileSync(join(cwd, 'a.ndjson'))).toThrow('ENOENT');
  expect(() => readFileSync(join(cwd, 'a.ndjson.part'))).toThrow('ENOENT');
});
