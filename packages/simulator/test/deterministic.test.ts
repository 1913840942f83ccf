import { attempt, isFailure, ScenarioConfig, type WorldModelInput } from '@pulse-stream/worldstate';
import { compileModel, createCore, simulateRun } from '@pulse-stream/simulator';
import { openRng } from '@pulse-stream/simulator/internal';
import { describe, expect, it, test } from 'vitest';
import { WorldMaker } from './random-models.ts';

const run = (model: WorldModelInput, config: Record<string, unknown> = {}) =>
  simulateRun(compileModel(model), ScenarioConfig.parse({ turns: 4, members: 5, ...config }));

/** x is noisy and y is forecast; what stands between them is the case. */
const between = (rest: Partial<WorldModelInput>): WorldModelInput => ({
  name: 'between',
  slots: {
    x: { kind: 'variable', initial: 0.5, noise: 0.1 },
    y: { kind: 'variable', initial: 0 },
    z: { kind: 'variable', initial: 0 },
    m: { kind: 'overlay', initial: 0.5 },
  },
  forecast: { targets: ['y'] },
  ...rest,
});
const add = (target: string, amount: number | string, when?: string) => ({
  id: `to-${target}`,
  when,
  effects: [{ target, add: amount }],
});

describe('noise', () => {
  it.each<[string, Partial<WorldModelInput>]>([
    ['an amount', { rules: [add('y', 'x')] }],
    ['a condition', { rules: [add('y', 1, 'x > 0.5')] }],
    ['a lag', { rules: [add('y', 'x[-2]')] }],
    ['another slot, whatever the order of rules', { rules: [add('y', 'z'), add('z', 'x')] }],
    ['a measurement', { rules: [add('y', 'm')], measurements: { m: 'clamp(x, 0, 1)' } }],
    ['an event', { forecast: { targets: ['y'], events: [{ name: 'e', when: 'x > 0.5' }] } }],
    [
      'the exposure',
      {
        slots: { ...between({}).slots, c: { kind: 'capital', initial: 1 } },
        rules: [add('c', 'x')],
      },
    ],
  ])('that reaches what is looked at by %s makes an ensemble', (_, rest) => {
    const found = run(between(rest));
    expect(found.deterministic).toBe(false);
    expect(found.ensemble?.members).toBe(5);
    expect(found.warnings).toEqual([]);
  });

  it.each<[string, WorldModelInput]>([
    ['is there', between({ slots: { x: { kind: 'variable', initial: 0.5 } }, forecast: {} })],
    ['is more than 0', between({ slots: { y: { kind: 'variable', initial: 0, noise: 0 } } })],
    ['reaches what is looked at', between({ rules: [add('x', 'y'), add('y', 'z + m')] })],
    [
      'stands behind a measurement, which has none of its own',
      between({
        slots: { y: { kind: 'overlay', initial: 0.5, noise: 0.1 } },
        measurements: { y: '0.2 + turn / 10' },
      }),
    ],
  ])('that is none of what %s leaves one path, and says so once', (_, model) => {
    const found = run(model);
    expect(found.deterministic).toBe(true);
    expect([found.members, found.ensemble, found.draws]).toEqual([5, null, 0]);
    expect(found.warnings.map(({ type }) => type)).toEqual(['no-noise']);
    const alone = run(model, { members: 1 });
    expect(alone.deterministic).toBe(false);
    expect(alone.warnings).toEqual([]);
    expect(found.control).toEqual(alone.control);
    expect(found.attribution).toEqual(alone.attribution);
  });

  it('of a dynamic overlay counts where it is looked at', () => {
    const model = { ...between({}), dynamic_overlay: { noise: 0.1 } };
    const overrides = { state_overrides: { awe: 0.5 } };
    expect(run(model, overrides).deterministic).toBe(true);
    const looked = { ...overrides, forecast: { targets: ['awe'] } };
    expect(run(model, looked).deterministic).toBe(false);
  });

  it('is not missed where a run starts from a history: that is said elsewhere', () => {
    const compiled = compileModel(between({}));
    const start = { path: createCore(compiled).start(compiled.initial, 0), corrector: null };
    const found = simulateRun(compiled, ScenarioConfig.parse({ members: 5 }), { start });
    expect(found.deterministic).toBe(true);
    expect(found.warnings).toEqual([]);
  });
});

test('in random worlds a member of a deterministic run is its control run, bit for bit', () => {
  const maker = new WorldMaker(openRng('deterministic', 0, 'models'));
  const seen = { deterministic: 0, noisy: 0 };
  for (let world = 0; world < 600; world += 1) {
    const made = maker.model();
    const config = ScenarioConfig.parse({ ...maker.scenario(made, world), members: 3 });
    // half of the worlds lose most of their noise
    const slots = Object.entries(made.slots).map(([name, slot], index) =>
      world % 2 === 0 && index > 0 ? [name, { ...slot, noise: 0 }] : [name, slot],
    );
    const model = { ...made, slots: Object.fromEntries(slots) as typeof made.slots }; // as they were
    const compiled = compileModel(model);
    const found = attempt(() => simulateRun(compiled, config));
    if (isFailure(found)) continue;
    const isSilent = Object.values(model.slots).every(({ noise = 0 }) => noise === 0);
    if (isSilent && model.dynamic_overlay?.noise === 0) expect(found.deterministic).toBe(true);
    seen[found.deterministic ? 'deterministic' : 'noisy'] += 1;
    if (!found.deterministic) continue;
    for (const kernel of ['auto', 'reference'] as const) {
      const { ensemble, attribution } = simulateRun(compiled, config, { member: 1, kernel });
      expect(ensemble?.values).toEqual(found.control.values);
      expect([...(ensemble?.eventCounts ?? [])]).toEqual(found.control.events.map(Number));
      expect(ensemble?.exposureChanges[0]).toBe(found.control.exposureChange);
      expect(attribution.map(({ end }) => end)).toEqual(found.attribution.map(({ end }) => end));
    }
  }
  expect(seen.deterministic).toBeGreaterThan(50);
  expect(seen.noisy).toBeGreaterThan(50);
});
