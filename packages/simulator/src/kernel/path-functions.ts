import type { CompiledModel } from '../model/compiled-model.ts';
import { makeFunctions } from './generated-function.ts';
import { NotGenerated } from './expression-writer.ts';
import { historyOf } from './path-slots.ts';
import type { Lens, PathWriter } from './path-text.ts';
import { FILL_TABLES, FILL_TEXT, type FillInside } from '../random/ziggurat.ts';

/**
 * Runs turns of a path, at least one; normals are ready.
 * @param horizons ascending, then 0
 * @param values receives transformed values: target t at horizon h at column × t + stride × h + offset
 * @returns 0, or NaN: a number was not finite on the way, the reference path must tell
 */
export type Advance = (
  turns: number,
  horizons: Int32Array,
  values: Float64Array,
  stride: number,
  offset: number,
  column: number,
) => number;

/** The arrays that generated functions work on, by the names they have there. */
export interface PathArrays {
  readonly X: Float64Array;
  readonly R: Float64Array;
  readonly N: Float64Array;
  readonly T: Float64Array;
  readonly P: Float64Array;
  readonly Q: Float64Array;
  readonly S: Uint8Array;
  readonly B: Int32Array;
  /** Turn, next horizon, present row of Q. */
  readonly I: Int32Array;
}

/** Bodies of one function for all turns, or of functions for the pieces of a turn. */
export type PathText =
  | { readonly kind: 'loop'; readonly body: string }
  | { readonly kind: 'pieces'; readonly bodies: readonly string[] };

/**
 * The engine optimises functions up to 60 KB of its bytecode, at most 1.3 bytes per character here;
 * beyond, a turn takes 30 times as long. Pieces take twice as long as the loop.
 */
export const LOOP_TEXT = 36_000;
/** Nodes and slots whose text cannot be shorter. */
const LOOP_NODES = 12_000;
const LOOP_SLOTS = 256;

/** @returns null: the model is too large */
export function writePathText(
  writer: PathWriter,
  compiled: CompiledModel,
  loopText: number,
): PathText | null {
  try {
    if (compiled.nodes <= LOOP_NODES && compiled.names.length <= LOOP_SLOTS) {
      const body = writer.loop();
      if (body.length <= loopText) return { kind: 'loop', body };
    }
    return { kind: 'pieces', bodies: writer.pieces() };
  } catch (error) {
    if (error instanceof NotGenerated) return null;
    throw error;
  }
}

/**
 * Makes the loop of `fillNormals` for these arrays.
 * @param state,out at least LEAST_LENGTH long
 * @returns null: the host forbids code from strings
 */
export function makeFill(state: Uint32Array, out: Float64Array): FillInside | null {
  const constants = { S: state, O: out, W: FILL_TABLES.widths, E: FILL_TABLES.inner };
  const made = makeFunctions(constants, ['state', 'out', 'from', 'end'], [FILL_TEXT]);
  return made === null ? null : (made[0] as FillInside); // the text says so
}

/** @returns null: the host forbids code from strings */
export function makeAdvance(
  compiled: CompiledModel,
  lens: Lens,
  text: PathText,
  arrays: PathArrays,
): Advance | null {
  if (text.kind === 'loop') {
    const names = ['turns', 'H', 'V', 'stride', 'offset', 'column'];
    const made = makeFunctions({ ...arrays }, names, [text.body]);
    return made === null ? null : (made[0] as Advance); // one body, written to be that
  }
  const made = makeFunctions({ ...arrays }, ['turn', 'n', 'q'], text.bodies);
  return made === null ? null : stepPieces(compiled, lens, made as readonly Piece[], arrays); // as above
}

type Piece = (turn: number, n: number, q: number) => number;

/** Calls the pieces of a turn, turn by turn; the last of them looks for events. */
function stepPieces(
  compiled: CompiledModel,
  { targets }: Lens,
  pieces: readonly Piece[],
  { X: x, I: counters }: PathArrays,
): Advance {
  const steps = pieces.slice(0, -1);
  const lookForEvents = pieces[pieces.length - 1] as Piece; // there is always one
  const row = historyOf(compiled).slots.length;
  const noisy = compiled.noisy.length;
  const { lower, upper, names } = compiled;
  const unbounded = [...names.keys()].filter(
    (slot) => lower[slot] === -Infinity || upper[slot] === Infinity,
  );
  return (turns, horizons, values, stride, offset, column) => {
    let [turn = 0, horizon = 0, q = 0] = counters;
    let doubt = 0;
    for (let done = 0; done < turns; done += 1) {
      for (let step = 0; step < steps.length; step += 1)
        doubt += (steps[step] as Piece)(turn, done * noisy, q); // in range
      turn += 1;
      q += row;
      if (turn === horizons[horizon]) {
        for (let target = 0; target < targets.length; target += 1)
          values[column * target + stride * horizon + offset] = x[
            targets[target] as number // in range
          ] as number; // a target is a slot
        horizon += 1;
      }
      doubt += lookForEvents(turn, 0, q);
    }
    for (const slot of unbounded) doubt += (x[slot] as number) - (x[slot] as number); // slots
    counters[0] = turn;
    counters[1] = horizon;
    counters[2] = q;
    return doubt;
  };
}
