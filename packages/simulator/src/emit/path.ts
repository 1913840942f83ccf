import { emitEvents } from './events.ts';
import { emitRecord } from './record.ts';
import type { Known } from './values.ts';
import { NotEmitted } from './expression.ts';
import { TurnEmitter } from './turn.ts';
import { Code } from '../wasm/instructions.ts';
import { countNormals, DOUBLE, WHOLE } from './memory-layout.ts';
import { FIRST_INDEX, mathIndex } from '../wasm/module-bytes.ts';
import { isUnbounded } from './inside-bounds.ts';
import {
  driftParts,
  measureParts,
  noiseParts,
  END_TURN,
  stepParts,
  type Part,
} from './turn-parts.ts';
import { countSums, counterAt, readCounter, type Emitted, type Frame } from './turn-places.ts';

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
    return this.add(
      this.#loop({
        before: this.#driftPieces(),
        step: this.#pieces(stepParts(this.#emitted)),
        after: [
          ...this.#pieces(noiseParts(this.#emitted)),
          ...this.#measurePieces(),
          ...this.#pieces([END_TURN]),
        ],
      }),
    );
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
    return (this.#drift ??= this.#pieces(driftParts(this.#emitted.compiled)));
  }

  #measure: readonly number[] | null = null;
  #measurePieces(): readonly number[] {
    return (this.#measure ??= this.#pieces(measureParts(this.#emitted)));
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
    const { layout } = this.#emitted;
    const frame: Frame = {
      code,
      doubt,
      turn: 0,
      normals: 1,
      past: 2,
      values: null,
      copies: null,
      sums: null,
      room: null,
      step: () => void readCounter(code, layout, 'step'),
      driven: () => void readCounter(code, layout, 'driven'),
      known: this.#known,
    };
    return { turn: new TurnEmitter(this.#emitted, frame), close: () => code.get(doubt) };
  }
  /** What the pieces before the present one have computed of auxiliaries. */
  readonly #known = nothingKnown();

  /** @param pieces of a turn; null: the turn itself, with the values in variables */
  #loop(pieces: TurnPieces | null): Code {
    const { compiled, layout, frozen } = this.#emitted;
    const code = new Code('i>d');
    const whole = (): number => code.local('i');
    const [doubt, all, end, next] = [code.local('d'), code.local('d'), whole(), whole()];
    const carried = { turn: whole(), past: whole(), horizon: whole(), cell: whole() };
    const [step, driven] = [whole(), whole()];
    const isLoop = pieces === null;
    // a correction counts in the memory too
    const keepsSums =
      isLoop && layout.correction === null && countSums(this.#emitted) <= MOST_SUM_VARIABLES;
    const frame: Frame = {
      code,
      turn: carried.turn,
      past: carried.past,
      doubt,
      normals: whole(),
      values: isLoop ? compiled.names.map(() => code.local('d')) : null,
      copies: isLoop ? new Map([...frozen].map((slot) => [slot, code.local('d')])) : null,
      sums: keepsSums ? new Map() : null,
      room: isLoop ? new Map() : null,
      step: () => void code.get(step),
      driven: () => void code.get(driven),
      known: nothingKnown(),
    };
    const turn = new TurnEmitter(this.#emitted, frame);
    for (const name of namesOf(carried)) readCounter(code, layout, name).set(carried[name]);
    this.#moveValues(frame, 'in');
    code.get(carried.turn).get(0).op('i32.add').set(end);
    this.#fillNormals(code);
    code.get(carried.horizon).load('i32.load', 0).set(next);
    const top = code.open('loop');
    // a doubt of each turn: one sum over all turns would wait for every number of them
    code.double(0).set(doubt);
    if (pieces === null) this.#emitTurn(turn, frame, step);
    else this.#callTurn(pieces, frame, step, driven);
    code.get(carried.turn).int(1).op('i32.add').set(carried.turn);
    code
      .get(frame.normals)
      .int(countNormals(compiled, compiled.turnNoise) * DOUBLE)
      .op('i32.add')
      .set(frame.normals);
    code.get(driven).int(layout.drivenBytes).op('i32.add').set(driven);
    code.get(carried.past).int(layout.rowBytes).op('i32.add').set(carried.past);
    code.get(carried.turn).get(next).op('i32.eq');
    code.open('if');
    emitRecord(this.#emitted, frame, carried.cell);
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
  #emitTurn(turn: TurnEmitter, frame: Frame, step: number): void {
    const { compiled } = this.#emitted;
    const emit = (parts: readonly Part[]): void => {
      for (const part of parts) part(turn);
    };
    emit(driftParts(compiled));
    this.#loopSteps(frame, step, false, () => {
      emit(stepParts(this.#emitted));
    });
    emit([...noiseParts(this.#emitted), ...measureParts(this.#emitted), END_TURN]);
  }

  /** The same by calls. */
  #callTurn(
    { before, step: ofStep, after }: TurnPieces,
    frame: Frame,
    step: number,
    driven: number,
  ): void {
    const { layout } = this.#emitted;
    const { code } = frame;
    code.int(0).int(0).store('i32.store', counterAt(layout, 'fired'));
    code.int(0).get(driven).store('i32.store', counterAt(layout, 'driven'));
    this.#call(before, frame);
    this.#loopSteps(frame, step, true, () => {
      this.#call(ofStep, frame);
    });
    this.#call(after, frame);
  }

  #call(pieces: readonly number[], { code, turn, normals, past, doubt }: Frame): void {
    for (const piece of pieces)
      code.get(turn).get(normals).get(past).call(piece).get(doubt).op('f64.add').set(doubt);
  }

  /**
   * The steps of a turn.
   * @param step local variable with those that are over
   * @param tells whether other functions read how many are over
   */
  #loopSteps({ code, normals }: Frame, step: number, tells: boolean, emit: () => void): void {
    const { compiled, steps, layout } = this.#emitted;
    if (!steps.moves) return;
    code.int(0).set(step);
    const top = code.open('loop');
    if (tells) code.int(0).get(step).store('i32.store', counterAt(layout, 'step'));
    emit();
    // the turn goes on with the normals behind those of this step
    const bytes = countNormals(compiled, compiled.stepNoise) * DOUBLE;
    if (bytes > 0) code.get(normals).int(bytes).op('i32.add').set(normals);
    code.get(step).int(1).op('i32.add').tee(step);
    code.int(compiled.clock.steps).op('i32.lt_s').br(top, 'br_if').close();
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
}

/** Functions that together run a turn, by their indexes. */
interface TurnPieces {
  readonly before: readonly number[];
  /** In every step. */
  readonly step: readonly number[];
  readonly after: readonly number[];
}

function nothingKnown(): Frame['known'] {
  const nothing = (): Known => ({ values: new Set() });
  return { rules: nothing(), ends: nothing(), start: nothing(), later: nothing() };
}

function namesOf<T extends object>(of: T): (keyof T)[] {
  return Object.keys(of) as (keyof T)[]; // made here, with no other keys
}
