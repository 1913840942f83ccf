import { attempt, isFailure, ScenarioConfig, type Corrector } from '@pulse-stream/worldstate';
import {
  compileModel,
  createCore,
  openRng,
  pulse,
  simulateRun,
  simulateSteps,
  type CompiledModel,
  type PreparedStart,
} from '@pulse-stream/simulator';
import { expect, test } from 'vitest';
import { WorldMaker } from './random-models.ts';
import { differenceOf } from './same-bits.ts';

/** Corrects two slots by something that reads all it is told, and shocks them every other turn. */
function createOddCorrector(slots: readonly number[]): Corrector {
  const parts = ['gravity.half', 'gravity.rest'];
  const correction = new Float64Array(slots.length);
  const partValues = new Float64Array(slots.length * parts.length);
  const clipped = new Int32Array(slots.length);
  let [member, turn, memory] = [0, 0, 0];
  return {
    slots,
    parts,
    correction,
    partValues,
    clipped,
    begin(path) {
      [member, turn, memory] = [path, 0, path / 100];
      clipped.fill(0);
    },
    correct({ before, causal, contributions }) {
      const drive = contributions.reduce((sum, part) => sum + part, 0) / 16 + memory;
      for (const [index, slot] of slots.entries()) {
        partValues[2 * index] = ((before[slot] ?? 0) - (causal[slot] ?? 0)) / 2;
        partValues[2 * index + 1] = Math.max(-0.1, Math.min(0.1, drive));
        correction[index] = (partValues[2 * index] ?? 0) + (partValues[2 * index + 1] ?? 0);
        clipped[index] = (clipped[index] ?? 0) + (Math.abs(drive) > 0.1 ? 1 : 0);
      }
    },
    shock(shocks) {
      turn += 1;
      shocks.fill(member / 1000 + turn / 100);
      return turn % 2 === 0;
    },
    settle(after) {
      memory = (after[slots[0] ?? 0] ?? 0) / 32;
    },
  };
}

/** A history of three turns and a corrector on the first slots that take one. */
function prepareStart(compiled: CompiledModel, config: ScenarioConfig): PreparedStart {
  const core = createCore(compiled, { params: config.params });
  const path = core.start(compiled.initial, -3);
  const causal = new Float64Array(compiled.names.length);
  for (let turn = 0; turn < 3; turn += 1) {
    core.drift(path, causal, null);
    core.advance(path, causal);
  }
  const free = [...compiled.names.keys()].filter((slot) => compiled.measured[slot] === false);
  return { path, corrector: createOddCorrector(free.slice(0, 2)) };
}

test('with a history and a corrector the generated law gives every bit of the reference', () => {
  const maker = new WorldMaker(openRng(3, 0, 'worlds'));
  const seen = { runs: 0, generated: 0, corrected: 0 };
  for (let index = 0; index < 300; index += 1) {
    const model = maker.model();
    const config = ScenarioConfig.parse(maker.scenario(model, index));
    const compiled = compileModel(model);
    const [fast, slow] = (['auto', 'reference'] as const).map((kernel) =>
      attempt(() =>
        simulateRun(compiled, config, { kernel, start: prepareStart(compiled, config) }),
      ),
    );
    expect(differenceOf(fast, slow), JSON.stringify([model, config])).toBeNull();
    if (fast === undefined || isFailure(fast)) continue;
    seen.runs += 1;
    if (fast.kernel === 'generated') seen.generated += 1;
    if (fast.corrections.some(({ absolute }) => absolute > 0)) seen.corrected += 1;
  }
  expect(seen.generated).toBeGreaterThanOrEqual(0.99 * seen.runs);
  expect(seen.corrected).toBeGreaterThan(150);
}, 60_000);

/** Long enough for optimised code, blocks of normals, rows of lags and interventions between. */
const LONG = {
  turns: 700,
  members: 12,
  seed: 4,
  interventions: [
    { turn: 1, add: { hope: 0.1 } },
    { turn: 300, set: { despair: 0.9, envy: 0.2 } },
    { turn: 301, add: { nvda: 10 } },
    { turn: 9000, set: { hope: 0 } },
  ],
};

