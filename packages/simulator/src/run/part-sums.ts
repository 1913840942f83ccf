import type { CompiledModel } from '../model/compiled-model.ts';
import type { Tally } from '../law/tally.ts';

/** Parts that have a sum per slot. */
const BY_SLOT = ['decay', 'measurement', 'intervention', 'noise', 'bounds'] as const;

/** The parts of the changes of some slots, as `partsOf` gives them, in one array. */
export class PartSums {
  /** Of the parts that something may move; every other is 0 in every run. */
  readonly amounts: Float64Array;
  /** Which parts those are, counted over all targets. */
  readonly moving: Int32Array;
  /** Where the amounts of every target begin, and where the last ones end. */
  readonly begins: Int32Array;
  /** How many parts every target has. */
  readonly counts: Int32Array;
  readonly #sums: Float64Array;
  /** By amount: its place in `#sums`. */
  readonly #places: Int32Array;
  /** Further places of parts that have several: amount, place, amount, place, … */
  readonly #further: Int32Array;

  /**
   * @param tally its sums lie in one array
   * @param names by target
   */
  constructor(
    compiled: CompiledModel,
    tally: Tally,
    targets: readonly number[],
    names: readonly (readonly string[])[],
  ) {
    this.#sums = new Float64Array(tally.effects.buffer);
    const moving: number[] = [];
    const places: number[] = [];
    const further: number[] = [];
    const begins = [0];
    let part = 0;
    for (const [index, slot] of targets.entries()) {
      for (const name of names[index] ?? []) {
        const [first, ...more] = this.#placesOf(compiled, tally, slot, name);
        if (first !== undefined) {
          for (const place of more) further.push(places.length, place);
          moving.push(part);
          places.push(first);
        }
        part += 1;
      }
      begins.push(places.length);
    }
    this.moving = Int32Array.from(moving);
    this.begins = Int32Array.from(begins);
    this.counts = Int32Array.from(targets, (_, index) => (names[index] ?? []).length);
    this.#places = Int32Array.from(places);
    this.#further = Int32Array.from(further);
    this.amounts = new Float64Array(places.length);
  }

  /** Where the sums of a part lie; none: nothing ever moves it. */
  #placesOf(compiled: CompiledModel, tally: Tally, slot: number, name: string): number[] {
    const placeIn = (sums: Float64Array, index: number): number =>
      (sums.byteOffset - this.#sums.byteOffset) / Float64Array.BYTES_PER_ELEMENT + index;
    const kind = BY_SLOT.find((part) => part === name);
    if (kind === 'measurement' && compiled.measured[slot] !== true) return [];
    if (kind !== undefined) return [placeIn(tally[kind], slot)];
    const effects = (compiled.effectParts[slot] ?? []).filter((part) => part.name === name);
    return effects.map(({ effect }) => placeIn(tally.effects, effect));
  }

  /**
   * Takes what the tally holds now.
   * @param paths that it has counted: amounts are those of one
   */
  collect(paths = 1): void {
    const { amounts } = this;
    const [sums, places, further] = [this.#sums, this.#places, this.#further];
    for (let index = 0; index < amounts.length; index += 1) {
      const amount = sums[places[index] as number] as number; // one per amount, here and below
      amounts[index] = paths === 1 ? amount : amount / paths;
    }
    for (let at = 0; at < further.length; at += 2) {
      const index = further[at] as number;
      const amount = sums[further[at + 1] as number] as number;
      amounts[index] = (amounts[index] as number) + amount / paths;
    }
  }
}
