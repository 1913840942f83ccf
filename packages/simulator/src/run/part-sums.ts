import type { CompiledModel } from '../model/compiled-model.ts';
import type { Tally } from '../law/tally.ts';

/** Parts that have a sum per slot. */
const BY_SLOT = ['decay', 'measurement', 'intervention', 'noise', 'bounds'] as const;

/** The parts of the changes of some slots, as `partsOf` gives them, in one array. */
export class PartSums {
  readonly amounts: Float64Array;
  /** Where the parts of every target begin, and where the last ones end. */
  readonly begins: Int32Array;
  readonly #sums: Float64Array;
  /** By part: the place of its amount in `#sums`; −1: nothing ever moves it. */
  readonly #places: Int32Array;
  /** Further amounts of parts that have several: part, place, part, place, … */
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
    const placeIn = (sums: Float64Array, index: number): number =>
      (sums.byteOffset - this.#sums.byteOffset) / Float64Array.BYTES_PER_ELEMENT + index;
    const places: number[] = [];
    const further: number[] = [];
    const begins = [0];
    for (const [index, slot] of targets.entries()) {
      for (const name of names[index] ?? []) {
        const kind = BY_SLOT.find((part) => part === name);
        const effects = (compiled.effectParts[slot] ?? []).filter((part) => part.name === name);
        const [first = -1, ...more] =
          kind === undefined
            ? effects.map(({ effect }) => placeIn(tally.effects, effect))
            : [placeIn(tally[kind], slot)];
        for (const place of more) further.push(places.length, place);
        places.push(first);
      }
      begins.push(places.length);
    }
    this.#places = Int32Array.from(places);
    this.#further = Int32Array.from(further);
    this.begins = Int32Array.from(begins);
    this.amounts = new Float64Array(places.length);
  }

  /**
   * Takes what the tally holds now.
   * @param paths that it has counted: amounts are those of one
   */
  collect(paths = 1): void {
    const { amounts } = this;
    const [sums, places, further] = [this.#sums, this.#places, this.#further];
    for (let part = 0; part < amounts.length; part += 1) {
      const place = places[part] as number; // one per part, here and below
      const amount = place < 0 ? 0 : (sums[place] as number);
      amounts[part] = paths === 1 ? amount : amount / paths;
    }
    for (let at = 0; at < further.length; at += 2) {
      const part = further[at] as number;
      const amount = sums[further[at + 1] as number] as number;
      amounts[part] = (amounts[part] as number) + amount / paths;
    }
  }
}
