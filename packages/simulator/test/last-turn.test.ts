import { compileModel, createCore, simulateRun } from '@pulse-stream/simulator';
import { ScenarioConfig, type WorldModelInput } from '@pulse-stream/worldstate';
import type { TurnRecord } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';

const variable = { kind: 'variable', initial: 0 } as const;

/** In every turn x doubles and one more, then both others read it; what is read is measured too. */
const modelOf = (evaluation: 'sequential' | 'simultaneous'): WorldModelInput => ({
  name: 'last',
  evaluation,
  slots: {
    x: { ...variable, initial: 1 },
    now: variable,
    last: variable,
    before: variable,
    seen: { kind: 'overlay', initial: 0 },
    step: { kind: 'overlay', initial: 0 },
  },
  rules: [
    { id: 'grow', effects: [{ target: 'x', add: 'x + 1' }] },
    { id: 'now', effects: [{ target: 'now', add: 'x - now' }] },
    { id: 'last', effects: [{ target: 'last', add: 'x[0] - last' }] },
    { id: 'before', effects: [{ target: 'before', add: 'x[-1] - before' }] },
  ],
  measurements: { seen: 'x[0] / 1000', step: '(x[0] - x[-1]) / 1000' },
});

function valuesIn(model: WorldModelInput, name: string): (number | undefined)[] {
  const config = ScenarioConfig.parse({
    turns: 4,
    members: 1,
    trace: 'full',
    interventions: [{ turn: 3, add: { x: 100 } }],
  });
  const { trace } = simulateRun(compileModel(model), config).control;
  // every form of it but "summary" has whole turns
  return (trace as readonly TurnRecord[]).map(
    ({ variables, overlays }) => variables[name] ?? overlays[name],
  );
}

const valuesOf = (evaluation: 'sequential' | 'simultaneous', name: string) =>
  valuesIn(modelOf(evaluation), name);

test('name[0] is the value at the end of the last turn, also after this one has changed it', () => {
  for (const evaluation of ['sequential', 'simultaneous'] as const) {
    expect(valuesOf(evaluation, 'x')).toEqual([3, 7, 215, 431]);
    expect(valuesOf(evaluation, 'last')).toEqual([1, 3, 7, 215]);
    expect(valuesOf(evaluation, 'before')).toEqual([1, 1, 3, 7]);
  }
  expect(valuesOf('sequential', 'now')).toEqual([3, 7, 215, 431]);
  expect(valuesOf('simultaneous', 'now')).toEqual([1, 3, 107, 215]);
});

test('a measurement ends its turn: name[0] is the name, name[-1] the turn before', () => {
  expect(valuesOf('sequential', 'seen')).toEqual([0.003, 0.007, 0.215, 0.431]);
  expect(valuesOf('sequential', 'step')).toEqual([0.002, 0.004, 0.208, 0.216]);
});

test('a core that is told another state measures that one', () => {
  const core = createCore(compileModel(modelOf('sequential')));
  const [x, seen] = [core.slots.indexOf('x'), core.slots.indexOf('seen')];
  const path = core.start(
    Float64Array.from(core.slots, (name) => (name === 'x' ? 200 : 0)),
    0,
  );
  expect(path.x[seen]).toBe(0.2);
  core.replace(path, x, 500);
  expect(path.x[seen]).toBe(0.5);
  const drift = Float64Array.from(path.x);
  core.drift(path, drift, null);
  expect(drift[core.slots.indexOf('last')]).toBe(500);
});

test('the end of the last turn is known where no turn before it is read', () => {
  const model: WorldModelInput = {
    name: 'alone',
    slots: { x: { ...variable, initial: 1 }, last: variable },
    rules: [
      { id: 'grow', effects: [{ target: 'x', add: 'x' }] },
      { id: 'last', effects: [{ target: 'last', add: 'x[0] - last' }] },
    ],
  };
  expect(valuesIn(model, 'last')).toEqual([1, 2, 4, 208]);
});
