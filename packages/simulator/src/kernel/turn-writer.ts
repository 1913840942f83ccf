import type { CompiledEffect, CompiledModel } from '../model/compiled-model.ts';
import { intervalOf } from '../language/intervals.ts';
import { runsInKernel } from '../language/nodes.ts';
import { operandsOf, visitTree, type ExpressionTree, type NumberTree } from '../language/tree.ts';
import {
  ExpressionWriter,
  NotGenerated,
  writeLiteral,
  type ReadNames,
} from './expression-writer.ts';
import { ConstantFinder, type RunNumbers } from './run-numbers.ts';

/** The sums of a tally that the turn law adds to, by effect or by slot. */
export type CountedPart = 'effects' | 'decay' | 'measurement' | 'noise' | 'bounds' | 'largest';

/** How the text of a kernel names what the turn law changes. */
export interface TurnNames {
  readonly rules: ReadNames;
  /** Measurements read the turn that just ended: it counts, and their lags are one step shorter. */
  readonly measurements: ReadNames;
  /** The value of a slot now, to be assigned. */
  value(slot: number): string;
  /** A sum of the tally, to be added to; null: nobody asks for it. */
  sum(part: CountedPart, index: number, slot: number): string | null;
  /** What is done when a rule has fired. */
  fired(rule: number): string;
  /** Where the contribution of an effect goes; null: nowhere. */
  contribution(effect: number): string | null;
  /** Whether the weight of a rule is 1 in every scenario, so that nothing is multiplied. */
  hasUnitWeight(rule: number): boolean;
  /** Whether a value that is too large must show at the end of step 3, not only in the end. */
  readonly eager: boolean;
}

/** Deeper trees are left to the reference path: the compiler of the engine is recursive. */
const MAX_TREE_DEPTH = 400;

/** @throws NotGenerated when no kernel can be made of an expression: the reference path runs it */
export function requireWritable(tree: ExpressionTree): void {
  if (!runsInKernel(tree)) throw new NotGenerated('a node that only the interpreter knows');
  let deepest = 0;
  const depths = new Map<ExpressionTree, number>();
  visitTree(tree, (node) => {
    const below = operandsOf(node);
    const depth = 1 + below.reduce((most, of) => Math.max(most, depths.get(of) ?? 0), 0);
    depths.set(node, depth);
    deepest = Math.max(deepest, depth);
  });
  if (deepest > MAX_TREE_DEPTH) throw new NotGenerated(`an expression ${deepest} levels deep`);
}

/**
 * Writes the steps of the turn law for one model as JavaScript statements: what the reference does
 * with arrays and trees, unrolled. Whatever is known of the model (bounds, decay, signs) is left
 * out or written as a number, but every addition and comparison that remains is the reference's.
 * @see MODEL.md §3
 */
export class TurnWriter {
  readonly #compiled: CompiledModel;
  readonly #names: TurnNames;
  readonly #numbers: RunNumbers;
  readonly #rules: ExpressionWriter;
  readonly #measurements: ExpressionWriter;
  readonly #constants = new ConstantFinder();
  /** By slot: whether it is inside its bounds after decay and after every effect. */
  readonly #staysInside: readonly boolean[];

  constructor(compiled: CompiledModel, names: TurnNames, numbers: RunNumbers) {
    this.#compiled = compiled;
    this.#names = names;
    this.#numbers = numbers;
    this.#rules = new ExpressionWriter(names.rules, numbers, 'r');
    this.#measurements = new ExpressionWriter(names.measurements, numbers, 'm');
    this.#staysInside = findInside(compiled);
  }

