import type { EmitTarget } from '../language/emit-operation.ts';
import { NUMBERS } from '../language/operations.ts';
import { COMPARISONS } from '../language/operators.ts';
import type { ClockReading } from '../language/clock.ts';
import type { LookupTable } from '../language/lookup-table.ts';
import type { ConditionTree, NumberTree } from '../language/tree.ts';
import { BEYOND } from '../math/interpolate.ts';
import type { Code } from '../wasm/instructions.ts';
import { mathIndex, type MathName } from '../wasm/module-bytes.ts';
import { ConstantFinder, type RunNumbers } from './run-numbers.ts';

/** How the code of a kernel reads what expressions name; each leaves a number on the stack. */
export interface Readers {
  /** The value of a slot now. */
  slot(slot: number): void;
  /** The value `back` ≥ 1 steps before the one `slot` gives. */
  lag(slot: number, back: number): void;
  /** A number of `RunNumbers`. */
  number(index: number): void;
  /** Completed turns. */
  turn(): void;
  /** The value of an auxiliary, which is known to be finite. */
  value(index: number): void;
  /** @returns whether it can be NaN: it is not known */
  clock(reading: ClockReading): boolean;
  /** NaN: it has no value now. */
  series(index: number): void;
  /** Where the points of a table lie. */
  points(table: LookupTable): { readonly x: number; readonly y: number };
}

/** A model that no kernel is made for: the interpreter runs it. */
export class NotEmitted extends Error {
  override readonly name = 'NotEmitted';
}

/**
 * Emits checked trees with the operations of the interpreter in the same order. The interpreter
 * checks every result; here a result that is not finite travels on by itself through + − × and most
 * functions, so it is looked at only where it could get lost (a divisor, exp, sigmoid, ^, min, max,
 * clamp, a comparison) and where the expression ends: `doubt += t − t` makes the doubt a NaN for
 * good. Every error of the interpreter shows there: x / 0, ln(0) and sqrt(−1) are not finite.
 */
export class ExpressionEmitter implements EmitTarget {
  readonly code: Code;
  readonly #readers: Readers;
  readonly #numbers: RunNumbers;
  readonly #constants = new ConstantFinder();
  readonly #doubt: number;
  readonly #free: number[] = [];

  /** @param doubt local variable */
  constructor(code: Code, readers: Readers, numbers: RunNumbers, doubt: number) {
    this.code = code;
    this.#readers = readers;
    this.#numbers = numbers;
    this.#doubt = doubt;
  }

  call(name: MathName): void {
    this.code.call(mathIndex(name));
  }

  take(): number {
    return this.#free.pop() ?? this.code.local('d');
  }

  give(local: number): void {
    this.#free.push(local);
  }

  /** The value of a tree; the doubt remembers if it is not finite. */
  checked(tree: NumberTree): void {
    if (!this.unchecked(tree)) return;
    const value = this.take();
    this.code.tee(value);
    this.remember(value);
    this.give(value);
  }

  /** Remembers if the number in a local variable is not finite. */
  remember(value: number): void {
    const { code } = this;
    code.get(this.#doubt).get(value).get(value).op('f64.sub', 'f64.add').set(this.#doubt);
  }

  /** Says that only the interpreter can tell. */
  giveUp(): void {
    this.code.double(Number.NaN).set(this.#doubt);
  }

  /**
   * The value of a tree that is not finite when any of its results is not; nothing is remembered.
   * @returns whether it can be that although everything it reads is finite
   */
  unchecked(tree: NumberTree): boolean {
    const constancy = this.#constants.of(tree);
    if (constancy === 'literal') {
      // a constant without a value is NaN, which only matters where it is needed
      const value = this.#constants.valueOf(tree);
      this.code.double(value);
      return Number.isNaN(value);
    }
    if (constancy === 'run') {
      this.#readers.number(this.#numbers.indexOf(tree, null));
      return tree.op !== 'param';
    }
    switch (tree.op) {
      case 'literal':
      case 'param':
        throw new Error('a constant was not folded');
      case 'slot':
        this.#readers.slot(tree.slot);
        return false;
      case 'lag':
        this.#readers.lag(tree.slot, tree.back);
        return false;
      case 'turn':
        this.#readers.turn();
        return false;
      case 'value':
        this.#readers.value(tree.value);
        return false;
      case 'clock':
        return this.#readers.clock(tree.reading);
      case 'series':
        this.#readers.series(tree.series);
        return true;
      case 'table':
        return this.#table(tree.table, tree.of[0]);
      case 'if': {
        const [when, then, otherwise] = tree.of;
        this.condition(when);
        this.code.open('if', 'd');
        const doubts = this.unchecked(then);
        this.code.otherwise();
        const mayDoubt = this.unchecked(otherwise) || doubts;
        this.code.close();
        return mayDoubt;
      }
      default: {
        const operands = tree.of.map((of) => ({
          plain: () => this.unchecked(of),
          checked: () => this.checked(of),
        }));
        return NUMBERS[tree.op].emit(this, operands);
      }
    }
  }

  /**
   * The value of a tree, times a weight unless null.
   * @returns whether it can be infinite or NaN, and its sign where that is known, else 0
   */
  amount(tree: NumberTree, weight: number | null): { doubtful: boolean; sign: number } {
    const constancy = this.#constants.of(tree);
    const number = (of: NumberTree | null): void =>
      this.#readers.number(this.#numbers.indexOf(of, weight));
    if (constancy === 'literal') {
      const value = this.#constants.valueOf(tree);
      if (!Number.isNaN(value)) {
        if (weight !== null) number(tree);
        else this.code.double(value);
        // A weight is never negative.
        return { doubtful: false, sign: Math.sign(value) };
      }
    }
    if (constancy !== 'turn') {
      number(tree);
      return { doubtful: tree.op !== 'param', sign: 0 };
    }
    const doubtful = this.unchecked(tree);
    if (weight !== null) {
      number(null);
      this.code.op('f64.mul');
    }
    return { doubtful, sign: 0 };
  }

  #table(table: LookupTable, at: NumberTree): boolean {
    const { x, y } = this.#readers.points(table);
    this.code.int(x).int(y);
    this.code.int(table.x.length - 1).int(BEYOND[table.beyond]);
    this.checked(at);
    this.call('interpolate');
    return table.beyond !== 'hold';
  }

  /** A condition as 0 or 1; its numbers are checked. */
  condition(tree: ConditionTree): void {
    const { code } = this;
    switch (tree.op) {
      case 'and':
      case 'or':
        this.condition(tree.of[0]);
        code.open('if', 'i');
        if (tree.op === 'and') this.condition(tree.of[1]);
        else code.int(1);
        code.otherwise();
        if (tree.op === 'and') code.int(0);
        else this.condition(tree.of[1]);
        return void code.close();
      case 'not':
        this.condition(tree.of[0]);
        return void code.op('i32.eqz');
      default:
        for (const of of tree.of) this.checked(of);
        code.op(COMPARISONS[tree.op].instruction);
    }
  }
}
