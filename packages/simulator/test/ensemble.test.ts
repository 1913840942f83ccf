import {
  attempt,
  isFailure,
  ScenarioConfig,
  type ScenarioConfigInput,
  type WorldModelInput,
} from '@pulse-stream/worldstate';
import {
  compileModel,
  createCore,
  pulse,
  simulate,
  simulateRun,
  simulateSteps,
} from '@pulse-stream/simulator';
import fc from 'fast-check';
import { from, lastValueFrom, toArray } from 'rxjs';
import { expect, test } from 'vitest';

const compiled = compileModel(pulse);
const scenario = (config: ScenarioConfigInput) => ScenarioConfig.parse(config);

/** Everything a run holds, as comparable text. */
const fingerprint = (run: unknown): string =>
  JSON.stringify(run, (_, value: unknown) =>
    value instanceof Map
      ? [...value]
      : ArrayBuffer.isView(value)
        ? Array.from(value as Float64Array)
        : value,
  );

test('equal scenarios give equal runs, and the seed of a run replays it', () => {
  const first = simulateRun(compiled, scenario({ turns: 4, members: 7, id: 'a' }));
  const again = simulateRun(compiled, scenario({ turns: 4, members: 7, id: 'a' }));
  expect(fingerprint(again)).toBe(fingerprint(first));
  const replayed = simulateRun(compiled, scenario({ turns: 4, members: 7, seed: first.seed }));
  expect(replayed.ensemble).toEqual(first.ensemble);
});

test('a member replayed alone equals itself in the ensemble and draws its share of the numbers', () => {
  const config = scenario({ turns: 5, members: 10, state_overrides: { envy: 0.4 } });
  const whole = simulateRun(compiled, config);
  const cells = whole.targets.length * whole.horizons.length;
  let draws = 0;
  for (let member = 0; member < 10; member += 1) {
    const alone = simulateRun(compiled, config, { member });
    draws += alone.draws;
    expect(alone.draws).toBeLessThan(whole.draws / 8);
    for (let cell = 0; cell < cells; cell += 1)
      expect(alone.ensemble?.values[cell]).toBe(whole.ensemble?.values[cell * 10 + member]);
  }
  expect(draws).toBe(whole.draws);
});

test('with members 1 nothing is drawn and there is no ensemble', () => {
  const run = simulateRun(compiled, scenario({ turns: 9, members: 1 }));
  expect(run.draws).toBe(0);
  expect(run.ensemble).toBeNull();
});

test('adding a dynamic overlay shifts the draws of no other slot', () => {
  const base = { turns: 3, members: 5, seed: 3 };
  const plain = simulateRun(compiled, scenario(base));
  const more = simulateRun(compiled, scenario({ ...base, state_overrides: { envy: 0.4 } }));
  expect(more.ensemble?.values).toEqual(plain.ensemble?.values);
});

test('more members leave the first ones as they were', () => {
  const few = simulateRun(compiled, scenario({ turns: 2, members: 3, seed: 8 }));
  const many = simulateRun(compiled, scenario({ turns: 2, members: 9, seed: 8 }));
  expect(many.ensemble?.values[2]).toBe(few.ensemble?.values[2]);
});

test('in slices a run is the same, reports its progress, and can be left', () => {
  const config = scenario({ turns: 50_000, members: 2 });
  const steps = simulateSteps(compiled, config);
  const progress: number[] = [];
  let step = steps.next();
  while (step.done !== true) {
    expect(step.value.total).toBe(150_000);
    progress.push(step.value.done);
    step = steps.next();
  }
  expect(progress.length).toBeGreaterThan(4);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(fingerprint(step.value)).toBe(fingerprint(simulateRun(compiled, config)));
});

test('drift and advance of the core walk the control run', () => {
  const overrides = { despair: 0.7, inflation_index: 0.1 };
  const core = createCore(compiled);
  const values = compiled.initial.slice();
  for (const [name, value] of Object.entries(overrides))
    values[compiled.index.get(name) ?? -1] = value;
  const path = core.start(values, 0);
  const causal = new Float64Array(values.length);
  for (let turn = 0; turn < 20; turn += 1) {
    core.drift(path, causal, null);
    core.advance(path, causal);
  }
  const config = scenario({ turns: 20, members: 1, state_overrides: overrides });
  const { final } = simulateRun(compiled, config).control;
  const world = { ...final.overlays, ...final.variables, ...final.capital };
  expect(Object.fromEntries(core.slots.map((name, slot) => [name, path.x[slot]]))).toEqual(world);
});

test('what a config gets wrong about its model is a failure with path and hint', () => {
  const failing = (config: ScenarioConfigInput, strict = false) => {
    try {
      simulateRun(compiled, scenario(config), { strict });
    } catch (error) {
      return error instanceof Error && 'failure' in error ? error.failure : error;
    }
    return null;
  };
  expect(failing({ state_overrides: { hop: 1 } }, true)).toMatchObject({
    type: 'unknown-name',
    path: 'state_overrides.hop',
    hint: 'did you mean "hope"?',
  });
  expect(failing({ params: { 'rule.R001_HopeTrist.trust': 1 } })).toMatchObject({
    type: 'unknown-name',
    hint: 'did you mean "rule.R001_HopeTrust.trust"?',
  });
  expect(failing({ forecast: { targets: ['hoop'] } })).toMatchObject({
    type: 'unknown-name',
    path: 'forecast.targets[0]',
  });
  expect(failing({ turns: 2, forecast: { horizons: [1, 3] } })).toMatchObject({
    type: 'config-invalid',
    path: 'forecast.horizons[1]',
  });
  expect(failing({ forecast: { events: [{ name: 'e', when: 'hope > ' }] } })).toMatchObject({
    type: 'config-invalid',
    path: 'forecast.events[0].when',
  });
  expect(failing({ forecast: { quantiles: [0.15, 0.1 + 0.05] } })).toMatchObject({
    path: 'forecast.quantiles[1]',
    message: expect.stringContaining('rounded to 10 decimals'),
  });
  expect(failing({ forecast: { quantiles: [0.5, 0.1] } })).toMatchObject({
    path: 'forecast.quantiles[1]',
  });
});

