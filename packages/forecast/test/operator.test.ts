import { assess, forecast } from '@pulse-stream/forecast';
import type { AssessableRun, AssessedRun, ForecastedRun } from '@pulse-stream/forecast/internal';
import { PulseError, type Failure, type SimulatedRun } from '@pulse-stream/worldstate';
import { createFailure } from '@pulse-stream/worldstate/internal';
import { map, type OperatorFunction } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { makeRun } from './make-run.ts';

const failure = createFailure('bad-json', 'decode', 'not JSON');
const run = makeRun({ cells: [[1, 2, 3]] });
const shadowed = makeRun({ cells: [[1, 2, 3]], config: { forecast: { quantiles: [0.5] } } });

/** The median of a forecast, or what failed. */
const summarise = map((item: ForecastedRun | Failure) =>
  'kind' in item ? item.type : Object.keys(item.forecast.targets.x?.quantiles ?? {}).join(),
);
const label = map((item: AssessedRun | Failure) =>
  'kind' in item ? item.type : `${item.assessment.trace_id} ${item.assessment.trust_label}`,
);

/** Plays marbles and returns what was seen beside what was drawn. */
function play(check: Parameters<TestScheduler['run']>[0]): { seen: unknown[]; drawn: unknown[] } {
  const seen: unknown[] = [];
  const drawn: unknown[] = [];
  new TestScheduler((actual, expected) => {
    seen.push(actual);
    drawn.push(expected);
  }).run(check);
  expect(drawn.length).toBeGreaterThan(0);
  return { seen, drawn };
}

const values = { r: run, s: shadowed, f: failure };
const failures = { f: failure };

describe('forecast', () => {
  test('gives one forecast per run in order, lets failures pass and completes', () => {
    const { seen, drawn } = play(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<SimulatedRun | Failure>('-r-f-s-|', values);
      expectObservable(source.pipe(forecast(), summarise)).toBe('-a-f-b-|', {
        a: '0.1,0.5,0.9',
        b: '0.1,0.5,0.9',
        f: 'bad-json',
      });
      expectSubscriptions(source.subscriptions).toBe('^------!');
    });
    expect(seen).toEqual(drawn);
  });

  test('uses its own quantiles where the scenario names none', () => {
    const { seen, drawn } = play(({ cold, expectObservable }) => {
      const source = cold<SimulatedRun | Failure>('rs|', values);
      const forecasts = source.pipe(forecast({ quantiles: [0.75, 0.25] }), summarise);
      expectObservable(forecasts).toBe('ab|', { a: '0.25,0.75', b: '0.1,0.5,0.9' });
    });
    expect(seen).toEqual(drawn);
  });

  test('turns a scenario that cannot be forecast into a failure and goes on', () => {
    const { seen, drawn } = play(({ cold, expectObservable }) => {
      const items = { ...values, o: makeRun({ cells: [[-1.7e308, 1.7e308]] }) };
      const source = cold<SimulatedRun | Failure>('or|', items);
      const forecasts = source.pipe(forecast({ quantiles: [0.5] }), summarise);
      expectObservable(forecasts).toBe('ab|', { a: 'overflow', b: '0.5' });
    });
    expect(seen).toEqual(drawn);
  });

  test('passes an error of its source on', () => {
    const { seen, drawn } = play(({ cold, expectObservable }) => {
      expectObservable(cold<Failure>('-f-#', failures).pipe(forecast())).toBe('-f-#', values);
    });
    expect(seen).toEqual(drawn);
  });

  test('unsubscribes from its source with its subscriber', () => {
    const { seen, drawn } = play(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<Failure>('-f-f-f-|', failures);
      expectObservable(source.pipe(forecast()), '^--!').toBe('-f--', values);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
    expect(seen).toEqual(drawn);
  });

  test('refuses levels that are no quantiles at once', () => {
    expect(() => forecast({ quantiles: [0.5, 1] })).toThrow(PulseError);
    expect(() => forecast({ quantiles: [] })).toThrow(PulseError);
  });
});

describe('assess', () => {
  test('gives one assessment per forecast in order, lets failures pass and completes', () => {
    const { seen, drawn } = play(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<SimulatedRun | Failure>('-r-f-s-|', values);
      const traceId = (item: SimulatedRun): string => `seed-${item.seed}`;
      expectObservable(source.pipe(forecast(), assess({ traceId }), label)).toBe('-a-f-a-|', {
        a: 'seed-7 Unverified',
        f: 'bad-json',
      });
      expectSubscriptions(source.subscriptions).toBe('^------!');
    });
    expect(seen).toEqual(drawn);
  });

  test('keeps what came with the run', () => {
    const { seen, drawn } = play(({ cold, expectObservable }) => {
      const source = cold<SimulatedRun | Failure>('r|', values).pipe(
        forecast(),
        map((item): AssessableRun | Failure =>
          'kind' in item ? item : { ...item, perturbed: { runs: [item.run] } },
        ),
        assess({ traceId: () => 't' }),
        map((item) => ('kind' in item ? null : item.assessment.fragility)),
      );
      expectObservable(source).toBe('0|', { 0: 0 });
    });
    expect(seen).toEqual(drawn);
  });

  test('passes an error of its source on', () => {
    const { seen, drawn } = play(({ cold, expectObservable }) => {
      const source = cold<Failure>('-#');
      expectObservable(source.pipe(assess({ traceId: () => 't' }))).toBe('-#');
    });
    expect(seen).toEqual(drawn);
  });

  test('unsubscribes from its source with its subscriber', () => {
    const { seen, drawn } = play(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<Failure>('-f-f-|', failures);
      expectObservable(source.pipe(assess({ traceId: () => 't' })), '^--!').toBe('-f--', values);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
    expect(seen).toEqual(drawn);
  });

  test('refuses bad thresholds at once', () => {
    expect(() => assess({ traceId: () => 't', thresholds: { risk: 2 } })).toThrow(PulseError);
  });
});

test('the operators fit between the stages', () => {
  expectTypeOf(forecast).returns.toEqualTypeOf<
    OperatorFunction<SimulatedRun | Failure, ForecastedRun | Failure>
  >();
  expectTypeOf(assess).returns.toEqualTypeOf<
    OperatorFunction<AssessableRun | Failure, AssessedRun | Failure>
  >();
});
