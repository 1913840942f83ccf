import type { CausalPath } from '@pulse-stream/worldstate/internal';

/**
 * A world on its way: the values now and as many finished turns back as the model's lags read.
 * `ring` holds one row of slots per finished turn; `head` is the row of the present turn.
 */
export interface LaggedPath extends CausalPath {
  readonly x: Float64Array;
  turn: number;
  /** Completed turns since the first row of the history; without a history as `turn`. */
  row: number;
  /** Rows of `ring`; 0 when the model reads no lags. */
  readonly capacity: number;
  readonly ring: Float64Array;
  head: number;
  /** Rows of `ring` that hold a value: before the earliest, the earliest is held. */
  known: number;
}

/**
 * A path at `turn` whose history is its present.
 * @param row completed turns since the first row of the history
 */
export function createPath(
  values: Float64Array,
  turn: number,
  maxLag: number,
  row = turn,
): LaggedPath {
  const size = values.length;
  const capacity = maxLag === 0 ? 0 : maxLag + 1;
  const ring = new Float64Array(capacity * size);
  if (capacity > 0) ring.set(values);
  return { x: values.slice(), turn, row, capacity, ring, head: 0, known: capacity > 0 ? 1 : 0 };
}

/** Makes `path` equal to `from`; both belong to the same plan. */
export function copyPath(path: LaggedPath, from: LaggedPath): void {
  path.x.set(from.x);
  path.turn = from.turn;
  path.row = from.row;
  path.ring.set(from.ring);
  path.head = from.head;
  path.known = from.known;
}

/** An independent copy, with room for `size` slots (new slots hold `fill` at every lag). */
export function widenPath(from: LaggedPath, size: number, fill: Float64Array): LaggedPath {
  const old = from.x.length;
  const x = fill.slice(0, size);
  x.set(from.x);
  const ring = new Float64Array(from.capacity * size);
  for (let age = 0; age < from.known; age += 1) {
    ring.set(fill.subarray(0, size), age * size);
    ring.set(from.ring.subarray(age * old, (age + 1) * old), age * size);
  }
  const { turn, row, capacity, head, known } = from;
  return { x, turn, row, capacity, ring, head, known };
}

/** Where the row k ≥ 0 finished turns before the present turn begins in the ring; the earliest known one holds. */
export function rowAt(path: LaggedPath, k: number): number {
  const back = k < path.known ? k : path.known - 1;
  const row = path.head - back;
  // Inside the ring: 0 ≤ back < known ≤ capacity.
  return (row < 0 ? row + path.capacity : row) * path.x.length;
}

/** Value of `slot` k ≥ 0 finished turns before the present turn of the path; the earliest known one holds. */
export function lagged(path: LaggedPath, slot: number, k: number): number {
  return path.ring[rowAt(path, k) + slot] as number; // inside the ring
}

/** Ends a turn: the values in `path.x` become its row of the history. */
export function pushTurn(path: LaggedPath): void {
  path.turn += 1;
  path.row += 1;
  if (path.capacity === 0) return;
  path.head = path.head + 1 === path.capacity ? 0 : path.head + 1;
  if (path.known < path.capacity) path.known += 1;
  path.ring.set(path.x, path.head * path.x.length);
}

/** After `path.x` was changed within the present turn: its row of the history follows. */
export function refreshTurn(path: LaggedPath): void {
  if (path.capacity > 0) path.ring.set(path.x, path.head * path.x.length);
}

/** The rows a path remembers, oldest first, the present last; a path without lags has one. */
export function recallRows(path: LaggedPath): Float64Array[] {
  if (path.capacity === 0) return [path.x.slice()];
  return Array.from({ length: path.known }, (_, age) =>
    path.x.map((_value, slot) => lagged(path, slot, path.known - 1 - age)),
  );
}

/**
 * A path at `turn` that remembers exactly these rows, oldest first, as far as lags reach.
 * @param row completed turns since the first row of the history
 */
export function resumePath(
  rows: readonly Float64Array[],
  turn: number,
  maxLag: number,
  row = turn,
): LaggedPath {
  const [oldest, ...later] = rows.slice(-(maxLag + 1));
  if (oldest === undefined) throw new Error('a path remembers at least its present');
  const path = createPath(oldest, turn - later.length, maxLag, row - later.length);
  for (const values of later) {
    path.x.set(values);
    pushTurn(path);
  }
  return path;
}
