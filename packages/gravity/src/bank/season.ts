import { BANK, MOST_SURPRISE, REGRESSION } from './experts.ts';

// `as number` below: indexes come from loops over arrays whose length the layout of the bank fixes

/**
 * (K, φ, β, G) of a seasonal expert: f = l + D + φb + c_p, where c_p is what the position p of the
 * season adds. It moves as an innovation expert whose level is that without the season, and
 * c_p = c_p + G·clip(e, ±3σ). The drift is believed whole: experts that believe none of it were no
 * better on half of the series and cost as much again.
 */
export type SeasonalExpert = readonly [
  gain: number,
  damping: number,
  learning: number,
  seasonGain: number,
];

const GAINS = [0.1, 0.3, 0.6, 1];
const BIASES = [
  [0, 0],
  [0.9, 0.1],
  [0.98, 0.03],
] as const;
const SEASON_GAINS = [0.02, 0.1, 0.4];

/** The 36 seasonal experts: local level, damped and lasting trends, each with steady to moving seasons. */
export const SEASONAL: readonly SeasonalExpert[] = GAINS.flatMap((gain) =>
  BIASES.flatMap(([damping, learning]) =>
    SEASON_GAINS.map((season): SeasonalExpert => [gain, damping, learning, season]),
  ),
);

/** The seasonal experts side by side, one entry per expert in every array. */
export interface SeasonalGrid {
  readonly size: number;
  /** K. */
  readonly gain: Float64Array;
  /** φ. */
  readonly damping: Float64Array;
  /** β. */
  readonly learning: Float64Array;
  /** G. */
  readonly seasonGain: Float64Array;
}

export const SEASONAL_GRID: SeasonalGrid = {
  size: SEASONAL.length,
  gain: Float64Array.from(SEASONAL, ([gain]) => gain),
  damping: Float64Array.from(SEASONAL, ([, damping]) => damping),
  learning: Float64Array.from(SEASONAL, ([, , learning]) => learning),
  seasonGain: Float64Array.from(SEASONAL, ([, , , season]) => season),
};

/** The first seasonal expert comes after the regression. */
export const FIRST_SEASONAL = REGRESSION + 1;
/** Seasons that have to be seen before anything is said about one. */
export const LEAST_SEASONS = 2;
/** Pairs of waves that the regression has at most. */
const MOST_WAVES = 3;

/** Experts per variable in a world whose season has so many turns; 1: it has none. */
export function bankSize(season: number): number {
  return season > 1 ? BANK + SEASONAL.length : BANK;
}

/** Seasonal experts per variable. */
export function seasonalCount(season: number): number {
  return season > 1 ? SEASONAL.length : 0;
}

/** Features of the season that a regression has: cosines and sines. */
export function waveCount(season: number): number {
  return Math.min(2 * MOST_WAVES, season - 1);
}

/**
 * How far the season of variable i has earned the waves of its regression, 0..1: the weight of its
 * seasonal experts among the innovation experts; 0 before they are awake. Waves that always counted
 * would cost every series without a season.
 */
export function seasonEarned(
  {
    awake,
    weight,
    season,
  }: { readonly awake: Uint8Array; readonly weight: Float64Array; readonly season: number },
  i: number,
): number {
  if (awake[i] !== 1) return 0;
  const at = i * bankSize(season);
  let seasonal = 0;
  for (let k = at + FIRST_SEASONAL; k < at + bankSize(season); k += 1)
    seasonal += weight[k] as number;
  return seasonal / (1 - (weight[at + REGRESSION] as number));
}

/** The waves at every position of a season, one after the other. */
export function wavesOf(season: number): Float64Array {
  const count = waveCount(season);
  return Float64Array.from({ length: season * count }, (_, at) => {
    const k = at % count;
    const angle = (2 * Math.PI * ((k >> 1) + 1) * Math.floor(at / count)) / season;
    return k % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });
}

export function nameSeasonal(index: number): string {
  const [gain = 0, damping = 0, learning = 0, season = 0] = SEASONAL[index] ?? [];
  return `expert season K=${gain} φ=${damping} β=${learning} G=${season}`;
}

