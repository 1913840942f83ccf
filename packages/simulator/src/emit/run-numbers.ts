import { evaluateNumber, readParams } from '../language/evaluate.ts';
import { NumericError } from '../math/numeric-error.ts';
import { constancyOf, type Constancy } from '../language/nodes.ts';
import { operandsOf, type ExpressionTree, type NumberTree } from '../language/tree.ts';
import type { Program } from '../model/program.ts';

/** A number that is the same in every turn of a scenario: `tree`, times a weight. */
interface RunNumber {
  /** Reads parameters only; null: the weight itself. */
  readonly tree: NumberTree | null;
  /** null: not weighted. */
  readonly weight: number | null;
}

/** The value of an expression that reads parameters at most; NaN when it has none. */
function constantValue(tree: NumberTree, params?: Float64Array): number {
  try {
    return evaluateNumber(tree, readParams(params));
  } catch (error) {
    if (error instanceof NumericError) return NaN;
    throw error;
  }
}

/**
 * The numbers of a generated kernel that change from scenario to scenario but not from turn to
 * turn: parameters, expressions of parameters, weights, weighted constants. The kernel is compiled
 * once per model and reads them by index, so neither a parameter nor a weight costs a compilation.
 */
export class RunNumbers {
  readonly #numbers: RunNumber[] = [];
  readonly #indexes = new Map<string, number>();
  /** The numbers of scenarios that change no parameter, made when the first of them runs. */
  #usual: Float64Array | null = null;

  /** The index of an expression of parameters, multiplied by a weight unless null. */
  indexOf(tree: NumberTree | null, weight: number | null): number {
    const key = JSON.stringify([tree, weight]);
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    const index = this.#numbers.push({ tree, weight }) - 1;
    this.#indexes.set(key, index);
    return index;
  }

  get count(): number {
    return this.#numbers.length;
  }

  /** The numbers of a scenario, only to be read. */
  boundTo(program: Program): Float64Array {
    const { compiled, params, weights } = program;
    const usual = params === compiled.params.values && weights === compiled.weights;
    if (usual && this.#usual?.length === this.count) return this.#usual;
    const bound = new Float64Array(this.count);
    this.bind(program, bound);
    if (usual) this.#usual = bound;
    return bound;
  }

  /**
   * Computes the numbers of a scenario, exactly as the turn law would; NaN for one without a value.
   * @param out receives them in its first `count` entries
   */
  bind({ params, weights }: Program, out: Float64Array): void {
    for (let index = 0; index < this.#numbers.length; index += 1) {
      const { tree, weight } = this.#numbers[index] as RunNumber; // in range
      const amount = tree === null ? 1 : constantValue(tree, params);
      out[index] = weight === null ? amount : amount * (weights[weight] as number); // in range
    }
  }
}

/** Tells how often the values of expressions change; looks at every node once. */
export class ConstantFinder {
  readonly #known = new Map<ExpressionTree, Constancy>();

  of(tree: NumberTree): Constancy {
    return this.#look(tree);
  }

  /** The value of a literal expression; NaN when it has none. */
  valueOf(tree: NumberTree): number {
    return tree.op === 'literal' ? tree.value : constantValue(tree);
  }

  #look(tree: ExpressionTree): Constancy {
    const own = constancyOf(tree);
    const operands = operandsOf(tree);
    if (own === 'turn' || operands.length === 0) return own;
    const known = this.#known.get(tree);
    if (known !== undefined) return known;
    let found: Constancy = own;
    for (const operand of operands) {
      const constancy = this.#look(operand);
      if (constancy === 'turn' || found === 'literal') found = constancy;
    }
    this.#known.set(tree, found);
    return found;
  }
}
