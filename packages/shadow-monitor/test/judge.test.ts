import { energyShare, explainVariance } from '@pulse-stream/shadow-monitor';
import { dominanceOf, judgeVariable, worstVerdict } from '@pulse-stream/shadow-monitor/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const options = { windowSize: 60, minTriggerSamples: 30, minCausalVariance: 1e-6 };
/** What the monitor says of these errors where the variable changed by 1 or so a step. */
const explain = (
  coreErrors: readonly number[],
  correctedErrors: readonly number[],
  given = options,
  scale = 1,
) => {
  const drifts = coreErrors.map((error, at) => scale * (at % 2 === 0 ? 1 : -1) - error);
  return explainVariance({ coreErrors, correctedErrors, drifts }, given, 'x');
};
const alternating = (count: number, size: number) =>
  Array.from({ length: count }, (_, t) => (t % 2 === 0 ? size : -size));

test.each([
  [null, 'untaught'],
  [-0.051, 'harmful'],
  [-0.05, 'healthy'],
  [0.099, 'healthy'],
  [0.1, 'assisted'],
  [0.3, 'assisted'],
  [0.301, 'review'],
] as const)('variance explained %s is %s', (value, verdict) => {
  expect(judgeVariable(value, 0.3)).toBe(verdict);
});

test('a threshold below 0.1 leaves nothing between healthy and review', () => {
  expect(judgeVariable(0.05, 0.05)).toBe('healthy');
  expect(judgeVariable(0.06, 0.05)).toBe('review');
});

test('the worst verdict is the run’s: untaught < healthy < assisted < harmful < review', () => {
  const order = ['untaught', 'healthy', 'assisted', 'harmful', 'review'] as const;
  for (const [at, verdict] of order.entries())
    expect(worstVerdict(order.slice(0, at + 1).toReversed())).toBe(verdict);
  expect(worstVerdict([])).toBe('untaught');
});

test('variance explained is 1 − Σe_g²/Σe_c² over the last window', () => {
  const core = [...alternating(100, 9), ...alternating(60, 2)];
  const corrected = [...alternating(100, 9), ...alternating(60, 1)];
  expect(explain(core, corrected)).toEqual({ value: 0.75, samples: 60 });
});

test('too few samples or a core that hardly errs say nothing', () => {
  const say = (count: number, size: number) =>
    explain(alternating(count, size), alternating(count, 0));
  expect(say(29, 1)).toEqual({ value: null, samples: 29 });
  expect(say(30, 1)).toEqual({ value: 1, samples: 30 });
  expect(say(40, 0.0009).value).toBeNull();
  expect(say(40, 0.0011).value).toBe(1);
});

test('a core that errs by a constant has no variance to explain; one without errors nothing at all', () => {
  const constant = Array.from({ length: 40 }, () => 3);
  expect(explain(constant, constant).value).toBeNull();
  const none = Array.from({ length: 40 }, () => 0);
  const anything = { ...options, minCausalVariance: 0 };
  expect(explain(none, none, anything).value).toBeNull();
});

test.each([1e-12, 1e-6, 1e-3, 1, 1e6, 1e12])(
  'what is said of a variable does not hang on its unit: times %s',
  (unit) => {
    const core = Array.from({ length: 50 }, (_, t) => Math.sin(t * t));
    const corrected = core.map((error, t) => error * (t % 3 === 0 ? 1.1 : 0.4));
    const scaled = (errors: readonly number[]) => errors.map((error) => unit * error);
    const here = explain(core, corrected);
    const there = explain(scaled(core), scaled(corrected), options, unit);
    expect(there.samples).toBe(here.samples);
    expect(there.value).toBeCloseTo(here.value ?? Number.NaN, 12);
    const tiny = explain(
      scaled(core).map((error) => error / 2000),
      scaled(corrected),
      options,
      unit,
    );
    expect(tiny.value).toBeNull();
  },
);

test('shares are between 0 and 1, 0 when nothing moved, and blind to signs', () => {
  const list = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 20 });
  fc.assert(
    fc.property(list, list, (gravity, causal) => {
      for (const share of [energyShare, dominanceOf]) {
        const value = share(gravity, causal, 'x');
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        const turned = share(
          gravity.map((g) => -g),
          causal,
          'x',
        );
        expect(turned).toBe(value);
      }
    }),
  );
  expect(energyShare([0, 0], [0, 0], 'x')).toBe(0);
  expect(energyShare([1], [2], 'x')).toBe(0.2);
  expect(dominanceOf([1, -2], [1, 0], 'x')).toBe(0.75);
});

test.each([
  ['a value', () => energyShare([Number.NaN], [1], 'x')],
  ['a square', () => energyShare([1e200], [1], 'x')],
  ['a sum', () => dominanceOf([1.7e308], [1.7e308], 'x')],
  ['an error', () => explain(alternating(40, 1e160), alternating(40, 1))],
])('what is not finite fails the scenario: %s', (_, sum) => {
  expect(sum).toThrow(
    expect.objectContaining({
      code: 'shadow-overflow',
      failure: expect.objectContaining({ stage: 'shadow-monitor' }),
    }),
  );
});
