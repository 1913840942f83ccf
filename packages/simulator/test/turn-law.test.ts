import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScenarioConfig } from '@pulse-stream/worldstate';
import { compileModel, pulse, simulateRun } from '@pulse-stream/simulator';
import { expect, test } from 'vitest';

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

const cases = readFileSync(join(import.meta.dirname, 'golden/turns.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line): GoldenCase => JSON.parse(line));

/** The turns of a case that differ from the golden ones by a single bit. */
function differences(
  model: unknown,
  golden: GoldenCase,
  kernel: 'auto' | 'reference' = 'auto',
): unknown[] {
  const config = ScenarioConfig.parse({
    state_overrides: golden.state_overrides,
    turns: golden.turns,
    members: 1,
    gravity: false,
    trace: 'full',
  });
  const run = simulateRun(compileModel(model), config, { kernel });
  expect(run.kernel).toBe(kernel === 'auto' ? 'generated' : 'reference');
  const { trace } = run.control;
  return golden.expected.filter((turn) => {
    const found = trace?.[turn.turn - 1] as GoldenTurn | undefined; // trace "full"
    const seen = found && {
      turn: found.turn,
      overlays: found.overlays,
      variables: found.variables,
      capital: found.capital,
      fired_rules: found.fired_rules,
    };
    return JSON.stringify(seen) !== JSON.stringify(turn);
  });
}

test('the built-in model gives all 300 golden cases to the last bit, generated or interpreted', () => {
  expect(cases).toHaveLength(300);
  for (const kernel of ['auto', 'reference'] as const)
    expect(cases.filter((golden) => differences(pulse, golden, kernel).length > 0)).toEqual([]);
});

test('scaling any one coefficient of the model breaks golden cases', () => {
  for (const [index, rule] of compileModel(pulse).model.rules.entries()) {
    const scaled = structuredClone(compileModel(pulse).model);
    const effect = scaled.rules[index]?.effects[0];
    if (effect === undefined || typeof effect.add !== 'number') throw new Error(`rule ${rule.id}`);
    effect.add *= 1.001;
    const broken = cases.find((golden) => differences(scaled, golden).length > 0);
    expect(broken, rule.id).toBeDefined();
  }
});
