import { viewCorrection, type CorrectionMemory } from '../correction/correction-memory.ts';
import { lagged, type LaggedPath } from '../law/lagged-path.ts';
import { KernelDoubt } from '../law/law.ts';
import { moveSums, viewTally, type Tally } from '../law/tally.ts';
import type { TurnScratch } from '../law/turn-scratch.ts';
import { roundHalfEven } from '../math/round-half-even.ts';
import type { CompiledModel } from '../model/compiled-model.ts';
import type { Program } from '../model/program.ts';
import { SFC32_WORDS } from '../random/sfc32.ts';
import { TAG_DECIMALS } from '../symbols/symbolic-tag.ts';
import { MATH_END } from '../wasm/math-code.ts';
import { COUNTERS, DOUBLE } from '../emit/memory-layout.ts';
import type { PathChance } from './path-chance.ts';
import type { KernelUser, PathOptions, SavedKernel } from './kernel-user.ts';
import type { ModelCode } from '../emit/model-code.ts';
import { Recorder } from './recorder.ts';
import type { StartedModule } from '../wasm/start-module.ts';
import type { LagRead } from '../emit/turn-places.ts';

// `as number` below: every array has an entry per slot or per place of the layout

const NONE = new Float64Array();

/** The code of one model with its memory: one path at a time. */
export class Kernel {
  readonly code: ModelCode;
  /** Values now, by declared slot. */
  readonly x: Float64Array;
  /** The random stream of the path, seeded by whoever begins it. */
  readonly stream: Uint32Array;
  /** By event of the model: whether the path has satisfied it. */
  readonly satisfied: Uint8Array;
  /** First and last turn of every event of the model. */
  readonly windows: Int32Array;
  /** Sums of the paths since `open`; only those of the recorded slots are counted. */
  readonly tally: Tally;
  readonly recorder: Recorder;
  readonly correction: CorrectionMemory | null;
  readonly #compiled: CompiledModel;
  readonly #measured: readonly number[];
  readonly #natural: Float64Array;
  readonly #memory: ArrayBuffer;
  readonly #begin: Float64Array;
  readonly #sums: Float64Array;
  readonly #numbers: Float64Array;
  readonly #rows: Float64Array;
  readonly #counters: Int32Array;
  /** What every effect added in the last single turn, and which rules fired. */
  readonly contributions: Float64Array;
  readonly fired: Int32Array;
  readonly #run: (turns: number) => number;
  readonly #rules: () => number;
  readonly #measurements: () => number;
  #user: KernelUser | null = null;
  readonly #tag: (turn: number) => number;
  /** Whose numbers are bound. */
  #bound: Program | null = null;
  readonly #driven: Float64Array;
  /** What drives every turn of the scenario, by turn. */
  #drives: Float64Array = NONE;

  /** What the paths have of chance beside their normals. */
  readonly chance: PathChance;

