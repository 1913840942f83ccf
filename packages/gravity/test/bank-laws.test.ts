import {
  createCorrector,
  restoreGravity,
  retrodict,
  snapshotGravity,
  type Retrodiction,
} from '@pulse-stream/gravity';
import { continueRetrodiction, type BankState } from '@pulse-stream/gravity/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bankOptions, openRng } from './bank-options.ts';
import { runForward } from './forward.ts';
import { historyOf, partOf } from './histories.ts';
import { linearCore } from './linear-core.ts';
import { openTwin, TWINS } from './twin.ts';

const RUNS = { numRuns: 12 };
const WARMUP = 20;
const options = bankOptions({ warmup: WARMUP, min_observations: 10 });
const run = { openRng, seed: 1 };

/** Everything but the path object, as a plain value. */
function valueOf({ path, ...rest }: Retrodiction): unknown {
  return { ...rest, x: [...path.x], turn: path.turn };
}

const twins = fc.record({
  name: fc.constantFrom(...TWINS),
  seed: fc.integer({ min: 1, max: 1000 }),
  rows: fc.integer({ min: 13, max: 70 }),
  season: fc.constantFrom(1, 4, 6),
});

/** The twin's history with holes; `hole` decides which cells are missing. */
const holes = fc.func(fc.integer({ min: 0, max: 9 }).map((tenth) => tenth < 2));

function withHoles(
  history: ReturnType<typeof historyOf>,
  isHole: (row: number, column: number) => boolean,
) {
  return historyOf(
    history.columns,
    history.rows.map((row, t) => row.map((cell, at) => (isHole(t, at) ? null : cell))),
  );
}

test('restore and continue is the same as never having stopped, draws included', () => {
  fc.assert(
    fc.property(twins, holes, fc.nat(), (twin, isHole, cut) => {
      const { start, history, ...opened } = openTwin(twin.name, twin.rows, twin.seed);
      const core = { ...opened.core, season: twin.season };
      const gaps = withHoles(history, isHole);
      const stop = 1 + (cut % twin.rows);
      const whole = retrodict(core, start, gaps, options);
      const first = retrodict(core, start, partOf(gaps, 0, stop), options);
      const context = { modelHash: 'abc', options };
      const saved: unknown = JSON.parse(JSON.stringify(snapshotGravity(core, first, context)));
      const restored = restoreGravity(core, saved, context);
      expect(valueOf(restored)).toEqual(valueOf(first));
      const rest = continueRetrodiction(core, restored, partOf(gaps, stop, twin.rows), options);
      expect(valueOf(rest)).toEqual(valueOf(whole));
      const forecasts = [rest, whole].map(({ path, state }) => {
        const corrector = createCorrector(core, state, options, run);
        return runForward(core, path, corrector, 5, 3).path.x;
      });
      expect(forecasts[0]).toEqual(forecasts[1]);
    }),
    RUNS,
  );
});

test('nothing issued before a row changes when that row and all later ones change', () => {
  fc.assert(
    fc.property(twins, fc.nat(), fc.boolean(), (twin, cut, off) => {
      const { start, history, ...opened } = openTwin(twin.name, twin.rows, twin.seed);
      const core = { ...opened.core, season: twin.season };
      const from = 1 + (cut % (twin.rows - 1));
      const noise = historyOf(
        history.columns,
        history.rows.map((row, t) =>
          t < from ? row : row.map((cell, at) => (cell ?? 0) + 5 * Math.sin(7 * t + at)),
        ),
      );
      const scoredBefore = (rows: typeof history) => {
        const { scored, untaughtScored } = retrodict(core, start, rows, options, { off });
        const count = from - WARMUP; // scored rows before the first changed one
        return [...scored, ...untaughtScored]
          .map(({ variable, correctedErrors, corrections }) => ({
            variable,
            errors: correctedErrors.slice(0, Math.max(0, count)),
            // the correction of the first changed row was issued before it
            corrections: corrections.slice(0, Math.max(0, count + 1)),
          }))
          .toSorted((a, b) => (a.variable < b.variable ? -1 : 1));
      };
      expect(scoredBefore(noise)).toEqual(scoredBefore(history));
    }),
    RUNS,
  );
});

