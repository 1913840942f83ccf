import type { CompiledModel } from './compiled-model.ts';
import { makeFunctions } from './generated-function.ts';
import { NotGenerated } from './kernel-expression.ts';
import { RunNumbers } from './kernel-numbers.ts';
import { lagged, type LaggedPath } from './lagged-path.ts';
import { historyOf, writePath, type Lens } from './path-text.ts';
import type { Program } from './program.ts';
import { layOutTally, SUMMED_PARTS, type Tally } from './tally.ts';

/** Typed arrays this large live outside the heap of the engine, so their address is a constant. */
const LEAST_LENGTH = 128;

/** Normals drawn at a time: 8 KiB stay in the nearest cache. */
const NORMALS = 1024;

/** Turns of one call at most, and rows that the history has room for beyond its depth. */
const MOST_TURNS = 256;

/** Beyond these the function would not be optimised by the engine; the turn kernel takes over. */
const MOST_SLOTS = 256;
const MOST_TEXT = 120_000;
const MOST_HISTORY = 200_000;

type Advance = (
  turns: number,
  horizons: Int32Array,
  values: Float64Array,
  stride: number,
  offset: number,
  column: number,
) => number;

/** Everything a path kernel keeps between calls, copied. */
export type SavedPaths = readonly (Float64Array | Int32Array | Uint8Array)[];

/**
 * A generated function that runs a member's path, with the arrays it works on. One path at a time:
 * whoever lets another run use the kernel in between saves the arrays and loads them again.
 */
export interface PathKernel {
  /** Values now; the declared slots come first. */
  readonly x: Float64Array;
  /** To be filled with `noisy` normals per turn before `advance`. */
  readonly normals: Float64Array;
  readonly noisy: number;
  /** By event: whether the path has satisfied it. */
  readonly satisfied: Uint8Array;
  /** First and last turn of every event. */
  readonly windows: Int32Array;
  /** Sums of the paths since `open`; only those of the targets are counted. */
  readonly tally: Tally;
  /** How many turns one call of `advance` may take. */
  readonly mostTurns: number;
  /** Prepares for the paths of a scenario that all begin at `start`; sums begin at 0. */
  open(program: Program, start: LaggedPath): void;
  /** Goes back to the start. */
  begin(): void;
  /** @returns 0, or NaN: a number was not finite on the way, the reference path must tell */
  readonly advance: Advance;
  save(): SavedPaths;
  load(saved: SavedPaths): void;
}

/** Generates the path kernel of a model for what is looked at; null: the model is too large. */
export function createPathKernel(compiled: CompiledModel, lens: Lens): PathKernel | null {
  const size = compiled.names.length;
  const history = historyOf(compiled);
  const row = history.slots.length;
  const rows = history.depth + 1 + MOST_TURNS;
  if (size > MOST_SLOTS || rows * row > MOST_HISTORY) return null;
  const { effectCount } = compiled;
  const { begins, length } = layOutTally(effectCount, size);
  const numbers = new RunNumbers();
  const text = writeOrRefuse(() => writePath(compiled, lens, begins, numbers));
  if (text === null || text.length > MOST_TEXT) return null;

  const doubles = (count: number): Float64Array => new Float64Array(Math.max(count, LEAST_LENGTH));
  const noisy = compiled.noisy.length;
  const [x, sums, bound] = [doubles(size), doubles(length), doubles(numbers.count)];
  const normals = doubles(Math.max(NORMALS, noisy));
  const past = doubles(rows * row);
  const begin = doubles(size + (history.depth + 1) * row);
  const counters = new Int32Array(LEAST_LENGTH);
  const satisfied = new Uint8Array(Math.max(lens.events.length, LEAST_LENGTH));
  const windows = new Int32Array(Math.max(2 * lens.events.length, LEAST_LENGTH));
  const made = makeFunctions(
    { X: x, T: sums, P: bound, N: normals, Q: past, I: counters, S: satisfied, B: windows },
    ['turns', 'H', 'V', 'stride', 'offset', 'column'],
    [text],
  );
  if (made === null) return null;
  const run = made[0] as Advance; // the text returns a number

  const presentRow = history.depth * row;
  const saved = [x, sums, bound, past, begin, counters, satisfied, windows] as const;
  return {
    x,
    normals,
    noisy,
    satisfied,
    windows,
    tally: viewTally(sums, begins, effectCount, size),
    mostTurns: noisy === 0 ? MOST_TURNS : Math.min(MOST_TURNS, Math.floor(normals.length / noisy)),
    open(program, start) {
      numbers.bind(program, bound);
      sums.fill(0);
      begin.set(start.x.subarray(0, size));
      for (let back = 0; back <= history.depth; back += 1)
        for (let index = 0; index < row; index += 1)
          begin[size + presentRow - back * row + index] = lagged(
            start,
            history.slots[index] as number, // in range
            back,
          );
    },
    begin() {
      for (let slot = 0; slot < size; slot += 1) x[slot] = begin[slot] as number; // same layout
      for (let cell = 0; cell < presentRow + row; cell += 1)
        past[cell] = begin[size + cell] as number; // same layout
      counters[0] = 0;
      counters[1] = 0;
      counters[2] = presentRow;
      for (let event = 0; event < lens.events.length; event += 1) satisfied[event] = 0;
    },
    advance(turns, horizons, values, stride, offset, column) {
      // `counters[2]` is the present row of the history: when there is no room for more, the rows
      // that are still read move to the front.
      const present = counters[2] as number; // counters has 128 entries
      if (row > 0 && present + (turns + 1) * row > past.length) {
        past.copyWithin(0, present - presentRow, present + row);
        counters[2] = presentRow;
      }
      return run(turns, horizons, values, stride, offset, column);
    },
    save: () => saved.map((array) => array.slice()),
    load(copies) {
      for (const [index, array] of saved.entries()) array.set(copies[index] ?? []);
    },
  };
}

/** Runs a writer of text; null: it refused. */
export function writeOrRefuse(write: () => string): string | null {
  try {
    return write();
  } catch (error) {
    if (error instanceof NotGenerated) return null;
    throw error;
  }
}

/** The tally whose sums lie in one array. */
function viewTally(
  sums: Float64Array,
  begins: Readonly<Record<(typeof SUMMED_PARTS)[number], number>>,
  effectCount: number,
  size: number,
): Tally {
  const view = (part: (typeof SUMMED_PARTS)[number]): Float64Array =>
    sums.subarray(begins[part], begins[part] + (part === 'effects' ? effectCount : size));
  const none = new Float64Array(0);
  return {
    effects: view('effects'),
    decay: view('decay'),
    measurement: view('measurement'),
    intervention: view('intervention'),
    noise: view('noise'),
    bounds: view('bounds'),
    largest: view('largest'),
    ends: view('ends'),
    gravity: none,
    correction: none,
    absoluteCorrection: none,
    absoluteDrift: none,
    clipped: new Int32Array(0),
    turns: 0,
  };
}
