import { verifyModel } from '@pulse-stream/model-import';
import type { WorldModelInput } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { runControl } from '../src/run-control.ts';
import { imported, vensim, type Model } from './vensim.ts';

/** Small models as people write them, and what makes single precision explain much: long runs, edges, chaos. */
const MODELS: readonly (readonly [name: string, model: Model])[] = [
  ['cooling', imported(vensim('T = INTEG(-(T - room) / c, 180) ~~|\nroom = 70 ~~|\nc = 10 ~~|'))],
  [
    'SIR',
    imported(
      vensim(
        `S = INTEG(-infection, 990) ~~|
I = INTEG(infection - recovery, 10) ~~|
R = INTEG(recovery, 0) ~~|
infection = beta * S * I / (S + I + R) ~~|
recovery = I / days ~~|
beta = 0.3 ~~|
days = 5 ~~|`,
        { dt: '0.125', save: '1', end: '100' },
      ),
    ),
  ],
  [
    'predator and prey',
    imported(
      vensim(
        `hares = INTEG(birth * hares - hunt * hares * lynx, 30) ~~|
lynx = INTEG(gain * hares * lynx - death * lynx, 4) ~~|
birth = 0.5 ~~|
hunt = 0.03 ~~|
gain = 0.01 ~~|
death = 0.4 ~~|`,
        { dt: '0.0625', save: '1', end: '100' },
      ),
    ),
  ],
  [
    'delays and a table',
    imported(
      vensim(
        `u = 10 + STEP(height, 20) + RAMP(slope, 30, 50) ~~|
d = DELAY3(u, wait) ~~|
m = SMOOTH(u, wait) ~~|
p = t(d / scale) ~~|
t((0,0),(1,2),(3,5)) ~~|
height = 5 ~~|
slope = 0.5 ~~|
wait = 4 ~~|
scale = 12 ~~|`,
        { dt: '0.25', save: '1', end: '100' },
      ),
    ),
  ],
  ['a long sum', imported(vensim('s = INTEG(r, b) ~~|\nr = 0.1 ~~|\nb = -5 ~~|', { end: '4000' }))],
  [
    'an edge in time',
    imported(
      vensim('s = INTEG(IF THEN ELSE(Time > 500, r, 0), 100) ~~|\nr = 10 ~~|', { end: '1000' }),
    ),
  ],
  [
    'chaos',
    imported(
      vensim(
        `x = INTEG(-y - z, 0.5) ~~|
y = INTEG(x + a * y, 0.5) ~~|
z = INTEG(b + z * (x - c), 0.4) ~~|
a = 0.2 ~~|
b = 0.2 ~~|
c = 5.7 ~~|`,
        { dt: '0.03125', end: '100' },
      ),
    ),
  ],
];

/** What a model prints with six digits, as Vensim does: its stocks and values, by name and turn. */
function print({ model, turns }: Model): ReadonlyMap<string, readonly string[]> {
  const names = [...Object.keys(model.slots), ...Object.keys(model.values ?? {})];
  const path = runControl(model, turns, null, null);
  const cell = (name: string, turn: number): string =>
    String(Number((path.read(name, turn) ?? NaN).toPrecision(6)));
  return new Map(
    names.map((name) => [name, Array.from({ length: turns + 1 }, (_, turn) => cell(name, turn))]),
  );
}

function tableOf(right: Model): string {
  const { dt = 1, steps_per_turn: steps = 1 } = right.model.time ?? {};
  const columns = print(right);
  const rows = Array.from({ length: right.turns + 1 }, (_, turn) =>
    [turn * dt * steps, ...[...columns.values()].map((cells) => cells[turn])].join('\t'),
  );
  return [['Time', ...columns.keys()].join('\t'), ...rows].join('\n');
}

/** Whether a printed digit differs, and not by rounding where a sum comes to 0. */
function differs(right: Model, wrong: Model): boolean {
  const other = print(wrong);
  return [...print(right)].some(([name, cells]) => {
    const largest = Math.max(...cells.map((cell) => Math.abs(Number(cell))));
    return cells.some(
      (cell, turn) => Math.abs(Number(cell) - Number(other.get(name)?.[turn])) > 1e-9 * largest,
    );
  });
}

/** Every way in which one constant is wrong by a thousandth, and other mistakes of an importer. */
function* mistakes(model: WorldModelInput): Generator<readonly [string, WorldModelInput]> {
  for (const [name, param] of Object.entries(model.params ?? {}))
    yield [
      name,
      { ...model, params: { ...model.params, [name]: { ...param, value: param.value * 1.001 } } },
    ];
  for (const [name, slot] of Object.entries(model.slots))
    if (typeof slot.initial === 'number' && slot.initial !== 0)
      yield [
        `initial ${name}`,
        { ...model, slots: { ...model.slots, [name]: { ...slot, initial: slot.initial * 1.001 } } },
      ];
  for (const [from, to] of [
    ['delay3(', 'delay1('],
    ['smooth1(', 'smooth3('],
  ] as const) {
    const text = JSON.stringify(model.values ?? {});
    if (text.includes(from))
      yield [
        to,
        { ...model, values: JSON.parse(text.replace(from, to)) as WorldModelInput['values'] },
      ];
  }
  // of a constant rate every method makes the same
  const time = model.time ?? {};
  yield ['rk4', { ...model, time: { ...time, method: 'rk4' } }];
  const { dt = 1, steps_per_turn: steps = 1 } = time;
  yield ['half the step', { ...model, time: { ...time, dt: dt / 2, steps_per_turn: steps * 2 } }];
}

test.each(MODELS)('%s: the right model passes its own print', (_, model) => {
  expect(verifyModel(model, tableOf(model))).toMatchObject({ passed: true });
});

test.each(MODELS)('%s: every mistake that changes a printed digit fails', (_, right) => {
  const table = tableOf(right);
  const wrong = [...mistakes(right.model)].filter(([, model]) =>
    differs(right, { ...right, model }),
  );
  expect(wrong.length).toBeGreaterThan(1);
  const passes = wrong.filter(([, model]) => verifyModel({ ...right, model }, table).passed);
  expect(passes.map(([name]) => name)).toEqual([]);
});
