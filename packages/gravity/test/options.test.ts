import { resolveGravityOptions } from '@pulse-stream/gravity';
import { describeSchema, GravityOptions } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';

const refusal = (path: string, hint?: string) =>
  expect.objectContaining({
    code: 'config-invalid',
    failure: expect.objectContaining({ path, ...(hint === undefined ? {} : { hint }) }),
  });

test('the documented defaults of method sgd hold', () => {
  expect(resolveGravityOptions({ method: 'sgd' }, 'month')).toEqual({
    method: 'sgd',
    lambda: 0.25,
    regularization_strength: 1e-3,
    learning_rate: 1e-2,
    momentum_factor: 0.9,
    ewma_span: 30,
    circuit_breaker_threshold: 5,
    max_correction: 0.5,
    enable_adaptive_lambda: true,
    adaptive_lambda_min: 0.01,
    adaptive_lambda_max: 1,
    adaptive_lambda_window_size: 20,
    adaptive_lambda_residual_threshold_high: 0.5,
    adaptive_lambda_residual_threshold_low: 0.1,
    adaptive_lambda_increase_factor: 1.05,
    adaptive_lambda_decrease_factor: 0.95,
    enable_weight_pruning: true,
    weight_pruning_threshold: 1e-4,
    fragility_threshold: 3,
    min_observations: 30,
    warmup: null,
  });
});

test.each([
  ['month', 0.997, 0.94, 0.95],
  ['quarter', 0.99, 0.95, 0.9],
  ['turn', 0.995, 0.97, 0.95],
  ['fortnight', 0.995, 0.97, 0.95],
])('the documented defaults of method bank hold for a turn of one %s', (unit, ...pace) => {
  const [forgetting, scale_forgetting, horizon_decay] = pace;
  expect(resolveGravityOptions({ method: 'bank' }, unit)).toEqual({
    method: 'bank',
    lambda: 1,
    max_correction: 0,
    min_observations: 1,
    warmup: null,
    forgetting,
    scale_forgetting,
    horizon_decay,
  });
});

test('what is given replaces the default of the method', () => {
  const given = { method: 'bank', forgetting: 0.9, lambda: 0.5, warmup: 24 } as const;
  expect(resolveGravityOptions(given, 'turn')).toMatchObject(given);
});

test('who chooses no method gets bank, also with options that any method uses', () => {
  for (const given of [undefined, {}, { lambda: 0.5 }, { method: undefined, max_correction: 1 }])
    expect(resolveGravityOptions(given, 'turn').method).toBe('bank');
  expect(resolveGravityOptions(undefined, 'month')).toEqual(
    resolveGravityOptions({ method: 'bank' }, 'month'),
  );
});

test('an option that only one method uses selects it and is refused by the other', () => {
  expect(resolveGravityOptions({ momentum: 0.5 }, 'turn').method).toBe('sgd');
  expect(resolveGravityOptions({ horizon_decay: 0.5 }, 'turn').method).toBe('bank');
  expect(() => resolveGravityOptions({ method: 'bank', ewma_span: 3 }, 'turn')).toThrow(
    expect.objectContaining({
      code: 'option-not-for-method',
      failure: expect.objectContaining({ path: 'gravity.ewma_span' }),
    }),
  );
});

test('every option of the schema is known', () => {
  for (const name of Object.keys(GravityOptions.shape)) {
    const given = name === 'method' ? { method: 'sgd' as const } : { [name]: undefined };
    expect(() => resolveGravityOptions(given, 'turn')).not.toThrow();
  }
  const value: Record<string, unknown> = {
    method: 'sgd',
    enable_adaptive_lambda: false,
    enable_weight_pruning: false,
    enable_shadow_model_trigger: false,
    shadow_monitor: { window_steps: 3 },
  };
  for (const name of Object.keys(GravityOptions.shape)) {
    const given = GravityOptions.parse({ [name]: value[name] ?? safeNumber(name) });
    expect(['bank', 'sgd']).toContain(resolveGravityOptions(given, 'turn').method);
  }
});

function safeNumber(name: string): number {
  if (name === 'warmup') return 12;
  if (name === 'shadow_model_window_size') return 2;
  const half = ['shadow_model_variance_threshold', 'adaptive_lambda_residual_threshold_low'];
  return half.includes(name) ? 0.5 : 1;
}

test('an alias stands for its option', () => {
  expect(resolveGravityOptions({ regularization: 0.2, momentum: 0.5 }, 'turn')).toMatchObject({
    regularization_strength: 0.2,
    momentum_factor: 0.5,
  });
});

test('an option and its alias together are refused', () => {
  expect(() =>
    resolveGravityOptions({ regularization: 0.2, regularization_strength: 0.2 }, 'turn'),
  ).toThrow(refusal('gravity.regularization', 'give one of them'));
  expect(() => resolveGravityOptions({ momentum: 0.2, momentum_factor: 0.3 }, 'turn')).toThrow(
    refusal('gravity.momentum'),
  );
});

test.each([
  [{ adaptive_lambda_min: 0.8, adaptive_lambda_max: 0.2 }, 'gravity.adaptive_lambda_min'],
  [{ adaptive_lambda_max: 0.001 }, 'gravity.adaptive_lambda_max'],
  [
    { adaptive_lambda_residual_threshold_low: 0.7 },
    'gravity.adaptive_lambda_residual_threshold_low',
  ],
  [
    { adaptive_lambda_residual_threshold_high: 0.01 },
    'gravity.adaptive_lambda_residual_threshold_high',
  ],
  [{ adaptive_lambda_increase_factor: 0.9 }, 'gravity.adaptive_lambda_increase_factor'],
  [{ adaptive_lambda_decrease_factor: 1.1 }, 'gravity.adaptive_lambda_decrease_factor'],
])('values that contradict each other are refused: %j', (given, path) => {
  expect(() => resolveGravityOptions(given, 'turn')).toThrow(refusal(path));
});

test('an option nobody knows is refused with the nearest name', () => {
  const given = JSON.parse('{"learning_rat": 0.1}') as GravityOptions; // as an untyped caller might
  expect(() => resolveGravityOptions(given, 'turn')).toThrow(
    refusal('gravity.learning_rat', 'did you mean "learning_rate"?'),
  );
});

test('a method that does not exist is refused', () => {
  const given = JSON.parse('{"method": "magic"}') as GravityOptions; // as an untyped caller might
  expect(() => resolveGravityOptions(given, 'turn')).toThrow(refusal('gravity.method'));
});

/** What the JSON Schema of a config says of every gravity option. */
function readDescriptions(): Map<string, string> {
  const found = new Map<string, string>();
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key in GravityOptions.shape && typeof value?.description === 'string')
        found.set(key, value.description);
      look(value);
    }
  };
  look(describeSchema('config'));
  return found;
}

test.each(['bank', 'sgd'] as const)('the schema names the defaults of method %s', (method) => {
  const descriptions = readDescriptions();
  const defaults = Object.entries(resolveGravityOptions({ method }, 'turn'));
  expect(defaults.length).toBeGreaterThan(7);
  for (const [name, value] of defaults)
    if (value !== null)
      expect(descriptions.get(name)).toMatch(new RegExp(`\\b${String(value)}\\b`));
});
