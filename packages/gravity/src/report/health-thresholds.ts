/** From where on the health of gravity is doubted; each is one of the five warnings. */
export interface HealthThresholds {
  /** "exploding weights": rms of a variable's weights above it, in units of s_i per unit of symbol. */
  readonly exploding_weights_rms: number;
  /** The same for method bank: the strength of a rule multiplied by more than this, either sign. */
  readonly exploding_multiplier: number;
  /** "over-fitting": scored out of sample the correction explains less than this share of variance. */
  readonly over_fitting_variance: number;
  /** The last scored steps "over-fitting" looks at, and how many it needs. */
  readonly over_fitting_window: number;
  readonly over_fitting_samples: number;
  /** "frequent breaker trips": share of the updates at which |g| was beyond the circuit breaker. */
  readonly breaker_trip_share: number;
  /** "not learning": every weight of every taught variable is smaller. */
  readonly least_weight: number;
  /** "heavily limited": share of the updates whose correction met the breaker or max_correction. */
  readonly limited_share: number;
}

/** Healthy histories with default options stay clear of all of these. */
export const HEALTH_THRESHOLDS: HealthThresholds = {
  exploding_weights_rms: 3,
  exploding_multiplier: 20,
  over_fitting_variance: -0.1,
  over_fitting_window: 60,
  over_fitting_samples: 60,
  breaker_trip_share: 0.1,
  least_weight: 1e-6,
  limited_share: 0.5,
};

/** What a method shows of a variable, by its row in the state. */
export interface HealthSymptoms {
  readonly explodes: (row: number) => boolean;
  readonly trips: (row: number) => boolean;
  readonly isIdle: (row: number) => boolean;
  readonly isLimited: (row: number) => boolean;
}
