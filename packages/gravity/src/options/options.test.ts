import { expect, test } from 'vitest';
import { chooseMethod, resolveGravityOptions } from './options.ts';

const table = {
  lambda: 'any',
  method: 'any',
  momentum_factor: ['sgd'],
  forgetting: ['bank'],
} as const;

test('an option that another method owns is refused with its path and its method', () => {
  expect(() => chooseMethod({ method: 'bank', momentum_factor: 0.5 }, table, 'bank')).toThrow(
    expect.objectContaining({
      code: 'option-not-for-method',
      failure: expect.objectContaining({
        path: 'gravity.momentum_factor',
        hint: 'it belongs to method "sgd"',
      }),
    }),
  );
});

test('options of two methods are refused even when no method is named', () => {
  expect(() => chooseMethod({ forgetting: 0.99, momentum_factor: 0.5 }, table, 'bank')).toThrow(
    expect.objectContaining({ code: 'option-not-for-method' }),
  );
});

test('an option that one method owns selects it; without one the default holds', () => {
  expect(chooseMethod({ momentum_factor: 0.5 }, table, 'bank')).toBe('sgd');
  expect(chooseMethod({ lambda: 0.5 }, table, 'bank')).toBe('bank');
  expect(chooseMethod({ lambda: 0.5, method: 'sgd' }, table, 'bank')).toBe('sgd');
});

test.each(['momentum', 'momentum_factor', 'regularization', 'regularization_strength'])(
  'a refusal names the key that was written: %s',
  (name) => {
    expect(() => resolveGravityOptions({ method: 'bank', [name]: 0.5 }, 'turn')).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({
          message: `method "bank" does not use ${name}`,
          path: `gravity.${name}`,
        }),
      }),
    );
  },
);
