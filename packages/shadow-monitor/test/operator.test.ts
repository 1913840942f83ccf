import { monitorShadow, resolveShadowOptions, type ShadowStep } from '@pulse-stream/shadow-monitor';
import { isFailure, type Failure } from '@pulse-stream/worldstate';
import { createFailure, type ShadowRecord } from '@pulse-stream/worldstate/internal';
import { from, lastValueFrom, map, toArray, type OperatorFunction } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { expect, expectTypeOf, test } from 'vitest';

const options = resolveShadowOptions(
  { shadow_monitor: { window_steps: 2 }, shadow_model_min_trigger_samples: 3 },
  'turn',
  ['v'],
  ['v'],
);
const monitor = monitorShadow(options);
const step = (gravity: number, causal: number): ShadowStep => ({
  gravity: { v: gravity },
  causal: { v: causal },
});
const failure = createFailure('bad-json', 'decode', 'not JSON');

/** Energy share and trigger, or what failed. */
const summary = map((item: ShadowRecord | Failure) =>
  isFailure(item) ? item.type : `${item.variables['v']?.energy_share} ${item.triggered}`,
);

/** Plays marbles: what was seen, and what was drawn. */
function play(marbles: Parameters<TestScheduler['run']>[0]): [seen: unknown[], drawn: unknown[]] {
  const seen: unknown[] = [];
  const drawn: unknown[] = [];
  new TestScheduler((actual, expected) => {
    seen.push(actual);
    drawn.push(expected);
  }).run(marbles);
  return [seen, drawn];
}

const values = { a: step(1, 1), b: step(0, 2), n: step(Number.NaN, 1), f: failure };

test('one record per step in order; failures pass; a bad step becomes one and counts nowhere', () => {
  const [seen, drawn] = play(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold<ShadowStep | Failure>('a-f-n-a-b|', values);
    expectObservable(source.pipe(monitor, summary)).toBe('a-f-n-c-b|', {
      a: '0.5 false',
      f: 'bad-json',
      n: 'shadow-overflow',
      c: '0.5 true',
      b: `${1 / 6} false`,
    });
    expectSubscriptions(source.subscriptions).toBe('^--------!');
  });
  expect(drawn).toHaveLength(2);
  expect(seen).toEqual(drawn);
});

test('an error of the source passes; unsubscribing reaches the source', () => {
  const [seen, drawn] = play(({ cold, expectObservable, expectSubscriptions }) => {
    const broken = cold<ShadowStep | Failure>('a#', values);
    expectObservable(broken.pipe(monitor, summary)).toBe('a#', { a: '0.5 false' });
    const endless = cold<ShadowStep | Failure>('a---', values);
    expectObservable(endless.pipe(monitor, summary), '^-!').toBe('a', { a: '0.5 false' });
    expectSubscriptions(endless.subscriptions).toBe('^-!');
  });
  expect(drawn).toHaveLength(3);
  expect(seen).toEqual(drawn);
});

test('what was seen belongs to one subscription', async () => {
  const items = [step(1, 2), step(3, 4), step(5, 6)];
  const run = () => lastValueFrom(from(items).pipe(monitor, toArray()));
  expect(await run()).toEqual(await run());
});

test('errors of both predictions give the running variance explained and its verdict', async () => {
  const items = [1, -1, 1, -1].map((core): ShadowStep => ({
    ...step(1, 3),
    errors: { v: { core, corrected: core / 2 } },
  }));
  const records = await lastValueFrom(from(items).pipe(monitor, toArray()));
  const seen = records.map((record) =>
    isFailure(record) ? record.type : [record.verdict, record.variables['v']?.variance_explained],
  );
  expect(seen).toEqual([
    ['untaught', null],
    ['untaught', null],
    ['review', 0.75],
    ['review', 0.75],
  ]);
});

test('only the last window of scored steps counts', async () => {
  const short = resolveShadowOptions({ shadow_model_window_size: 2 }, 'turn', ['v'], ['v']);
  const items = [9, 9, 1, -1].map((core, t): ShadowStep => ({
    ...step(1, 3),
    errors: { v: { core, corrected: t < 2 ? 90 : 0 } },
  }));
  const records = await lastValueFrom(from(items).pipe(monitorShadow(short), toArray()));
  expect(records.at(-1)).toMatchObject({ variables: { v: { variance_explained: 1, samples: 2 } } });
});

test('a variable that is absent from a step counts 0', async () => {
  const records = await lastValueFrom(
    from([step(1, 1), { gravity: {}, causal: { v: 1 } }]).pipe(monitor, toArray()),
  );
  expect(records.at(-1)).toMatchObject({ variables: { v: { energy_share: 1 / 3 } } });
});

test('the operator takes steps and failures and gives records and failures', () => {
  expectTypeOf(monitor).toEqualTypeOf<
    OperatorFunction<ShadowStep | Failure, ShadowRecord | Failure>
  >();
});

test.each(['gravity', 'causal', 'core', 'corrected'] as const)(
  'a step whose %s of one variable cannot be squared is refused and leaves no trace at any',
  async (place) => {
    const two = resolveShadowOptions(
      { shadow_model_window_size: 3, shadow_model_min_trigger_samples: 1 },
      'turn',
      ['w', 'v'],
      ['w', 'v'],
    );
    const stepAt = (at: number): ShadowStep => ({
      gravity: { w: at, v: 1 },
      causal: { w: 1, v: at },
      errors: { w: { core: at * at, corrected: 1 }, v: { core: at * at, corrected: at } },
    });
    const spoil = ({ gravity, causal, errors }: ShadowStep, by: number): ShadowStep => ({
      gravity: place === 'gravity' ? { ...gravity, v: by } : gravity,
      causal: place === 'causal' ? { ...causal, v: by } : causal,
      errors: { ...errors, v: { core: 1, corrected: 1, [place]: by } },
    });
    const good = [1, 2, 3, 4].map(stepAt);
    const recordsOf = (steps: readonly ShadowStep[]) =>
      lastValueFrom(from(steps).pipe(monitorShadow(two), toArray()));
    const alone = await recordsOf(good);
    expect(alone.some(isFailure)).toBe(false);
    for (const by of [1e155, -1e155, 1e308, Number.POSITIVE_INFINITY, Number.NaN]) {
      const records = await recordsOf(good.flatMap((one) => [spoil(one, by), one]));
      expect(records.filter((_, at) => at % 2 === 1)).toEqual(alone);
      for (const record of records.filter((_, at) => at % 2 === 0))
        expect(record).toMatchObject({ type: 'shadow-overflow' });
    }
  },
);
