import { z } from 'zod';
import { EXPERTS } from '../bank/experts.ts';
import { sharedFeatures } from '../bank/layout.ts';
import { bankSize, LEAST_SEASONS, seasonalCount } from '../bank/season.ts';
import { POOL, type BankRow, type BankState } from '../bank/state.ts';

const Numbers = z.array(z.number());
/** NaN, a missing value, is null in JSON. */
const Cells = z.array(z.number().nullable());

const SavedRow = z.strictObject({
  step: z.strictObject({
    from: Numbers,
    drift: Numbers,
    rest: Numbers,
    rules: Numbers,
    symbols: Numbers,
  }),
  observed: Cells,
  after: Numbers,
});

/** `BankState` as JSON. */
export const SavedBankState = z.strictObject({
  method: z.literal('bank'),
  variables: z.array(z.string()),
  symbols: z.array(z.string()),
  rules: z.array(z.array(z.string())),
  season: z.int().min(1),
  awake: Numbers,
  seen: Numbers,
  recent: Cells,
  clock: z.int().min(0),
  seasonLevel: Numbers,
  seasonBias: Numbers,
  seasonal: Numbers,
  warmup: z.int().min(1),
  rows: z.int().min(0),
  pending: z.array(SavedRow),
  first: Cells,
  means: Numbers,
  scales: Numbers,
  started: Numbers,
  waited: Numbers,
  scored: Numbers,
  limited: Numbers,
  count: Numbers,
  current: Numbers,
  previous: Numbers,
  level: Numbers,
  bias: Numbers,
  variance: Numbers,
  longRun: Numbers,
  logWeight: Numbers,
  weight: Numbers,
  agreed: Numbers,
  moved: Numbers,
  information: Numbers,
  vector: Numbers,
  theta: Numbers,
  shocks: Cells,
  pooled: z.int().min(0).max(POOL),
  next: z
    .int()
    .min(0)
    .max(POOL - 1),
});
export type SavedBankState = z.infer<typeof SavedBankState>;

/** Nine digits say a 32-bit number exactly. */
const SHOCK_DIGITS = 9;

export function saveBank(state: BankState): SavedBankState {
  return {
    method: 'bank',
    variables: [...state.variables],
    symbols: [...state.symbols],
    rules: state.rules.map((ids) => [...ids]),
    season: state.season,
    awake: [...state.awake],
    seen: [...state.seen],
    recent: toCells(state.recent),
    clock: state.clock,
    seasonLevel: [...state.seasonLevel],
    seasonBias: [...state.seasonBias],
    seasonal: [...state.seasonal],
    warmup: state.warmup,
    rows: state.rows,
    pending: state.pending.map(({ step, observed, after }) => ({
      step: {
        from: [...step.from],
        drift: [...step.drift],
        rest: [...step.rest],
        rules: [...step.rules],
        symbols: [...step.symbols],
      },
      observed: toCells(observed),
      after: [...after],
    })),
    first: toCells(state.first),
    means: [...state.means],
    scales: [...state.scales],
    started: [...state.started],
    waited: [...state.waited],
    scored: [...state.scored],
    limited: [...state.limited],
    count: [...state.count],
    current: [...state.current],
    previous: [...state.previous],
    level: [...state.level],
    bias: [...state.bias],
    variance: [...state.variance],
    longRun: [...state.longRun],
    logWeight: [...state.logWeight],
    weight: [...state.weight],
    agreed: [...state.agreed],
    moved: [...state.moved],
    information: [...state.information],
    vector: [...state.vector],
    theta: [...state.theta],
    shocks: Array.from(state.shocks, (u) =>
      Number.isNaN(u) ? null : Number(u.toPrecision(SHOCK_DIGITS)),
    ),
    pooled: state.pooled,
    next: state.next,
  };
}

