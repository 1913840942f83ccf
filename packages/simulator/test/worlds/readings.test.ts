import type { WorldModelInput } from '@pulse-stream/worldstate';
import { createCore } from '@pulse-stream/simulator';
import { expect, test } from 'vitest';
import { driverOf, membersOf, runWorld, turnsOf } from './run-world.ts';

/** A value that reads all there is, and slots that receive it wherever expressions are read. */
const READERS = {
  params: { k: { value: 2 } },
  values: { all: 'x * k + time + drive + z', twice: '2 * all' },
  series: { drive: { dataset: 'rows' } },
  slots: {
    x: { kind: 'variable', initial: 3 },
    z: { kind: 'variable', initial: 'k + 1' },
    by_value: { kind: 'variable', initial: 'all' },
    by_formula: { kind: 'variable', initial: 'x * k + time + drive + z' },
  },
} as const satisfies Omit<WorldModelInput, 'name'>;

const surroundings = { drivers: [driverOf('drive', [5, 7, 11, 13])], calendar: null };

test('a value equals its formula at turn 0, after overrides, and at the end of every turn', () => {
  const model = {
    ...READERS,
    rules: [{ id: 'move', effects: [{ target: 'x', rate: 'all / 10' }] }],
    time: { start: 100, dt: 0.5, steps_per_turn: 2 },
  };
  const config = { turns: 3, state_overrides: { x: 4 }, params: { k: 5 } };
  for (const [turn, shown] of turnsOf(runWorld(model, config, { surroundings })).entries()) {
    const { x = NaN, z = NaN, all, twice } = shown;
    const formula = x * 5 + (100 + turn) + ([5, 7, 11, 13][turn] ?? NaN) + z;
    expect([all, twice]).toEqual([formula, 2 * formula]);
  }
  const [start] = turnsOf(runWorld(model, config, { surroundings }));
  expect(start?.['by_value']).toBe(4 * 5 + 100 + 5 + 6);
  expect(start?.['by_formula']).toBe(start?.['by_value']);
});

test.each(['sequential', 'simultaneous'] as const)(
  'a value equals its formula inside a turn, after effects: %s',
  (evaluation) => {
    const read = (amount: string, condition: string) => [
      {
        id: 'a',
        effects: [
          { target: 'x', add: '1' },
          { target: 'z', set: amount },
        ],
      },
      { id: 'b', when: `${condition} > 20`, effects: [{ target: 'x', add: `${amount} / 7` }] },
      {
        id: 'c',
        effects: [
          { target: 'by_value', set: amount },
          { target: 'x', rate: `${amount} / 9` },
        ],
      },
    ];
    const config = {
      turns: 3,
      interventions: [{ turn: 2, set: { x: 8, k: 3 } }],
      forecast: { events: [{ name: 'high', when: 'x > 10', at: 2 }] },
    };
    const world = (rules: WorldModelInput['rules']) =>
      turnsOf(
        runWorld({ ...READERS, evaluation, rules, time: { steps_per_turn: 2 } }, config, {
          surroundings,
        }),
      );
    const formula = '(x * k + time + drive + z)';
    expect(world(read('all', 'all'))).toEqual(world(read(formula, formula)));
  },
);

test.each(['turn', 'time'] as const)(
  'noise per %s reads values as their formulas, before any shock of its moment',
  (per) => {
    const model = (sd: string) => ({
      ...READERS,
      slots: {
        ...READERS.slots,
        x: { kind: 'variable' as const, initial: 3, noise: { sd: 0.5, per } },
        z: { kind: 'variable' as const, initial: 3, noise: { sd, per } },
        w: { kind: 'variable' as const, initial: 1, errors: 'log1p' as const },
      },
      members: 4,
      forecast: { targets: ['x', 'z'] },
    });
    const byValue = runWorld(model('abs(all)'), { turns: 3 }, { surroundings });
    const byFormula = runWorld(
      model('abs(x * k + time + drive + z)'),
      { turns: 3 },
      { surroundings },
    );
    const { w: _, ...slots } = model('abs(all)').slots;
    // a slot on another scale changes how paths are kept, and must change nothing else
    const alone = runWorld({ ...model('abs(all)'), slots }, { turns: 3 }, { surroundings });
    for (const target of ['x', 'z']) {
      expect(membersOf(byFormula, target)).toEqual(membersOf(byValue, target));
      expect(membersOf(alone, target)).toEqual(membersOf(byValue, target));
    }
  },
);

