import { applyGravity, type CorrectedStep, type PredictedStep } from '@pulse-stream/gravity';
import { applyStep, openGravity } from '@pulse-stream/gravity/internal';
import { isFailure, type Failure } from '@pulse-stream/worldstate';
import { createFailure } from '@pulse-stream/worldstate/internal';
import { from, lastValueFrom, toArray, type OperatorFunction } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { expect, expectTypeOf, test } from 'vitest';
import { normals, seeded } from './histories.ts';

const settings = {
  variables: ['y'],
  symbols: ['s'],
  gravity: { learning_rate: 0.1, warmup: 12, min_observations: 3, ewma_span: 1 },
};

/** A model that predicts 1 too little, in noise. */
function steps(count: number): PredictedStep[] {
  const draw = normals(seeded(9));
  return Array.from({ length: count }, (_, t) => ({
    prediction: { y: Math.sin(t) },
    observed: { y: Math.sin(t) + 1 + 0.1 * draw() },
    symbols: { s: 1 },
  }));
}

const run = (items: readonly (PredictedStep | Failure)[]) =>
  lastValueFrom(from(items).pipe(applyGravity(settings), toArray()));

const corrections = (outputs: readonly (CorrectedStep | Failure)[]) =>
  outputs.map((output) => (isFailure(output) ? output.type : output.correction['y']));

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

test('one corrected step per step, in order, at once; completion passes; one subscription', () => {
  const [a, b] = steps(2) as [PredictedStep, PredictedStep]; // two were asked for
  const { resolved, state } = openGravity(settings);
  const first = applyStep(state, a, resolved);
  const second = applyStep(first.state, b, resolved);
  const [seen, drawn] = play(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold<PredictedStep | Failure>('a-b|', { a, b });
    expectObservable(source.pipe(applyGravity(settings))).toBe('a-b|', { a: first, b: second });
    expectSubscriptions(source.subscriptions).toBe('^--!');
  });
  expect(drawn).toHaveLength(2);
  expect(seen).toEqual(drawn);
});

test('an error of the source passes; unsubscribing reaches the source', () => {
  const [a] = steps(1);
  const { resolved, state } = openGravity(settings);
  const first = applyStep(state, a as PredictedStep, resolved); // one was asked for
  const [seen, drawn] = play(({ cold, expectObservable, expectSubscriptions }) => {
    const broken = cold<PredictedStep | Failure>('a#', { a: a as PredictedStep }); // as above
    expectObservable(broken.pipe(applyGravity(settings))).toBe('a#', { a: first });
    const endless = cold<PredictedStep | Failure>('a---', { a: a as PredictedStep }); // as above
    expectObservable(endless.pipe(applyGravity(settings)), '^-!').toBe('a', { a: first });
    expectSubscriptions(endless.subscriptions).toBe('^-!');
  });
  expect(drawn).toHaveLength(3);
  expect(seen).toEqual(drawn);
});

test('failures pass untouched and a bad step becomes one; neither teaches anything', async () => {
  const good = steps(40);
  const upstream = createFailure('bad-json', 'decode', 'not JSON');
  const bad: PredictedStep = { prediction: { y: Number.NaN }, observed: null, symbols: { s: 1 } };
  const outputs = await run([...good.slice(0, 20), upstream, bad, ...good.slice(20)]);
  expect(outputs[20]).toBe(upstream);
  expect(outputs[21]).toMatchObject({ type: 'not-a-number', path: 'prediction.y' });
  const clean = await run(good);
  expect([...outputs.slice(0, 20), ...outputs.slice(22)]).toEqual(clean);
});

test('a constant error is learned: untaught and exactly 0 first, then ever closer', async () => {
  const outputs = await run(steps(400));
  const seen = corrections(outputs);
  expect(seen.slice(0, 15)).toEqual(Array.from({ length: 15 }, () => 0));
  expect(outputs[14]).toMatchObject({ status: { y: 'untaught' } });
  expect(outputs[15]).toMatchObject({ status: { y: 'active' } });
  expect(Number(seen[399])).toBeGreaterThan(0.3);
});

test('what is learned belongs to one subscription', async () => {
  const once = applyGravity(settings);
  const items = steps(60);
  const [a, b] = [
    await lastValueFrom(from(items).pipe(once, toArray())),
    await lastValueFrom(from(items).pipe(once, toArray())),
  ];
  expect(b).toEqual(a);
});

test('a missing observation teaches nothing, a non-finite one is refused by name', () => {
  const { resolved, state } = openGravity(settings);
  const taught = steps(30).reduce((before, step) => applyStep(before, step, resolved).state, state);
  const [step] = steps(1) as [PredictedStep]; // one was asked for
  for (const observed of [null, {}, { y: null }, { y: Number.NaN }]) {
    const after = applyStep(taught, { ...step, observed }, resolved);
    expect({ ...after.state, rows: 0 }).toEqual({ ...taught, rows: 0 });
    expect(after.refused).toEqual(Number.isNaN(observed?.y) ? ['y'] : []);
  }
});

test('a symbol that a step does not name is not learned from; one that is not finite is refused', () => {
  const { resolved, state } = openGravity(settings);
  const taught = steps(30).reduce((before, step) => applyStep(before, step, resolved).state, state);
  const [step] = steps(1) as [PredictedStep]; // one was asked for
  const without = applyStep(taught, { ...step, symbols: {} }, resolved);
  expect(without.correction['y']).toBe(0);
  expect(without.state.weights).toEqual(taught.weights);
  expect(() => applyStep(taught, { ...step, symbols: { s: Infinity } }, resolved)).toThrow(
    expect.objectContaining({ code: 'not-a-number' }),
  );
});

test('bad options are refused when the operator is made', () => {
  const refusal = expect.objectContaining({ code: 'option-invalid' });
  expect(() => applyGravity({ ...settings, variables: [] })).toThrow(refusal);
  expect(() => applyGravity({ ...settings, symbols: ['s', 's'] })).toThrow(refusal);
  expect(() => applyGravity({ ...settings, gravity: { lambda: 7 } })).toThrow(refusal);
  const contradiction = { momentum: 0.5, momentum_factor: 0.5 };
  expect(() => applyGravity({ ...settings, gravity: contradiction })).toThrow(refusal);
});

test('the operator takes and gives steps and failures', () => {
  expectTypeOf(applyGravity(settings)).toEqualTypeOf<
    OperatorFunction<PredictedStep | Failure, CorrectedStep | Failure>
  >();
});