test('long ensembles of the built-in model are the same bits, with targets of all kinds', () => {
  const compiled = compileModel(pulse);
  for (const forecast of [
    undefined,
    { targets: ['nvda', 'hope'], horizons: [3, 511, 700] },
    { targets: ['envy', 'rage'] },
    { events: [{ name: 'crash', when: 'despair > 0.95 or energy_price_index > 1', by: 650 }] },
  ]) {
    const config = ScenarioConfig.parse({ ...LONG, forecast });
    const fast = simulateRun(compiled, config);
    expect(fast.kernel).toBe('generated');
    expect(differenceOf(fast, simulateRun(compiled, config, { kernel: 'reference' }))).toBeNull();
    const alone = simulateRun(compiled, config, { member: 7 });
    const reference = simulateRun(compiled, config, { member: 7, kernel: 'reference' });
    expect(differenceOf(alone, reference)).toBeNull();
  }
});

test('scenarios of one model that run in turns do not disturb each other', () => {
  const compiled = compileModel(pulse);
  const configs = [1, 2, 3].map((seed) =>
    ScenarioConfig.parse({ turns: 30_000, members: 2, seed, state_overrides: { hope: seed / 4 } }),
  );
  const steps = configs.map((config) => simulateSteps(compiled, config));
  const runs: unknown[] = configs.map(() => null);
  while (runs.includes(null))
    for (const [index, generator] of steps.entries()) {
      if (runs[index] !== null) continue;
      const step = generator.next();
      if (step.done === true) runs[index] = step.value;
    }
  for (const [index, config] of configs.entries())
    expect(differenceOf(runs[index], simulateRun(compiled, config))).toBeNull();
});

test('room is used again and again and holds the values of the last run', () => {
  const compiled = compileModel(pulse);
  const room = { values: new Float64Array(0) };
  for (const members of [9, 4, 30]) {
    const config = ScenarioConfig.parse({ turns: 3, members, seed: members });
    const { ensemble } = simulateRun(compiled, config, { room });
    expect(ensemble?.values).toEqual(simulateRun(compiled, config).ensemble?.values);
    expect(ensemble?.values.buffer).toBe(room.values.buffer);
  }
  expect(room.values).toHaveLength(5 * 3 * 30);
});

/** y falls by one a turn and its root fails; noise makes members fail where the control run lives. */
function failing(noise: number, start: number): CompiledModel {
  return compileModel({
    name: 'cliff',
    slots: { y: { kind: 'variable', initial: start, noise } },
    rules: [{ id: 'fall', effects: [{ target: 'y', add: '0 * sqrt(y) - 1' }] }],
  });
}

test('observers see every turn once, also when the reference computes it a second time', () => {
  for (const [compiled, turns] of [
    [failing(0, 3.5), 4],
    [failing(100, 8.5), 8],
  ] as const) {
    const seen: number[] = [];
    const observer = { observeTurn: ({ turn }: { turn: number }) => void seen.push(turn) };
    const config = ScenarioConfig.parse({ turns: 8, members: 50 });
    expect(() => simulateRun(compiled, config, { observers: [observer] })).toThrow(
      expect.objectContaining({ code: 'domain-error' }),
    );
    expect(seen).toEqual(Array.from({ length: turns }, (_, index) => index + 1));
  }
});

test('a natural value beyond all numbers fails the scenario and says which slot', () => {
  const compiled = compileModel({
    name: 'rocket',
    slots: { z: { kind: 'variable', initial: 1, transform: 'log100' } },
    rules: [{ id: 'up', effects: [{ target: 'z', add: 40_000 }] }],
    forecast: { events: [{ name: 'high', when: 'z > 1e300' }] },
  });
  for (const kernel of ['auto', 'reference'] as const)
    expect(() => simulateRun(compiled, ScenarioConfig.parse({ turns: 3 }), { kernel })).toThrow(
      expect.objectContaining({
        code: 'overflow',
        message: expect.stringMatching(/ z at turn 2/) as string,
      }),
    );
});
