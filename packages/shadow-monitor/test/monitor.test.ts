import { createShadowMonitor, resolveShadowOptions } from '@pulse-stream/shadow-monitor';
import { attenuatedVariables } from '@pulse-stream/shadow-monitor/internal';
import type { ControlStep, GravityOptions } from '@pulse-stream/worldstate';
import { ShadowRecord, type ScoredSteps } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';

const slots = ['a', 'b', 'c'];
const resolve = (gravity: GravityOptions = {}, targets = ['a', 'b']) =>
  resolveShadowOptions(gravity, 'turn', targets, slots);

function turn(correction: number[], drift: number[]): ControlStep {
  return {
    turn: 1,
    slots,
    before: new Float64Array(3),
    after: new Float64Array(3),
    drift: Float64Array.from(drift),
    correction: Float64Array.from(correction),
    firedRules: [],
  };
}

/** Errors ±1 of the core, ±size of the corrected prediction. */
function scored(
  variable: string,
  size: number,
  { count = 40, correction = 1, drift = 3 } = {},
): ScoredSteps {
  const alternating = (amount: number) =>
    Array.from({ length: count }, (_, t) => (t % 2 === 0 ? amount : -amount));
  return {
    variable,
    coreErrors: alternating(1),
    correctedErrors: alternating(size),
    corrections: alternating(correction),
    drifts: alternating(drift),
  };
}

test('the record is what the schema of records says, in the order of the critical variables', () => {
  const monitor = createShadowMonitor(resolve({}, ['c', 'a']), [scored('a', 0.5)]);
  monitor.observeTurn(turn([1, 0, 0], [1, 0, 0]));
  const record = monitor.judge();
  expect(ShadowRecord.parse(record)).toEqual(record);
  expect(Object.keys(record.variables)).toEqual(['c', 'a']);
});

test.each([
  ['without observations', []],
  ['with none that was scored', [scored('a', 0.5, { count: 0 })]],
])('%s only forecast-time dominance and energy share are judged', (_, steps) => {
  const monitor = createShadowMonitor(resolve(), steps);
  expect(monitor.judge().variables['a']).toEqual({
    variance_explained: null,
    dominance: 0,
    energy_share: 0,
    samples: 0,
    verdict: 'untaught',
  });
  for (let t = 0; t < 4; t += 1) monitor.observeTurn(turn([1, 0, 9], [-3, 2, 9]));
  const record = monitor.judge();
  expect(record.variables['a']).toMatchObject({ dominance: 0.25, energy_share: 0.1 });
  expect(record.variables['b']).toMatchObject({ dominance: 0, energy_share: 0 });
  expect([record.triggered, record.verdict]).toEqual([false, 'untaught']);
});

test('with scored steps variance explained and dominance rest on the last window of them', () => {
  const wild = scored('a', 5, { count: 100, correction: 50 });
  const calm = scored('a', 0.8, { count: 60 });
  const both = {
    variable: 'a',
    coreErrors: [...wild.coreErrors, ...calm.coreErrors],
    correctedErrors: [...wild.correctedErrors, ...calm.correctedErrors],
    corrections: [...wild.corrections, ...calm.corrections],
    drifts: [...wild.drifts, ...calm.drifts],
  };
  const monitor = createShadowMonitor(resolve(), [both]);
  monitor.observeTurn(turn([9, 0, 0], [0, 0, 0]));
  const { a } = monitor.judge().variables;
  expect(a?.variance_explained).toBeCloseTo(1 - 0.64, 12);
  expect(a).toMatchObject({ dominance: 0.25, samples: 60, verdict: 'review' });
});

