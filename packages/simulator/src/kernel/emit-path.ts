import { emitEvents } from './emit-events.ts';
import { emitMoment } from './emit-moment.ts';
import { StepEmitter } from './emit-steps.ts';
import { NotEmitted } from './emit-expression.ts';
import { TurnEmitter } from './emit-turn.ts';
import { Code } from '../wasm/instructions.ts';
import { DOUBLE, WHOLE } from './memory-layout.ts';
import { FIRST_INDEX, mathIndex } from '../wasm/module-bytes.ts';
import { isUnbounded } from './inside-bounds.ts';
import { memoryOf } from './places.ts';
import { boundParts, decayParts, ruleParts, type Part } from './turn-parts.ts';
import {
  copyPlace,
  countSums,
  counterAt,
  placesOf,
  readCounter,
  valuePlace,
  type Emitted,
  type Frame,
  type Moment,
} from './turn-places.ts';

/** Bytes of one function of the pieces of a turn. */
const PIECE = 40_000;

/** Bytes of all code of a model: beyond it the interpreter runs. */
const MOST_BYTES = 2_000_000;

/** A turn of at most so many bytes and slots is one loop with the values in variables. */
const LOOP_BYTES = 60_000;
const LOOP_SLOTS = 256;
const LOOP_NODES = 12_000;

/** A model with so many counted effects and targets keeps its sums in variables. */
const MOST_SUM_VARIABLES = 16;

/** The functions of a model under construction. */
export class PathEmitter {
  readonly #emitted: Emitted;
  readonly codes: Code[] = [];

  constructor(emitted: Emitted) {
    this.#emitted = emitted;
  }

  /** @returns its index in the module */
  add(code: Code): number {
    const bytes = this.codes.reduce((sum, { length }) => sum + length, code.length);
    if (bytes > MOST_BYTES) throw new NotEmitted('too much code');
    return FIRST_INDEX + this.codes.push(code) - 1;
  }

