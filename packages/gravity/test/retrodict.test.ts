import { retrodict } from '@pulse-stream/gravity';
import { seedFromLastRow } from '@pulse-stream/gravity/internal';
import { expect, test } from 'vitest';
import { historyOf, normals, partOf, seeded } from './histories.ts';
import { linearCore } from './linear-core.ts';
import { openTwin } from './twin.ts';
import { sgdOptions } from './sgd-options.ts';

const options = sgdOptions({ learning_rate: 0.1 });

/** y follows x's lead: a world of two slots, one symbol. */
const core = linearCore({
  slots: ['x', 'y', 'mood', 'level'],
  symbols: ['mood'],
  drift: (at) => ({ x: -0.1 * (at.get('x') ?? 0), y: 0.05 * (at.get('x') ?? 0) }),
  measure: { level: (at) => 2 * (at.get('x') ?? 0) },
  bounds: { mood: [0, 1], y: [-10, 10] },
});
const start = Float64Array.of(1, 0, 0.5, 0);

function walk(rows: number, seed = 1): (number | null)[][] {
  const draw = normals(seeded(seed));
  let x = 1;
  return Array.from({ length: rows }, () => {
    x = 0.9 * x + 0.1 + 0.2 * draw();
    return [x];
  });
}

test('the state becomes the observed row, the rest follows the model; the last row is turn 0', () => {
  const { path } = retrodict(core, start, historyOf(['x'], [[1], [2], [3]]), options);
  expect(path.turn).toBe(0);
  expect([...path.x]).toEqual([3, 0 + 0.05 * 1 + 0.05 * 2, 0.5, 6]);
});

test('where an observation is missing the state is the prediction', () => {
  const { path } = retrodict(core, start, historyOf(['x'], [[1], [null], [null]]), options);
  expect(path.x[0]).toBeCloseTo(0.81, 12);
});

test('an observation outside the bounds is scored as it is and held inside them as state', () => {
  const history = historyOf(['mood'], [...walk(60).map(() => [0.5]), [3]]);
  const { path } = retrodict(core, start, history, options);
  expect(path.x[2]).toBe(1);
});

test('a history that is empty or too short teaches nothing and fails nothing', () => {
  for (const rows of [0, 1, 5, 12, 23, 58]) {
    const found = retrodict(core, start, historyOf(['x'], walk(rows)), options);
    expect(found.path.turn).toBe(0);
    expect(found.scored).toEqual([]);
    expect(found.contributors).toEqual([]);
  }
});

test('half of a short history is warm-up: 60 rows give exactly the 30 innovations that teach', () => {
  const { scored, state } = retrodict(core, start, historyOf(['x'], walk(60)), options);
  expect(scored.map(({ variable, coreErrors }) => [variable, coreErrors.length])).toEqual([
    ['x', 30],
  ]);
  expect(state.scored).toEqual([30]);
});

test('the warm-up is 60 rows at most and as long as the option says', () => {
  const history = historyOf(['x'], walk(200));
  expect(retrodict(core, start, history, options).scored[0]?.coreErrors).toHaveLength(140);
  const longer = sgdOptions({ warmup: 100 });
  expect(retrodict(core, start, history, longer).scored[0]?.coreErrors).toHaveLength(100);
});

test('the scale is the sd of the one-step changes of the warm-up rows and of no later ones', () => {
  const rows = walk(100);
  const changes = rows.slice(1, 50).map(([x], at) => (x ?? 0) - (rows[at]?.[0] ?? 0));
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  const sd = Math.sqrt(changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / 49);
  const wild = rows.map((row, at) => (at < 50 ? row : [(row[0] ?? 0) * 9]));
  for (const history of [rows, wild])
    expect(retrodict(core, start, historyOf(['x'], history), options).state.scales[0]).toBeCloseTo(
      sd,
      12,
    );
});

test('a variable that never changes has a scale above 0, in its own unit', () => {
  const scaleOf = (value: number) => {
    const flat = historyOf(
      ['mood'],
      walk(60).map(() => [value]),
    );
    return retrodict(core, start, flat, options).state.scales[0] ?? 0;
  };
  expect(scaleOf(0.25)).toBeGreaterThan(0);
  expect(scaleOf(0)).toBeGreaterThan(0);
  // a power of two changes no digit
  expect(scaleOf(0.25 * 2 ** -40)).toBe(scaleOf(0.25) * 2 ** -40);
});

test('the unit of a variable changes nothing but the unit of its scale', () => {
  const rows = walk(120);
  const scaleIn = (unit: number) =>
    retrodict(
      core,
      start,
      historyOf(
        ['x'],
        rows.map(([x]) => [(x ?? 0) * unit]),
      ),
      options,
    ).state.scales[0];
  expect(scaleIn(2 ** -40)).toBe((scaleIn(1) ?? 0) * 2 ** -40);
});

