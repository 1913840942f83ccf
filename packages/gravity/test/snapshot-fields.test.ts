import {
  restoreGravity,
  retrodict,
  snapshotGravity,
  type GravitySnapshot,
  type ResolvedGravityOptions,
} from '@pulse-stream/gravity';
import { continueRetrodiction } from '@pulse-stream/gravity/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { bankOptions } from './bank-options.ts';
import { historyOf } from './histories.ts';
import { linearCore } from './linear-core.ts';
import { sgdOptions } from './sgd-options.ts';

const ROWS = 60;
/** One variable: a pool of shocks is thirteen thousand numbers. */
const core = linearCore({
  slots: ['x', 'mood'],
  symbols: ['mood'],
  drift: (x) => ({ x: -0.1 * (x.get('x') ?? 0) }),
});
const start = Float64Array.of(0, 0.7);
/** A cell is missing, one is infinite. */
const rows = Array.from({ length: ROWS + 12 }, (_, t) => [
  t === 3 || t === 40 ? null : t === 44 ? Infinity : Math.sin(t * t) + t / 9,
]);

const methods: readonly [string, ResolvedGravityOptions, number][] = [
  ['bank', bankOptions({ warmup: 20, min_observations: 10, max_correction: 0.01 }), ROWS],
  ['bank in its warm-up', bankOptions({ warmup: 20 }), 15],
  ['sgd', sgdOptions({ warmup: 20, learning_rate: 0.1, max_correction: 0.01 }), ROWS],
  ['sgd in its warm-up', sgdOptions({ warmup: 20 }), 15],
];

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = readonly (string | number)[];

/** Every place that holds a value; of a list the first and the last entry. */
function leaves(value: Json, path: Path = []): Path[] {
  if (Array.isArray(value))
    return [...new Set([0, value.length - 1])].flatMap((at) =>
      value[at] === undefined ? [] : leaves(value[at], [...path, at]),
    );
  if (value !== null && typeof value === 'object')
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
  return [path];
}

/** A copy in which one place holds something else; undefined: the place is gone. */
function changeAt(root: Json, path: Path, change: (value: Json) => Json | undefined): Json {
  const copy = structuredClone(root);
  let holder = copy as Record<string | number, Json>; // the path leads through objects and lists
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string | number, Json>;
  const last = path.at(-1) ?? '';
  const changed = change(holder[last] ?? null);
  if (changed === undefined) delete holder[last];
  else holder[last] = changed;
  return copy;
}

/** Another value of the same kind, whole where it was whole and exact in 32 bits. */
function another(value: Json): Json {
  if (typeof value === 'string') return `${value}x`;
  if (typeof value === 'boolean') return !value;
  if (value === null || value === 0) return 1;
  return Number.isInteger(value) ? Number(value) - 1 : 0.5;
}

/** As text, whatever the order of the keys. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function save(options: ResolvedGravityOptions, count: number): GravitySnapshot {
  const found = retrodict(core, start, historyOf(['x'], rows.slice(0, count)), options);
  return snapshotGravity(core, found, { modelHash: 'm', options });
}

test.each(methods)(
  'every number of a snapshot comes back or is refused: %s',
  (_, options, count) => {
    const context = { modelHash: 'm', options };
    const saved = JSON.parse(JSON.stringify(save(options, count))) as Json; // an object went in
    const places = leaves(saved);
    const kept = places.filter((path) => {
      const altered = changeAt(saved, path, another);
      try {
        const restored = restoreGravity(core, altered, context);
        const again = snapshotGravity(core, restored, context);
        // as text: comparing tens of thousands of numbers one by one takes seconds
        expect(sorted(again) === sorted(altered), path.join('.')).toBe(true);
        return true;
      } catch (error) {
        if (!(error instanceof PulseError)) throw error;
        expect(path.join('.')).toContain(error.problems[0]?.path.split('.')[0] ?? '?');
        return false;
      }
    });
    expect(places.length).toBeGreaterThan(40);
    expect(kept.length).toBeGreaterThan(25);
  },
);

test.each(methods)(
  'a snapshot without one of its fields is refused by that name: %s',
  (_, options, count) => {
    const context = { modelHash: 'm', options };
    const saved = JSON.parse(JSON.stringify(save(options, count))) as Json; // an object went in
    const fields = new Set(
      leaves(saved).flatMap((path) =>
        path.flatMap((key, at) =>
          typeof key === 'string' ? [path.slice(0, at + 1).join('/')] : [],
        ),
      ),
    );
    // states of worlds without a clock were saved without it
    fields.delete('row');
    expect(fields.size).toBeGreaterThan(30);
    for (const field of fields) {
      const path = field.split('/').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
      const refuse = () =>
        restoreGravity(
          core,
          changeAt(saved, path, () => undefined),
          context,
        );
      expect(refuse, field).toThrow(
        expect.objectContaining({
          code: 'option-invalid',
          message: expect.stringContaining(String(path[0])),
        }),
      );
    }
  },
);

test.each(methods)(
  'what was counted before a stop is counted on after it: %s',
  (_, options, count) => {
    const context = { modelHash: 'm', options };
    const later = rows.slice(count, count + 12);
    const restored = restoreGravity(core, save(options, count), context);
    const rest = continueRetrodiction(core, restored, historyOf(['x'], later), options);
    const whole = retrodict(core, start, historyOf(['x'], rows.slice(0, count + 12)), options);
    const counts = ({ state, used, refused }: typeof rest) => ({
      used,
      refused,
      rows: state.rows,
      scored: [...state.scored],
      limited: [...state.limited],
    });
    expect(counts(rest)).toEqual(counts(whole));
    expect(sorted(rest.state) === sorted(whole.state)).toBe(true);
    if (count === ROWS) expect(Math.max(...counts(rest).limited)).toBeGreaterThan(0);
  },
);