test('the energy window begins with the last scored steps and goes on with the turns', () => {
  const options = resolve({ shadow_monitor: { window_steps: 4 } });
  const monitor = createShadowMonitor(options, [scored('a', 1, { correction: 1, drift: 3 })]);
  expect(monitor.judge().variables['a']?.energy_share).toBe(0.1);
  monitor.observeTurn(turn([3, 0, 0], [1, 0, 0]));
  expect(monitor.judge().variables['a']?.energy_share).toBe((3 + 9) / (3 + 9 + 27 + 1));
  for (let t = 0; t < 4; t += 1) monitor.observeTurn(turn([0, 0, 0], [1, 0, 0]));
  expect(monitor.judge().variables['a']?.energy_share).toBe(0);
});

test('the energy share triggers strictly above its threshold and only on a full window', () => {
  const options = resolve({
    shadow_monitor: { window_steps: 2, threshold_variance_explained: 0.5 },
  });
  const monitor = createShadowMonitor(options, []);
  const seen = [
    [9, 1],
    [1, 9],
    [2, 1],
  ].map(([g = 0, d = 0]) => {
    monitor.observeTurn(turn([g, 0, 0], [d, 0, 0]));
    return monitor.judge().triggered;
  });
  expect(seen).toEqual([false, false, false]); // not full, exactly 0.5, 5/86
  monitor.observeTurn(turn([2, 0, 0], [1, 0, 0]));
  expect(monitor.judge().triggered).toBe(true);
});

test('a review triggers; a disabled trigger is null and changes no verdict', () => {
  const steps = [scored('a', 0.5), scored('b', 1)];
  const on = createShadowMonitor(resolve(), steps).judge();
  expect([on.triggered, on.verdict]).toEqual([true, 'review']);
  const off = createShadowMonitor(resolve({ enable_shadow_model_trigger: false }), steps).judge();
  expect([off.triggered, off.verdict]).toEqual([null, 'review']);
  const tolerant = resolve({ shadow_model_variance_threshold: 0.9 });
  const assisted = createShadowMonitor(tolerant, steps).judge();
  expect([assisted.triggered, assisted.verdict]).toEqual([false, 'assisted']);
});

test('each option of the window changes what it says', () => {
  const steps = [scored('a', 0.5, { count: 40 })];
  const explained = (gravity: GravityOptions) =>
    createShadowMonitor(resolve(gravity), steps).judge().variables['a'];
  expect(explained({})?.variance_explained).toBe(0.75);
  expect(explained({ shadow_model_window_size: 35 })?.samples).toBe(35);
  expect(explained({ shadow_model_min_trigger_samples: 41 })?.verdict).toBe('untaught');
  expect(explained({ shadow_model_min_causal_variance: 1 / 15 })?.verdict).toBe('untaught');
});

test('harmful corrections of critical variables are attenuated, no others', () => {
  const steps = [scored('a', 1.1), scored('b', 1), scored('c', 1.1)];
  expect(attenuatedVariables(steps, resolve())).toEqual(new Set(['a']));
  expect(attenuatedVariables(steps, resolve({}, ['b', 'c']))).toEqual(new Set(['c']));
  const few = [scored('a', 1.1, { count: 29 })];
  expect(attenuatedVariables(few, resolve())).toEqual(new Set());
});

test('monitors share nothing', () => {
  const steps = [scored('a', 0.95)];
  const [one, other] = [
    createShadowMonitor(resolve(), steps),
    createShadowMonitor(resolve(), steps),
  ];
  const before = other.judge();
  one.observeTurn(turn([7, 7, 7], [0, 0, 0]));
  expect(other.judge()).toEqual(before);
});

test('a delta that is not finite fails the scenario at that turn', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const monitor = createShadowMonitor(resolve(), []);
    const refusal = expect.objectContaining({ code: 'shadow-overflow' });
    expect(() => monitor.observeTurn(turn([bad, 0, 0], [0, 0, 0]))).toThrow(refusal);
    expect(() => monitor.observeTurn(turn([0, 0, 0], [0, bad, 0]))).toThrow(refusal);
  }
});

test('a run without a critical variable is a bug of the caller', () => {
  const monitor = createShadowMonitor(resolve(), []);
  expect(() => monitor.observeTurn({ ...turn([0], [0]), slots: ['z'] })).toThrow('no slot "a"');
});
