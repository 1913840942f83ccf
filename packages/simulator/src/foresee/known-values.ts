import { applyOperation } from '../language/evaluate.ts';
import { lookUp } from '../language/lookup-table.ts';
import { NUMBERS } from '../language/operations.ts';
import { COMPARISONS, JUNCTIONS } from '../language/operators.ts';
import { readClock } from '../language/clock.ts';
import type { ConditionTree, NumberOperation, NumberTree } from '../language/tree.ts';
import { readDate, readSeries } from '../law/outside-readings.ts';
import { NumericError } from '../math/numeric-error.ts';
import type { Program } from '../model/program.ts';

/** Where a turn is read. */
export interface Moment {
  /** Turns completed since the origin. */
  readonly turn: number;
  readonly step: number;
  /** How much of the step is over, 0 to 1. */
  readonly stage: number;
}

/**
 * What expressions are before anything is simulated: parameters, clock, calendar and series are
 * known, slots are not. Computes what the law would surely compute, in its order, and fails as it
 * would.
 */
export class KnownValues {
  /** Of the control run, as interventions change them. */
  readonly params: Float64Array;
  readonly #program: Program;
  /** Absolute row of turn 0. */
  readonly #origin: number;
  readonly #values = new Map<number, number | undefined>();
  #moment: Moment = { turn: 0, step: 0, stage: 0 };

  constructor(program: Program, origin: number) {
    this.#program = program;
    this.#origin = origin;
    this.params = program.params.slice();
  }

  at(moment: Moment): this {
    this.#moment = moment;
    this.#values.clear();
    return this;
  }

  /**
   * @returns undefined: it depends on what is simulated
   * @throws NumericError, ScenarioError when it cannot be computed whatever is simulated
   */
  number(tree: NumberTree): number | undefined {
    switch (tree.op) {
      case 'literal':
        return tree.value;
      case 'slot':
      case 'lag':
        return undefined;
      case 'param':
        return this.params[tree.param];
      case 'turn':
        return this.#moment.turn;
      case 'value':
        return this.#value(tree.value);
      case 'clock':
        return this.#clock(tree.reading);
      case 'series':
        return readSeries(this.#program, tree.series, this.#row, this.#within);
      case 'table': {
        const x = this.number(tree.of[0]);
        return x === undefined ? undefined : lookUp(tree.table, x);
      }
      case 'if': {
        const holds = this.condition(tree.of[0]);
        return holds === undefined ? undefined : this.number(tree.of[holds ? 1 : 2]);
      }
      default:
        return this.#operation(tree);
    }
  }

  /** @returns, throws as `number` */
  condition(tree: ConditionTree): boolean | undefined {
    switch (tree.op) {
      case 'and':
      case 'or': {
        // what is computed behind a side that is not known is not sure to be
        const left = this.condition(tree.of[0]);
        if (left === undefined || left === JUNCTIONS[tree.op].decidedBy) return left;
        return this.condition(tree.of[1]);
      }
      case 'not': {
        const of = this.condition(tree.of[0]);
        return of === undefined ? undefined : !of;
      }
      default: {
        const [left, right] = [this.number(tree.of[0]), this.number(tree.of[1])];
        if (left === undefined || right === undefined) return undefined;
        return COMPARISONS[tree.op].evaluate(left, right);
      }
    }
  }

  #operation({ op, of }: NumberOperation): number | undefined {
    const operands = of.map((operand) => this.number(operand));
    const known = operands.filter((operand) => operand !== undefined);
    if (known.length === operands.length) return applyOperation(NUMBERS[op], known);
    if ((op === 'divide' || op === 'mod') && operands[1] === 0)
      throw new NumericError('division-by-zero', `a ${op === 'mod' ? op : 'division'} by 0`);
    return undefined;
  }

  #value(index: number): number | undefined {
    if (this.#values.has(index)) return this.#values.get(index);
    // one that is made of its own past depends on what was before
    this.#values.set(index, undefined);
    const tree = this.#program.compiled.values[index]?.tree;
    const value = tree === undefined ? undefined : this.number(tree);
    this.#values.set(index, value);
    return value;
  }

  get #row(): number {
    return this.#origin + this.#moment.turn;
  }

  get #within(): number {
    const { step, stage } = this.#moment;
    return (step + stage) / this.#program.compiled.clock.steps;
  }

  #clock(reading: Parameters<typeof readClock>[1]): number {
    const { start, dt, steps } = this.#program.compiled.clock;
    const { step, stage } = this.#moment;
    const step_start = start + dt * (this.#row * steps + step);
    const time = stage === 0 ? step_start : step_start + stage * dt;
    const calendar = (name: Parameters<typeof readDate>[1]) =>
      readDate(this.#program, name, this.#row);
    return readClock({ time, dt, step_start, calendar }, reading);
  }
}
