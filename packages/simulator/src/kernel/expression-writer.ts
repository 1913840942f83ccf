import { assertNever } from '@pulse-stream/worldstate';
import type { ConditionTree, NumberTree } from '../language/tree.ts';
import { ConstantFinder, type RunNumbers } from './run-numbers.ts';

/** How the text of a kernel names what expressions read. */
export interface ReadNames {
  /** The value of a slot now. */
  slot(slot: number): string;
  /** The value `back` ≥ 1 steps before the one `slot` gives. */
  lag(slot: number, back: number): string;
  /** A number of `RunNumbers`. */
  number(index: number): string;
  /** Completed turns. */
  readonly turn: string;
}

/** A model that no kernel is generated for: the reference path runs it. */
export class NotGenerated extends Error {
  override readonly name = 'NotGenerated';
}

/** A number as JavaScript: the shortest text that reads back to the same double. */
export function writeLiteral(value: number): string {
  if (!Number.isFinite(value)) throw new NotGenerated('a literal that is not finite');
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.startsWith('-') ? `(${text})` : text;
}

/** How tightly a written expression holds together: what stands left and right of it may not break it. */
const SUM = 1;
const PRODUCT = 2;
const ATOM = 3;

interface Written {
  readonly text: string;
  readonly binding: number;
  /** Whether the value can be infinite or NaN although everything it reads is finite. */
  readonly doubtful: boolean;
}

const BINARY = {
  add: ['+', SUM],
  subtract: ['-', SUM],
  multiply: ['*', PRODUCT],
  divide: ['/', PRODUCT],
} as const;

const COMPARISONS = {
  less: '<',
  'less-or-equal': '<=',
  greater: '>',
  'greater-or-equal': '>=',
  equal: '===',
  'not-equal': '!==',
} as const;

/**
 * Writes checked trees as JavaScript with the same operations in the same order. The reference
 * checks every result; here a result that is not finite travels on by itself through + − × and most
 * functions, so it is looked at only where it could get lost (a divisor, exp, sigmoid, ^, min, max,
 * clamp, a comparison) and where the expression ends: `G += t - t` makes the doubt G a NaN for the
 * turn. Every error of the reference shows there: x / 0, ln(0) and sqrt(−1) are not finite.
 *
 * The text holds operators, indexes and number literals made here; no name of a model reaches it.
 */
export class ExpressionWriter {
  readonly #names: ReadNames;
  readonly #numbers: RunNumbers;
  readonly #constants = new ConstantFinder();
  #temporaries = 0;

  readonly #prefix: string;

  /** @param prefix of the variables it needs; a letter of its own */
  constructor(names: ReadNames, numbers: RunNumbers, prefix: string) {
    this.#names = names;
    this.#numbers = numbers;
    this.#prefix = prefix;
  }

  /** The variables that the written text assigns; the function that holds it declares them. */
  get temporaries(): readonly string[] {
    return Array.from({ length: this.#temporaries }, (_, index) => `${this.#prefix}${index}`);
  }

  /** The value of a tree; G remembers if it is not finite. */
  checked(tree: NumberTree): string {
    return this.#checked(tree).text;
  }

  /** The value of a tree that is not finite when any of its results is not; nothing is remembered. */
  unchecked(tree: NumberTree): { readonly text: string; readonly doubtful: boolean } {
    const { text, binding, doubtful } = this.#number(tree);
    return { text: binding === ATOM ? text : `(${text})`, doubtful };
  }

  /** A condition; its numbers are checked. */
  condition(tree: ConditionTree): string {
    switch (tree.op) {
      case 'and':
        return `(${this.condition(tree.left)} && ${this.condition(tree.right)})`;
      case 'or':
        return `(${this.condition(tree.left)} || ${this.condition(tree.right)})`;
      case 'not':
        return `!${this.condition(tree.of)}`;
      default: {
        const left = this.#checked(tree.left);
        const right = this.#checked(tree.right);
        return `(${left.text} ${COMPARISONS[tree.op]} ${right.text})`;
      }
    }
  }

  #temporary(): string {
    this.#temporaries += 1;
    return `${this.#prefix}${this.#temporaries - 1}`;
  }

  #checked(tree: NumberTree): Written {
    const { text, binding, doubtful } = this.#number(tree);
    if (!doubtful) return atom(binding === ATOM ? text : `(${text})`, false);
    const name = this.#temporary();
    return atom(`(${name} = ${text}, G += ${name} - ${name}, ${name})`, false);
  }

