import {
  createCorrector,
  restoreGravity,
  retrodict,
  snapshotGravity,
  type Retrodiction,
} from '@pulse-stream/gravity';
import {
  continueRetrodiction,
  pruneSgd,
  updateSgd,
  openSgdState,
} from '@pulse-stream/gravity/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runForward } from './forward.ts';
import { historyOf, partOf } from './histories.ts';
import { linearCore } from './linear-core.ts';
import { openTwin, TWINS } from './twin.ts';
import { sgdOptions } from './sgd-options.ts';

const RUNS = { numRuns: 30 };
const options = sgdOptions({ learning_rate: 0.1, warmup: 20, min_observations: 10 });

/** Everything but the path object, as a plain value. */
function valueOf({ path, ...rest }: Retrodiction): unknown {
  return { ...rest, x: [...path.x], turn: path.turn };
}

const twins = fc.record({
  name: fc.constantFrom(...TWINS),
  seed: fc.integer({ min: 1, max: 1000 }),
  rows: fc.integer({ min: 13, max: 80 }),
});

/** The twin's history with holes; `hole` decides which cells are missing. */
const holes = fc.func(fc.integer({ min: 0, max: 9 }).map((tenth) => tenth < 2));

test('restore and continue is the same as never having stopped', () => {
  fc.assert(
    fc.property(twins, holes, fc.nat(), (twin, isHole, cut) => {
      const { core, start, history } = openTwin(twin.name, twin.rows, twin.seed);
      const gaps = historyOf(
        history.columns,
        history.rows.map((row, t) => row.map((cell, at) => (isHole(t, at) ? null : cell))),
      );
      const stop = 1 + (cut % twin.rows);
      const whole = retrodict(core, start, gaps, options);
      const first = retrodict(core, start, partOf(gaps, 0, stop), options);
      const context = { modelHash: 'abc', options };
      const saved: unknown = JSON.parse(JSON.stringify(snapshotGravity(core, first, context)));
      const restored = restoreGravity(core, saved, context);
      expect(valueOf(restored)).toEqual(valueOf(first));
      const rest = continueRetrodiction(core, restored, partOf(gaps, stop, twin.rows), options);
      expect(valueOf(rest)).toEqual(valueOf(whole));
    }),
    RUNS,
  );
});

test('what is learned does not depend on the order of columns, slots or symbols', () => {
  fc.assert(
    fc.property(twins, fc.integer(), (twin, shift) => {
      const { core, start, history } = openTwin(twin.name, twin.rows, twin.seed);
      const straight = retrodict(core, start, history, options);
      const turned = turn([0, 1, 2, 3], shift);
      const columns = historyOf(
        turned.map((at) => history.columns[at] ?? ''),
        history.rows.map((row) => turned.map((at) => row[at] ?? null)),
      );
      expect(valueOf(retrodict(core, start, columns, options))).toEqual(valueOf(straight));
    }),
    RUNS,
  );
  const slots = ['a', 'b', 'm', 'n'];
  const world = (order: readonly string[], symbols: readonly string[]) =>
    linearCore({
      slots: order,
      symbols,
      drift: (x) => ({ a: -0.1 * (x.get('a') ?? 0), b: 0.1 * (x.get('a') ?? 0) }),
      measure: { m: (x) => Math.sin(x.get('a') ?? 0), n: (x) => Math.cos(x.get('b') ?? 0) },
    });
  const rows = Array.from({ length: 60 }, (_, t) => [Math.sin(t * t), Math.cos(t * t * 0.7)]);
  const [one, other] = [slots, slots.toReversed()].map((order) =>
    retrodict(
      world(
        order,
        order.filter((name) => name > 'c'),
      ),
      Float64Array.from(order, () => 0.1),
      historyOf(['a', 'b'], rows),
      options,
    ),
  );
  expect(one?.state).toEqual(other?.state);
  expect(one?.scored).toEqual(other?.scored);
  expect(one?.contributors).toEqual(other?.contributors);
});

