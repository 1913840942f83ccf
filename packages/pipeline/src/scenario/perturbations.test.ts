import { createCore, simulateRun } from '@pulse-stream/simulator';
import { openRng } from '@pulse-stream/simulator/internal';
import { ScenarioConfig, type Corrector } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { twinDataset, twinModel } from '../../test/twin.ts';
import { countPerturbations, perturbations, scaleCorrector } from './perturbations.ts';
import { prepareScenario } from './prepare-scenario.ts';
import { createWorld } from '../world/world.ts';

const world = createWorld({ model: twinModel, datasets: new Map([['truth', twinDataset()]]) });
const withHistory = ScenarioConfig.parse({ turns: 2, observations: { dataset: 'truth' } });
const prepare = (config: ScenarioConfig) => prepareScenario(world, config, 1, 100);
const RULES = ['rule pull × 0.8', 'rule pull × 1.2', 'rule gain × 0.8', 'rule gain × 1.2'];

describe('perturbations', () => {
  it('are every rule up and down, gravity off and halved, and the start up and down', () => {
    const names = (config: ScenarioConfig) =>
      [...perturbations(world, prepare(config))].map(({ name }) => name);
    expect(names(ScenarioConfig.parse({}))).toEqual(RULES);
    const all = ['gravity off', 'gravity halved', ...RULES, 'start + s', 'start − s'];
    expect(names(withHistory)).toEqual(all);
    expect(names({ ...withHistory, gravity: false })).toEqual([...RULES, ...all.slice(-2)]);
    expect(names({ ...withHistory, mode: 'seed_then_free' })).toEqual(RULES);
  });

  it('are never more than were counted', () => {
    for (const config of [ScenarioConfig.parse({}), withHistory]) {
      const made = [...perturbations(world, prepare(config))].length;
      expect(countPerturbations(world.compiled, config)).toBe(made);
    }
  });

  it('of a rule scale what it adds, numbers and expressions, and nothing else', () => {
    const config = ScenarioConfig.parse({ members: 1, state_overrides: { other: 0.6 } });
    const part = (run: ReturnType<typeof simulateRun>, name: string) =>
      run.attribution.find(({ target }) => target === 'other')?.parts.get(name) ?? 0;
    const base = simulateRun(world.compiled, config);
    const runs = [...perturbations(world, prepare(config))].map(({ name, rule }) => ({
      name,
      run: simulateRun(world.compiled, config, { perturbed: rule }),
    }));
    const run = (name: string) => runs.find((entry) => entry.name === name)?.run ?? base;
    expect(part(run('rule pull × 1.2'), 'rule.pull')).toBeCloseTo(
      1.2 * part(base, 'rule.pull'),
      12,
    );
    expect(part(run('rule gain × 1.2'), 'rule.pull')).toBe(part(base, 'rule.pull'));
    expect(run('rule gain × 0.8').control.final.capital['stock']).toBeCloseTo(10.4, 12);
  });

  it('of the start move every observed slot by its sd of one-step changes', () => {
    const scenario = prepare(withHistory);
    const { retrodiction, start, core } = scenario;
    const [up, down] = [...perturbations(world, scenario)].slice(-2);
    const { variables = [], scales = [] } = retrodiction?.state ?? {};
    expect(variables.length).toBeGreaterThan(0);
    for (const [row, name] of variables.entries()) {
      const slot = core.slots.indexOf(name);
      const at = (path: { x: Float64Array } | undefined) => path?.x[slot] ?? Number.NaN;
      const moved = at(up?.start?.path) - at(start?.path);
      expect(moved).toBeCloseTo(scales[row] ?? Number.NaN, 9);
      expect(at(start?.path) - at(down?.start?.path)).toBeCloseTo(moved, 9);
    }
  });

  it('halved gravity applies half of every part', () => {
    const base: Corrector = {
      slots: [0, 2],
      parts: ['gravity.a', 'gravity.b'],
      correction: new Float64Array(2),
      partValues: new Float64Array(4),
      clipped: new Int32Array([1, 2]),
      begin: () => {},
      correct() {
        this.correction.set([3, -5]);
        this.partValues.set([1, 2, -5, 0]);
      },
      shock: (shocks) => {
        shocks.fill(openRng(1, 0, 'test').nextNormal());
        return true;
      },
      settle: () => {},
    };
    const core = createCore(world.compiled);
    const halved = scaleCorrector(base, 0.5);
    halved.begin(0);
    const values = new Float64Array(core.slots.length);
    halved.correct({ before: values, causal: values, contributions: values });
    expect([...halved.correction]).toEqual([1.5, -2.5]);
    expect([...halved.partValues]).toEqual([0.5, 1, -2.5, 0]);
    expect(halved).toMatchObject({ slots: base.slots, parts: base.parts, clipped: base.clipped });
    const shocks = new Float64Array(2);
    expect(halved.shock(shocks)).toBe(true);
    expect(shocks[0]).not.toBe(0);
    halved.settle(values);
  });
});