/** The state a saved one holds; its lists have the lengths `bankLengths` says. */
export function loadBank(saved: SavedBankState): BankState {
  return {
    ...saved,
    pending: saved.pending.map(({ step, observed, after }): BankRow => ({
      step: {
        from: Float64Array.from(step.from),
        drift: Float64Array.from(step.drift),
        rest: Float64Array.from(step.rest),
        rules: Float64Array.from(step.rules),
        symbols: Float64Array.from(step.symbols),
      },
      observed: fromCells(observed),
      after: Float64Array.from(after),
    })),
    awake: Uint8Array.from(saved.awake),
    seen: Int32Array.from(saved.seen),
    recent: fromCells(saved.recent),
    seasonLevel: Float64Array.from(saved.seasonLevel),
    seasonBias: Float64Array.from(saved.seasonBias),
    seasonal: Float64Array.from(saved.seasonal),
    first: fromCells(saved.first),
    means: Float64Array.from(saved.means),
    scales: Float64Array.from(saved.scales),
    started: Uint8Array.from(saved.started),
    waited: Int32Array.from(saved.waited),
    scored: Int32Array.from(saved.scored),
    limited: Int32Array.from(saved.limited),
    count: Float64Array.from(saved.count),
    current: Float64Array.from(saved.current),
    previous: Float64Array.from(saved.previous),
    level: Float64Array.from(saved.level),
    bias: Float64Array.from(saved.bias),
    variance: Float64Array.from(saved.variance),
    longRun: Float64Array.from(saved.longRun),
    logWeight: Float64Array.from(saved.logWeight),
    weight: Float64Array.from(saved.weight),
    agreed: Float64Array.from(saved.agreed),
    moved: Float64Array.from(saved.moved),
    information: Float64Array.from(saved.information),
    vector: Float64Array.from(saved.vector),
    theta: Float64Array.from(saved.theta),
    shocks: Float32Array.from(saved.shocks, (u) => u ?? Number.NaN),
  };
}

/** How long the lists of a saved state have to be: field → [list, length]. */
export function bankLengths(
  saved: SavedBankState,
): ReadonlyMap<string, readonly [list: readonly unknown[], length: number]> {
  const size = saved.variables.length;
  const { season } = saved;
  const experts = bankSize(season);
  const seasonal = size * seasonalCount(season);
  const shared = 1 + sharedFeatures(size, saved.symbols.length, season);
  const features = saved.rules.map((ids) => ids.length + shared);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
  const vectors = sum(features);
  const wanted: Partial<Record<keyof SavedBankState, number>> = {
    rules: size,
    awake: size,
    seen: size,
    recent: season > 1 ? size * LEAST_SEASONS * season : 0,
    seasonLevel: seasonal,
    seasonBias: seasonal,
    seasonal: seasonal * season,
    first: size,
    means: size,
    scales: size,
    started: size,
    waited: size,
    scored: size,
    limited: size,
    count: size,
    current: size,
    previous: size,
    agreed: size,
    moved: size,
    level: size * EXPERTS.length,
    bias: size * EXPERTS.length,
    variance: size * experts,
    longRun: size * experts,
    logWeight: size * experts,
    weight: size * experts,
    information: sum(features.map((width) => width * width)),
    vector: vectors,
    theta: vectors,
    shocks: size * experts * POOL,
  };
  const lengths = new Map<string, readonly [readonly unknown[], number]>();
  for (const [field, length] of Object.entries(wanted))
    lengths.set(field, [saved[field as 'means'], length]); // every key of `wanted` is a list
  for (const [at, { step, observed, after }] of saved.pending.entries()) {
    const row = `pending.${at}`;
    for (const [field, list] of Object.entries({
      from: step.from,
      drift: step.drift,
      rest: step.rest,
      observed,
      after,
    }))
      lengths.set(`${row}.${field}`, [list, size]);
    lengths.set(`${row}.rules`, [step.rules, sum(saved.rules.map((ids) => ids.length))]);
    lengths.set(`${row}.symbols`, [step.symbols, saved.symbols.length]);
  }
  return lengths;
}

function toCells(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}

function fromCells(cells: readonly (number | null)[]): Float64Array {
  return Float64Array.from(cells, (cell) => cell ?? Number.NaN);
}
