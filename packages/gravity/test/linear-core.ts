import { fail, type CausalCore } from '@pulse-stream/worldstate';
import type { CausalPath, PathMemory } from '@pulse-stream/worldstate/internal';

/** A small world: x ← x + drift(x) with optional bounds, lags and measured slots. */
export interface LinearWorld {
  readonly slots: readonly string[];
  readonly symbols: readonly string[];
  /** Change per slot in one turn; `past` is the state one turn before (the same at the start). */
  readonly drift: (
    x: ReadonlyMap<string, number>,
    past: ReadonlyMap<string, number>,
  ) => Record<string, number>;
  /** Slots computed from the others. */
  readonly measure?: Record<string, (x: ReadonlyMap<string, number>) => number>;
  readonly bounds?: Record<string, readonly [number, number]>;
  /** Natural → transformed is 100·ln for these. */
  readonly log100?: readonly string[];
}

interface Path extends CausalPath {
  readonly x: Float64Array;
  turn: number;
  row: number;
  past: Float64Array;
}

/** A causal core for tests: one effect per slot, one lag. */
export function linearCore(world: LinearWorld): CausalCore & PathMemory {
  const { slots } = world;
  const at = (name: string) => slots.indexOf(name);
  const named = (x: Float64Array) => new Map(slots.map((name, slot) => [name, x[slot] ?? 0]));
  const bound = (values: Float64Array) => {
    for (const [name, [low, high]] of Object.entries(world.bounds ?? {}))
      values[at(name)] = Math.min(high, Math.max(low, values[at(name)] ?? 0));
  };
  const measure = (values: Float64Array) => {
    for (const [name, law] of Object.entries(world.measure ?? {}))
      values[at(name)] = law(named(values));
  };
  const own = (path: CausalPath) => path as Path; // only this core makes the paths of a test
  const make = (x: Float64Array, past: Float64Array, turn: number, row = turn): Path => ({
    x: x.slice(),
    past: past.slice(),
    turn,
    row,
  });
  return {
    slots,
    effects: slots.map((name, target) => ({ rule: `drift-${name}`, target })),
    measured: slots.map((name) => Object.hasOwn(world.measure ?? {}, name)),
    symbols: world.symbols.map(at),
    toTransformed: (slot, natural) =>
      (world.log100 ?? []).includes(slots[slot] ?? '') ? toLog100(natural) : natural,
    toNatural: (slot, x) =>
      (world.log100 ?? []).includes(slots[slot] ?? '') ? Math.exp(x / 100) : x,
    initial: new Float64Array(slots.length),
    start(values, turn, row) {
      const x = values.slice();
      measure(x);
      return make(x, x, turn, row);
    },
    clone: (path) => make(path.x, own(path).past, path.turn, path.row),
    drift(path, causal, contributions) {
      const changes = world.drift(named(path.x), named(own(path).past));
      causal.set(path.x);
      for (const [slot, name] of slots.entries()) {
        causal[slot] = (causal[slot] ?? 0) + (changes[name] ?? 0);
        if (contributions !== null) contributions[slot] = changes[name] ?? 0;
      }
    },
    bound,
    advance(path, values, turn = path.turn + 1) {
      own(path).past.set(path.x);
      path.x.set(values);
      bound(path.x);
      measure(path.x);
      own(path).turn = turn;
      own(path).row += 1;
    },
    replace(path, slot, value) {
      path.x[slot] = value;
      measure(path.x);
    },
    recall: (path) => [own(path).past.slice(), path.x.slice()],
    resume([past, x], turn, row) {
      if (past === undefined || x === undefined) throw new Error('two rows are remembered');
      return make(x, past, turn, row);
    },
  };
}

function toLog100(natural: number): number {
  if (natural <= 0) fail('domain-error', 'gravity', 'the logarithm needs a value above 0');
  return 100 * Math.log(natural);
}
