import { z } from 'zod';
import type { SgdState } from '../sgd/state.ts';

const Numbers = z.array(z.number());
/** NaN, a missing value, is null in JSON. */
const Cells = z.array(z.number().nullable());

/** `SgdState` as JSON. */
export const SavedSgdState = z.strictObject({
  method: z.literal('sgd'),
  variables: z.array(z.string()),
  symbols: z.array(z.string()),
  warmup: z.int().min(1),
  rows: z.int().min(0),
  pending: z.array(z.strictObject({ symbols: Cells, predicted: Cells, observed: Cells })),
  scales: Numbers,
  weights: Numbers,
  momentum: Numbers,
  lambda: z.number(),
  residuals: Numbers,
  previous: Numbers,
  trips: Numbers,
  limited: Numbers,
  updates: Numbers,
  scored: Numbers,
});
export type SavedSgdState = z.infer<typeof SavedSgdState>;

export function saveSgd(state: SgdState): SavedSgdState {
  return {
    ...state,
    variables: [...state.variables],
    symbols: [...state.symbols],
    pending: state.pending.map(({ symbols, predicted, observed }) => ({
      symbols: symbols.map(nullWhenMissing),
      predicted: predicted.map(nullWhenMissing),
      observed: observed.map(nullWhenMissing),
    })),
    scales: [...state.scales],
    weights: [...state.weights],
    momentum: [...state.momentum],
    residuals: [...state.residuals],
    previous: [...state.previous],
    trips: [...state.trips],
    limited: [...state.limited],
    updates: [...state.updates],
    scored: [...state.scored],
  };
}

/** The state a saved one holds; its lists have the lengths `sgdLengths` says. */
export function loadSgd(saved: SavedSgdState): SgdState {
  return {
    ...saved,
    pending: saved.pending.map(({ symbols, predicted, observed }) => ({
      symbols: symbols.map(nanWhenMissing),
      predicted: predicted.map(nanWhenMissing),
      observed: observed.map(nanWhenMissing),
    })),
    weights: Float64Array.from(saved.weights),
    momentum: Float64Array.from(saved.momentum),
    previous: Float64Array.from(saved.previous),
  };
}

/** How long the lists of a saved state have to be: per variable, or per variable and symbol. */
export function sgdLengths(
  saved: SavedSgdState,
): ReadonlyMap<string, readonly [list: readonly unknown[], length: number]> {
  const rows = saved.variables.length;
  const cells = rows * saved.symbols.length;
  return new Map([
    ['scales', [saved.scales, rows]],
    ['previous', [saved.previous, rows]],
    ['trips', [saved.trips, rows]],
    ['limited', [saved.limited, rows]],
    ['updates', [saved.updates, rows]],
    ['scored', [saved.scored, rows]],
    ['weights', [saved.weights, cells]],
    ['momentum', [saved.momentum, cells]],
  ]);
}

function nullWhenMissing(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function nanWhenMissing(value: number | null): number {
  return value ?? Number.NaN;
}