test('scored errors are y − core and y − corrected, with the correction issued before y', () => {
  const { scored } = retrodict(core, start, historyOf(['x'], walk(120)), options);
  const steps = scored[0];
  expect(steps?.corrections.some((correction) => correction !== 0)).toBe(true);
  for (const [at, coreError] of (steps?.coreErrors ?? []).entries())
    expect(steps?.correctedErrors[at]).toBeCloseTo(coreError - (steps?.corrections[at] ?? 0), 12);
});

test('a missing row changes nothing that was learned of its variable', () => {
  const rows = walk(90);
  const learned = retrodict(core, start, historyOf(['x'], rows), { ...options, warmup: 30 });
  const gap = [...rows, [null], [null], [null]];
  const after = retrodict(core, start, historyOf(['x'], gap), { ...options, warmup: 30 });
  expect({ ...after.state, rows: 0 }).toEqual({ ...learned.state, rows: 0 });
  expect(after.scored).toEqual(learned.scored);
});

test('a non-finite observation is refused, counted and otherwise as if it were missing', () => {
  const rows = walk(90);
  const holes = (hole: number | null) => rows.map((row, at) => (at % 7 === 3 ? [hole] : row));
  const missing = retrodict(core, start, historyOf(['x'], holes(null)), options);
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const refused = retrodict(core, start, historyOf(['x'], holes(bad)), options);
    expect(refused.refused).toBe(13);
    expect(refused.used).toBe(missing.used);
    expect(refused.state).toEqual(missing.state);
    expect(refused.path.x).toEqual(missing.path.x);
  }
});

test('columns that are no slot, are measured or come twice are refused', () => {
  const refusal = (path: string, hint?: string) =>
    expect.objectContaining({
      code: 'observations-invalid',
      failure: expect.objectContaining({ path, ...(hint === undefined ? {} : { hint }) }),
    });
  const read = (columns: string[]) => () =>
    retrodict(core, start, historyOf(columns, [columns.map(() => 1)]), options);
  expect(read(['mod'])).toThrow(refusal('observations.mod', 'did you mean "mood"?'));
  expect(read(['level'])).toThrow(refusal('observations.level'));
  expect(read(['x', 'x'])).toThrow(refusal('observations.x'));
});

test('a value outside its transform names its row', () => {
  const logs = linearCore({ slots: ['x'], symbols: [], drift: () => ({}), log100: ['x'] });
  expect(() => retrodict(logs, Float64Array.of(1), historyOf(['x'], [[1], [-2]]), options)).toThrow(
    expect.objectContaining({
      code: 'domain-error',
      failure: expect.objectContaining({ path: 'observations[1].x' }),
    }),
  );
});

test('weights that run away fail the scenario instead of poisoning it', () => {
  const wild = sgdOptions({ learning_rate: 1e300, ewma_span: 1 });
  expect(() => retrodict(core, start, historyOf(['x'], walk(200)), wild)).toThrow(
    expect.objectContaining({ code: 'overflow' }),
  );
});

test('a prediction error too large for its scale fails the scenario', () => {
  const rows: (number | null)[][] = walk(60).map(() => [0.25]);
  const history = historyOf(['y'], [...rows.map((_, at) => [at % 2]), [null], ...rows]);
  const huge = historyOf(['x'], [...rows.map(() => [1e-3]), [1e305]]);
  expect(() => retrodict(core, start, huge, options)).toThrow(
    expect.objectContaining({ code: 'overflow' }),
  );
  expect(() => retrodict(core, start, history, options)).not.toThrow();
});

test('mode seed_then_free starts at the last row and keeps the initial value of what it lacks', () => {
  const path = seedFromLastRow(
    core,
    start,
    historyOf(
      ['x', 'y'],
      [
        [5, 5],
        [2, null],
      ],
    ),
  );
  expect(path.turn).toBe(0);
  expect([...path.x]).toEqual([2, 0, 0.5, 4]);
});

test('off walks the same rows with every correction 0', () => {
  const { core: twin, start: from, history } = openTwin('bias', 120, 1);
  const holes = partOf(history, 0, 120);
  const off = retrodict(twin, from, holes, options, { off: true });
  const on = retrodict(twin, from, holes, options);
  expect(off.scored.map(({ variable }) => variable)).toEqual(
    on.scored.map(({ variable }) => variable),
  );
  for (const [at, steps] of off.scored.entries()) {
    expect(new Set(steps.corrections)).toEqual(new Set([0]));
    expect(steps.correctedErrors).toEqual(steps.coreErrors);
    expect(steps.coreErrors).toEqual(on.scored[at]?.coreErrors);
  }
  expect(off.state.scales).toEqual(on.state.scales);
  expect(off.contributors).toEqual([]);
});
