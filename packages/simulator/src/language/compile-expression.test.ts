import { ScenarioError } from '@pulse-stream/worldstate';
import { expect, expectTypeOf, test } from 'vitest';
import { compileExpression, type CompiledExpression } from './compile-expression.ts';

const scope = { names: ['hope', 'rage'], params: ['limit'], lags: false } as const;

test('the names used are listed once, in order of appearance', () => {
  const compiled = compileExpression('rage > limit and hope > rage or turn > 3', {
    ...scope,
    kind: 'boolean',
  });
  expect(compiled.names).toEqual(['rage', 'limit', 'hope', 'turn']);
  expect(compiled.nodes).toBe(11);
  expect(compiled.source).toBe('rage > limit and hope > rage or turn > 3');
  expectTypeOf(compiled).toEqualTypeOf<CompiledExpression<boolean>>();
});

test('every used name is read once, and no other', () => {
  const reads: string[] = [];
  const compiled = compileExpression('hope * hope + hope', { ...scope, kind: 'number' });
  const value = compiled.evaluate((name, back) => {
    reads.push(`${name}@${back}`);
    return 3;
  });
  expect([value, reads]).toEqual([12, ['hope@0']]);
});

test('names that are members of every object are ordinary names', () => {
  const compiled = compileExpression('valueOf + toString + hasOwnProperty', {
    names: ['toString', 'hasOwnProperty', 'valueOf'],
    lags: false,
    kind: 'number',
  });
  expect(compiled.evaluate((name) => name.length)).toBe(7 + 8 + 14);
});

test('what is wrong with an expression of a config is a failure of its stage', () => {
  const failureOf = (source: string): unknown => {
    try {
      return compileExpression(source, {
        ...scope,
        kind: 'boolean',
        stage: 'initialise',
        path: 'forecast.events[0].when',
      });
    } catch (error) {
      return error instanceof ScenarioError ? error.failure : error;
    }
  };
  expect(failureOf('hop > 1')).toEqual({
    kind: 'failure',
    type: 'unknown-name',
    stage: 'initialise',
    message: 'column 1: unknown name "hop"',
    path: 'forecast.events[0].when',
    hint: 'did you mean "hope"?',
  });
  expect(failureOf('hope >')).toMatchObject({
    type: 'config-invalid',
    message: 'column 7: expected a value, found the end',
  });
  expect(failureOf('hope > rage[-1]')).toMatchObject({
    type: 'config-invalid',
    message: 'column 12: there are no earlier values to read here',
  });
});

test('without a stage the error is one of the expression', () => {
  expect(() => compileExpression('hope + turn', { ...scope, kind: 'number', turn: false })).toThrow(
    expect.objectContaining({ name: 'ExpressionError', code: 'unknown-name', column: 8 }),
  );
});