/** What the seasonal experts of all variables remember. */
export interface SeasonalMemory {
  /** n × S: levels without the season, and biases. */
  readonly seasonLevel: Float64Array;
  readonly seasonBias: Float64Array;
  /** n × S × m: what each position adds. */
  readonly seasonal: Float64Array;
}

/** What every seasonal expert of variable i expects at a position, into `forecast` from `at` on. */
export function predictSeasonal(
  { seasonLevel, seasonBias, seasonal }: SeasonalMemory,
  season: number,
  i: number,
  position: number,
  drift: number,
  forecast: Float64Array,
  at: number,
): void {
  const { damping, size } = SEASONAL_GRID;
  const own = i * size;
  for (let k = 0; k < size; k += 1)
    forecast[at + k] =
      (seasonLevel[own + k] as number) +
      drift +
      (damping[k] as number) * (seasonBias[own + k] as number) +
      (seasonal[(own + k) * season + position] as number);
}

/** Moves the seasonal experts of variable i to the value y that came. */
export function moveSeasonal(
  { seasonLevel, seasonBias, seasonal }: SeasonalMemory,
  season: number,
  i: number,
  position: number,
  forecast: Float64Array,
  variance: Float64Array,
  at: number,
  y: number,
): void {
  const { gain, damping, learning, seasonGain, size } = SEASONAL_GRID;
  const own = i * size;
  for (let k = 0; k < size; k += 1) {
    const error = y - (forecast[at + k] as number);
    const limit = MOST_SURPRISE * Math.sqrt(variance[at + k] as number);
    const felt = error > limit ? limit : error < -limit ? -limit : error;
    const place = (own + k) * season + position;
    seasonLevel[own + k] = y - (seasonal[place] as number) - (1 - (gain[k] as number)) * error;
    seasonBias[own + k] =
      (damping[k] as number) * (seasonBias[own + k] as number) + (learning[k] as number) * felt;
    seasonal[place] = (seasonal[place] as number) + (seasonGain[k] as number) * felt;
  }
}

/** What two seasons of a variable say about its season. */
export interface FirstSeasons {
  /** By position: what it adds; they sum to 0. */
  readonly shape: Float64Array;
  /** Level at the last row without the season, and its change per row. */
  readonly level: number;
  readonly slope: number;
  /** Mean squared difference of a change and the one a season earlier. */
  readonly square: number;
}

/**
 * @param values the last two seasons, oldest first
 * @param first position of the oldest
 */
export function readSeasons(values: Float64Array, season: number, first: number): FirstSeasons {
  const meanOf = (from: number) =>
    values.subarray(from, from + season).reduce((sum, y) => sum + y, 0) / season;
  const slope = (meanOf(season) - meanOf(0)) / season;
  const last = values.length - 1;
  const flat = values.map((y, t) => y - slope * (t - last));
  const level = flat.reduce((sum, y) => sum + y, 0) / flat.length;
  const shape = new Float64Array(season);
  for (const [t, y] of flat.entries()) {
    const position = (first + t) % season;
    shape[position] = (shape[position] as number) + (y - level) / LEAST_SEASONS;
  }
  let square = 0;
  for (let t = season + 1; t < values.length; t += 1) {
    const change = (values[t] as number) - (values[t - 1] as number);
    const before = (values[t - season] as number) - (values[t - season - 1] as number);
    square += (change - before) ** 2 / (season - 1);
  }
  return { shape, level, slope, square };
}

/**
 * Sets the seasonal experts of variable i to what two seasons say.
 * @param y the last value
 * @param drift D of its row, which has its part in the slope
 */
export function openSeasonal(
  { seasonLevel, seasonBias, seasonal }: SeasonalMemory,
  season: number,
  i: number,
  position: number,
  y: number,
  drift: number,
  { shape, level, slope }: FirstSeasons,
): void {
  const { gain, damping, size } = SEASONAL_GRID;
  for (let k = 0; k < size; k += 1) {
    const own = i * size + k;
    const share = gain[k] as number;
    seasonal.set(shape, own * season);
    seasonLevel[own] = share * (y - (shape[position] as number)) + (1 - share) * level;
    seasonBias[own] = (damping[k] as number) > 0 ? slope - drift : 0;
  }
}