  #number(tree: NumberTree): Written {
    const constancy = this.#constants.of(tree);
    if (constancy === 'literal') return writeConstant(this.#constants.valueOf(tree));
    if (constancy === 'run')
      return atom(this.#names.number(this.#numbers.indexOf(tree, null)), tree.op !== 'param');
    switch (tree.op) {
      case 'literal':
      case 'param':
        throw new Error('a constant was not folded');
      case 'slot':
        return atom(this.#names.slot(tree.slot), false);
      case 'lag':
        return atom(this.#names.lag(tree.slot, tree.back), false);
      case 'turn':
        return atom(this.#names.turn, false);
      case 'add':
      case 'subtract':
      case 'multiply':
      case 'divide':
        return this.#binary(tree.op, tree.left, tree.right);
      case 'power':
        return atom(`pow(${this.checked(tree.left)}, ${this.checked(tree.right)})`, true);
      case 'negate':
        return this.#through('-', tree.of, false);
      case 'abs':
        return this.#through('Math.abs', tree.of, false);
      case 'floor':
        return this.#through('Math.floor', tree.of, false);
      case 'sqrt':
        return this.#through('Math.sqrt', tree.of, true);
      case 'ln':
        return this.#through('ln', tree.of, true);
      case 'exp':
        return atom(`exp(${this.checked(tree.of)})`, true);
      case 'sigmoid':
        return atom(`sigmoid(${this.checked(tree.of)})`, false);
      case 'min':
        return this.#extreme(tree.of, '<');
      case 'max':
        return this.#extreme(tree.of, '>');
      case 'clamp':
        return this.#clamp(tree.of, tree.low, tree.high);
      default:
        return assertNever(tree);
    }
  }

  #binary(op: keyof typeof BINARY, left: NumberTree, right: NumberTree): Written {
    const [sign, binding] = BINARY[op];
    const first = this.#number(left);
    // a / ∞ is 0: a divisor is checked by itself.
    const second = op === 'divide' ? this.#checked(right) : this.#number(right);
    const before = first.binding < binding ? `(${first.text})` : first.text;
    const after = second.binding <= binding ? `(${second.text})` : second.text;
    return { text: `${before} ${sign} ${after}`, binding, doubtful: true };
  }

  /** An operation of one number whose result is not finite if its operand is not. */
  #through(name: string, of: NumberTree, makesDoubt: boolean): Written {
    const { text, doubtful } = this.#number(of);
    const call = `${name}(${text})`;
    return atom(name === '-' ? `(${call})` : call, doubtful || makesDoubt);
  }

  /** min and max: the first of equal operands stays. */
  #extreme(operands: readonly NumberTree[], sign: '<' | '>'): Written {
    const [first, ...more] = operands.map((operand) => this.checked(operand));
    if (first === undefined) throw new NotGenerated('min or max of nothing');
    if (more.length === 0) return atom(first, false);
    const best = this.#temporary();
    const next = this.#temporary();
    const steps = more.map(
      (operand) => `${best} = (${next} = ${operand}, ${next} ${sign} ${best} ? ${next} : ${best})`,
    );
    return atom(`(${best} = ${first}, ${steps.join(', ')}, ${best})`, false);
  }

  #clamp(of: NumberTree, low: NumberTree, high: NumberTree): Written {
    const [value, least, most] = [this.#temporary(), this.#temporary(), this.#temporary()];
    const steps = [
      `${value} = ${this.checked(of)}`,
      `${least} = ${this.checked(low)}`,
      `${most} = ${this.checked(high)}`,
      `${value} = ${value} < ${least} ? ${least} : ${value}`,
      `${value} > ${most} ? ${most} : ${value}`,
    ];
    return atom(`(${steps.join(', ')})`, false);
  }
}

/** A constant without a value is NaN, which only matters where it is needed. */
function writeConstant(value: number): Written {
  return Number.isNaN(value) ? atom('(0 / 0)', true) : atom(writeLiteral(value), false);
}

function atom(text: string, doubtful: boolean): Written {
  return { text, binding: ATOM, doubtful };
}
