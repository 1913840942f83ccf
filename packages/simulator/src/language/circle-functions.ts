import { acos, asin, atan } from '../math/arc.ts';
import { cos, sin, tan } from '../math/circular.ts';
import { cosh, sinh, tanh } from '../math/hyperbolic.ts';
import { finite, NumericError } from '../math/numeric-error.ts';
import { ANY, call, operation, type FunctionSyntax, type NumberRow } from './operation.ts';
import { emitCall, emitThrough } from './emit-operation.ts';

const between = (low: number, high: number) => () => ({ low, high });

/** x, for a function that is defined from −1 to 1. */
function within1(x: number, name: string): number {
  if (Math.abs(x) <= 1) return x;
  throw new NumericError('domain-error', `${name}(${x}) is not defined: it needs −1 ≤ x ≤ 1`);
}

/** The functions of angles, in radians, and the hyperbolic ones. */
export const CIRCLE_FUNCTIONS = {
  sin: operation(call('sin(x)'), 1, {
    description: 'the sine of x radians',
    evaluate: (x) => finite(sin(x), 'sin'),
    emit: emitThrough('sin', false),
    interval: between(-1, 1),
  }),
  cos: operation(call('cos(x)'), 1, {
    description: 'the cosine of x radians',
    evaluate: (x) => finite(cos(x), 'cos'),
    emit: emitThrough('cos', false),
    interval: between(-1, 1),
  }),
  tan: operation(call('tan(x)'), 1, {
    description: 'the tangent of x radians',
    evaluate: (x) => finite(tan(x), 'tan'),
    emit: emitThrough('tan', false),
    interval: () => ANY,
  }),
  asin: operation(call('asin(x)'), 1, {
    description: 'the angle from -pi/2 to pi/2 whose sine is x, −1 ≤ x ≤ 1',
    evaluate: (x) => finite(asin(within1(x, 'asin')), 'asin'),
    emit: emitThrough('asin', true),
    interval: between(-Math.PI / 2, Math.PI / 2),
  }),
  acos: operation(call('acos(x)'), 1, {
    description: 'the angle from 0 to pi whose cosine is x, −1 ≤ x ≤ 1',
    evaluate: (x) => finite(acos(within1(x, 'acos')), 'acos'),
    emit: emitThrough('acos', true),
    interval: between(0, Math.PI),
  }),
  atan: operation(call('atan(x)'), 1, {
    description: 'the angle between -pi/2 and pi/2 whose tangent is x',
    evaluate: (x) => finite(atan(x), 'atan'),
    // that of ∞ is π/2
    emit: emitCall('atan', false),
    interval: between(-Math.PI / 2, Math.PI / 2),
  }),
  sinh: operation(call('sinh(x)'), 1, {
    description: '(exp(x) - exp(-x)) / 2',
    evaluate: (x) => finite(sinh(x), 'sinh'),
    emit: emitThrough('sinh', true),
    interval: () => ANY,
  }),
  cosh: operation(call('cosh(x)'), 1, {
    description: '(exp(x) + exp(-x)) / 2, at least 1',
    evaluate: (x) => finite(cosh(x), 'cosh'),
    emit: emitThrough('cosh', true),
    interval: between(1, Infinity),
  }),
  tanh: operation(call('tanh(x)'), 1, {
    description: 'sinh(x) / cosh(x), from −1 to 1',
    evaluate: (x) => finite(tanh(x), 'tanh'),
    // that of ∞ is 1
    emit: emitCall('tanh', false),
    interval: between(-1, 1),
  }),
} satisfies Record<string, NumberRow<FunctionSyntax>>;
