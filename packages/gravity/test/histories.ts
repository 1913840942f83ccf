import type { History } from '@pulse-stream/worldstate/internal';

/** A seeded stream of uniform numbers in [0, 1) for tests: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal by Box and Muller. */
export function normals(uniform: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** A history of these columns; rows oldest first. */
export function historyOf(
  columns: readonly string[],
  rows: readonly (readonly (number | null)[])[],
): History {
  return {
    name: null,
    sha256: '0'.repeat(64),
    columns,
    labels: rows.map((_, row) => `t${row}`),
    rows,
    lastRow: rows.length - 1,
  };
}

/** The part of a history from row `first` to before row `end`. */
export function partOf(history: History, first: number, end: number): History {
  return {
    ...history,
    rows: history.rows.slice(first, end),
    labels: history.labels.slice(first, end),
  };
}
