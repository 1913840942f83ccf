import { z } from 'zod';

const Finite = z.number();
const Positive = z.number().gt(0);

/** Every kind of distribution by its parameters. */
const KINDS = {
  normal: z.tuple([Finite, z.number().min(0)]).optional(),
  /** Mean and standard deviation of the logarithm. */
  lognormal: z.tuple([Finite, z.number().min(0)]).optional(),
  uniform: z.tuple([Finite, Finite]).optional(),
  triangular: z.tuple([Finite, Finite, Finite]).optional(),
  beta: z.tuple([Positive, Positive]).optional(),
  /** Shape and scale. */
  gamma: z.tuple([Positive, Positive]).optional(),
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
  .strictObject({ ...KINDS, value: Finite.optional() })
  .refine(isOneKind, {
    message: `a distribution is one of ${Object.keys(KINDS).join(', ')}`,
  })
  .meta({ oneOf: Object.keys(KINDS).map((kind) => ({ required: [kind] })) });
export type Distribution = z.infer<typeof Distribution>;