  constructor(
    compiled: CompiledModel,
    code: ModelCode,
    { memory, exports }: StartedModule,
    chance: PathChance,
  ) {
    const { layout, numbers } = code;
    const doubles = (at: number, count: number): Float64Array =>
      new Float64Array(memory, at, count);
    const wholes = (at: number, count: number): Int32Array => new Int32Array(memory, at, count);
    this.code = code;
    this.chance = chance;
    this.#memory = memory;
    this.x = doubles(layout.values, layout.size);
    this.stream = new Uint32Array(memory, layout.stream, SFC32_WORDS);
    this.satisfied = new Uint8Array(memory, layout.satisfied, compiled.events.length);
    this.windows = wholes(layout.windows, 2 * compiled.events.length);
    this.recorder = new Recorder(code, memory);
    this.correction = viewCorrection(layout, memory);
    this.#compiled = compiled;
    this.#measured = compiled.measurements.map(({ slot }) => slot);
    this.#natural = doubles(layout.natural, layout.size);
    this.#sums = doubles(layout.sums, layout.contributions / DOUBLE - layout.sums / DOUBLE);
    this.tally = viewTally(this.#sums, compiled.effectCount, layout.size);
    this.#numbers = doubles(layout.numbers, numbers.count);
    this.#rows = doubles(layout.rows, layout.rowsBytes / DOUBLE);
    this.#counters = wholes(layout.counters, Object.keys(COUNTERS).length);
    this.contributions = doubles(layout.contributions, compiled.effectCount);
    this.fired = wholes(layout.fired, compiled.rules.length);
    const { depth } = layout.history;
    this.#begin = new Float64Array(layout.size + ((depth + 1) * layout.rowBytes) / DOUBLE);
    // the code says so
    this.#run = exports['advance'] as (turns: number) => number;
    this.#rules = exports['rules'] as () => number; // as above
    this.#measurements = exports['measurements'] as () => number; // as above
    this.#tag = exports['tag'] as (turn: number) => number; // as above
    this.#driven = doubles(layout.driven, ((layout.mostTurns + 1) * layout.drivenBytes) / DOUBLE);
    for (const [table, { x, y }] of layout.tables) {
      doubles(x, table.x.length).set(table.x);
      doubles(y, table.y.length).set(table.y);
    }
  }

  /** How many turns of a path one call of `advance` may take. */
  get mostTurns(): number {
    return this.code.layout.mostTurns;
  }

  /**
   * Prepares for the paths of a scenario that all begin at `start`; sums begin at 0.
   * @param drives rows of `drivenRows` from the row of the start on; none: nothing drives the model
   */
  open(
    program: Program,
    start: LaggedPath,
    options: PathOptions,
    drives: Float64Array = NONE,
  ): void {
    this.#bind(program);
    this.#drives = drives;
    this.#counters[COUNTERS.row] = start.row - start.turn;
    for (const name of ['noise', 'events', 'finals'] as const)
      this.#counters[COUNTERS[name]] = options[name] ? 1 : 0;
    this.reopen(start);
  }

  /** `open` for a scenario that is like the one before it but for its start. */
  reopen(start: LaggedPath): void {
    this.#counters[COUNTERS.limited] = 0;
    this.#sums.fill(0);
    this.startFrom(start);
  }

  /** Paths begin here from now on. */
  startFrom(start: LaggedPath): void {
    const { size, history, rowBytes } = this.code.layout;
    const row = rowBytes / DOUBLE;
    for (let slot = 0; slot < size; slot += 1) this.#begin[slot] = start.x[slot] as number;
    for (let back = 0; back <= history.depth; back += 1)
      for (let index = 0; index < row; index += 1)
        this.#begin[size + (history.depth - back) * row + index] = lagged(
          start,
          history.slots[index] as number,
          back,
        );
  }