test('overrides stay inside bounds with a warning, whatever they are', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), (value) => {
      const run = simulateRun(compiled, scenario({ members: 1, state_overrides: { rage: value } }));
      const start = run.control.start.overlays['rage'] ?? -1;
      expect(start).toBe(Math.min(1, Math.max(0, value)) + 0);
      expect(run.warnings.length).toBe(start === value ? 0 : 1);
    }),
  );
});

test('the operator keeps order, passes failures untouched and makes failures of bad scenarios', async () => {
  const failure = {
    kind: 'failure' as const,
    type: 'bad-json' as const,
    stage: 'decode' as const,
    message: 'm',
  };
  const out = await lastValueFrom(
    from([
      scenario({ id: 'one', members: 1 }),
      failure,
      scenario({ id: 'two', params: { nope: 1 } }),
      scenario({ id: 'three', members: 1 }),
    ]).pipe(simulate({ model: pulse }), toArray()),
  );
  expect(out.map((item) => (isFailure(item) ? item.type : item.config.id))).toEqual([
    'one',
    'bad-json',
    'unknown-name',
    'three',
  ]);
  expect(out[1]).toBe(failure);
});

test('a turn observer sees every turn of the control run; one that throws fails the scenario', () => {
  const seen: number[] = [];
  const observer = { observeTurn: ({ turn }: { turn: number }) => void seen.push(turn) };
  simulateRun(compiled, scenario({ turns: 3, members: 2 }), { observers: [observer] });
  expect(seen).toEqual([1, 2, 3]);
  const broken = {
    observeTurn: () => {
      throw new Error('boom');
    },
  };
  const run = () => simulateRun(compiled, scenario({}), { observers: [broken] });
  expect(run).toThrow(expect.objectContaining({ code: 'observer-failed' }));
});

test('a path resumed from what it recalls goes on exactly', () => {
  const model = compileModel({
    name: 'memory',
    slots: { x: { kind: 'variable', initial: 1 }, y: { kind: 'variable', initial: 2 } },
    rules: [{ id: 'mix', effects: [{ target: 'x', add: 'x[-3] / 3 - y[-1] / 7' }] }],
  });
  const core = createCore(model);
  const walk = (path: ReturnType<typeof core.start>, turns: number) => {
    const causal = new Float64Array(2);
    for (let turn = 0; turn < turns; turn += 1) {
      core.drift(path, causal, null);
      core.advance(path, causal);
    }
    return path;
  };
  for (const before of [0, 1, 2, 5, 9]) {
    const path = walk(core.start(model.initial, 0), before);
    const resumed = core.resume(core.recall(path), path.turn);
    expect(resumed.turn).toBe(before);
    expect(walk(resumed, 6).x).toEqual(walk(path, 6).x);
  }
});

test('a path that is put at a turn measures and goes on from there', () => {
  const shown = compileModel({
    name: 'clock',
    slots: { shown: { kind: 'overlay', initial: 0 } },
    measurements: { shown: 'turn / 100' },
  });
  const core = createCore(shown);
  const path = core.start(shown.initial, 0);
  core.advance(path, path.x.slice());
  expect([path.turn, path.x[0]]).toEqual([1, 0.01]);
  core.advance(path, path.x.slice(), 0);
  expect([path.turn, path.x[0]]).toEqual([0, 0]);
});

test('what lies after the last turn fails where the line asks for it, and is told where the model does', () => {
  const events = [{ name: 'late', when: 'x > 1', at: 5 }];
  const model: WorldModelInput = {
    name: 'm',
    slots: { x: { kind: 'variable', initial: 1, noise: 1 } },
    forecast: { horizons: [1, 3, 5], events },
  };
  const run = (config: ScenarioConfigInput) =>
    attempt(() => simulateRun(model, ScenarioConfig.parse({ members: 3, ...config })));
  const told = (config: ScenarioConfigInput) => {
    const made = run(config);
    if (isFailure(made)) return made.path;
    return [made.horizons, made.warnings.map(({ type }) => type)];
  };
  expect(told({ turns: 5 })).toEqual([[1, 3, 5], []]);
  expect(told({ turns: 4 })).toEqual([
    [1, 3],
    ['horizon-out-of-range', 'event-out-of-range'],
  ]);
  expect(told({ turns: 4, forecast: { horizons: [2], events: [] } })).toEqual([[2], []]);
  expect(told({ turns: 4, forecast: { horizons: [5] } })).toBe('forecast.horizons[0]');
  expect(told({ turns: 4, forecast: { events } })).toBe('forecast.events[0].at');
  const short = simulateRun(
    { ...model, forecast: { horizons: [3, 5] } },
    ScenarioConfig.parse({ turns: 2, members: 3 }),
  );
  expect(short.horizons).toEqual([1, 2]);
  expect(short.warnings.map(({ message }) => message)).toEqual([
    '2 of the horizons of the model, from 3 on, come after the last turn 2: every turn is forecast instead',
  ]);
});
