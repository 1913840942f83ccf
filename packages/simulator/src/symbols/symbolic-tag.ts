import { roundHalfEven } from '../math/round-half-even.ts';

/** A label rule of the model, ready to be asked; `CompiledModel.tags` holds such. */
export interface SymbolicTag {
  /** Stable code, e.g. "HOPE": `symbolic_tag_enum`. */
  readonly code: string;
  /** For people, e.g. "Hope Rising": `symbolic_tag`. */
  readonly label: string;
  /** null: always holds. */
  readonly when: {
    evaluate(read: (name: string, back: number) => number): boolean;
  } | null;
}

/** Overlays are compared as a person reads them. */
export const TAG_DECIMALS = 4;

/**
 * The first tag whose condition holds for the values of one turn.
 * @param tags in the order of the model
 * @param read the natural value of a slot at the end of the turn
 * @param isOverlay overlays are read rounded half to even at 4 decimals, other slots as they are
 * @returns null when no tag holds (a model without tags has none)
 * @throws NumericError when a condition cannot be computed
 * @see MODEL.md §5
 */
export function readTags<T extends SymbolicTag>(
  tags: readonly T[],
  read: (name: string) => number,
  isOverlay: (name: string) => boolean,
): T | null {
  const readRounded = (name: string): number =>
    isOverlay(name) ? roundHalfEven(read(name), TAG_DECIMALS) : read(name);
  return tags.find((tag) => tag.when === null || tag.when.evaluate(readRounded)) ?? null;
}
