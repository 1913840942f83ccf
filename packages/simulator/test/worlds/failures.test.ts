import { attempt, isFailure } from '@pulse-stream/worldstate';
import { createCore } from '@pulse-stream/simulator';
import { expect, test } from 'vitest';
import { FAILING, falling, x } from './failing-worlds.ts';
import { driverOf, runWorld } from './run-world.ts';

test.each(FAILING)(
  '%s that cannot be computed fails the scenario and names itself',
  (_, model, code, message) => {
    const surroundings = { drivers: [driverOf('d', [1, 1])], calendar: null };
    const failure = attempt(() => runWorld(model, { turns: 3 }, { surroundings }));
    if (!isFailure(failure)) throw new Error('it did not fail');
    expect(failure.type).toBe(code);
    expect(failure.message).toMatch(message);
  },
);

test('a turn that a message names is the first that cannot be computed, as records count them', () => {
  const surroundings = { drivers: [driverOf('d', [1, 1])], calendar: null };
  const named = FAILING.flatMap(([what, model]) => {
    const failed = (turns: number) => {
      const failure = attempt(() => runWorld(model, { turns }, { surroundings }));
      return isFailure(failure) ? failure.message : null;
    };
    const [, text] = / at turn (\d+)/.exec(failed(3) ?? '') ?? [];
    if (text === undefined) return [];
    const turn = Number(text);
    if (turn > 1) expect([what, failed(turn - 1)]).toEqual([what, null]);
    const last = attempt(() => runWorld(model, { turns: Math.max(1, turn) }, { surroundings }));
    // what only the end of the last turn would read of a driver is left out, and that is said
    const isLeftOut = !isFailure(last) && last.warnings.some(({ type }) => type === 'driver-ended');
    if (!isLeftOut) expect([what, isFailure(last) && last.message]).toEqual([what, failed(3)]);
    return isLeftOut ? [] : [what];
  });
  expect(named.length).toBeGreaterThan(20);
});

test('a series that nothing drives says how to drive it', () => {
  const failure = attempt(() =>
    runWorld({ slots: { x }, series: { d: { dataset: 'rows' } }, values: { v: 'd' } }),
  );
  expect(isFailure(failure) && [failure.type, failure.hint]).toEqual([
    'driver-missing',
    'register its dataset with --observations rows=FILE, or give series.d',
  ]);
});

test('a core fails as a run does', () => {
  const core = createCore({ name: 'core', slots: { x }, values: { v: '1 / x' }, rules: falling });
  const path = core.start(core.initial, 0);
  const causal = new Float64Array(2);
  const failure = attempt(() => {
    for (let turn = 0; turn < 3; turn += 1) {
      core.drift(path, causal, null);
      core.advance(path, causal);
    }
  });
  expect(isFailure(failure) && failure.type).toBe('division-by-zero');
});