  /**
   * The function that runs turns, at least one, and returns the doubt: 0, or NaN when a number was
   * not finite on the way.
   * @throws NotEmitted when the model is too large
   */
  advance(): number {
    const { compiled, byTurn } = this.#emitted;
    const isSmall = compiled.nodes <= LOOP_NODES && compiled.names.length <= LOOP_SLOTS;
    if (isSmall && !byTurn) {
      const loop = this.#loop(null);
      if (loop.length <= LOOP_BYTES) return this.add(loop);
    }
    if (compiled.isStepped) throw new NotEmitted('steps that are too large for one loop');
    const steps = [this.#driftPieces(), this.#noisePieces(), this.#measurePieces()].flat();
    return this.add(this.#loop([...steps, ...this.#pieces([this.#pushRow])]));
  }

  /** Functions that run steps 2 and 3, and step 7, of one turn on the values in the memory. */
  byTurn(): { readonly rules: number; readonly measurements: number } {
    const one = (pieces: readonly number[]): number => {
      const code = new Code('>d');
      const doubt = code.local('d');
      for (const piece of pieces) {
        readCounter(code, this.#emitted.layout, 'turn').int(0).int(0).call(piece);
        code.get(doubt).op('f64.add').set(doubt);
      }
      code.get(doubt);
      return this.add(code);
    };
    return { rules: one(this.#driftPieces()), measurements: one(this.#measurePieces()) };
  }

  #drift: readonly number[] | null = null;
  #driftPieces(): readonly number[] {
    this.#drift ??= this.#pieces([
      ...decayParts(this.#emitted.compiled),
      this.#copy,
      ...ruleParts(this.#emitted.compiled),
    ]);
    return this.#drift;
  }

  #measure: readonly number[] | null = null;
  #measurePieces(): readonly number[] {
    this.#measure ??= this.#pieces(this.#measureParts());
    return this.#measure;
  }

  #noisePieces(): readonly number[] {
    return this.#pieces([this.#noise, ...boundParts(this.#emitted.compiled)]);
  }

  /** Cuts parts of a turn into functions of moderate size. @returns their indexes, to be called in order */
  #pieces(parts: readonly Part[]): number[] {
    const made: number[] = [];
    let piece = this.#openPiece();
    for (const part of parts) {
      part(piece.turn);
      if (piece.turn.code.length < PIECE) continue;
      made.push(this.add(piece.close()));
      piece = this.#openPiece();
    }
    if (piece.turn.code.length > 0) made.push(this.add(piece.close()));
    return made;
  }

  /** A function of the completed turns and the addresses of normals and past; it returns the doubt. */
  #openPiece(): { readonly turn: TurnEmitter; close(): Code } {
    const code = new Code('iii>d');
    const doubt = code.local('d');
    const within = { values: null, copies: null, sums: null, moment: momentOf(code) };
    const frame = { code, doubt, turn: 0, normals: 1, past: 2, ...within };
    return { turn: this.#turnIn(frame), close: () => code.get(doubt) };
  }

  #turnIn(frame: Frame): TurnEmitter {
    const places = placesOf(this.#emitted, frame);
    this.#frames.set(frame.code, frame);
    const { compiled, numbers } = this.#emitted;
    return new TurnEmitter(compiled, frame.code, places, numbers, frame.doubt);
  }
  readonly #frames = new Map<Code, Frame>();

  readonly #copy: Part = ({ code }) => {
    const frame = this.#frameOf(code);
    for (const slot of this.#emitted.frozen)
      copyPlace(this.#emitted, frame, slot).put(valuePlace(this.#emitted, frame, slot).get);
  };

  readonly #noise: Part = (turn) => {
    const { compiled, layout } = this.#emitted;
    if (compiled.turnNoise.slots.length === 0) return;
    readCounter(turn.code, layout, 'noise');
    turn.code.open('if');
    turn.noise();
    turn.code.close();
  };

  /** The clock at the start of the turn, or at its end. */
  readonly #clock =
    (ended: boolean): Part =>
    ({ code }) => {
      const at = { step: null, later: 0, stage: 0, ended } as const;
      emitMoment(this.#emitted, this.#frameOf(code), at);
    };

  readonly #steps: Part = ({ code, slots }) => {
    const frame = this.#frameOf(code);
    new StepEmitter(this.#emitted, frame, placesOf(this.#emitted, frame), slots).emit();
  };

  #measureParts(): Part[] {
    return this.#emitted.compiled.measurements.map(
      ({ slot }, index) =>
        (turn) =>
          turn.measure(index, this.#emitted.read.has(slot)),
    );
  }

  /** The turn becomes a row of the history, behind the present one. */
  readonly #pushRow: Part = ({ code }) => {
    const { history, rows, rowBytes } = this.#emitted.layout;
    const frame = this.#frameOf(code);
    for (const [index, slot] of history.slots.entries())
      memoryOf(code, rows + (history.depth + 1) * rowBytes + index * DOUBLE, frame.past).put(
        valuePlace(this.#emitted, frame, slot).get,
      );
  };

  #frameOf(code: Code): Frame {
    const frame = this.#frames.get(code);
    if (frame === undefined) throw new Error('code without a frame');
    return frame;
  }

