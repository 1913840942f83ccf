import { compileModel } from '@pulse-stream/simulator';
import { ScenarioConfig, type ScenarioConfigInput } from '@pulse-stream/worldstate';
import { describe, expect, test } from 'vitest';
import { CANDIDATES, membersOf, thatTake, type Candidate } from './engines.ts';

/** Noise throws x out of its bounds in most turns; two overlays measure it. */
const MEASURED = {
  name: 'measured',
  slots: {
    x: { kind: 'variable', initial: 0.5, min: 0, max: 1, noise: 3 },
    seen: { kind: 'overlay', initial: 0 },
    low: { kind: 'overlay', initial: 0 },
  },
  measurements: { seen: 'x / 2', low: '0.25 + (1 - x) / 2' },
  forecast: { targets: ['x', 'seen', 'low'] },
} as const;

/** An overlay near its upper bound, and a price whose change is counted in 100 ln. */
const PUSHED = {
  name: 'pushed',
  slots: {
    hope: { kind: 'overlay', initial: 0.9 },
    price: { kind: 'variable', initial: 100, min: 50, max: 200, transform: 'log100' },
    // without noise there would be no members
    rain: { kind: 'variable', initial: 0, noise: 1 },
  },
  forecast: { targets: ['hope', 'price', 'rain'] },
} as const;

const EVENTS = {
  name: 'clock',
  slots: { t: { kind: 'variable', initial: 0, noise: 1e-9 } },
  rules: [{ id: 'tick', effects: [{ target: 't', add: 1 }] }],
} as const;

const runOn = (engine: Candidate) => (model: unknown, config: ScenarioConfigInput) =>
  engine.simulate(compileModel(model), ScenarioConfig.parse(config));

describe.each(CANDIDATES)('on the engine $name', (engine) => {
  const run = runOn(engine);

  test('a measurement reads what the bounds have left', () => {
    const members = 30;
    const { x = [], seen, low } = membersOf(run(MEASURED, { turns: 4, members, seed: 3 }));
    expect(x.flat().filter((value) => value === 0 || value === 1).length).toBeGreaterThan(members);
    expect(seen).toEqual(x.map((path) => path.map((value) => value / 2)));
    expect(low).toEqual(x.map((path) => path.map((value) => 0.25 + (1 - value) / 2)));
  });

  test('an event looks at turns 1 to its `by`, or at its `at` alone, both ends included', () => {
    const turns = 4;
    const ends = [1, 2, 3, 4];
    const happens = [0, 1, 2, 3, 4];
    const events = happens.flatMap((k) => {
      const when = `t > ${k} - 0.5 and t < ${k} + 0.5`;
      return [
        { name: `is_${k}_end`, when },
        ...ends.flatMap((end) => [
          { name: `is_${k}_by_${end}`, when, by: end },
          { name: `is_${k}_at_${end}`, when, at: end },
        ]),
      ];
    });
    const expected = happens.flatMap((k) => [
      k >= 1,
      ...ends.flatMap((end) => [k >= 1 && k <= end, k === end]),
    ]);
    // those of a scenario, and the same as events of the model
    for (const found of [
      run(EVENTS, { turns, members: 2, forecast: { events } }),
      run({ ...EVENTS, forecast: { events } }, { turns, members: 2 }),
    ]) {
      expect([expected, null]).toContainEqual(found?.events);
      const counts = [...(found?.ensemble?.eventCounts ?? [])];
      expect(counts).toEqual(expected.map((hit) => (hit ? 2 : 0)));
    }
  });
});

describe.each(thatTake('interventions'))('on the engine $name', (engine) => {
  const run = runOn(engine);

  test('an intervention is what was asked, its clip is bounds', () => {
    for (const members of engine.takes['one member'] ? [1, 3] : [3]) {
      const { attribution = [] } =
        run(PUSHED, {
          turns: 3,
          members,
          interventions: [
            { turn: 1, add: { hope: 0.3, price: 900 } },
            { turn: 2, set: { hope: -0.5 } },
            { turn: 3, set: { price: 25 } },
          ],
        }) ?? {};
      const [hope, price] = attribution;
      const ln = (value: number) => 100 * Math.log(value);
      // 0.9 + 0.3 is cut to 1; from there to −0.5, which is cut to 0
      expect(hope?.parts.get('intervention')).toBeCloseTo(0.3 - 1.5, 12);
      expect(hope?.parts.get('bounds')).toBeCloseTo(-0.2 + 0.5, 12);
      expect(hope?.end).toBe(0);
      // 100 + 900 is cut to 200; from there to 25, which is cut to 50
      expect(price?.parts.get('intervention')).toBeCloseTo(ln(10) + ln(25) - ln(200), 9);
      expect(price?.parts.get('bounds')).toBeCloseTo(ln(200 / 1000) + ln(50 / 25), 9);
      expect(price?.end).toBeCloseTo(ln(50), 9);
    }
  });
});