  /**
   * Goes back to the start; the stream is seeded by the caller.
   * @param path its place among those that are recorded
   */
  begin(path: number): void {
    const { size } = this.code.layout;
    const [x, from, rows] = [this.x, this.#begin, this.#rows];
    for (let slot = 0; slot < size; slot += 1) x[slot] = from[slot] as number;
    for (let cell = size; cell < from.length; cell += 1) rows[cell - size] = from[cell] as number;
    this.#counters[COUNTERS.turn] = 0;
    this.#counters[COUNTERS.past] = 0;
    this.recorder.begin(path);
    for (let event = 0; event < this.satisfied.length; event += 1) this.satisfied[event] = 0;
  }

  /**
   * Runs turns of the path.
   * @param turns 1..mostTurns
   * @returns 0, or NaN: a number was not finite on the way, the interpreter must tell
   */
  advance(turns: number): number {
    const { history, rowBytes, rowsBytes } = this.code.layout;
    const past = this.#counters[COUNTERS.past] as number;
    // When there is no room for more rows, those that are still read move to the front.
    if (past + (history.depth + 1 + turns) * rowBytes > rowsBytes) {
      const first = past / DOUBLE;
      this.#rows.copyWithin(0, first, first + ((history.depth + 1) * rowBytes) / DOUBLE);
      this.#counters[COUNTERS.past] = 0;
    }
    if (this.#driven.length > 0) {
      const width = this.code.layout.drivenBytes / DOUBLE;
      const from = (this.#counters[COUNTERS.turn] as number) * width;
      this.#driven.set(this.#drives.subarray(from, from + (turns + 1) * width));
    }
    return this.#run(turns);
  }

  /** The slot that was short for a flow the last time one was; −1: none was. */
  get limited(): number {
    return (this.#counters[COUNTERS.limited] as number) - 1;
  }

  /**
   * Steps 2 and 3 of a turn of a path that somebody else advances.
   * @param scratch may lie in the memory of the kernel, as the tally may
   * @param tally receives what moved the slots; null: nobody asks
   * @throws KernelDoubt
   */
  drift(program: Program, path: LaggedPath, scratch: TurnScratch, tally: Tally | null): void {
    this.#enter(program, path, scratch.work, this.code.lags.rules);
    this.contributions.fill(0);
    this.#counters[COUNTERS.fired] = 0;
    if (tally !== null) moveSums(tally, this.tally);
    if (this.#rules() !== 0) throw new KernelDoubt();
    if (tally !== null) moveSums(this.tally, tally);
    scratch.firedCount = this.#counters[COUNTERS.fired] as number;
    if (scratch.work === this.x) return;
    for (let slot = 0; slot < this.x.length; slot += 1) scratch.work[slot] = this.x[slot] as number;
    scratch.contributions.set(this.contributions);
    for (let index = 0; index < scratch.firedCount; index += 1)
      scratch.fired[index] = this.fired[index] as number;
  }

  /** Step 7, as `drift`. @throws KernelDoubt */
  measure(program: Program, path: LaggedPath, work: Float64Array, tally: Tally | null): void {
    this.#enter(program, path, work, this.code.lags.measurements);
    const { measurement } = this.tally;
    const isApart = tally !== null && tally.sums !== this.tally.sums;
    if (isApart) for (const slot of this.#measured) measurement[slot] = 0;
    if (this.#measurements() !== 0) throw new KernelDoubt();
    if (work === this.x) return;
    for (const slot of this.#measured) {
      work[slot] = this.x[slot] as number;
      // a measurement is counted once a turn
      if (isApart)
        tally.measurement[slot] =
          (tally.measurement[slot] as number) + (measurement[slot] as number);
    }
  }

  /** Puts the values of a path into the memory, and what is read of its past. */
  #enter(program: Program, path: LaggedPath, work: Float64Array, lags: readonly LagRead[]): void {
    this.#bind(program);
    const { rows } = this.code.layout;
    if (work !== this.x)
      for (let slot = 0; slot < this.x.length; slot += 1) this.x[slot] = work[slot] as number;
    for (let index = 0; index < lags.length; index += 1) {
      const { slot, back, address } = lags[index] as LagRead; // checked by the loop
      this.#rows[(address - rows) / DOUBLE] = lagged(path, slot, back);
    }
    this.#counters[COUNTERS.turn] = path.turn;
    this.#counters[COUNTERS.finals] = 1;
  }

  /**
   * Finds the tag of a turn, as `readTags` does.
   * @param natural by slot
   * @param turn completed turns
   * @returns index of the first tag that holds; −1: none; NaN: in doubt, `readTags` must tell
   */
  findTag(natural: Float64Array, turn: number): number {
    const { tagSlots } = this.code;
    for (let index = 0; index < (tagSlots ?? []).length; index += 1) {
      const slot = (tagSlots as readonly number[])[index] as number; // checked by the loop
      const value = natural[slot] as number;
      this.#natural[slot] =
        this.#compiled.kinds[slot] === 'overlay' ? roundHalfEven(value, TAG_DECIMALS) : value;
    }
    return this.#tag(turn);
  }

  #bind(program: Program): void {
    if (program === this.#bound) return;
    this.code.numbers.bind(program, this.#numbers);
    this.#bound = program;
  }

  /** Parameters of a path that has its own, until `open`. */
  useParams(program: Program, params: Float64Array): void {
    this.code.numbers.bind({ ...program, params }, this.#numbers);
    this.#bound = null;
  }

  /** Takes the kernel; null: nobody holds it. */
  take(user: KernelUser | null): void {
    if (user === this.#user) return;
    this.#user?.leave();
    this.#user = user;
  }

  /** Ends a use: nothing needs to be saved. */
  release(user: KernelUser): void {
    if (user === this.#user) this.#user = null;
  }

  /** Everything that is kept from call to call. */
  save(): SavedKernel {
    const { end, recording } = this.recorder;
    const memory = new Uint8Array(this.#memory.slice(MATH_END, end));
    return { memory, recording, drives: this.#drives };
  }

  load({ memory, recording, drives }: SavedKernel): void {
    this.#drives = drives;
    new Uint8Array(this.#memory, MATH_END, memory.length).set(memory);
    this.#bound = null;
    if (recording !== null) this.recorder.open(recording);
  }
}
