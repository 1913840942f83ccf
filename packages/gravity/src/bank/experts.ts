/** Innovation experts side by side: f = l + τD + φb. One entry per expert in every array. */
export interface ExpertGrid {
  readonly size: number;
  /** K: share of an error that the level takes in. */
  readonly gain: Float64Array;
  /** φ: what of the bias lasts a step. */
  readonly damping: Float64Array;
  /** β: share of an error that the bias takes in; `AS_MEAN`: what makes the bias their mean. */
  readonly learning: Float64Array;
  /** τ: share of the causal drift that is believed. */
  readonly trust: Float64Array;
}

/** (K, φ, β, τ) of one expert. */
export type Expert = readonly [gain: number, damping: number, learning: number, trust: number];

/** An error counts in the bias up to so many standard deviations. */
export const MOST_SURPRISE = 3;

/** β of the expert whose bias is the mean of all errors so far; `shareOfMean` says how much that is. */
const AS_MEAN = -1;

export function expertGrid(experts: readonly Expert[]): ExpertGrid {
  return {
    size: experts.length,
    gain: Float64Array.from(experts, ([gain]) => gain),
    damping: Float64Array.from(experts, ([, damping]) => damping),
    learning: Float64Array.from(experts, ([, , learning]) => learning),
    trust: Float64Array.from(experts, ([, , , trust]) => trust),
  };
}

const GAINS = [0.2, 0.4, 0.7, 1];
const TRUSTS = [0, 0.5, 1];
const BIASES = [
  [0, 0],
  [0.5, 0.2],
  [0.5, 0.5],
  [0.8, 0.1],
  [0.8, 0.3],
  [0.95, 0.1],
  [0.95, 0.4],
] as const;

/**
 * The 73 innovation experts of the bank: every combination whose bias learns no faster than its
 * level, and last the causal model plus its mean error, for what is missing from it at every step.
 */
export const EXPERTS: readonly Expert[] = [
  ...TRUSTS.flatMap((trust) =>
    GAINS.flatMap((gain) =>
      BIASES.filter(([, learning]) => learning <= gain).map(([damping, learning]): Expert => [
        gain,
        damping,
        learning,
        trust,
      ]),
    ),
  ),
  [1, 1, AS_MEAN, 1],
];
export const GRID = expertGrid(EXPERTS);

/** The causal model itself: level = last value, whole drift, no bias. Gravity that is off is this. */
export const PURE_MODEL = EXPERTS.findIndex(
  ([gain, damping, learning, trust]) =>
    gain === 1 && damping === 0 && learning === 0 && trust === 1,
);

/** The causal model plus its mean error. */
export const MEAN_ERROR = EXPERTS.length - 1;

/** The regression on rule strengths comes after the innovation experts. */
export const REGRESSION = EXPERTS.length;
/** Experts per variable in a world without a season. */
export const BANK = EXPERTS.length + 1;

/** What an expert is called in a record, e.g. "expert K=0.4 φ=0.8 β=0.1 τ=0.5". */
export function nameExpert(index: number): string {
  if (index === MEAN_ERROR) return 'expert mean error';
  const expert = EXPERTS[index];
  if (expert === undefined) return 'expert rls';
  const [gain, damping, learning, trust] = expert;
  return `expert K=${gain} φ=${damping} β=${learning} τ=${trust}`;
}

/** The experts of one variable in arrays of many. */
export interface ExpertRange {
  /** Experts first..end−1 of the grid. */
  readonly first: number;
  readonly end: number;
  /** Where the variable begins in `level` and `bias`. */
  readonly own: number;
  /** Where it begins in `forecast` and `variance`. */
  readonly at: number;
}

/**
 * All innovation experts of variable i in a bank.
 * @param experts of every variable
 */
export function rangeOf(i: number, experts: number): ExpertRange {
  return { first: 0, end: EXPERTS.length, own: i * EXPERTS.length, at: i * experts };
}

/** What experts remember of the path they are on. */
export interface ExpertMemory {
  readonly level: Float64Array;
  readonly bias: Float64Array;
}

/**
 * β of a mean: one error among n, and never less than what the regression forgets in a step.
 * @param count n; it starts at 30, as if so many errors of 0 had been seen
 * @param forgetting γ
 */
export function shareOfMean(count: number, forgetting: number): number {
  return Math.max(1 / count, 1 - forgetting);
}

/** β of expert k of a variable. */
export function learningOf({ learning }: ExpertGrid, k: number, ofMean: number): number {
  const share = learning[k] as number; // k is an expert
  return share === AS_MEAN ? ofMean : share;
}

/** What every expert expects: f = l + τD + φb, into `forecast`. */
export function predictExperts(
  { damping, trust }: ExpertGrid,
  { level, bias }: ExpertMemory,
  { first, end, own, at }: ExpertRange,
  drift: number,
  forecast: Float64Array,
): void {
  // every array holds an entry per expert, here and below
  for (let k = first; k < end; k += 1)
    forecast[at + k] =
      (level[own + k] as number) +
      (trust[k] as number) * drift +
      (damping[k] as number) * (bias[own + k] as number);
}

/**
 * Moves experts to the value y that came: e = y − f, l = f + Ke, b = φb + β·clip(e, ±3σ).
 * @param variance σ² of each expert, as known before y
 * @param ofMean `shareOfMean` of the variable
 */
export function moveExperts(
  grid: ExpertGrid,
  { level, bias }: ExpertMemory,
  { first, end, own, at }: ExpertRange,
  forecast: Float64Array,
  variance: Float64Array,
  y: number,
  ofMean: number,
): void {
  const { gain, damping } = grid;
  for (let k = first; k < end; k += 1) {
    const error = y - (forecast[at + k] as number);
    const limit = MOST_SURPRISE * Math.sqrt(variance[at + k] as number);
    const felt = error > limit ? limit : error < -limit ? -limit : error;
    // f + Ke, written so that K = 1 gives y to the last bit
    level[own + k] = y - (1 - (gain[k] as number)) * error;
    bias[own + k] =
      (damping[k] as number) * (bias[own + k] as number) + learningOf(grid, k, ofMean) * felt;
  }
}
