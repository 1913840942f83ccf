import { MAX_LEVELS } from '@pulse-stream/simulator/internal';
import { Refused } from '../refusal.ts';
import { MOST_VARIABLES } from '../source-model.ts';

/**
 * Most names, numbers and operations that subscripts may make of one formula, several times what an
 * expression of the language can hold, and of a file.
 */
export const MOST_PARTS = { formula: 20_000, file: 500_000 };

/** Counts what subscripts make of formulas, before it is made: a short line may stand for gigabytes. */
export class Expansion {
  #inFile = 0;
  #inFormula = 0;

  /** No more of the file is read. */
  get isFull(): boolean {
    return this.#inFile > MOST_PARTS.file;
  }

  /**
   * A variable is about to be written out.
   * @throws Refused
   */
  checkElements(name: string, lists: readonly (readonly string[])[]): number {
    const elements = countOf(lists);
    if (elements > MOST_VARIABLES)
      throw new Refused(
        name,
        `it has ${elements} elements, and a file at most ${MOST_VARIABLES} variables`,
        'use smaller dimensions',
      );
    return elements;
  }

  /**
   * Something is about to be written out for all combinations of some elements.
   * @throws Refused
   */
  checkTerms(call: string, lists: readonly (readonly string[])[]): void {
    const terms = countOf(lists);
    if (terms > MAX_LEVELS)
      throw new Refused(
        call,
        `it runs over ${terms} elements, and an expression has at most ${MAX_LEVELS} operations one after the other`,
        'sum over one dimension at a time, each in a variable of its own, or use smaller dimensions',
      );
  }

  beginFormula(): void {
    this.#inFormula = 0;
  }

  /**
   * One more name, number or operation.
   * @throws Refused
   */
  addPart(): void {
    this.#inFormula += 1;
    this.#inFile += 1;
    if (this.#inFormula > MOST_PARTS.formula)
      throw new Refused(
        'the formula',
        `it has more than ${MOST_PARTS.formula} names and operations, written out for each element`,
        'put a part of it into a variable of its own, or use smaller dimensions',
      );
    if (this.isFull) throw this.#tooLarge();
  }

  /**
   * As many more formulas like the last one are about to be written out.
   * @throws Refused
   */
  checkRepeated(times: number): void {
    if (this.#inFile + times * this.#inFormula <= MOST_PARTS.file) return;
    this.#inFile = Number.POSITIVE_INFINITY;
    throw this.#tooLarge();
  }

  #tooLarge(): Refused {
    return new Refused(
      'the file',
      `its formulas up to here have more than ${MOST_PARTS.file} names and operations, written out for each element`,
      'use smaller dimensions',
    );
  }
}

const countOf = (lists: readonly (readonly string[])[]): number =>
  lists.reduce((count, list) => count * list.length, 1);
