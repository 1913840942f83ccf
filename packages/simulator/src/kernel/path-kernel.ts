import type { CompiledModel } from '../model/compiled-model.ts';
import { RunNumbers } from './run-numbers.ts';
import { lagged, type LaggedPath } from '../law/lagged-path.ts';
import { LOOP_TEXT, makeAdvance, makeFill, writePathText, type Advance } from './path-functions.ts';
import { historyOf } from './path-slots.ts';
import { PathWriter, type Lens } from './path-text.ts';
import type { Program } from '../model/program.ts';
import { fillNormalsBy } from '../random/ziggurat.ts';
import { layOutTally, SUMMED_PARTS, type Tally } from '../law/tally.ts';

/** Typed arrays this large live outside the heap of the engine, so their address is a constant. */
const LEAST_LENGTH = 128;

/** Normals drawn at a time: 8 KiB stay in the nearest cache. */
const NORMALS = 1024;

/** Turns of one call at most, and rows that the history has room for beyond its depth. */
const MOST_TURNS = 256;

/**
 * One path in so many is run turn by turn. When something happens for the first time (a rule fires
 * late), the engine throws the optimised function away; on a busy machine it may then replace only
 * the loop in it, without what it knows of constants, and as the loop is where all time is spent it
 * never looks at the function again: 2.4 times slower for the rest of the process, seen in one
 * process of five. A single turn does not go around the loop, so the engine counts such calls and
 * compiles the function whole. Costs 1 to 2 %.
 */
const STEPPED_PATHS = 16;

/** Doubles of a history beyond its depth, so that long rows do not make it large. */
const HISTORY_ROOM = 65_536;
const MOST_HISTORY = 1_000_000;

/** Everything a path kernel keeps between calls, copied. */
export type SavedPaths = readonly (Float64Array | Int32Array | Uint32Array | Uint8Array)[];

/**
 * Generated functions that run a member's path, with the arrays they work on. One path at a time:
 * whoever lets another run use the kernel in between saves the arrays and loads them again.
 */
export interface PathKernel {
  /** Values now; the declared slots come first. */
  readonly x: Float64Array;
  /** The random stream of the path: its first four words, seeded by whoever begins it. */
  readonly stream: Uint32Array;
  /** By event: whether the path has satisfied it. */
  readonly satisfied: Uint8Array;
  /** First and last turn of every event. */
  readonly windows: Int32Array;
  /** Sums of the paths since `open`; only those of the targets are counted. */
  readonly tally: Tally;
  /** How many turns of this path one call of `advance` may take. */
  mostTurns(): number;
  /** Prepares for the paths of a scenario that all begin at `start`; sums begin at 0. */
  open(program: Program, start: LaggedPath): void;
  /** `open` for a scenario with the parameters of the one before it. */
  reopen(start: LaggedPath): void;
  /** Goes back to the start; the stream is seeded by the caller. */
  begin(): void;
  /** @returns 0, or NaN: a number was not finite on the way, the reference path must tell */
  readonly advance: Advance;
  save(): SavedPaths;
  load(saved: SavedPaths): void;
}

/**
 * Generates the path kernel of a model for what is looked at; null: the model is too large.
 * @param loopText characters that one function may have; a turn of more is cut into pieces
 */
export function createPathKernel(
  compiled: CompiledModel,
  lens: Lens,
  loopText = LOOP_TEXT,
): PathKernel | null {
  const { effectCount, names } = compiled;
  const size = names.length;
  const history = historyOf(compiled);
  const row = history.slots.length;
  const room = Math.max(1, Math.min(MOST_TURNS, Math.floor(HISTORY_ROOM / Math.max(row, 1))));
  if ((history.depth + 1) * row > MOST_HISTORY) return null;
  const { begins, length } = layOutTally(effectCount, size);
  const numbers = new RunNumbers();
  const text = writePathText(new PathWriter(compiled, lens, begins, numbers), compiled, loopText);
  if (text === null) return null;

  const doubles = (count: number): Float64Array => new Float64Array(Math.max(count, LEAST_LENGTH));
  const noisy = compiled.noisy.length;
  const [x, sums, bound] = [doubles(size), doubles(length), doubles(numbers.count)];
  const normals = doubles(Math.max(NORMALS, noisy));
  const past = doubles((history.depth + 1 + room) * row);
  const begin = doubles(size + (history.depth + 1) * row);
  const counters = new Int32Array(LEAST_LENGTH);
  const stream = new Uint32Array(LEAST_LENGTH);
  const satisfied = new Uint8Array(Math.max(lens.events.length, LEAST_LENGTH));
  const windows = new Int32Array(Math.max(2 * lens.events.length, LEAST_LENGTH));
  const run = makeAdvance(compiled, lens, text, {
    X: x,
    R: doubles(size),
    N: normals,
    T: sums,
    P: bound,
    Q: past,
    S: satisfied,
    B: windows,
    I: counters,
  });
  const fill = makeFill(stream, normals);
  if (run === null || fill === null) return null;

  const most = noisy === 0 ? room : Math.min(room, Math.floor(normals.length / noisy));
  let paths = 0;
  const presentRow = history.depth * row;
  const saved = [x, sums, bound, past, begin, counters, stream, satisfied, windows] as const;
  const reopen = (start: LaggedPath): void => {
    sums.fill(0);
    for (let slot = 0; slot < size; slot += 1) begin[slot] = start.x[slot] as number; // same layout
    for (let back = 0; back <= history.depth; back += 1)
      for (let index = 0; index < row; index += 1)
        begin[size + presentRow - back * row + index] = lagged(
          start,
          history.slots[index] as number, // in range
          back,
        );
  };
  return {
    x,
    stream,
    satisfied,
    windows,
    tally: viewTally(sums, begins, effectCount, size),
    mostTurns: () => (paths % STEPPED_PATHS === 1 ? 1 : most),
    open(program, start) {
      numbers.bind(program, bound);
      reopen(start);
    },
    reopen,
    begin() {
      paths = (paths + 1) % STEPPED_PATHS;
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
      fillNormalsBy(fill, stream, normals, turns * noisy);
      return run(turns, horizons, values, stride, offset, column);
    },
    save: () => saved.map((array) => array.slice()),
    load(copies) {
      for (const [index, array] of saved.entries()) array.set(copies[index] ?? []);
    },
  };
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
    program: null,
  };
}
