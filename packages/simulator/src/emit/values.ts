import { visitTree, type ExpressionTree } from '../language/tree.ts';
import type { CompiledModel } from '../model/compiled-model.ts';
import type { ExpressionEmitter } from './expression.ts';
import type { Place } from './places.ts';

/** Where auxiliaries are read: while the turn is changing the values, or at its end. */
export type ReadWhen = 'within' | 'ended';

/** Auxiliaries whose values are known at a place of the code, which may go on in another function. */
export interface Known {
  values: Set<number>;
}

/** The auxiliaries that a tree reads. */
export function valuesIn(
  { values }: Pick<CompiledModel, 'values'>,
  tree: ExpressionTree,
  when: ReadWhen,
): number[] {
  const read: number[] = [];
  visitTree(tree, (node) => {
    if (node.op === 'value') read.push(node.value);
    // at the end of a turn that is the value now
    if (node.op === 'lag' && node.back === 0 && when === 'ended') {
      const index = node.slot - (values[0]?.slot ?? Infinity);
      if (index >= 0 && index < values.length) read.push(index);
    }
  });
  return read;
}

/**
 * Emits auxiliaries before they are read: each once, until something that it could read has changed.
 * The interpreter computes one where it is read; here one that is read in a branch is computed in any
 * case, and if it has no value there the kernel is in doubt.
 */
export class ValueEmitter {
  readonly emitter: ExpressionEmitter;
  readonly #compiled: CompiledModel;
  readonly #place: (slot: number) => Place;
  readonly #when: ReadWhen;
  readonly #known: Known;

  /** @param place of a slot: that of an auxiliary has its value */
  constructor(
    compiled: CompiledModel,
    emitter: ExpressionEmitter,
    { value: place }: { readonly value: (slot: number) => Place },
    known: Known,
    when: ReadWhen,
  ) {
    this.#compiled = compiled;
    this.emitter = emitter;
    this.#place = place;
    this.#known = known;
    this.#when = when;
  }

  /** Computes what a tree reads of auxiliaries. */
  need(tree: ExpressionTree): void {
    for (const value of valuesIn(this.#compiled, tree, this.#when)) this.compute(value);
  }

  /** Computes one, unless it is known. */
  compute(index: number): void {
    const value = this.#compiled.values[index];
    if (value === undefined || this.#known.values.has(index)) return;
    this.need(value.tree);
    this.#place(value.slot).put(() => this.emitter.checked(value.tree));
    this.#known.values.add(index);
  }

  /** Something that auxiliaries read has another value now. */
  forget(): void {
    this.#known.values.clear();
  }

  /** Emits code that may not run: what it computes is not known behind it. */
  inBranch(emit: () => void): void {
    const before = this.#known.values;
    this.#known.values = new Set(before);
    emit();
    const inside = this.#known.values;
    // what was known before and is known there is right whether it ran or not
    this.#known.values = new Set([...before].filter((value) => inside.has(value)));
  }
}
