import { Observable, type OperatorFunction } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { expect, expectTypeOf, test } from 'vitest';
import { createFailure, fail, type Failure } from './failure.ts';
import { perItem } from './operator.ts';

const refused = createFailure('bad-json', 'decode', 'not for us');

/** Doubles; fails a scenario on 3; has a bug on 4. */
function double(item: number): number {
  if (item === 3) fail('overflow', 'simulate', 'three');
  if (item === 4) throw new TypeError('a bug');
  return item * 2;
}

const three = createFailure('overflow', 'simulate', 'three');

const inVirtualTime = (law: Parameters<TestScheduler['run']>[0]): void => {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(law);
};

test('it goes from items and failures to results and failures', () => {
  expectTypeOf(perItem(double, 'simulate')).toEqualTypeOf<
    OperatorFunction<number | Failure, number | Failure>
  >();
});

test('one value out per value in, in order, then completion', () => {
  inVirtualTime(({ cold, expectObservable }) => {
    const source = cold('-a-b-(c|)', { a: 1, b: 5, c: 2 });
    expectObservable(source.pipe(perItem(double, 'simulate'))).toBe('-a-b-(c|)', {
      a: 2,
      b: 10,
      c: 4,
    });
  });
});

test('failures pass untouched, the very same value', () => {
  inVirtualTime(({ cold, expectObservable }) => {
    const source = cold<number | Failure>('-a-f-b-|', { a: 1, f: refused, b: 2 });
    expectObservable(source.pipe(perItem(double, 'simulate'))).toBe('-a-f-b-|', {
      a: 2,
      f: refused,
      b: 4,
    });
  });
  const seen: unknown[] = [];
  new Observable<number | Failure>((subscriber) => subscriber.next(refused))
    .pipe(perItem(double, 'simulate'))
    .subscribe((value) => seen.push(value));
  expect(seen[0]).toBe(refused);
});

test('a scenario that fails is a value, and the stream goes on', () => {
  inVirtualTime(({ cold, expectObservable }) => {
    const source = cold('-a-b-c-|', { a: 1, b: 3, c: 2 });
    expectObservable(source.pipe(perItem(double, 'simulate'))).toBe('-a-f-c-|', {
      a: 2,
      f: three,
      c: 4,
    });
  });
});

test('a bug of the core is a value too, which names its stage and keeps what was thrown', () => {
  const internal = {
    kind: 'failure',
    type: 'internal',
    stage: 'simulate',
    message: expect.not.stringContaining('a bug'),
    hint: expect.stringContaining('report'),
    cause: new TypeError('a bug'),
  };
  inVirtualTime(({ cold, expectObservable }) => {
    const source = cold('-a-b-c-|', { a: 1, b: 4, c: 2 });
    const values = { a: 2, f: internal as unknown as Failure, c: 4 }; // with matchers of its texts
    expectObservable(source.pipe(perItem(double, 'simulate'))).toBe('-a-f-c-|', values);
  });
});

test('an error of the source passes', () => {
  inVirtualTime(({ cold, expectObservable }) => {
    const source = cold('-a-#', { a: 1 }, 'broken');
    expectObservable(source.pipe(perItem(double, 'simulate'))).toBe('-a-#', { a: 2 }, 'broken');
  });
});

test('leaving early reaches the source', () => {
  inVirtualTime(({ hot, expectObservable, expectSubscriptions }) => {
    const source = hot('-a-b-c-d-|', { a: 1, b: 2, c: 5, d: 6 });
    const values = { a: 2, b: 4, c: 10, d: 12 };
    expectObservable(source.pipe(perItem(double, 'simulate')), '^---!').toBe('-a-b-', values);
    expectSubscriptions(source.subscriptions).toBe('^---!');
  });
});

test('nothing runs before someone subscribes, and each subscriber has its own run', () => {
  let calls = 0;
  const counted = perItem((item: number) => {
    calls += 1;
    return item;
  }, 'simulate');
  const result = new Observable<number>((subscriber) => {
    subscriber.next(1);
    subscriber.complete();
  }).pipe(counted);
  expect(calls).toBe(0);
  result.subscribe();
  result.subscribe();
  expect(calls).toBe(2);
});
