import { GravitySnapshot, restoreGravity, retrodict, snapshotGravity } from '@pulse-stream/gravity';
import { expect, test } from 'vitest';
import { linearCore } from './linear-core.ts';
import { openTwin } from './twin.ts';
import { sgdOptions } from './sgd-options.ts';

const options = sgdOptions({ learning_rate: 0.1 });
const { core, start, history } = openTwin('bias', 90, 2);
const context = { modelHash: '0123456789abcdef', options };
const learned = retrodict(core, start, history, options);
const snapshot = snapshotGravity(core, learned, context);

/** The snapshot as it comes from a file, with one thing changed. */
function changed(change: (saved: Record<string, unknown>) => void): unknown {
  const saved = JSON.parse(JSON.stringify(snapshot)) as Record<string, unknown>; // an object went in
  change(saved);
  return saved;
}

/** What refuses the snapshot; undefined when nothing does. */
function refusalOf(saved: unknown, wanted = context): unknown {
  try {
    restoreGravity(core, saved, wanted);
    return undefined;
  } catch (error) {
    return error;
  }
}

const naming = (field: string) =>
  expect.objectContaining({
    name: 'PulseError',
    code: 'option-invalid',
    message: expect.stringContaining(`gravity state: ${field} `),
    problems: [expect.objectContaining({ path: field })],
  });

test('a snapshot is JSON, survives the round trip and names where it stopped', () => {
  expect(GravitySnapshot.parse(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
  expect([snapshot.version, snapshot.label, snapshot.model_hash]).toEqual([
    4,
    't89',
    context.modelHash,
  ]);
  expect(snapshot.slots).toEqual(core.slots);
});

test('what is restored is what was saved, at turn 0', () => {
  const restored = restoreGravity(
    core,
    changed(() => undefined),
    context,
  );
  expect(restored.path.turn).toBe(0);
  expect(restored.path.x).toEqual(learned.path.x);
  expect({ ...restored, path: null }).toEqual({ ...learned, path: null });
});

test.each([
  ['version', (saved: Record<string, unknown>) => (saved['version'] = 1)],
  ['version', (saved: Record<string, unknown>) => delete saved['version']],
  ['model_hash', (saved: Record<string, unknown>) => (saved['model_hash'] = 'another')],
  ['slots', (saved: Record<string, unknown>) => (saved['slots'] = ['infl'])],
  ['lags', (saved: Record<string, unknown>) => (saved['lags'] = [])],
  ['lags.0', (saved: Record<string, unknown>) => (saved['lags'] = [[1, 2]])],
  ['label', (saved: Record<string, unknown>) => (saved['label'] = 7)],
  [
    'options.forgetting',
    (saved: Record<string, unknown>) =>
      (saved['options'] = { ...snapshot.options, forgetting: 0.99 }),
  ],
  [
    'options.lambda',
    (saved: Record<string, unknown>) => (saved['options'] = { ...snapshot.options, lambda: 0.3 }),
  ],
  [
    'state.weights',
    (saved: Record<string, unknown>) => (saved['state'] = { ...snapshot.state, weights: [1] }),
  ],
  [
    'state.trips',
    (saved: Record<string, unknown>) => (saved['state'] = { ...snapshot.state, trips: [] }),
  ],
  [
    'state.variables',
    (saved: Record<string, unknown>) =>
      (saved['state'] = { ...snapshot.state, variables: ['infl', 'rate', 'unemp', 'zzz'] }),
  ],
])('what differs is refused by name: %s', (field, change) => {
  expect(refusalOf(changed((saved) => void change(saved)))).toEqual(naming(field));
});

test('another model or another option of the run is refused by name', () => {
  expect(refusalOf(snapshot, { ...context, modelHash: 'f' })).toEqual(naming('model_hash'));
  const other = sgdOptions({ learning_rate: 0.2 });
  expect(refusalOf(snapshot, { ...context, options: other })).toEqual(
    naming('options.learning_rate'),
  );
});

test('what is no gravity state at all is refused', () => {
  for (const junk of [null, 7, 'x', [], {}]) expect(refusalOf(junk)).toEqual(naming('version'));
});

test('the lags a model reads go on exactly', () => {
  const lagged = linearCore({
    slots: ['x', 'mood'],
    symbols: ['mood'],
    drift: (x, past) => ({ x: 0.5 * ((x.get('x') ?? 0) - (past.get('x') ?? 0)) }),
  });
  const rows = Array.from({ length: 40 }, (_, t) => [Math.sin(t)]);
  const found = retrodict(
    lagged,
    Float64Array.of(0, 0.5),
    { ...history, columns: ['x'], rows, labels: rows.map((_, t) => String(t)) },
    options,
  );
  const restored = restoreGravity(lagged, snapshotGravity(lagged, found, context), context);
  const causal = [found, restored].map(({ path }) => {
    const values = new Float64Array(2);
    lagged.drift(path, values, null);
    return values;
  });
  expect(causal[1]).toEqual(causal[0]);
  expect(causal[0]?.[0]).toBeCloseTo(Math.sin(39) + 0.5 * (Math.sin(39) - Math.sin(38)), 12);
});
