import { ScenarioConfig, type WorldModelInput } from '@pulse-stream/worldstate';
import { compileModel, createCore, createPlainRun, simulateRun } from '@pulse-stream/simulator';
import { expect, test } from 'vitest';

const TURNS = 6;

/** An overlay that shows the clock, a slot that counts turns, and a rule that reads what is shown. */
const clock: WorldModelInput = {
  name: 'clock',
  slots: {
    shown: { kind: 'overlay', initial: 0 },
    count: { kind: 'variable', initial: 0 },
    read: { kind: 'variable', initial: 0 },
    drift: { kind: 'variable', initial: 0, noise: 1 },
  },
  measurements: { shown: 'turn / 100' },
  rules: [
    { id: 'count', effects: [{ target: 'count', add: 1, scaled: false }] },
    { id: 'read', effects: [{ target: 'read', add: 'turn - 100 * shown', scaled: false }] },
  ],
  forecast: {
    targets: ['shown', 'count', 'read'],
    events: [{ name: 'apart', when: 'abs(100 * shown - turn) > 1e-9 or abs(count - turn) > 1e-9' }],
  },
};

const config = (members: number) =>
  ScenarioConfig.parse({ turns: TURNS, members, trace: 'full', gravity: false });

test('a measurement reads the turn of the values it stands beside, on every path', () => {
  const compiled = compileModel(clock);
  const counted = Array.from({ length: TURNS }, (_, at) => at + 1);
  const shown = counted.map((turn) => turn / 100);
  const nothing = counted.map(() => 0);
  for (const kernel of ['auto', 'reference'] as const)
    for (const members of [1, 3]) {
      const run = simulateRun(compiled, config(members), { kernel });
      expect(run.kernel).toBe(kernel === 'auto' ? 'generated' : 'reference');
      expect([...run.control.values]).toEqual([...shown, ...counted, ...nothing]);
      expect(run.control.events).toEqual([false]);
      if (run.ensemble === null) continue;
      const each = (values: readonly number[]) => values.flatMap((value) => [value, value, value]);
      expect([...run.ensemble.values]).toEqual([
        ...each(shown),
        ...each(counted),
        ...each(nothing),
      ]);
      expect([...run.ensemble.eventCounts]).toEqual([0]);
    }
});

test('a plain run reads the same clock', () => {
  const compiled = compileModel(clock);
  const plain = createPlainRun(compiled, { ...config(1), trace: 'none' }, []);
  expect(plain?.run('seed')).toBe(true);
  expect([...(plain?.values ?? [])].slice(0, TURNS)).toEqual([0.01, 0.02, 0.03, 0.04, 0.05, 0.06]);
});

test('a path that is put at a turn measures and goes on from there', () => {
  const compiled = compileModel(clock);
  const core = createCore(compiled);
  const path = core.start(compiled.initial, 0);
  core.advance(path, path.x.slice());
  expect([path.turn, path.x[0]]).toEqual([1, 0.01]);
  core.advance(path, path.x.slice(), 0);
  expect([path.turn, path.x[0]]).toEqual([0, 0]);
});
