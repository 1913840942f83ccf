import { attempt, isFailure, ScenarioConfig, type WorldModelInput } from '@pulse-stream/worldstate';
import type { Driver, Warning } from '@pulse-stream/worldstate/internal';
import { compileModel, createCore, simulateRun } from '@pulse-stream/simulator';
import { effectiveSeed, foreseeRun, openRng, planScenario } from '@pulse-stream/simulator/internal';
import { expect, test } from 'vitest';
import { FAILING, x } from './failing-worlds.ts';
import { driverOf, SEASONS } from './run-world.ts';
import { SteppedMaker, type SteppedWorld } from './stepped-models.ts';

const WORLDS = 250 * Number(process.env['LAWS'] ?? 1);

type World = Pick<SteppedWorld, 'model' | 'config'> & Partial<SteppedWorld>;

/** What is foreseen of a world, and what its run says. */
function bothOf({ model, config, drivers = [], row = 0 }: World) {
  const compiled = compileModel(model);
  const parsed = ScenarioConfig.parse(config);
  const surroundings = { drivers, calendar: SEASONS };
  const warnings: Warning[] = [];
  const foreseen = attempt(() => {
    const plan = planScenario(compiled, parsed, { surroundings });
    const more = { seed: effectiveSeed(parsed), isFresh: row === 0, ownEvents: false };
    foreseeRun({ plan, origin: row, ...more }, (warning) => warnings.push(warning));
    return null;
  });
  const ran = attempt(() => {
    const core = createCore(compiled, { params: parsed.params, surroundings });
    const path = core.start(core.initial, 0, row);
    const start = row === 0 ? {} : { start: { path, corrector: null } };
    return simulateRun(compiled, parsed, { surroundings, ...start });
  });
  return { foreseen, ran, warnings };
}

test(
  'on random worlds whatever is foreseen to fail fails, and every parameter foreseen to be clamped is',
  () => {
    const maker = new SteppedMaker(openRng(Number(process.env['SEED'] ?? 11), 0, 'foreseen'));
    let [failing, foretold] = [0, 0];
    for (let index = 0; index < WORLDS; index += 1) {
      const made = maker.make({ chance: index % 2 === 0 });
      const world = index % 3 === 0 ? { ...made, drivers: made.drivers.map(endEarly) } : made;
      const { foreseen, ran, warnings } = bothOf(world);
      const where = (): string => `world ${index} ${JSON.stringify([world, foreseen])}`;
      failing += isFailure(ran) ? 1 : 0;
      if (isFailure(foreseen)) {
        foretold += 1;
        if (!isFailure(ran)) throw new Error(`it ran: ${where()}`);
      } else if (!isFailure(ran))
        for (const { path } of warnings)
          expect([where(), ran.warnings.map((warning) => warning.path)]).toEqual([
            expect.anything(),
            expect.arrayContaining([path]),
          ]);
    }
    expect(failing).toBeGreaterThan(foretold);
    expect(foretold).toBeGreaterThan(0);
  },
  120_000 + 1000 * WORLDS,
);

/** A driver of two rows. */
const endEarly = (driver: Driver): Driver => ({
  ...driver,
  values: driver.values.slice(0, 2),
  beyond: 'fail',
});

test('what fails by its slots is not foreseen as something else', () => {
  const told = FAILING.flatMap(([what, model, code]) => {
    const drivers = [driverOf('d', [1, 1])];
    const { foreseen } = bothOf({ model: { name: 'm', ...model }, config: { turns: 3 }, drivers });
    return isFailure(foreseen) ? [[what, foreseen.type, code]] : [];
  });
  expect(told.filter(([, type, code]) => type !== code)).toEqual([]);
  expect(told.length).toBeGreaterThan(0);
});

const still = { ...x, noise: 0.1 };
const rule = (effect: object, more: object = {}) => ({
  rules: [{ id: 'r', effects: [{ target: 'x', ...effect }], ...more }],
});

