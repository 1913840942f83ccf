import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TurnRecord } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';
import { createFolder, readRecords, readResults, runCommand, toLines } from './command.ts';

/** One case of the turn law: every number is exact. */
interface GoldenCase {
  readonly case: string;
  readonly state_overrides: Record<string, number>;
  readonly turns: number;
  readonly expected: readonly Pick<
    TurnRecord,
    'turn' | 'overlays' | 'variables' | 'capital' | 'fired_rules'
  >[];
}

const root = join(import.meta.dirname, '../../..');
const cases = readFileSync(join(root, 'packages/simulator/test/golden/turns.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line): GoldenCase => JSON.parse(line));

const scenarios = toLines(
  cases.map(({ case: id, state_overrides, turns }) => ({
    id,
    state_overrides,
    turns,
    members: 1,
    gravity: false,
    trace: 'full',
  })),
);

/** Ids of the cases whose records differ from the golden turns in any bit. */
async function differing(args: readonly string[]): Promise<string[]> {
  const { code, stdout } = await runCommand(args, { stdin: scenarios });
  expect(code).toBe(0);
  const results = readResults(stdout);
  expect(results).toHaveLength(cases.length);
  return cases
    .filter((golden, index) => {
      const { trace = [] } = results[index] ?? {};
      return golden.expected.some((expected) => {
        const {
          deltas: _,
          symbolic_tag: _tag,
          symbolic_tag_enum: _code,
          ...found
        } = trace[expected.turn - 1] as TurnRecord; // asked for in full
        return JSON.stringify(found) !== JSON.stringify(expected);
      });
    })
    .map(({ case: id }) => id);
}

test('all 300 golden cases come out of the command to the last bit', async () => {
  expect(cases).toHaveLength(300);
  expect(await differing([])).toEqual([]);
});

test('a copy of the model file gives the same, and not when one coefficient is scaled', async () => {
  const text = readFileSync(join(root, 'models/pulse.yaml'), 'utf8');
  const scaled = text.replace('add: 0.015', 'add: 0.01515');
  expect(scaled).not.toBe(text);
  const folder = createFolder({ 'copy.yaml': text, 'scaled.yaml': scaled });
  expect(await differing(['-m', join(folder, 'copy.yaml')])).toEqual([]);
  expect((await differing(['-m', join(folder, 'scaled.yaml')])).length).toBeGreaterThan(0);
});

test('the golden cases scaled to 1e300 give one record a line, the same with one thread and with two workers', async () => {
  const scale = (values: Record<string, number>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value * 1e300]));
  const stdin = toLines(
    cases.map(({ case: id, state_overrides, turns }, index) => ({
      id,
      turns: Math.min(turns, 20),
      state_overrides: scale(state_overrides),
      members: 1 + (index % 3),
      trace: index % 2 === 0 ? 'full' : 'none',
      interventions: [{ turn: 1, add: scale(state_overrides) }],
      forecast: { targets: ['hope', 'nvda', 'cash', 'inflation_index'] },
    })),
  );
  const [one, two] = [
    await runCommand(['-q', '-j', '1'], { stdin }),
    await runCommand(['-q', '-j', '2'], { stdin }),
  ];
  expect([one.code, one.stderr]).toEqual([0, '']);
  expect(readRecords(one.stdout).map(({ line }) => line)).toEqual(cases.map((_, at) => at + 1));
  expect(two.stdout === one.stdout).toBe(true);
});
