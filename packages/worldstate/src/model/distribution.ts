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

type Given = Readonly<Record<string, unknown>>;

const kindsOf = (distribution: Given): string[] =>
  Object.keys(KINDS).filter((kind) => distribution[kind] !== undefined);

/** Whether a distribution is of one kind. */
export const isOneKind = (distribution: Given): boolean => kindsOf(distribution).length === 1;

/** What is wrong with a distribution that is of no kind or of several. */
function explainKinds(distribution: Given): string {
  const given = kindsOf(distribution);
  const found = given.length === 0 ? 'none of them' : given.join(' and ');
  return `a distribution has one of ${Object.keys(KINDS).join(', ')}, and this has ${found}`;
}

/**
 * What a number is drawn from once per member. The control run takes `value`; without it the mean of
 * the distribution.
 */
export const Distribution = z
  .strictObject({ ...KINDS, value: Finite.optional() })
  .refine(isOneKind, {
    // the shape was checked before
    error: ({ input }) => explainKinds(input as Given),
  })
  .meta({ oneOf: Object.keys(KINDS).map((kind) => ({ required: [kind] })) });
export type Distribution = z.infer<typeof Distribution>;