test('the order of slots and of columns changes nothing', () => {
  const drift = (x: ReadonlyMap<string, number>) => ({
    a: 0.1 * ((x.get('b') ?? 0) - (x.get('a') ?? 0)),
    b: -0.2 * (x.get('b') ?? 0),
    c: 0.05 * (x.get('a') ?? 0) - 0.1 * (x.get('c') ?? 0),
  });
  const names = ['a', 'b', 'c'];
  const rows = openTwin('regime', 80, 9).history.rows.map((row) => row.slice(0, 3));
  const results = [
    ['a', 'b', 'c'],
    ['c', 'a', 'b'],
  ].map((order) => {
    const core = linearCore({ slots: order, symbols: [], drift });
    const history = historyOf(
      order,
      rows.map((row) => order.map((name) => row[names.indexOf(name)] ?? null)),
    );
    const { path, state, scored } = retrodict(core, new Float64Array(3), history, options);
    const corrector = createCorrector(core, state, options, run);
    const end = [-1, 0, 1].map((member) => {
      const { x } = runForward(core, path, corrector, 6, member).path;
      return names.map((name) => x[order.indexOf(name)]);
    });
    return { state, scored, end };
  });
  expect(results[1]).toEqual(results[0]);
});

const LEARNED = [
  'variance',
  'longRun',
  'logWeight',
  'weight',
  'agreed',
  'moved',
  'information',
  'vector',
  'theta',
  'scored',
  'count',
  'pooled',
] as const satisfies readonly (keyof BankState)[];

test('a row of missing observations teaches nothing: it is lived through as a forecast', () => {
  const { core, start, history } = openTwin('momentum', 90, 4);
  const blank = historyOf(history.columns, [...history.rows, [null, null, null, null]]);
  const before = retrodict(core, start, history, options);
  const after = retrodict(core, start, blank, options);
  for (const field of LEARNED) expect(after.state[field], field).toEqual(before.state[field]);
  expect(after.scored).toEqual(before.scored);
  const corrector = createCorrector(core, before.state, options, run);
  // the learner takes the mixture, the corrector adds up its parts: the last bit may differ
  const { x } = runForward(core, before.path, corrector, 1).path;
  for (const [slot, value] of x.entries()) expect(after.path.x[slot]).toBeCloseTo(value, 12);
});

test('a missing cell teaches nothing about its variable, an infinite one neither and is counted', () => {
  const { core, start, history } = openTwin('momentum', 90, 4);
  const ending = (cell: number | null) =>
    retrodict(
      core,
      start,
      historyOf(history.columns, [...history.rows, [cell, 4, 5, 20]]),
      options,
    );
  const before = retrodict(core, start, history, options);
  const [gap, wild] = [ending(null), ending(Number.POSITIVE_INFINITY)];
  expect(wild.refused).toBe(1);
  expect({ ...valueOf(wild)!, refused: 0 }).toEqual(valueOf(gap)); // a retrodiction is an object
  const width = before.state.weight.length / 4;
  for (const field of ['variance', 'longRun', 'logWeight', 'weight'] as const)
    expect(gap.state[field].slice(0, width)).toEqual(before.state[field].slice(0, width));
  expect(gap.state.scored[0]).toBe(before.state.scored[0]);
  expect(gap.state.weight.slice(width)).not.toEqual(before.state.weight.slice(width));
});

test('gravity that is off corrects nothing and learns the same scales, shocks and weights', () => {
  const { core, start, history } = openTwin('regime', 120, 2);
  const on = retrodict(core, start, history, options);
  const off = retrodict(core, start, history, options, { off: true });
  for (const { corrections, coreErrors, correctedErrors } of off.scored) {
    expect(corrections.every((amount) => amount === 0)).toBe(true);
    expect(correctedErrors).toEqual(coreErrors);
  }
  for (const field of [...LEARNED, 'shocks', 'level', 'bias'] as const)
    expect(off.state[field], field).toEqual(on.state[field]);
});

