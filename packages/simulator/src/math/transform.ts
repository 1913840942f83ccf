import { assertNever, type Slot } from '@pulse-stream/worldstate/internal';
import { exp, ln, sigmoid, sqrt } from './elementary.ts';
import { NumericError } from './numeric-error.ts';

/**
 * How a slot's natural values become the values its rules read: log100 = 100 ln x (x > 0), so that
 * a step of 1 is about one per cent; log1p = 100 ln(1 + x) (x > −1), for counts that may be 0; logit =
 * ln(x/(1 − x)) (0 < x < 1); sqrt (x ≥ 0).
 * @see MODEL.md §1
 */
export type Transform = NonNullable<Slot['transform']>;

/**
 * The transformed value of a natural one.
 * @throws NumericError `domain-error` outside the domain of the transform
 */
export function toTransformed(transform: Transform, natural: number): number {
  switch (transform) {
    case 'identity':
      return natural;
    case 'log100':
      if (natural > 0) return 100 * ln(natural);
      throw new NumericError('domain-error', `log100 of ${natural} is not defined: it needs x > 0`);
    case 'log1p':
      if (natural > -1) return 100 * ln(1 + natural);
      throw new NumericError('domain-error', `log1p of ${natural} is not defined: it needs x > -1`);
    case 'sqrt':
      if (natural >= 0) return sqrt(natural);
      throw new NumericError('domain-error', `sqrt of ${natural} is not defined: it needs x ≥ 0`);
    case 'logit':
      if (natural > 0 && natural < 1) return ln(natural / (1 - natural));
      throw new NumericError(
        'domain-error',
        `logit of ${natural} is not defined: it needs 0 < x < 1`,
      );
    default:
      return assertNever(transform);
  }
}

/**
 * The natural value of a transformed one.
 * @throws NumericError `overflow` when it is too large for a number
 */
export function toNatural(transform: Transform, transformed: number): number {
  switch (transform) {
    case 'identity':
      return transformed;
    case 'log100': {
      const natural = exp(transformed / 100);
      if (natural < Infinity) return natural;
      return failNatural('log100', transformed);
    }
    case 'log1p': {
      const natural = exp(transformed / 100) - 1;
      if (natural < Infinity) return natural;
      return failNatural('log1p', transformed);
    }
    case 'sqrt': {
      const natural = transformed < 0 ? 0 : transformed * transformed;
      if (natural < Infinity) return natural;
      return failNatural('sqrt', transformed);
    }
    case 'logit':
      return sigmoid(transformed);
    default:
      return assertNever(transform);
  }
}

function failNatural(transform: Transform, transformed: number): never {
  throw Number.isNaN(transformed)
    ? new NumericError('not-a-number', `what stands on the scale ${transform} is not a number`)
    : new NumericError('overflow', `the value of ${transform} ${transformed} is too large`);
}

/** Every transformed value up to here has a natural one: the largest is that of 100 ln x, 70,978. */
export const SURELY_NATURAL = 70_000;

/** Where the domains of the scales end; a root has a value at its edge. */
const EDGES: Readonly<Record<Transform, readonly [low: number, high: number]>> = {
  identity: [-Infinity, Infinity],
  log100: [0, Infinity],
  log1p: [-1, Infinity],
  logit: [0, 1],
  sqrt: [0, Infinity],
};

/** The doubles next to those ends, inside. */
const INSIDE: Readonly<Record<Transform, readonly [low: number, high: number]>> = {
  ...EDGES,
  log100: [Number.MIN_VALUE, Infinity],
  log1p: [-1 + 2 ** -53, Infinity],
  logit: [Number.MIN_VALUE, 1 - 2 ** -53],
};

/**
 * A natural value that has a transformed one: far out on a scale the natural values crowd at the end of
 * its domain until a double cannot tell them from it; such a one becomes the double next to it.
 */
export function insideDomain(transform: Transform, natural: number): number {
  const [low, high] = INSIDE[transform];
  return natural < low ? low : natural > high ? high : natural;
}

/** How far a natural value is from the nearer end of the domain. */
export function roomInside(transform: Transform, natural: number): number {
  const [low, high] = EDGES[transform];
  return Math.min(natural - low, high - natural);
}

/**
 * A bound in transformed units: the transforms rise, so a lower bound stays a lower one. A bound
 * on or beyond the edge of the domain bounds nothing: it becomes −Infinity or Infinity; but no root
 * lies below 0.
 * @param natural may be infinite
 */
export function transformBound(transform: Transform, natural: number): number {
  const [low, high] = EDGES[transform];
  if (natural <= low) return transform === 'sqrt' ? 0 : -Infinity;
  return natural >= high ? Infinity : toTransformed(transform, natural);
}