test.each<[law: string, model: object, config?: object]>([
  ['a division by a constant', rule({ add: 'x / 0' })],
  ['a division by a parameter', rule({ add: '1 / k' })],
  ['a division by a parameter from a turn on', rule({ add: '1 / j' }), act({ j: 0 }, 3)],
  ['a rate', rule({ rate: '1 / k' })],
  ['a rule that surely holds', rule({ add: '1 / k' }, { when: 'turn == 2' })],
  ['a value', { values: { v: 'ln(k)' } }],
  ['a value in a value', { values: { v: 'w + 1', w: '1 / k' } }],
  ['a choice', { values: { v: 'if(turn == 2, 1 / k, x)' } }],
  ['a series that ends', { values: { v: 'd' } }],
  ['a series that ends in a rule', rule({ add: 'd' })],
  ['a series that ends in a step', { ...rule({ rate: 'd' }), time: { steps_per_turn: 3 } }],
  [
    'a series whose line has no end',
    { ...linear(), ...rule({ rate: 'd' }), time: { steps_per_turn: 3 } },
  ],
  ['a date that nobody knows', rule({ add: 'month' })],
  ['a delay of no time', { values: { v: 'smooth1(x, k)' } }],
  ['the input of a delay', { values: { v: 'delay1(1 / k, 3, 0)' } }],
  ['the input of a fixed delay', { values: { v: 'delay_fixed(1 / k, 3, 0)' } }],
  ['a deviation below 0', { slots: { x: { ...x, noise: { sd: 'k - 1' } } } }],
  ['a deviation below 0 per time', { slots: { x: { ...x, noise: { sd: 'k - 1', per: 'time' } } } }],
  ['a count of less than nothing', rule({ add: 'k - 1', draw: 'poisson' })],
  ['an initial value', { slots: { x: { ...still, initial: '1 / k' } } }],
  [
    'an initial value outside of its scale',
    { slots: { x: { ...still, initial: 'k', errors: 'log100' } } },
  ],
  ['an event', { forecast: { events: [{ name: 'e', when: '1 / k > 1' }] } }],
  ['an event at a turn', { forecast: { events: [{ name: 'e', when: '1 / k > 1', at: 2 }] } }],
  ['a draw that is nowhere', {}, { params: { j: { uniform: [7, 8] } } }],
])('%s is foreseen as the run tells it', (_law, model, config = {}) => {
  const world = {
    model: {
      name: 'm',
      members: 5,
      slots: { x: still },
      series: { d: { dataset: 'rows' } },
      params: { k: { value: 0 }, j: { value: 1, min: 0, max: 1 } },
      forecast: { targets: ['x'] },
      ...rule({ add: 'j' }),
      ...model,
    } as WorldModelInput,
    config: { turns: 4, ...config },
    drivers: [
      driverOf('d', [1, 2, 3, 4].slice(0, 'series' in model ? 4 : 3), {
        between: 'series' in model ? 'linear' : 'hold',
      }),
    ],
  };
  const { foreseen, ran } = bothOf(world);
  if (!isFailure(foreseen) || !isFailure(ran)) throw new Error('it did not fail');
  const told = [foreseen.type, foreseen.hint, withoutOperand(foreseen.message)];
  expect(told).toEqual([ran.type, ran.hint, withoutOperand(ran.message)]);
});

/** What is divided is not known before it is simulated. */
const withoutOperand = (message: string): string =>
  message.replace(/^(\S+ \/ 0 is not defined|a division by 0)/, 'a division by 0');

function act(set: object, turn: number): object {
  return { interventions: [{ turn, set }] };
}

function linear(): object {
  return { series: { d: { dataset: 'rows', between: 'linear' } } };
}

test.each<[law: string, model: object]>([
  ['a rule that may not hold', rule({ add: '1 / k' }, { when: 'x > 5' })],
  ['what a condition may leave out', { values: { v: 'if(x > 5, 1 / k, x)' } }],
  ['the other side of a condition', rule({ add: 1 }, { when: 'x > 5 and 1 / k > 1' })],
  ['a parameter that is fixed', rule({ add: '1 / j' })],
  ['the last row of a series', rule({ add: 'd' })],
  [
    // the middle of the last step would read the row after it
    'the condition of a rate between two steps',
    { time: { method: 'rk4' }, ...rule({ rate: 1 }, { when: 'd > 0' }) },
  ],
])('%s is not foreseen', (_law, model) => {
  const { foreseen, ran } = bothOf({
    model: {
      name: 'm',
      slots: { x },
      series: { d: { dataset: 'rows' } },
      params: { k: { value: 0 }, j: { value: 1 } },
      ...rule({ add: 'j' }),
      ...model,
    },
    config: { turns: 3, members: 3 },
    drivers: [driverOf('d', [1, 2, 3], { between: 'linear' })],
  });
  expect([isFailure(foreseen), isFailure(ran)]).toEqual([false, false]);
});

test('a parameter that interventions take beyond its bounds is told as the run tells it', () => {
  const interventions = [
    { turn: 1, set: { j: 3 } },
    { turn: 2, add: { j: -5 } },
    { turn: 3, add: { j: 0.5 } },
  ];
  const { warnings, ran } = bothOf({
    model: {
      name: 'm',
      slots: { x },
      params: { j: { value: 1, min: 0, max: 1 } },
      ...rule({ add: 'j' }),
    },
    config: { turns: 3, members: 1, interventions },
  });
  expect(warnings.map(({ path }) => path)).toEqual([
    'interventions[0].set.j',
    'interventions[1].add.j',
  ]);
  expect(isFailure(ran) ? null : ran.warnings).toEqual(warnings);
});