test('with nothing learned gravity is the same as off, bit for bit', () => {
  const { core, start, history } = openTwin('bias', 25, 2);
  const { path, state } = retrodict(core, start, history, options);
  for (const off of [true, false]) {
    const corrector = createCorrector(core, state, options, { ...run, off });
    const alone = runForward(core, path, null, 8).path.x;
    expect([...runForward(core, path, corrector, 8).path.x]).toEqual([...alone]);
  }
  const paths = [true, false].map((off) => {
    const corrector = createCorrector(core, state, options, { ...run, off });
    return [0, 1, 2].map((member) => [...runForward(core, path, corrector, 8, member).path.x]);
  });
  expect(paths[1]).toEqual(paths[0]);
});

test('two rows are a spread, of every variable that moved otherwise than expected; one is none', () => {
  const core = linearCore({ slots: ['y', 'flat'], symbols: [], drift: () => ({}) });
  const after = (rows: readonly (readonly number[])[], noise?: readonly number[]) => {
    const { state } = retrodict(core, new Float64Array(2), historyOf(['y', 'flat'], rows), options);
    return createCorrector(core, state, options, { ...run, noise });
  };
  expect(after([[3, 7]]).slots).toEqual([]);
  const walk = Array.from({ length: 12 }, (_, t) => [t % 3 === 0 ? 2 : -1, 7]);
  for (const rows of [2, 3, 6, 12]) {
    const corrector = after(walk.slice(0, rows));
    expect(corrector.slots).toEqual([0]);
    const shocks = Float64Array.from({ length: 4000 }, (_, member) => {
      const shock = new Float64Array(1);
      corrector.begin(member);
      corrector.shock(shock);
      return shock[0] ?? Number.NaN;
    });
    const changes = walk.slice(1, rows).map((row, t) => (row[0] ?? 0) - (walk[t]?.[0] ?? 0));
    const square = changes.reduce((sum, e) => sum + e * e, 0) / changes.length;
    const wanted = (square * (changes.length + 4)) / changes.length;
    const found = shocks.reduce((sum, u) => sum + u * u, 0) / shocks.length;
    expect(found / wanted).toBeGreaterThan(0.9);
    expect(found / wanted).toBeLessThan(1.1);
  }
  const size = (corrector: ReturnType<typeof after>) => {
    const shock = new Float64Array(1);
    corrector.begin(0);
    corrector.shock(shock);
    return Math.abs(shock[0] ?? Number.NaN);
  };
  const rows = walk.slice(0, 3);
  expect(size(after(rows, [0.01, 0]))).toBeLessThan(size(after(rows)));
  expect(size(after(rows, [0, 0]))).toBe(size(after(rows)));
});

test('a variable is corrected from exactly min_observations scored innovations on', () => {
  const { core, start, history } = openTwin('momentum', 60, 2);
  const slotsAfter = (rows: number) => {
    const { state } = retrodict(core, start, partOf(history, 0, rows), options);
    const corrector = createCorrector(core, state, options, run);
    corrector.begin(0);
    runForward(core, core.start(start, 0), corrector, 1);
    return corrector.correction.filter((value) => value !== 0).length;
  };
  expect([29, 30, 31].map(slotsAfter)).toEqual([0, 4, 4]);
});

test('an error beyond all measure fails the scenario instead of poisoning what was learned', () => {
  const { core, start, history } = openTwin('bias', 60, 2);
  const wild = historyOf(history.columns, [...history.rows, [1e300, 4, 5, 20]]);
  expect(() => retrodict(core, start, wild, options)).toThrow(
    expect.objectContaining({ code: 'overflow' }),
  );
});

test('a series that stood still and one that never moved keep every number finite', () => {
  const core = linearCore({ slots: ['x', 'flat'], symbols: [], drift: () => ({}) });
  const rows = Array.from({ length: 700 }, (_, t) => [t < 60 || t > 690 ? Math.sin(t) : 0.3, 7]);
  const { path, state } = retrodict(
    core,
    new Float64Array(2),
    historyOf(['x', 'flat'], rows),
    options,
  );
  for (const field of ['variance', 'logWeight', 'weight', 'theta', 'level', 'bias'] as const)
    expect(state[field].every(Number.isFinite), field).toBe(true);
  const corrector = createCorrector(core, state, options, run);
  const ends = [0, 1, 2, 3].map((member) => runForward(core, path, corrector, 12, member).path.x);
  for (const end of ends) expect(Math.abs(end[0] ?? NaN)).toBeLessThan(50);
});
