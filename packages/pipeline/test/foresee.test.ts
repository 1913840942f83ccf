import { checkLine, createWorld } from '@pulse-stream/pipeline';
import { listProblems } from '@pulse-stream/pipeline/internal';
import { expect, test } from 'vitest';
import { recordOf, toLine } from './run-line.ts';

const rain = {
  sha256: 'rain',
  name: 'rain',
  labels: ['2024-01', '2024-02', '2024-03', '2024-04'],
  columns: ['rain'],
  rows: [[1], [2], [null], [4]],
};
const levels = {
  sha256: 'levels',
  name: 'levels',
  labels: ['2024-01', '2024-02'],
  columns: ['x'],
  rows: [[1], [2]],
};

const world = createWorld({
  model: {
    name: 'lake',
    time_unit: 'month',
    members: 5,
    series: { rain: { dataset: 'rain' } },
    params: { k: { value: 0.5, min: 0, max: 1 } },
    slots: { x: { kind: 'variable', initial: 1, noise: 1 } },
    rules: [{ id: 'r', effects: [{ target: 'x', add: 'rain * k' }] }],
    forecast: { targets: ['x'] },
  },
  datasets: new Map([rain, levels].map((dataset) => [dataset.name, dataset])),
});

const series = { rain: [1, 2, 3] };
const event = (when: string) => ({ forecast: { events: [{ name: 'e', when }] } });
const acts = (...interventions: object[]) => ({ interventions });

test.each<[law: string, config: object]>([
  ['a driver that is too short', { turns: 5, series }],
  ['a driver that is long enough', { turns: 3, series }],
  ['an event that cannot be computed', { turns: 2, series, ...event('1 / 0 > x') }],
  ['an event that can be', { turns: 2, series, ...event('x > 1e9 and 1 / 0 > x') }],
  ['a start before the dates of a driver', { turns: 2, start: '2023-01' }],
  ['a start behind them', { turns: 2, start: '2025-01' }],
  ['a start among them', { turns: 1, start: '2024-04' }],
  ['an empty cell of a driver', { turns: 4 }],
  ['an empty cell behind a history', { turns: 2, observations: { dataset: 'levels' } }],
  ['a parameter set beyond its bounds', { turns: 2, series, ...acts({ turn: 1, set: { k: 3 } }) }],
  ['a parameter moved beyond them', { turns: 2, series, ...acts({ turn: 2, add: { k: 3 } }) }],
  ['a draw that lies beyond them', { turns: 2, series, params: { k: { uniform: [2, 4] } } }],
  ['a draw that hardly comes there', { turns: 2, series, params: { k: { normal: [9, 0.1] } } }],
  [
    'the value of a draw beyond them',
    { turns: 1, series, params: { k: { uniform: [0, 1], value: 3 } } },
  ],
])('of %s the check says what the run says', (_law, config) => {
  const { failure, warnings } = checkLine(world, toLine(config));
  const record = recordOf(config, world);
  const said = record.kind === 'failure' ? record.error : null;
  expect(failure && [failure.type, failure.stage, failure.message, failure.hint]).toEqual(
    said && [said.type, said.stage, said.message, said.hint],
  );
  if (record.kind === 'result')
    expect(record.warnings).toEqual(expect.arrayContaining([...warnings]));
  else expect(failure).not.toBeNull();
});

/** What is told of a line that fails. */
function problemsOf(config: object | string) {
  const line = toLine(config);
  const { failure } = checkLine(world, line);
  if (failure === null) throw new Error('it does not fail');
  const { problems, warnings } = listProblems(world, line, failure);
  return {
    problems: problems.map(({ type, path }) => [type, path]),
    warnings: warnings.map(({ type, path }) => [type, path]),
  };
}

test('what a line that fails is warned of is told beside its problems', () => {
  const params = { k: 7 };
  expect(problemsOf({ turns: 2, series, params, state_overrides: { y: 1 } })).toEqual({
    problems: [['unknown-name', 'state_overrides.y']],
    warnings: [['clamped', 'params.k']],
  });
  expect(problemsOf({ turns: 9, series, params })).toEqual({
    problems: [['driver-missing', 'series.rain']],
    warnings: [['clamped', 'params.k']],
  });
});

test('a warning that may follow from what is wrong is not told', () => {
  const late = acts({ turn: 3, set: { x: 1 } });
  expect(problemsOf({ turns: 'x', series, ...late }).warnings).toEqual([]);
  expect(problemsOf({ turns: 2, series, nobody: 1, ...late }).warnings).toEqual([]);
  expect(problemsOf({ turns: 2, series, id: 7, ...late }).warnings).toEqual([
    ['intervention-unused', 'interventions[0].turn'],
  ]);
});

test('every key that is there twice is told, at every depth and each once', () => {
  const text =
    '{"turns":2,"turns":3,"id":"a","seed":1,"seed":2,"seed":3,"params":{"k":1,"\\u006b":0.5,"__proto__":1},"series":{"rain":[1,2,3]},"zz":1}';
  expect(problemsOf(text).problems).toEqual([
    ['duplicate-key', 'turns'],
    ['duplicate-key', 'seed'],
    ['duplicate-key', 'params.k'],
    ['forbidden-key', 'params.__proto__'],
    ['config-invalid', 'zz'],
  ]);
});
