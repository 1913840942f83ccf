import { checkLine, createWorld } from '@pulse-stream/pipeline';
import type { ScenarioConfigInput, WorldModelInput } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { failureOf, resultOf, toLine } from './run-line.ts';

const reservoir: WorldModelInput = {
  name: 'reservoir',
  time_unit: 'month',
  time: { start: '2024-01', steps_per_turn: 2 },
  members: 20,
  params: { outlet: { value: 0.1, draw: { uniform: [0.05, 0.15] }, min: 0 } },
  series: { inflow: { dataset: 'drivers' } },
  values: { release: { formula: 'outlet * storage', unit: 'hm3/month' } },
  slots: { storage: { kind: 'variable', initial: 80, min: 0, unit: 'hm3' } },
  rules: [
    { id: 'filling', effects: [{ target: 'storage', rate: 'inflow' }] },
    { id: 'release', effects: [{ flow: { from: 'storage' }, rate: 'release' }] },
  ],
  forecast: {
    targets: ['storage', 'release'],
    events: [{ name: 'spring', when: 'month == 4 and storage > 0' }],
  },
};

const inflow = [10, 10, 10, 10, 10];
const run = (config: ScenarioConfigInput) =>
  resultOf({ id: 'a', turns: 4, series: { inflow }, ...config }, { model: reservoir });

test('a world of stocks, values and drivers has a whole record', () => {
  const { forecast, final_state, warnings } = run({ trace: 'full' });
  expect(warnings).toEqual([]);
  expect(forecast.labels).toEqual(['2024-02', '2024-03', '2024-04', '2024-05']);
  // a value has quantiles like a slot, and nothing but its formula moves it
  expect(forecast.targets['release']).toMatchObject({ unit: 'hm3/month' });
  expect(forecast.attribution['release']).toBeNull();
  expect(final_state.values?.['release']).toBe(0.1 * (final_state.variables['storage'] ?? 0));
  expect(forecast.events).toMatchObject([{ name: 'spring', probability: 1 }]);
});

test('the parts of a stock sum to its change when every member has its own parameters', () => {
  const account = run({}).forecast.attribution['storage'];
  const parts = Object.values(account?.parts ?? {});
  const sum = parts.reduce((total, part) => total + part, 0);
  expect(Math.abs(sum - (account?.change ?? 0))).toBeLessThan(1e-9 * 80);
  expect(account?.parts).toMatchObject({ 'rule.filling': 40, noise: 0 });
});

test('a number fixes a parameter that is drawn, a distribution draws one that is fixed', () => {
  const fixed = run({ params: { outlet: 0.1 } });
  expect(fixed.forecast.targets['storage']?.sd?.at(-1)).toBe(0);
  const wide = run({ params: { outlet: { uniform: [0.01, 0.3] } } });
  const usual = run({});
  const sdOf = (record: typeof wide) => record.forecast.targets['storage']?.sd?.at(-1) ?? 0;
  expect(sdOf(wide)).toBeGreaterThan(2 * sdOf(usual));
});

test('a parameter that is drawn for one member is said to be drawn for none', () => {
  const params: ScenarioConfigInput['params'] = { outlet: { uniform: [0.2, 0.4] } };
  const warned = run({ members: 1, params }).warnings;
  expect(warned).toMatchObject([{ type: 'draw-unused', path: 'params.outlet' }]);
  expect(run({ members: 2, params }).warnings).toEqual([]);
  // what the model draws is no wish of the line
  expect(run({ members: 1 }).warnings).toEqual([]);
});

test('an intervention sets a parameter from its turn on', () => {
  const closed = run({
    members: 1,
    interventions: [{ turn: 3, set: { outlet: 0 } }],
    trace: 'full',
  });
  const storage = closed.forecast.targets['storage']?.mean ?? [];
  expect((storage[3] ?? 0) - (storage[2] ?? 0)).toBe(10);
  expect(storage[1]).toBeLessThan(90);
});

test('a driver that ends too early fails its line by name and date', () => {
  const config = { id: 'short', turns: 4, series: { inflow: [10, 10] } };
  expect(failureOf(config, { model: reservoir }).error).toMatchObject({
    type: 'driver-missing',
    message: expect.stringMatching(/series "inflow" has no value for 2024-03/),
  });
});

