import { compileModel } from '@pulse-stream/simulator';
import {
  ScenarioConfig,
  type ScenarioConfigInput,
  type WorldModelInput,
} from '@pulse-stream/worldstate';
import { describe, expect, test } from 'vitest';
import { CANDIDATES, membersOf, pathOf, thatTake } from './engines.ts';

/** y follows x by a parameter; what both are set to and by whom is the case. */
const LINE = compileModel({
  name: 'line',
  slots: { x: { kind: 'variable', initial: 1 }, y: { kind: 'variable', initial: 0 } },
  params: { slope: { value: 2, min: 0, max: 10 } },
  rules: [{ id: 'follow', effects: [{ target: 'y', add: 'slope * x' }] }],
  forecast: { targets: ['y'] },
});

const LAGS = compileModel({
  name: 'lags',
  slots: {
    x: { kind: 'variable', initial: 1 },
    change: { kind: 'variable', initial: 0 },
    seen: { kind: 'overlay', initial: 0 },
  },
  rules: [
    { id: 'note', effects: [{ target: 'change', add: 'x - x[-2] - change' }] },
    { id: 'double', effects: [{ target: 'x', add: 'x' }] },
  ],
  evaluation: 'simultaneous',
  measurements: { seen: '(x - x[-1]) / 100' },
});

const TURNS = 6;

/** An overlay that shows the clock, a slot that counts turns, and a rule that reads what is shown. */
const CLOCK: WorldModelInput = {
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
    targets: ['shown', 'count', 'read', 'drift'],
    events: [{ name: 'apart', when: 'abs(100 * shown - turn) > 1e-9 or abs(count - turn) > 1e-9' }],
  },
};

/** One rule whose amount is the case; noise makes members of it. */
const failing = (add: string) =>
  compileModel({
    name: 'trap',
    slots: {
      x: { kind: 'variable', initial: 3 },
      noisy: { kind: 'variable', initial: 0, noise: 1 },
    },
    rules: [{ id: 'trap', effects: [{ target: 'x', add }] }],
    forecast: { targets: ['x', 'noisy'] },
  });

describe.each(CANDIDATES)('on the engine $name', (engine) => {
  const endOf = (config: ScenarioConfigInput) =>
    pathOf(engine, LINE, ScenarioConfig.parse({ turns: 3, ...config }))['y']?.at(-1);

  test('an override and a parameter move what they are to move, by as much as they say', () => {
    expect(endOf({})).toBe(6);
    expect(endOf({ state_overrides: { x: 4 } })).toBe(24);
    expect(endOf({ params: { slope: 3 } })).toBe(9);
    expect(endOf({ params: { 'rule.follow.trust': 0.5 } })).toBe(3);
  });

  test('lags read steps before the present value; before the first known value it is held', () => {
    const forecast = { targets: ['x', 'change', 'seen'] };
    expect(pathOf(engine, LAGS, ScenarioConfig.parse({ turns: 4, forecast }))).toEqual({
      x: [2, 4, 8, 16],
      change: [0, 1, 3, 6],
      seen: [0.01, 0.02, 0.04, 0.08],
    });
  });

  test('a measurement reads the turn of the values it stands beside', () => {
    const config = ScenarioConfig.parse({ turns: TURNS, members: 3 });
    const outcome = engine.simulate(compileModel(CLOCK), config);
    const counted = Array.from({ length: TURNS }, (_, at) => at + 1);
    const expected = {
      shown: counted.map((turn) => turn / 100),
      count: counted,
      read: counted.map(() => 0),
    };
    const all = Object.entries(expected);
    expect(membersOf(outcome)).toMatchObject(
      Object.fromEntries(all.map(([name, path]) => [name, [path, path, path]])),
    );
    expect(outcome?.values.slice(0, 3 * TURNS)).toEqual(all.flatMap(([, path]) => path));
    expect([...(outcome?.ensemble?.eventCounts ?? [])]).toEqual([0]);
  });

  test.each([
    ['1 / (turn - 4)', 'division-by-zero', /rule trap at turn 5/],
    ['10 ^ (turn * 200)', 'overflow', /rule trap at turn 3/],
    ['ln(2 - turn)', 'domain-error', /rule trap at turn 3/],
    ['(-2) ^ (0.5 + turn)', 'not-a-number', /rule trap at turn 1/],
    ['x * 1e200', 'overflow', /rule trap at turn 2/],
    ['sqrt(4 - turn) - sqrt(2 - turn)', 'domain-error', /rule trap at turn 4/],
  ])('what cannot be computed is never a value: %s', (add, code, where) => {
    const told = () => engine.simulate(failing(add), ScenarioConfig.parse({ turns: 9 }));
    const failure: unknown = expect.objectContaining({
      code,
      message: expect.stringMatching(where) as string,
    });
    if (engine.tells) expect(told).toThrow(failure);
    else expect(told()).toBeNull();
  });

  test('a natural value beyond all numbers is none', () => {
    const compiled = compileModel({
      name: 'rocket',
      slots: {
        z: { kind: 'variable', initial: 1, transform: 'log100' },
        noisy: { kind: 'variable', initial: 0, noise: 1 },
      },
      rules: [{ id: 'up', effects: [{ target: 'z', add: 40_000 }] }],
      forecast: { targets: ['noisy'], events: [{ name: 'high', when: 'z > 1e300' }] },
    });
    const told = () => engine.simulate(compiled, ScenarioConfig.parse({ turns: 3 }));
    const failure: unknown = expect.objectContaining({
      code: 'overflow',
      message: expect.stringMatching(/ z at turn 2/) as string,
    });
    if (engine.tells) expect(told).toThrow(failure);
    else expect(told()).toBeNull();
  });
});

describe.each(thatTake('interventions'))('on the engine $name', (engine) => {
  test('an intervention comes before the rules of its turn', () => {
    const endOf = (config: ScenarioConfigInput) =>
      pathOf(engine, LINE, ScenarioConfig.parse({ turns: 3, ...config }))['y']?.at(-1);
    expect(endOf({ interventions: [{ turn: 2, set: { x: 0 } }] })).toBe(2);
    expect(endOf({ interventions: [{ turn: 3, add: { x: 5 } }] })).toBe(4 + 12);
    const late = { interventions: [{ turn: 4, set: { x: 9 } }] };
    if (engine.tells) expect(endOf(late)).toBe(6);
    // what is not applied is told, by others
    else expect(() => endOf(late)).toThrow('left to others');
  });
});