function turn<T>(list: readonly T[], by: number): T[] {
  const at = ((by % list.length) + list.length) % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

test('gravity that has learned nothing is gravity off, bit for bit', () => {
  fc.assert(
    fc.property(twins, holes, (twin, isHole) => {
      const { core, start, history } = openTwin(twin.name, twin.rows, twin.seed);
      const gaps = historyOf(
        history.columns,
        history.rows.map((row, t) => row.map((cell, at) => (isHole(t, at) ? null : cell))),
      );
      const idle = { ...options, learning_rate: 0 };
      const on = retrodict(core, start, gaps, idle);
      const off = retrodict(core, start, gaps, options, { off: true });
      expect(new Uint8Array(on.path.x.buffer)).toEqual(new Uint8Array(off.path.x.buffer));
      expect(on.scored).toEqual(off.scored);
      const free = runForward(core, off.path, null, 12).path.x;
      const corrector = createCorrector(core, on.state, idle);
      const { path, corrections } = runForward(core, on.path, corrector, 12);
      expect(new Uint8Array(path.x.buffer)).toEqual(new Uint8Array(free.buffer));
      for (const value of corrections.flat()) expect(Object.is(value, 0)).toBe(true);
    }),
    RUNS,
  );
});

test('an untaught variable is not corrected, whatever its weights', () => {
  const { core, start, history } = openTwin('bias', 60, 4);
  const strict = { ...options, min_observations: 1000 };
  const { state, path, scored, untaughtScored } = retrodict(core, start, history, strict);
  expect(state.weights.some((weight) => weight !== 0)).toBe(true);
  expect(scored).toEqual([]);
  expect(untaughtScored).toHaveLength(4);
  const corrector = createCorrector(core, state, strict);
  expect(corrector.slots).toEqual([]);
  const off = retrodict(core, start, history, strict, { off: true });
  expect(runForward(core, path, corrector, 8).path.x).toEqual(
    runForward(core, off.path, null, 8).path.x,
  );
});

test('a variable with missing rows leaves the learning of the others as it was but for lambda', () => {
  const { core, start, history } = openTwin('bias', 100, 6);
  const fixed = { ...options, enable_adaptive_lambda: false };
  const whole = retrodict(core, start, history, fixed);
  const vol = history.columns.indexOf('vol');
  const gaps = historyOf(
    history.columns,
    history.rows.map((row, t) => row.map((cell, at) => (at === vol && t === 99 ? null : cell))),
  );
  const partial = retrodict(core, start, gaps, fixed);
  expect(partial.scored.slice(0, 3)).toEqual(whole.scored.slice(0, 3));
  expect(partial.state.variables[3]).toBe('vol');
  const columns = partial.state.symbols.length;
  expect(partial.state.weights.slice(0, 3 * columns)).toEqual(
    whole.state.weights.slice(0, 3 * columns),
  );
  expect(partial.state.updates[3]).toBe((whole.state.updates[3] ?? 0) - 1);
});

test('an update never changes the state it was given, nor a row without a residual', () => {
  const numbers = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
    minLength: 6,
    maxLength: 6,
  });
  fc.assert(
    fc.property(numbers, numbers, (weights, values) => {
      const opened = openSgdState(['a', 'b'], ['s', 't', 'u'], 12, options);
      const state = { ...opened, weights: Float64Array.from(weights) };
      const before = structuredClone(state);
      const after = pruneSgd(
        updateSgd(state, values.slice(0, 3), [values[3] ?? 0, Number.NaN], options),
        { ...options, fragility_threshold: 1e9 },
      );
      expect(state).toEqual(before);
      expect(after.weights.slice(3)).toEqual(state.weights.slice(3));
      expect(after.momentum.slice(3)).toEqual(state.momentum.slice(3));
      const nothing = updateSgd(state, values.slice(0, 3), [Number.NaN, Number.NaN], options);
      expect(nothing).toEqual(state);
    }),
    RUNS,
  );
});
