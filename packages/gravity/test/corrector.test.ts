import { createCorrector } from '@pulse-stream/gravity';
import { correctSgd, openSgdState, type SgdState } from '@pulse-stream/gravity/internal';
import { expect, test } from 'vitest';
import { linearCore } from './linear-core.ts';
import { sgdOptions } from './sgd-options.ts';

const plain = sgdOptions({
  lambda: 0.5,
  enable_adaptive_lambda: false,
  min_observations: 1,
  max_correction: 0,
});
const core = linearCore({
  slots: ['b', 'hope', 'a', 'rage'],
  symbols: ['hope', 'rage'],
  drift: () => ({}),
});

/** a and b taught, weights a: (2, 0), b: (0, −4) for hope and rage, scales 0.1 and 10. */
function taught(options = plain): SgdState {
  return {
    ...openSgdState(['a', 'b'], ['hope', 'rage'], 12, options),
    rows: 100,
    scales: [0.1, 10],
    weights: Float64Array.of(2, 0, 0, -4),
    scored: [50, 50],
  };
}

const step = (before: number[]) => ({
  before: Float64Array.from(before),
  causal: Float64Array.from(before),
  contributions: new Float64Array(4),
});

test('the correction is k·B·s in units of s_i, with the symbols of the start of the turn', () => {
  const corrector = createCorrector(core, taught(), plain);
  expect(corrector.slots).toEqual([0, 2]);
  expect(corrector.parts).toEqual(['gravity.sgd']);
  corrector.begin(0);
  corrector.correct({ ...step([1, 0.5, 1, 0.25]), causal: new Float64Array(4).fill(9) });
  expect([...corrector.correction]).toEqual([0.5 * (-4 * 0.25) * 10, 0.5 * (2 * 0.5) * 0.1]);
  expect([...corrector.partValues]).toEqual([...corrector.correction]);
});

test('attenuated variables get half of their correction', () => {
  const whole = createCorrector(core, taught(), plain);
  const half = createCorrector(core, taught(), plain, { attenuated: new Set(['b']) });
  for (const corrector of [whole, half]) corrector.correct(step([1, 0.5, 1, 0.25]));
  expect(half.correction[0]).toBe((whole.correction[0] ?? 0) / 2);
  expect(half.correction[1]).toBe(whole.correction[1]);
});

test('max_correction and the breaker limit in units of s_i, and what they cut is counted', () => {
  const limits = { ...plain, max_correction: 0.3, circuit_breaker_threshold: 0.5 };
  const corrector = createCorrector(core, taught(), limits);
  corrector.begin(0);
  corrector.correct(step([1, 0.5, 1, 0.1])); // g: a 1 → tripped, 0.25·0.5; b −0.4 → −0.2
  expect(corrector.correction[0]).toBeCloseTo(-0.2 * 10, 12);
  expect(corrector.correction[1]).toBeCloseTo(0.125 * 0.1, 12);
  expect([...corrector.clipped]).toEqual([0, 1]);
  const tighter = createCorrector(core, taught(), { ...limits, max_correction: 0.1 });
  tighter.correct(step([1, 0.5, 1, 0.1]));
  expect(tighter.correction[0]).toBeCloseTo(-1, 12);
  expect(tighter.correction[1]).toBeCloseTo(0.01, 12);
  expect([...tighter.clipped]).toEqual([1, 1]);
});

test('each member starts from what was learned, whatever the one before it went through', () => {
  const adaptive = { ...plain, enable_adaptive_lambda: true, circuit_breaker_threshold: 0.9 };
  const corrector = createCorrector(core, taught(adaptive), adaptive);
  const run = () => {
    corrector.begin(1);
    const seen: number[] = [];
    for (const hope of [0.5, 0.1, 0.9]) {
      corrector.correct(step([1, hope, 1, hope]));
      corrector.settle(new Float64Array(4));
      seen.push(...corrector.correction);
    }
    return [...seen, ...corrector.clipped];
  };
  const first = run();
  expect(run()).toEqual(first);
  expect(new Set(first).size).toBeGreaterThan(4);
});

test('the strength falls with weights, volatility and trips, never below a tenth', () => {
  const options = { ...plain, enable_adaptive_lambda: true, lambda: 1 };
  const strength = (state: Partial<SgdState>) => {
    const { gravity, correction } = correctSgd(
      { ...taught(options), lambda: 1, ...state },
      [0.5, 0],
      options,
    );
    return (correction[0] ?? 0) / (gravity[0] ?? 1);
  };
  const rms = Math.sqrt(20 / 4);
  expect(strength({})).toBeCloseTo(1 - (0.5 * rms) / 3 - 0.3, 12);
  expect(strength({ previous: Float64Array.of(1, 0) })).toBeCloseTo(1 - (0.5 * rms) / 3, 12);
  expect(strength({ previous: Float64Array.of(1, 0), trips: [5, 0] })).toBeCloseTo(
    1 - (0.5 * rms) / 3 - 0.1,
    12,
  );
  const most = { weights: Float64Array.of(90, 0, 0, 0), trips: [50, 0] };
  expect(strength(most) / 1).toBeCloseTo((0.1 / 2) * (5 / 45), 12); // tripped as well: g 45 → 5
});

test('volatility and trips are those of the variable, not of its neighbours', () => {
  const options = { ...plain, enable_adaptive_lambda: true };
  const state = taught(options);
  const alone = correctSgd(state, [0.5, 0.1], options).correction[0];
  const restless = { ...state, trips: [0, 50], previous: Float64Array.of(0, 99) };
  expect(correctSgd(restless, [0.5, 0.1], options).correction[0]).toBe(alone);
});

test('a symbol that is absent counts 0', () => {
  const state = taught();
  expect(correctSgd(state, [Number.NaN, 0.5], plain).gravity).toEqual(
    correctSgd(state, [0, 0.5], plain).gravity,
  );
});

test('no random number is drawn and the declared noise stays', () => {
  const corrector = createCorrector(core, taught(), plain, {
    openRng: () => {
      throw new Error('sgd draws nothing');
    },
    seed: 1,
  });
  corrector.begin(0);
  expect(corrector.shock(new Float64Array(2))).toBe(false);
});

test('dynamic overlays, which come after the declared slots, are never corrected', () => {
  const wider = linearCore({
    slots: [...core.slots, 'surprise'],
    symbols: ['hope', 'rage'],
    drift: () => ({}),
  });
  expect(createCorrector(wider, taught(), plain).slots).toEqual([0, 2]);
});

test('B·s beyond the finite numbers fails the scenario', () => {
  const corrector = createCorrector(core, taught(), plain);
  expect(() => corrector.correct(step([1, 1e308, 1, 0]))).toThrow(
    expect.objectContaining({ code: 'overflow' }),
  );
});

test('a state of another model is a bug of the caller', () => {
  const other = linearCore({ slots: ['z'], symbols: [], drift: () => ({}) });
  expect(() => createCorrector(other, taught(), plain)).toThrow('no slot');
});
