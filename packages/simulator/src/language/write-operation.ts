import { ATOM, type NewVariable, type Operand, type Written } from './operation.ts';
import { acos, asin, atan } from '../math/arc.ts';
import { cos, sin, tan } from '../math/circular.ts';
import { exp, ln, pow, sigmoid } from '../math/elementary.ts';
import { divideOr } from '../math/guarded-division.ts';
import { cosh, sinh, tanh } from '../math/hyperbolic.ts';
import { log10 } from '../math/log10.ts';
import { roundHalfAway } from '../math/round-half-away.ts';

/** The functions of this package that generated code may call, by the names they have there. */
export const CALLED = {
  exp,
  ln,
  pow,
  sigmoid,
  log10,
  roundHalfAway,
  divideOr,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
};

type Callee = keyof typeof CALLED | 'Math.abs' | 'Math.floor' | 'Math.sqrt' | 'Math.trunc';

export function atom(text: string, doubtful: boolean): Written {
  return { text, binding: ATOM, doubtful };
}

/** `a + b`; the text of an operand that holds less tightly stands in parentheses. */
export function writeBetween(
  sign: string,
  binding: number,
  left: Written,
  right: Written,
): Written {
  const before = left.binding < binding ? `(${left.text})` : left.text;
  const after = right.binding <= binding ? `(${right.text})` : right.text;
  return { text: `${before} ${sign} ${after}`, binding, doubtful: true };
}

/** A function whose result is not finite if its operand is not: the operand is not looked at. */
export function writeThrough(callee: Callee, of: Operand, makesDoubt: boolean): Written {
  const { text, doubtful } = of.plain();
  return atom(`${callee}(${text})`, doubtful || makesDoubt);
}

/** A function of operands that are looked at. */
export function writeCall(callee: Callee, of: readonly Operand[], doubtful: boolean): Written {
  return atom(`${callee}(${of.map((operand) => operand.checked().text).join(', ')})`, doubtful);
}

/** The least or largest of some: the first of equal operands stays. */
export function writeChoice(
  sign: '<' | '>',
  newVariable: NewVariable,
  of: readonly Operand[],
): Written {
  const [first = '', ...more] = of.map((operand) => operand.checked().text);
  if (more.length === 0) return atom(first, false);
  const [best, next] = [newVariable(), newVariable()];
  const steps = more.map(
    (operand) => `${best} = (${next} = ${operand}, ${next} ${sign} ${best} ? ${next} : ${best})`,
  );
  return atom(`(${best} = ${first}, ${steps.join(', ')}, ${best})`, false);
}
