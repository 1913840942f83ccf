import { NotGenerated } from './expression-writer.ts';
import type { TurnWriter } from './turn-writer.ts';

/** Text of one function: the engine optimises functions of moderate size only. */
const PIECE = 16_000;

/** Text of all functions of a model: beyond it the reference path runs. */
const MOST_TEXT = 2_000_000;

/** Writes a part of the turn law that stays in one function. */
export type WritePart = (writer: TurnWriter) => readonly string[];

/** A function under construction. */
export interface OpenPiece {
  readonly writer: TurnWriter;
  /** The body of the function that holds these statements. */
  close(lines: readonly string[]): string;
}

/** How much text is left to write for one model. */
export class TextBudget {
  #left = MOST_TEXT;

  /** @throws NotGenerated when it is used up */
  spend(length: number): void {
    this.#left -= length;
    if (this.#left < 0) throw new NotGenerated('too much text');
  }
}

/**
 * Cuts the parts of the turn law into functions of moderate size, in order.
 * @returns their bodies
 * @throws NotGenerated when the budget is used up
 */
export function cutPieces(
  parts: readonly WritePart[],
  open: () => OpenPiece,
  budget: TextBudget,
): string[] {
  const bodies: string[] = [];
  let piece = open();
  let [lines, length]: [string[], number] = [[], 0];
  for (const part of parts) {
    let added = 0;
    for (const line of part(piece.writer)) {
      lines.push(line);
      added += line.length;
    }
    budget.spend(added);
    length += added;
    if (length < PIECE) continue;
    bodies.push(piece.close(lines));
    piece = open();
    [lines, length] = [[], 0];
  }
  if (lines.length > 0) bodies.push(piece.close(lines));
  return bodies;
}