test('events and targets read values as their formulas', () => {
  const run = runWorld(
    {
      ...READERS,
      rules: [{ id: 'grow', effects: [{ target: 'x', add: 1 }] }],
      forecast: {
        targets: ['all', 'x'],
        events: [
          { name: 'value', when: 'all > 22', at: 2 },
          { name: 'clock', when: 'time == 2', at: 2 },
        ],
      },
    },
    { turns: 2 },
    { surroundings },
  );
  expect([...run.control.values]).toEqual([4 * 2 + 1 + 7 + 3, 5 * 2 + 2 + 11 + 3, 4, 5]);
  expect(run.control.events).toEqual([true, true]);
});

test('name[0] is the end of the last turn also after a rule, name[-k] is k turns before it', () => {
  const shown = turnsOf(
    runWorld(
      {
        slots: {
          x: { kind: 'variable', initial: 1 },
          now: { kind: 'variable', initial: 0 },
          before: { kind: 'variable', initial: 0 },
        },
        values: { double: '2 * x', past: 'double[-1]' },
        rules: [
          {
            id: 'r',
            effects: [
              { target: 'x', add: '10' },
              { target: 'now', set: 'x[0] + 1000 * double[0]' },
              { target: 'before', set: 'x[-1] + 1000 * double[-1]' },
            ],
          },
        ],
      },
      { turns: 3, state_overrides: { x: 2 } },
    ),
  );
  expect(shown.map(({ now }) => now)).toEqual([0, 4002, 24_012, 44_022]);
  expect(shown.map(({ before }) => before)).toEqual([0, 4002, 4002, 24_012]);
  // before the start the start is held, also of values, after overrides
  expect(shown.map(({ past }) => past)).toEqual([4, 4, 24, 44]);
});

test('a value that reads its own past goes on from it', () => {
  const model = {
    slots: { x: { kind: 'variable' as const, initial: 1 } },
    values: { peak: 'max(peak[-1], x)' },
    rules: [{ id: 'r', effects: [{ target: 'x', add: 'if(turn < 2, 3, -2)' }] }],
  };
  expect(turnsOf(runWorld(model, { turns: 4 })).map(({ peak }) => peak)).toEqual([1, 4, 7, 7, 7]);
});

test('a measured overlay with errors is what its measurement says in natural units', () => {
  const shown = turnsOf(
    runWorld(
      {
        slots: {
          x: { kind: 'variable', initial: 0.4 },
          m: { kind: 'overlay', initial: 0.5, errors: 'logit' },
        },
        values: { seen: 'm' },
        measurements: { m: 'x / 2' },
        rules: [{ id: 'r', effects: [{ target: 'x', add: 0.1 }] }],
      },
      { turns: 2 },
    ),
  );
  for (const [turn, { m, seen }] of shown.entries()) {
    expect(m).toBeCloseTo((0.4 + 0.1 * turn) / 2, 12);
    expect(seen).toBe(m);
  }
});

test('time goes on from the rows of a history, turn does not, and both end a turn later', () => {
  const core = createCore({
    name: 'clock',
    time: { start: 2000, dt: 0.25, steps_per_turn: 4 },
    slots: { x: { kind: 'variable', initial: 0 } },
    values: { clock: 'time', lead: 'turn' },
    rules: [{ id: 'r', effects: [{ target: 'x', set: 'time + turn / 100' }] }],
  });
  const path = core.start(core.initial, 0, 5);
  expect([...path.x]).toEqual([0, 2005, 0]);
  const causal = new Float64Array(3);
  core.drift(path, causal, null);
  expect(causal[0]).toBe(2005);
  core.advance(path, causal, 0);
  expect([...path.x]).toEqual([2005, 2006, 0]);
  core.drift(path, causal, null);
  core.advance(path, causal);
  expect([...path.x]).toEqual([2006, 2007, 1]);
});

test('a delay of a measured overlay starts from what is measured', () => {
  const [start, next] = turnsOf(
    runWorld({
      slots: {
        x: { kind: 'variable', initial: 0.6 },
        m: { kind: 'overlay', initial: 0.1 },
        n: { kind: 'overlay', initial: 0.1 },
      },
      values: { late: 'smooth1(m, 3)', later: 'delay_fixed(m, 2)' },
      measurements: { m: 'x / 2', n: 'late + m / 3' },
    }),
  );
  expect(start).toMatchObject({ m: 0.3, late: 0.3, later: 0.3, n: 0.3 + 0.3 / 3 });
  expect(next).toMatchObject({ m: 0.3, late: 0.3, later: 0.3 });
});
