import type { Chance } from '../law/chance.ts';
import { NumericError } from '../math/numeric-error.ts';
import type { CompiledEffect, CompiledModel } from '../model/compiled-model.ts';
import type { HostChance } from '../wasm/start-module.ts';

/** What the code of a kernel asks of chance: that of the path that is on its way. */
export class PathChance implements HostChance {
  /** null: the path has none. */
  of: Chance | null = null;
  readonly #effects: readonly CompiledEffect[];

  constructor({ rules }: CompiledModel) {
    this.#effects = rules.flatMap(({ effects }) => effects);
  }

  count(effect: number, mean: number, place: number, available: number): number {
    const drawn = this.#effects[effect];
    if (drawn === undefined || this.of === null) return NaN;
    try {
      return this.of.count(drawn, mean, place, available);
    } catch (error) {
      // the interpreter will tell
      if (error instanceof NumericError) return NaN;
      throw error;
    }
  }

  student(slot: number): number {
    return this.of?.student(slot) ?? NaN;
  }
}
