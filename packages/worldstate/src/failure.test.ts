import { expect, expectTypeOf, test } from 'vitest';
import {
  assertNever,
  attempt,
  createFailure,
  fail,
  FAILURE_CODES,
  failureOf,
  inStage,
  isFailure,
  isResult,
  PulseError,
  ScenarioError,
  type Failure,
} from './failure.ts';
import type { FailureRecord, OutputRecord, ResultRecord } from './record/records.ts';

test('the failure codes are unique and kebab-case', () => {
  expect(new Set(FAILURE_CODES).size).toBe(FAILURE_CODES.length);
  for (const code of FAILURE_CODES) expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
});

test('a failure is told from the other values of a stream', () => {
  expect(isFailure(createFailure('bad-json', 'decode', 'no JSON'))).toBe(true);
  for (const value of [null, undefined, 'failure', 3, [], {}, { kind: 'result' }])
    expect(isFailure(value)).toBe(false);
});

test('records and values of a stream are told apart by filters, for the compiler too', () => {
  // of a record only its kind is looked at
  const records = [{ kind: 'result' }, { kind: 'failure' }] as OutputRecord[];
  const results = records.filter(isResult);
  expect(results).toEqual([{ kind: 'result' }]);
  expectTypeOf(results).toEqualTypeOf<ResultRecord[]>();
  expectTypeOf(records.filter((record) => !isFailure(record))).toEqualTypeOf<ResultRecord[]>();
  expectTypeOf(records.filter(isFailure)).toEqualTypeOf<FailureRecord[]>();
  expectTypeOf(records.filter((record) => !isResult(record))).toEqualTypeOf<FailureRecord[]>();

  const items: (Date | Failure)[] = [new Date(0), createFailure('bad-json', 'decode', 'no JSON')];
  expect(items.filter(isResult)).toEqual([new Date(0)]);
  expectTypeOf(items.filter(isResult)).toEqualTypeOf<Date[]>();
  expectTypeOf(items.filter(isFailure)).toEqualTypeOf<Failure[]>();
  expect(items.map((item) => (isFailure(item) ? item.type : item.getTime()))).toEqual([
    0,
    'bad-json',
  ]);
  const unknown: unknown = items[1];
  expect(isFailure(unknown) && unknown.stage).toBe('decode');
});

test('fail throws the failure it describes', () => {
  const run = (): never =>
    fail('limit-exceeded', 'initialise', 'too many members', { path: 'members', hint: 'fewer' });
  expect(run).toThrow(ScenarioError);
  expect(run).toThrow('too many members');
  expect(attempt(run)).toEqual({
    kind: 'failure',
    type: 'limit-exceeded',
    stage: 'initialise',
    message: 'too many members',
    path: 'members',
    hint: 'fewer',
  });
});

test('attempt gives the result, or the failure, and lets bugs through', () => {
  expect(attempt(() => 42)).toBe(42);
  const bug = new TypeError('a bug');
  expect(() =>
    attempt(() => {
      throw bug;
    }),
  ).toThrow(bug);
  const refused = new PulseError('option-invalid', 'no such option');
  expect(() =>
    attempt(() => {
      throw refused;
    }),
  ).toThrow(refused);
});

test('whatever a part of a scenario throws is a failure: its own, or internal', () => {
  const own = createFailure('overflow', 'forecast', 'too large');
  for (const thrown of [new TypeError('a bug'), new RangeError('deep'), 'text', null, undefined]) {
    const run = () => {
      throw thrown;
    };
    const failure = attempt(() => inStage('assess', run));
    expect(failure).toMatchObject({ type: 'internal', stage: 'assess', cause: thrown });
    expect(failure).toEqual(failureOf(thrown, 'assess'));
    expect(failure).not.toHaveProperty('reproducible');
  }
  expect(attempt(() => inStage('assess', () => fail('overflow', 'forecast', 'too large')))).toEqual(
    own,
  );
  expect(inStage('assess', () => 42)).toBe(42);
});

test('every thrown error carries a code, and its cause when there is one', () => {
  const cause = new Error('disk');
  const error = new PulseError('output-unwritable', 'cannot write', { cause });
  expect(error).toMatchObject({
    name: 'PulseError',
    code: 'output-unwritable',
    cause,
    problems: [],
  });
  const failure = createFailure('overflow', 'simulate', 'too large');
  expect(new ScenarioError(failure, { cause })).toMatchObject({
    name: 'ScenarioError',
    code: 'overflow',
    failure,
    cause,
  });
});

test('a run failure can name single places', () => {
  const problems = [{ path: 'rules[2].when', message: 'unknown name', column: 3, rule: 'R1' }];
  expect(new PulseError('model-invalid', 'one problem', { problems }).problems).toBe(problems);
});

test('a value outside a union is a bug that names the value', () => {
  // A JavaScript caller can pass anything.
  expect(() => assertNever({ kind: 'odd' } as never)).toThrow('unexpected value {"kind":"odd"}');
});
