import { ATOM, type Written } from '../language/operation.ts';
import { NUMBERS } from '../language/operations.ts';
import { COMPARISONS, JUNCTIONS, NEGATIONS } from '../language/operators.ts';
import type { ConditionTree, NumberTree } from '../language/tree.ts';
import { atom } from '../language/write-operation.ts';
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
      case 'or': {
        const [left, right] = tree.of.map((of) => this.condition(of));
        return `(${left} ${JUNCTIONS[tree.op].written} ${right})`;
      }
      case 'not':
        return `${NEGATIONS.not.written}${this.condition(tree.of[0])}`;
      default: {
        const [left, right] = tree.of.map((of) => this.checked(of));
        return `(${left} ${COMPARISONS[tree.op].written} ${right})`;
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
      case 'value':
      case 'clock':
      case 'series':
      case 'table':
      case 'if':
        throw new NotGenerated(`only the interpreter knows ${tree.op}`);
      default:
        return NUMBERS[tree.op].write(
          () => this.#temporary(),
          ...tree.of.map((of) => ({
            plain: () => this.#number(of),
            checked: () => this.#checked(of),
          })),
        );
    }
  }
}

/** A constant without a value is NaN, which only matters where it is needed. */
function writeConstant(value: number): Written {
  return Number.isNaN(value) ? atom('(0 / 0)', true) : atom(writeLiteral(value), false);
}
