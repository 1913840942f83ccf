/**
 * Options of method bank with every default filled in, under the names a config uses.
 */
export interface BankOptions {
  readonly method: 'bank';
  /** What share of the correction is applied, 0..1. */
  readonly lambda: number;
  /** Limit of |correction| in units of √L, the long-run sd of one-step errors; ≤ 0: none. */
  readonly max_correction: number;
  /** Scored one-step innovations before a variable is corrected. */
  readonly min_observations: number;
  /** Rows that fix the scales and are never scored; null: from the length of the history. */
  readonly warmup: number | null;
  /** γ: what a regression keeps of the past per step, 0..1. */
  readonly forgetting: number;
  /** d: what a scale keeps of the past per step, 0..1. */
  readonly scale_forgetting: number;
  /** ρ: how fast the scale of shocks returns to its long run in a forecast, 0..1. */
  readonly horizon_decay: number;
}

type Pace = Pick<BankOptions, 'forgetting' | 'scale_forgetting' | 'horizon_decay'>;

/** The pace of a world depends on how long its turn is. */
const PACES: ReadonlyMap<string, Pace> = new Map([
  ['month', { forgetting: 0.997, scale_forgetting: 0.94, horizon_decay: 0.95 }],
  ['quarter', { forgetting: 0.99, scale_forgetting: 0.95, horizon_decay: 0.9 }],
]);
const USUAL_PACE: Pace = { forgetting: 0.995, scale_forgetting: 0.97, horizon_decay: 0.95 };

/**
 * A bank speaks from its first scored step: its weights have seen the warm-up, and silence cost short
 * series more than its errors (docs/forecast-diary.md).
 */
const LEAST_SCORED = 1;

/** What holds for method bank where nobody says otherwise. */
export function bankDefaults(timeUnit: string): BankOptions {
  return {
    method: 'bank',
    lambda: 1,
    max_correction: 0,
    min_observations: LEAST_SCORED,
    warmup: null,
    ...(PACES.get(timeUnit) ?? USUAL_PACE),
  };
}
