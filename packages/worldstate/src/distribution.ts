import { z } from 'zod';

/** So many parameters; which of them make sense is said where they are drawn from. */
const parameters = (count: number) => z.array(z.number()).min(count).max(count).optional();

/** Every kind of distribution by its parameters. */
const KINDS = {
  /** Mean and standard deviation. */
  normal: parameters(2),
  /** Mean and standard deviation of the logarithm. */
  lognormal: parameters(2),
  uniform: parameters(2),
  /** Least, most likely and largest value. */
  triangular: parameters(3),
  beta: parameters(2),
  /** Shape and scale. */
  gamma: parameters(2),
};
export type DistributionKind = keyof typeof KINDS;

/** Whether a distribution is of one kind. */
export function isOneKind(distribution: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(KINDS).filter((kind) => distribution[kind] !== undefined).length === 1;
}

/**
 * What a number is drawn from once per member. The control run takes `value`; without it the mean of
 * the distribution.
 */
export const Distribution = z
  .strictObject({ ...KINDS, value: z.number().optional() })
  .refine(isOneKind, {
    message: `a distribution is one of ${Object.keys(KINDS).join(', ')}`,
  })
  .meta({ oneOf: Object.keys(KINDS).map((kind) => ({ required: [kind] })) });
export type Distribution = z.infer<typeof Distribution>;