test('one number for every turn is enough, unless something reads the end of the last turn', () => {
  const doubled: WorldModelInput = {
    ...reservoir,
    values: { ...reservoir.values, rain: '2 * inflow', more: 'rain + release' },
    forecast: { targets: ['storage', 'release'] },
  };
  const exactly = { seed: 7, turns: 4, series: { inflow: [10, 20, 30, 40] } };
  const { final_state, trace, warnings, forecast } = resultOf(
    { ...exactly, trace: 'full' },
    { model: doubled },
  );
  const longer = resultOf(
    { ...exactly, series: { inflow: [10, 20, 30, 40, 50] }, trace: 'full' },
    { model: doubled },
  );
  expect(forecast).toEqual(longer.forecast);
  expect(trace?.slice(0, 3)).toEqual(longer.trace?.slice(0, 3));
  const { release } = longer.final_state.values ?? {};
  expect(final_state).toEqual({ ...longer.final_state, values: { release } });
  expect(trace?.at(-1)).toMatchObject({ values: { release } });
  expect(JSON.stringify(trace?.at(-1))).not.toMatch(/rain|more/);
  expect(warnings).toEqual([
    {
      type: 'driver-ended',
      message:
        'series "inflow" has no value for 2024-05: its last one is that of 2024-04, so that the end of the last turn is shown without rain, more',
      path: 'series.inflow',
    },
  ]);
  expect(longer.warnings).toEqual([]);
});

test.each([
  ['a target', { forecast: { targets: ['rain'] } }, {}],
  ['an event', { forecast: { events: [{ name: 'wet', when: 'rain > 0' }] } }, {}],
  ['a tag', {}, { tags: [{ code: 'WET', label: 'Wet', when: 'rain > 0' }] }],
  ['a measurement', {}, { measurements: { wetness: 'rain / 1000' } }],
])(
  '%s that reads the end of the last turn fails where the series has no number',
  (_, config, keys) => {
    const model: WorldModelInput = {
      ...reservoir,
      slots: { ...reservoir.slots, wetness: { kind: 'overlay', initial: 0 } },
      values: { ...reservoir.values, rain: '2 * inflow' },
      forecast: {},
      ...keys,
    };
    const asked = { turns: 4, series: { inflow: [10, 20, 30, 40] }, ...config };
    expect(failureOf(asked, { model }).error.type).toBe('driver-missing');
    const longer = { ...asked, series: { inflow: [10, 20, 30, 40, 50] } };
    const types = resultOf(longer, { model }).warnings.map(({ type }) => type);
    expect(types).not.toContain('driver-ended');
  },
);

test('a target of earlier turns asks for nothing at the end of the last one', () => {
  const model = { ...reservoir, values: { ...reservoir.values, rain: '2 * inflow' } };
  const { forecast } = resultOf(
    {
      turns: 4,
      series: { inflow: [10, 20, 30, 40] },
      forecast: { targets: ['rain'], horizons: [1, 3], events: [] },
    },
    { model },
  );
  expect(forecast.targets['rain']?.mean).toEqual([40, 80]);
});

test.each([
  [{ state_overrides: { release: 1 } }, /release is a value and cannot be set/],
  [{ params: { outlet: { uniform: [2, 1] } } }, /uniform \[2, 1\] needs lo < hi/],
  [{ series: { outflow: [1] } }, /"outflow" is no series of model reservoir/],
  [{ start: 'soon' }, /soon/],
  [{ state_overrides: { inflow: 1 } }, /"inflow" is a series: use series/],
  [{ interventions: [{ turn: 1, set: { inflow: 1 } }] }, /"inflow" is a series: use series/],
  [{ forecast: { targets: ['inflow'] } }, /"inflow" is not declared/],
])('a scenario of a world refuses %j', (config, message) => {
  const line = { id: 'a', turns: 4, series: { inflow }, ...config };
  expect(failureOf(line, { model: reservoir }).error.message).toMatch(message);
  // known before it is simulated, so a check of the line tells it too
  const checked = checkLine(createWorld({ model: reservoir }), toLine(line));
  expect(checked.failure?.message).toMatch(message);
});

test('an intervention beyond the bounds of a parameter is kept inside them, and said once', () => {
  const interventions = [
    { turn: 1, set: { outlet: -3 } },
    { turn: 3, add: { outlet: 1 } },
  ];
  const record = run({ interventions });
  expect(record.warnings).toEqual([
    {
      type: 'clamped',
      message: 'parameter outlet = -3 is out of bounds and was set to 0',
      path: 'interventions[0].set.outlet',
    },
  ]);
});

test('a value that is known exactly at first keeps the spread it has later', () => {
  const model: WorldModelInput = {
    name: 'late',
    members: 20,
    slots: { a: { kind: 'variable', initial: 100, noise: 1 } },
    values: { before: 'a[-1]', smooth: 'smooth1(a, 3)', fixed: '2 * 3' },
    forecast: { targets: ['a', 'before', 'smooth', 'fixed'] },
  };
  const observations = Array.from({ length: 40 }, (_, row) => ({ a: 100 + ((row * 7) % 5) }));
  const { targets } = resultOf({ id: 'h', turns: 3, observations }, { model }).forecast;
  const sdOf = (name: string) => targets[name]?.sd;
  expect(sdOf('before')).toEqual([0, sdOf('a')?.[0], sdOf('a')?.[1]]);
  expect(sdOf('smooth')?.[2]).toBeGreaterThan(0);
  // nothing of it is uncertain at any horizon
  expect(sdOf('fixed')).toBeNull();
});

