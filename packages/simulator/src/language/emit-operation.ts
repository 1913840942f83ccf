import type { Code, Plain } from '../wasm/instructions.ts';
import type { MathName } from '../wasm/module-bytes.ts';

/** The function that an operation is emitted into. */
export interface EmitTarget {
  readonly code: Code;
  /** Calls a function of the math with what lies on the stack. */
  call(name: MathName): void;
  /** A variable of the function for a while; `give` it back. */
  take(): number;
  give(local: number): void;
}

/**
 * An operand of an operation that is being emitted: leaves its value on the stack. What is emitted
 * first is computed first.
 */
export interface EmittedOperand {
  /**
   * For where the result is not finite when the operand is not.
   * @returns whether the value can be infinite or NaN although everything it reads is finite
   */
  plain(): boolean;
  /** The kernel remembers if the value is not finite: for where that could get lost. */
  checked(): void;
}

/**
 * Emits an operation, whose value lies on the stack then.
 * @returns whether it can be infinite or NaN although everything that was read is finite
 */
export type Emit = (to: EmitTarget, of: readonly EmittedOperand[]) => boolean;

/** All in order; whether one of them is doubtful. */
function plainly(of: readonly EmittedOperand[]): boolean {
  let doubtful = false;
  for (const operand of of) if (operand.plain()) doubtful = true;
  return doubtful;
}

/** An instruction whose result is not finite if an operand is not: none is looked at. */
export const emitPlain =
  (instruction: Plain, makesDoubt: boolean): Emit =>
  ({ code }, of) => {
    const doubtful = plainly(of);
    code.op(instruction);
    return doubtful || makesDoubt;
  };

/** The same for a function of the math. */
export const emitThrough =
  (name: MathName, makesDoubt: boolean): Emit =>
  (to, of) => {
    const doubtful = plainly(of);
    to.call(name);
    return doubtful || makesDoubt;
  };

/**
 * A function of operands that are looked at.
 * @param further its last operand, where it takes one more
 */
export const emitCall =
  (name: MathName, makesDoubt: boolean, further?: number): Emit =>
  (to, of) => {
    for (const operand of of) operand.checked();
    if (further !== undefined) to.code.double(further);
    to.call(name);
    return makesDoubt;
  };

/** a / b, or the rest of it: a / ∞ is 0, and the rest is a, so a divisor is looked at by itself. */
export const emitDivision =
  (how: 'f64.div' | 'rest'): Emit =>
  (to, [a, b]) => {
    a?.plain();
    b?.checked();
    if (how === 'rest') to.call(how);
    else to.code.op(how);
    return true;
  };

/** The least or largest of some: the first of equal operands stays. */
export const emitChoice =
  (better: 'f64.lt' | 'f64.gt'): Emit =>
  (to, [first, ...more]) => {
    first?.checked();
    for (const operand of more) {
      const [best, next] = [to.take(), to.take()];
      to.code.set(best);
      operand.checked();
      to.code.tee(next).get(best).get(next).get(best).op(better, 'select');
      to.give(next);
      to.give(best);
    }
    return false;
  };

/** x raised to at least low, then lowered to at most high. */
export const emitClamp: Emit = (to, of) => {
  const [value = 0, low = 0, high = 0] = of.map((operand) => {
    operand.checked();
    const local = to.take();
    to.code.set(local);
    return local;
  });
  to.code.get(low).get(value).get(value).get(low).op('f64.lt', 'select').set(value);
  to.code.get(high).get(value).get(value).get(high).op('f64.gt', 'select');
  for (const local of [high, low, value]) to.give(local);
  return false;
};
