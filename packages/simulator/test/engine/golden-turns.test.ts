import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScenarioConfig, type WorldModel } from '@pulse-stream/worldstate';
import type { TurnRecord } from '@pulse-stream/worldstate/internal';
import { compileModel, pulse, type CompiledModel } from '@pulse-stream/simulator';
import { describe, expect, test } from 'vitest';
import { CANDIDATES, kernel, pathOf, thatTake, type Candidate } from './engines.ts';

interface GoldenTurn {
  turn: number;
  overlays: Record<string, number>;
  variables: Record<string, number>;
  capital: Record<string, number>;
  fired_rules: string[];
}

interface GoldenCase {
  case: string;
  state_overrides: Record<string, number>;
  turns: number;
  expected: GoldenTurn[];
}

const cases = readFileSync(join(import.meta.dirname, '../golden/turns.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line): GoldenCase => JSON.parse(line));

const withoutNoise = (model: WorldModel): WorldModel => ({
  ...model,
  slots: Object.fromEntries(
    Object.entries(model.slots).map(([name, slot]) => [name, { ...slot, noise: 0 }]),
  ),
});

/** Whether every value of every turn of a case is the golden one, to the last bit. */
function gives(engine: Candidate, model: CompiledModel, golden: GoldenCase): boolean {
  const { state_overrides, turns, expected } = golden;
  const targets = [...new Set([...model.names, ...Object.keys(state_overrides)])];
  const horizons = Array.from({ length: turns }, (_, index) => index + 1);
  const forecast = { targets, horizons };
  const config = ScenarioConfig.parse({ state_overrides, turns, gravity: false, forecast });
  const path = pathOf(engine, model, config);
  return expected.every(({ turn, overlays, variables, capital }) => {
    const known = Object.entries({ ...overlays, ...variables, ...capital });
    const isAll = known.length === Object.keys(path).length;
    return isAll && known.every(([name, value]) => path[name]?.[turn - 1] === value);
  });
}

test('there are 300 golden cases', () => {
  expect(cases).toHaveLength(300);
});

describe.each(CANDIDATES)('on the engine $name', (engine) => {
  test('the built-in model gives every golden case to the last bit', () => {
    const model = compileModel(withoutNoise(pulse));
    const taken = engine.takes['a dynamic overlay that is looked at']
      ? cases
      : cases.filter(({ state_overrides }) =>
          Object.keys(state_overrides).every((name) => model.index.has(name)),
        );
    expect(taken.length).toBeGreaterThan(200);
    expect(taken.filter((golden) => !gives(engine, model, golden))).toEqual([]);
  });
});

describe.each(thatTake('an observer', 'one member'))('on the engine $name', (engine) => {
  test('in every turn of the golden cases the golden rules fire', () => {
    const compiled = compileModel(pulse);
    for (const { state_overrides, turns, expected } of cases) {
      const input = { state_overrides, turns, members: 1, trace: 'full' };
      const { run } = engine.simulate(compiled, ScenarioConfig.parse(input)) ?? {};
      const trace = run?.control.trace as readonly TurnRecord[]; // trace "full"
      for (const { turn, fired_rules } of expected)
        expect(trace[turn - 1]?.fired_rules).toEqual(fired_rules);
    }
  });
});

test('scaling any one coefficient of the model breaks golden cases', () => {
  for (const [index, rule] of pulse.rules.entries()) {
    const scaled = structuredClone(withoutNoise(pulse));
    const effect = scaled.rules[index]?.effects[0];
    if (effect === undefined || typeof effect.add !== 'number') throw new Error(`rule ${rule.id}`);
    effect.add *= 1.001;
    const model = compileModel(scaled);
    const broken = cases.find((golden) => !gives(kernel, model, golden));
    expect(broken, rule.id).toBeDefined();
  }
});