test('what no row observed is drawn around what the history made of it, and nothing else is', () => {
  const model: WorldModelInput = {
    name: 'town',
    members: 400,
    values: { both: 'seen + unseen' },
    slots: {
      seen: { kind: 'variable', initial: { normal: [50, 20] }, noise: 1e-9 },
      unseen: { kind: 'variable', initial: { normal: [10, 2] }, max: 14.5 },
      set: { kind: 'variable', initial: { normal: [0, 3] } },
    },
    rules: [{ id: 'growth', effects: [{ target: 'unseen', add: 0.5 }] }],
    forecast: { targets: ['seen', 'unseen', 'set', 'both'], quantiles: [0.1] },
  };
  const observations = Array.from({ length: 5 }, () => ({ seen: 7 }));
  for (const mode of ['strict_injection', 'seed_then_free'] as const) {
    const config = { turns: 1, mode, state_overrides: { set: 1 }, observations, gravity: false };
    const { forecast, final_state } = resultOf({ ...config, trace: 'full' }, { model });
    const walked = mode === 'seed_then_free' ? 10 : 12;
    expect(final_state.variables).toEqual({ seen: 7, unseen: walked + 0.5, set: 1 });
    const { seen, unseen, set, both } = forecast.targets;
    expect(seen?.sd?.[0]).toBeLessThan(1e-6);
    expect(set).toMatchObject({ mean: [1], sd: null });
    // a normal of sd 2, its tenth percentile 1.28 sd below what was walked to, cut at the bound above
    expect(unseen?.quantiles?.['0.1']?.[0]).toBeGreaterThan(walked + 0.5 - 1.28 * 2.3);
    expect(unseen?.quantiles?.['0.1']?.[0]).toBeLessThan(walked + 0.5 - 1.28 * 1.7);
    expect(Number(both?.mean[0]) - Number(unseen?.mean[0])).toBeCloseTo(7, 6);
    const { start = NaN, change, parts = {} } = forecast.attribution['unseen'] ?? {};
    expect(start).toBeLessThan(14.5);
    expect(parts['rule.growth']).toBeCloseTo(0.5, 9);
    expect(Object.values(parts).reduce((a, b) => a + b, 0)).toBeCloseTo(Number(change), 9);
  }
});

test('what chance reaches keeps its spread after a history that does not observe it', () => {
  const model: WorldModelInput = {
    name: 'reach',
    members: 50,
    slots: {
      noisy: { kind: 'variable', initial: 10, noise: 1 },
      stock: { kind: 'variable', initial: 0 },
      still: { kind: 'variable', initial: 0 },
    },
    rules: [
      { id: 'fill', effects: [{ target: 'stock', rate: 'noisy' }] },
      { id: 'grow', effects: [{ target: 'still', add: 1 }] },
    ],
    forecast: {
      targets: ['stock', 'still'],
      horizons: [1, 3],
      events: [{ name: 'full', when: 'stock > 53' }],
    },
  };
  const observations = [{ noisy: 10 }, { noisy: 10 }, { noisy: 11 }];
  const { forecast, assessment } = resultOf({ id: 'a', turns: 3, observations }, { model });
  const { stock, still } = forecast.targets;
  // it sums up what noise made of the turn before: e1 and e1 + e2; the errors 0 and 1 beside a declared 1
  const spread = Math.sqrt((5 / 6) * (10 / 6));
  expect(stock?.sd).toEqual([0, expect.closeTo(spread * Math.sqrt(5), 0)]);
  expect(still?.sd).toBeNull();
  expect(assessment.reasons['forecast.quantiles']).toMatch(/: still$/);
  const [event] = forecast.events;
  expect(event?.probability).toBeGreaterThan(0);
  expect(event?.probability).toBeLessThan(1);
  expect(assessment.reasons['forecast.events']).toBeUndefined();
});

test.each([
  [
    'a parameter',
    { add: { outlet: 1.7e308 } },
    /^a value is too large .* in interventions\[1\].add.outlet at turn 2$/,
  ],
  [
    'a slot',
    { add: { storage: 1.7e308 } },
    /^a value is too large .* in an intervention on storage at turn 2$/,
  ],
])('an intervention that makes %s infinite fails in its turn', (_, act, message) => {
  const interventions = [
    { turn: 2, ...act },
    { turn: 2, ...act },
  ];
  const { error } = failureOf(
    { id: 'a', turns: 4, series: { inflow }, interventions },
    { model: reservoir },
  );
  expect(error).toMatchObject({ type: 'overflow', message: expect.stringMatching(message) });
});

test('a parameter may be drawn from around a mean that its bounds cut off', () => {
  const half: WorldModelInput = {
    ...reservoir,
    params: { outlet: { value: 0.1, draw: { normal: [0, 0.1] }, min: 0.05 } },
  };
  const { final_state } = resultOf({ id: 'a', turns: 4, series: { inflow } }, { model: half });
  expect(final_state.values?.['release']).toBe(0.1 * (final_state.variables['storage'] ?? 0));
});
