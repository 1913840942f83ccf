/** A measure, or null with the reason why there is none; never a favourable default. */
export interface Reading {
  readonly value: number | null;
  /** Why it is null, or what limits it. */
  readonly reason?: string;
}

/** A reading without a value. */
export function unknownBecause(reason: string): Reading {
  return { value: null, reason };
}
