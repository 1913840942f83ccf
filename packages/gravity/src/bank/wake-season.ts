import { BANK, PURE_MODEL } from './experts.ts';
import { bankSize, FIRST_SEASONAL, LEAST_SEASONS, openSeasonal, readSeasons } from './season.ts';
import { POOL, SEASONAL_AVERAGING, type BankMemory } from './state.ts';
import { joinExperts } from './weights.ts';

// `as number` below: indexes come from loops over arrays whose length the layout of the bank fixes

/** s² is at least this share of the s² it began with. */
const LEAST_VARIANCE = 1e-6;

/**
 * What the error of a season known from two of them is, of the squared difference of a change and the
 * one a season earlier: that difference has the noise twice, the error once and half again.
 */
const FRESH_SHARE = 0.75;

/** What s² of variable i never falls below. */
export function leastVariance({ scales }: BankMemory, i: number): number {
  const scale = scales[i] as number;
  return LEAST_VARIANCE * scale * scale;
}

/**
 * Keeps the value of the row being settled; after two seasons of them the seasonal experts wake.
 * @param y the value variable i took
 * @param drift D of the row
 */
export function rememberRow(
  memory: BankMemory,
  i: number,
  y: number,
  drift: number,
  isObserved: boolean,
): void {
  const { season, recent, seen, started, awake, scales } = memory;
  const length = LEAST_SEASONS * season;
  const row = memory.clock + 1;
  recent[i * length + (row % length)] = started[i] === 1 ? y : Number.NaN;
  if (isObserved) seen[i] = (seen[i] as number) + 1;
  if (awake[i] === 1 || (seen[i] as number) < length || scales[i] === 0) return;
  const values = Float64Array.from(
    { length },
    (_, at) => recent[i * length + ((row + 1 + at) % length)] as number,
  );
  if (values.some(Number.isNaN)) return;
  const seasons = readSeasons(values, season, (row + 1) % season);
  openSeasonal(memory, season, i, row % season, y, drift, seasons);
  wake(memory, i, seasons.square);
}

/** The seasonal experts of variable i join with the shocks of the pure model. */
function wake(memory: BankMemory, i: number, square: number): void {
  const { variance, longRun, shocks, logWeight, weight, awake } = memory;
  const experts = bankSize(memory.season);
  const at = i * experts + FIRST_SEASONAL;
  const end = (i + 1) * experts;
  const pure = i * experts + PURE_MODEL;
  const usual = variance[pure] as number;
  const start = Math.min(usual, Math.max(leastVariance(memory, i), FRESH_SHARE * square));
  variance.fill(start, at, end);
  longRun.fill(start, at, end);
  for (let k = at; k < end; k += 1) shocks.copyWithin(k * POOL, pure * POOL, (pure + 1) * POOL);
  joinExperts(SEASONAL_AVERAGING, logWeight, weight, i * experts, BANK);
  awake[i] = 1;
}