  /** @param pieces of a turn; null: the turn itself, with the values in variables */
  #loop(pieces: readonly number[] | null): Code {
    const { compiled, layout, frozen } = this.#emitted;
    const code = new Code('i>d');
    const whole = (): number => code.local('i');
    const [doubt, all, end, next] = [code.local('d'), code.local('d'), whole(), whole()];
    const carried = { turn: whole(), past: whole(), horizon: whole(), cell: whole() };
    const isLoop = pieces === null;
    const frame: Frame = {
      code,
      turn: carried.turn,
      past: carried.past,
      doubt,
      normals: whole(),
      values: isLoop ? compiled.names.map(() => code.local('d')) : null,
      copies: isLoop ? new Map([...frozen].map((slot) => [slot, code.local('d')])) : null,
      sums: isLoop && countSums(this.#emitted) <= MOST_SUM_VARIABLES ? new Map() : null,
      moment: momentOf(code),
    };
    const turn = this.#turnIn(frame);
    for (const name of namesOf(carried)) readCounter(code, layout, name).set(carried[name]);
    this.#moveValues(frame, 'in');
    code.get(carried.turn).get(0).op('i32.add').set(end);
    this.#fillNormals(code);
    code.get(carried.horizon).load('i32.load', 0).set(next);
    const top = code.open('loop');
    // a doubt of each turn: one sum over all turns would wait for every number of them
    code.double(0).set(doubt);
    if (pieces === null) for (const part of this.#allParts()) part(turn);
    else this.#callPieces(pieces, frame, doubt);
    code.get(carried.turn).int(1).op('i32.add').set(carried.turn);
    code
      .get(frame.normals)
      .int(compiled.turnNoise.slots.length * DOUBLE)
      .op('i32.add')
      .set(frame.normals);
    code.get(frame.moment.driven).int(layout.drivenBytes).op('i32.add').set(frame.moment.driven);
    code.get(carried.past).int(layout.rowBytes).op('i32.add').set(carried.past);
    code.get(carried.turn).get(next).op('i32.eq');
    code.open('if');
    this.#record(frame, carried.cell);
    code.get(carried.horizon).int(WHOLE).op('i32.add').tee(carried.horizon);
    code.load('i32.load', 0).set(next).close();
    if (this.#emitted.seesEvents) emitEvents(this.#emitted, frame, doubt);
    code.get(all).get(doubt).op('f64.add').set(all);
    code.get(carried.turn).get(end).op('i32.lt_s').br(top, 'br_if').close();
    this.#moveValues(frame, 'out');
    for (const name of namesOf(carried))
      code.int(0).get(carried[name]).store('i32.store', counterAt(layout, name));
    // What has no bound on one side stays infinite once it is.
    for (const slot of compiled.names.keys())
      if (isUnbounded(compiled, slot)) turn.slots.check(slot);
    return code.get(doubt).get(all).op('f64.add');
  }

  /** Steps 2, 3, 5, 6, 7 and the row of the history, in order. */
  #allParts(): Part[] {
    const { compiled } = this.#emitted;
    return [
      ...decayParts(compiled),
      this.#copy,
      this.#clock(false),
      ...ruleParts(compiled),
      this.#steps,
      this.#clock(true),
      this.#noise,
      ...boundParts(this.#emitted.compiled),
      ...this.#measureParts(),
      (turn) => {
        turn.values();
      },
      this.#pushRow,
    ];
  }

  #callPieces(
    pieces: readonly number[],
    { code, turn, normals, past }: Frame,
    doubt: number,
  ): void {
    code.int(0).int(0).store('i32.store', counterAt(this.#emitted.layout, 'fired'));
    for (const piece of pieces)
      code.get(turn).get(normals).get(past).call(piece).get(doubt).op('f64.add').set(doubt);
  }

  /** Values and sums that a loop keeps in variables, from and to the memory. */
  #moveValues({ code, values, sums }: Frame, way: 'in' | 'out'): void {
    const move = (address: number, local: number): void => {
      if (way === 'in') code.int(0).load('f64.load', address).set(local);
      else code.int(0).get(local).store('f64.store', address);
    };
    for (const [slot, local] of (values ?? []).entries())
      move(this.#emitted.layout.values + slot * DOUBLE, local);
    for (const [address, local] of way === 'out' ? (sums ?? []) : []) move(address, local);
  }

  #fillNormals(code: Code): void {
    const { layout } = this.#emitted;
    if (layout.normalsOfTurn === 0) return;
    readCounter(code, layout, 'noise');
    code.open('if');
    code.int(layout.stream).int(layout.normals);
    code.get(0).int(layout.normalsOfTurn).op('i32.mul').call(mathIndex('fillNormals')).close();
  }

  /** Writes the values that are recorded at a horizon, each into its column. */
  #record(frame: Frame, cell: number): void {
    const { code } = frame;
    const { layout } = this.#emitted;
    for (const slot of this.#emitted.recorded) {
      code
        .get(cell)
        .int(0)
        .load('i32.load', layout.columns + slot * WHOLE)
        .op('i32.add');
      valuePlace(this.#emitted, frame, slot).get();
      code.store('f64.store', 0);
    }
    code.get(cell);
    readCounter(code, layout, 'stride').op('i32.add').set(cell);
  }
}

/** Local variables for the clock of a function. */
function momentOf(code: Code): Moment {
  const [time, stepStart, within] = [code.local('d'), code.local('d'), code.local('d')];
  return { time, stepStart, within, driven: code.local('i') };
}

function namesOf<T extends object>(of: T): (keyof T)[] {
  return Object.keys(of) as (keyof T)[]; // made here, with no other keys
}
