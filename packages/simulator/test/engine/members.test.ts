import {
  attempt,
  isFailure,
  ScenarioConfig,
  type Corrector,
  type ScenarioConfigInput,
} from '@pulse-stream/worldstate';
import {
  compileModel,
  createCore,
  pulse,
  simulateRun,
  type CompiledModel,
  type PreparedStart,
  type SimulateOptions,
} from '@pulse-stream/simulator';
import { openRng } from '@pulse-stream/simulator/internal';
import { describe, expect, test } from 'vitest';
import { WorldMaker } from '../random-models.ts';
import { differenceOf } from '../same-bits.ts';
import { differenceFrom } from './compare-worlds.ts';
import { CANDIDATES, interpreter, membersOf, thatTake } from './engines.ts';

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

describe.each(thatTake('a corrector'))('on the engine $name', (engine) => {
  test('with a history and a corrector every bit is that of the interpreter', () => {
    const maker = new WorldMaker(openRng(3, 0, 'worlds'));
    const seen = { runs: 0, sure: 0, corrected: 0 };
    for (let index = 0; index < 300; index += 1) {
      const model = maker.model();
      const config = ScenarioConfig.parse(maker.scenario(model, index));
      const compiled = compileModel(model);
      const [found, known] = [engine, interpreter].map(({ simulate }) =>
        attempt(() => simulate(compiled, config, { start: prepareStart(compiled, config) })),
      );
      expect(differenceOf(found, known), JSON.stringify([model, config])).toBeNull();
      if (found === undefined || found === null || isFailure(found)) continue;
      seen.runs += 1;
      if (engine === interpreter || found.run?.kernel === 'generated') seen.sure += 1;
      if (found.run?.corrections.some(({ absolute }) => absolute > 0)) seen.corrected += 1;
    }
    expect(seen.sure).toBeGreaterThanOrEqual(0.99 * seen.runs);
    expect(seen.corrected).toBeGreaterThan(150);
  }, 60_000);
});

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

const CASES = [
  ...[
    undefined,
    { targets: ['nvda', 'hope'], horizons: [3, 511, 700] },
    { targets: ['envy', 'rage'] },
    { events: [{ name: 'crash', when: 'despair > 0.95 or energy_price_index > 1', by: 650 }] },
  ].map((forecast) => ({ ...LONG, forecast })),
  { turns: 5 },
  { turns: 5, members: 1 },
  { turns: 5, members: 100, state_overrides: { trust: 0.9 } },
  {
    turns: 9,
    members: 21,
    forecast: { events: [{ name: 'low', when: 'hope < 0.3' }] },
  },
  {
    turns: 70,
    members: 1,
    state_overrides: { hope: 0.9, fatigue: 0.75, crypto_instability: 2 },
  },
  { turns: 3, forecast: { targets: ['nvda', 'hope'], horizons: [2] } },
  {
    turns: 300,
    members: 3,
    use_symbolism: false,
    forecast: { events: [{ name: 'low', when: 'hope < 0.3' }] },
  },
].map((input) => ScenarioConfig.parse(input));

describe.each(CANDIDATES)('on the engine $name', (engine) => {
  test('runs of the built-in model are those of the interpreter, whatever is looked at', () => {
    const compiled = compileModel(pulse);
    const taken = CASES.filter((config) => {
      const found = engine.simulate(compiled, config);
      const known = interpreter.simulate(compiled, config);
      if (found !== null) expect(differenceFrom(known, found), JSON.stringify(config)).toBeNull();
      return found !== null;
    });
    expect(taken.length).toBeGreaterThanOrEqual(6);
  });

  test('what an engine takes is what is said of it', () => {
    const compiled = compileModel(pulse);
    const takes = (config: ScenarioConfigInput, options: SimulateOptions = {}) =>
      engine.simulate(compiled, ScenarioConfig.parse({ members: 2, ...config }), options) !== null;
    const envy = { state_overrides: { envy: 0.4 } };
    expect({
      'one member': takes({ members: 1 }),
      'a member alone': takes({}, { member: 1 }),
      interventions: takes({ interventions: [{ turn: 1, set: { hope: 0.5 } }] }),
      'a corrector': takes({}, { start: prepareStart(compiled, ScenarioConfig.parse({})) }),
      'a dynamic overlay': takes(envy),
      'a dynamic overlay that is looked at': takes({ ...envy, forecast: { targets: ['envy'] } }),
      'an observer': takes({}, { observers: [{ observeTurn: () => undefined }] }),
    }).toEqual(engine.takes);
  });
});

describe.each(thatTake('a member alone'))('on the engine $name', (engine) => {
  test('a member that is replayed alone is the one of the ensemble', () => {
    const compiled = compileModel(pulse);
    const config = ScenarioConfig.parse({ turns: 700, members: 12, seed: 4 });
    const whole = membersOf(engine.simulate(compiled, config));
    expect(membersOf(engine.simulate(compiled, config, { member: 7 }))).toEqual(
      Object.fromEntries(Object.entries(whole).map(([name, paths]) => [name, [paths[7]]])),
    );
  });
});

const SLICED = CANDIDATES.flatMap(({ name, inSlices }) =>
  inSlices === null ? [] : [{ name, inSlices }],
);

describe.each(SLICED)('on the engine $name', ({ inSlices }) => {
  test('scenarios of one model that run in turns do not disturb each other', () => {
    const compiled = compileModel(pulse);
    const configs = [1, 2, 3].map((seed) =>
      ScenarioConfig.parse({
        turns: 15_000,
        members: 2,
        seed,
        state_overrides: { hope: seed / 4 },
      }),
    );
    // the first two are corrected
    const optionsOf = (index: number): SimulateOptions => {
      const config = configs[index];
      return index > 1 || config === undefined ? {} : { start: prepareStart(compiled, config) };
    };
    const runs = configs.map((config, index) => inSlices(compiled, config, optionsOf(index)));
    const ends: unknown[] = configs.map(() => null);
    while (ends.includes(null))
      for (const [index, steps] of runs.entries()) {
        if (ends[index] !== null) continue;
        const step = steps.next();
        if (step.done === true) ends[index] = step.value;
      }
    for (const [index, config] of configs.entries())
      expect(differenceOf(ends[index], simulateRun(compiled, config, optionsOf(index)))).toBeNull();
  });
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

describe.each(thatTake('an observer'))('on the engine $name', (engine) => {
  test('observers see every turn once, also when the interpreter computes it a second time', () => {
    for (const [compiled, turns] of [
      [failing(0.001, 3.5), 4],
      [failing(100, 8.5), 8],
    ] as const) {
      const seen: number[] = [];
      const observer = { observeTurn: ({ turn }: { turn: number }) => void seen.push(turn) };
      const config = ScenarioConfig.parse({ turns: 8, members: 50 });
      expect(() => engine.simulate(compiled, config, { observers: [observer] })).toThrow(
        expect.objectContaining({ code: 'domain-error' }),
      );
      expect(seen).toEqual(Array.from({ length: turns }, (_, index) => index + 1));
    }
  });
});