  /** Variables that the statements assign. */
  get temporaries(): readonly string[] {
    return [...this.#rules.temporaries, ...this.#measurements.temporaries];
  }

  /** Step 2 for one slot. */
  decay(slot: number): string[] {
    const amount = this.#compiled.decay[slot] ?? 0;
    if (amount === 0) return [];
    const x = this.#names.value(slot);
    const sum = this.#names.sum('decay', slot, slot);
    return [
      `{ const c = ${x} - ${writeLiteral(amount)}, d = c < 0 ? 0 : c;`,
      ...(sum === null ? [] : [`${sum} += d - ${x};`]),
      `${x} = d; }`,
    ];
  }

  /** Step 3 for one rule, whose first effect has this index among all. */
  rule(index: number, firstEffect: number): string[] {
    const rule = this.#compiled.rules[index];
    if (rule === undefined) return [];
    if (rule.when !== null) requireWritable(rule.when);
    const effects = rule.effects.flatMap((effect, position) =>
      this.#effect(effect, index, firstEffect + position),
    );
    const condition = rule.when === null ? '' : `if (${this.#rules.condition(rule.when)}) `;
    return [`${condition}{`, this.#names.fired(index), ...effects, '}'];
  }

  #effect(effect: CompiledEffect, rule: number, index: number): string[] {
    const { target, lower, upper } = effect;
    const x = this.#names.value(target);
    const amount = this.#amount(effect, rule);
    const [w, before] = [`w${index}`, `i${index}`];
    const limited = lower > -Infinity || upper < Infinity;
    const sum = this.#names.sum('effects', index, target);
    const contribution = this.#names.contribution(index);
    // Adding 0 makes a −0 a 0, as the reference does.
    const added = limited ? `${w} + (${x} - ${before})` : `${w} + 0`;
    return [
      `const ${w} = ${amount.text};`,
      ...(amount.doubtful ? [`G += ${w} - ${w};`] : []),
      `${x} += ${w};`,
      ...this.#magnitude(target),
      ...this.bounds(target, this.#staysInside[target] === true ? amount.sign : 0),
      ...(this.isUnbounded(target) && (limited || this.#names.eager) ? [`G += ${x} - ${x};`] : []),
      ...(limited ? this.#limit(effect, before) : []),
      ...(contribution === null ? [] : [`${contribution} = ${added};`]),
      ...(sum === null ? [] : [`${sum} += ${limited ? added : w};`]),
    ];
  }

  /** The effect's own limits. */
  #limit({ target, lower, upper }: CompiledEffect, before: string): string[] {
    const x = this.#names.value(target);
    return [
      `const ${before} = ${x};`,
      ...(lower > -Infinity
        ? [`if (${before} < ${writeLiteral(lower)}) ${x} = ${writeLiteral(lower)};`]
        : []),
      ...(lower > -Infinity && upper < Infinity ? ['else'] : []),
      ...(upper < Infinity
        ? [`if (${before} > ${writeLiteral(upper)}) ${x} = ${writeLiteral(upper)};`]
        : []),
    ];
  }

  #amount(
    { add, scaled }: CompiledEffect,
    rule: number,
  ): { text: string; doubtful: boolean; sign: number } {
    requireWritable(add);
    const constancy = this.#constants.of(add);
    const number = (index: number): string => this.#names.rules.number(index);
    if (constancy === 'literal') {
      const value = this.#constants.valueOf(add);
      if (!Number.isNaN(value))
        return {
          text: scaled ? number(this.#numbers.indexOf(add, rule)) : writeLiteral(value),
          doubtful: false,
          // A weight is never negative.
          sign: Math.sign(value),
        };
    }
    if (constancy !== 'turn')
      return {
        text: number(this.#numbers.indexOf(add, scaled ? rule : null)),
        doubtful: add.op !== 'param',
        sign: 0,
      };
    const { text, doubtful } = this.#rules.unchecked(add);
    const weighted = scaled && !this.#names.hasUnitWeight(rule);
    const weight = weighted ? ` * ${number(this.#numbers.indexOf(null, rule))}` : '';
    return { text: `${text}${weight}`, doubtful, sign: 0 };
  }

  /** Step 5 for one slot: adds the shock. */
  noise(slot: number, normal: string): string[] {
    const x = this.#names.value(slot);
    const sum = this.#names.sum('noise', slot, slot);
    return [
      `const s${slot} = ${normal} * ${writeLiteral(this.#compiled.noise[slot] ?? 0)};`,
      `${x} += s${slot};`,
      ...this.#magnitude(slot),
      ...(sum === null ? [] : [`${sum} += s${slot};`]),
    ];
  }

  #magnitude(slot: number): string[] {
    const largest = this.#names.sum('largest', slot, slot);
    if (largest === null) return [];
    const size = `Math.abs(${this.#names.value(slot)})`;
    return [`if (${size} > ${largest}) ${largest} = ${size};`];
  }

  /**
   * Puts a slot inside its bounds.
   * @param moved the sign of the amount that was added to a value inside them: only the bound on
   *   that side can be crossed; 0: any
   */
  bounds(slot: number, moved: number): string[] {
    return this.#clip(slot, moved, this.#names.sum('bounds', slot, slot));
  }

  #clip(slot: number, moved: number, sum: string | null): string[] {
    const low = this.#compiled.lower[slot] ?? -Infinity;
    const high = this.#compiled.upper[slot] ?? Infinity;
    const x = this.#names.value(slot);
    const clip = (sign: string, bound: number): string => {
      const limit = writeLiteral(bound);
      const count = sum === null ? '' : `${sum} += ${limit} - ${x}; `;
      return `if (${x} ${sign} ${limit}) { ${count}${x} = ${limit}; }`;
    };
    const below = low > -Infinity && moved <= 0 ? [clip('<', low)] : [];
    const above = high < Infinity && moved >= 0 ? [clip('>', high)] : [];
    return below.length > 0 && above.length > 0
      ? [...below, 'else', ...above]
      : [...below, ...above];
  }

  /** Whether step 6 can find the slot outside its bounds. */
  needsBounds(slot: number): boolean {
    const noisy = (this.#compiled.noise[slot] ?? 0) !== 0;
    return noisy || this.#staysInside[slot] !== true;
  }

  /** Whether the slot lacks a bound, so that it can grow beyond all numbers. */
  isUnbounded(slot: number): boolean {
    return !(
      (this.#compiled.lower[slot] ?? -Infinity) > -Infinity &&
      (this.#compiled.upper[slot] ?? Infinity) < Infinity
    );
  }

  #measuresInside(slot: number, tree: NumberTree): boolean {
    const { low, high } = intervalOf(tree, []);
    const { lower, upper } = this.#compiled;
    return low >= (lower[slot] ?? Infinity) && high <= (upper[slot] ?? -Infinity);
  }

  /**
   * Step 7 for one measurement.
   * @param seen false: nobody reads the value, it must only be known whether it exists
   */
  measure(index: number, seen = true): string[] {
    const measurement = this.#compiled.measurements[index];
    if (measurement === undefined) return [];
    const { slot, tree } = measurement;
    requireWritable(tree);
    if (!seen) return [`${this.#measurements.checked(tree.op === 'sigmoid' ? tree.of[0] : tree)};`];
    const x = this.#names.value(slot);
    const sum = this.#names.sum('measurement', slot, slot);
    return [
      `{ const o = ${x};`,
      `${x} = ${this.#measurements.checked(tree)};`,
      ...(this.#measuresInside(slot, tree) ? [] : this.#clip(slot, 0, null)),
      ...(sum === null ? [] : [`${sum} += ${x} - o;`]),
      '}',
    ];
  }
}

/** Decay goes down to 0 and effects to their own limits, which may be outside the bounds. */
function findInside({ names, decay, lower, upper, rules }: CompiledModel): boolean[] {
  const inside = names.map((_, slot) => (decay[slot] ?? 0) === 0 || (lower[slot] ?? 0) <= 0);
  for (const { effects } of rules)
    for (const { target, lower: least, upper: most } of effects) {
      const [low, high] = [lower[target] ?? -Infinity, upper[target] ?? Infinity];
      const keeps = (limit: number): boolean => limit >= low && limit <= high;
      if (least > -Infinity && !keeps(least)) inside[target] = false;
      if (most < Infinity && !keeps(most)) inside[target] = false;
    }
  return inside;
}
