import type { CalendarName, ClockReadings } from '../language/clock.ts';
import type { Readings } from '../language/evaluate.ts';
import type { CompiledValue } from '../model/compiled-model.ts';
import type { Program } from '../model/program.ts';
import { countedValue, naturalOf } from './error-scale.ts';
import { createPath, lagged, type LaggedPath } from './lagged-path.ts';
import { readDate, readSeries } from './outside-readings.ts';

// `as number` below: every array has an entry per slot or per effect

/**
 * What expressions read of a path. One is made per program and pointed at whatever is computed next.
 * An auxiliary is computed when it is read and kept until something that it could read has changed,
 * so a value equals its formula wherever it is read.
 */
export class PathReadings implements Readings, ClockReadings {
  /** What is read as slots, transformed units. */
  x: Float64Array;
  params: Float64Array;
  turn = 0;
  time = 0;
  readonly dt: number;
  /** Time at which the present step began. */
  step_start = 0;
  readonly #program: Program;
  /** Natural values, where slots have `errors`. */
  readonly #view: Float64Array | null;
  readonly #values: readonly CompiledValue[];
  readonly #kept: Float64Array;
  readonly #keptAt: Float64Array;
  /** By auxiliary: 1 while it is computed at the start. */
  readonly #begun: Uint8Array;
  #changes = 1;
  #path: LaggedPath;
  /** 1 while the values belong to a turn that is not pushed yet. */
  #shift: 0 | 1 = 0;
  /** Whether the values are those at the end of a turn, not such as the turn is changing. */
  #hasEnded = false;
  /** Nothing is earlier than what is read: it is its own past. */
  #isStart = false;
  /** Completed turns since the first row of the history. */
  #row = 0;
  #step = 0;
  /** How much of the present turn is over, 0 to 1. */
  #within = 0;

  /** Points nowhere until `open`. */
  constructor(program: Program) {
    this.#program = program;
    this.#view = program.compiled.errorScales === null ? null : new Float64Array(program.size);
    this.#values = program.compiled.values;
    this.#kept = new Float64Array(this.#values.length);
    this.#keptAt = new Float64Array(this.#values.length);
    this.#begun = new Uint8Array(this.#values.length);
    this.#path = createPath(program.initial, 0, 0);
    this.x = this.#path.x;
    this.params = program.params;
    this.dt = program.compiled.clock.dt;
  }

  get clock(): ClockReadings {
    return this;
  }

  /**
   * Points at values of a path, at the beginning of a turn; where slots have `errors` at a copy in
   * natural values, so what changes later has to be told by `set`.
   * @param shift 1 when `x` are the values of a turn that is not pushed yet: lags are one step nearer,
   *   and that turn counts as completed; else 0
   */
  open(path: LaggedPath, x: Float64Array, shift: 0 | 1): this {
    this.#point(path, shift);
    this.#hasEnded = shift === 1 || x === path.x;
    this.#isStart = this.#program.compiled.isStepped && shift === 0 && path.known <= 1;
    this.#begun.fill(0);
    this.moment(this.#natural(x), 0, 0);
    return this;
  }

  #point(path: LaggedPath, shift: 0 | 1): void {
    this.#path = path;
    this.#shift = shift;
    this.turn = path.turn + shift;
    this.#row = path.row + shift;
  }

  /** As `open`, at values that the rules of the turn are changing: they are natural. */
  openRules(path: LaggedPath, work: Float64Array): this {
    this.#point(path, 0);
    this.#hasEnded = false;
    this.#isStart = false;
    this.moment(work, 0, 0);
    return this;
  }

  #natural(x: Float64Array): Float64Array {
    const { errorScales } = this.#program.compiled;
    if (errorScales === null || this.#view === null) return x;
    this.#view.set(x);
    for (const slot of errorScales.slots)
      this.#view[slot] = Number.isNaN(x[slot])
        ? NaN
        : naturalOf(this.#program, slot, x[slot] as number);
    return this.#view;
  }

  /** A slot has another value now, natural where it has `errors`. */
  set(slot: number, value: number): void {
    this.x[slot] = value;
    this.#changes += 1;
  }

  /**
   * Points at the values that a step of the turn reads.
   * @param stage how much of the step is over, 0 to 1
   */
  moment(x: Float64Array, step: number, stage: number): void {
    const { start, dt, steps } = this.#program.compiled.clock;
    this.x = x;
    this.step_start = start + dt * (this.#row * steps + step);
    this.time = stage === 0 ? this.step_start : this.step_start + stage * dt;
    this.#step = step;
    this.#within = (step + stage) / steps;
    this.#changes += 1;
  }

  /** Which step of the forecast this is: what is drawn here is drawn nowhere else. */
  get place(): number {
    return this.turn * this.#program.compiled.clock.steps + this.#step;
  }

  /** Something that expressions read has another value now. */
  changed(): void {
    this.#changes += 1;
  }

  lag(slot: number, back: number): number {
    const turns = back - this.#shift;
    if (turns < 0 || (back === 0 && this.#hasEnded) || this.#isStart) return this.#present(slot);
    return countedValue(this.#program, slot, lagged(this.#path, slot, turns));
  }

  /** The past of a slot where that is its present. An auxiliary that is made of its own begins at 0. */
  #present(slot: number): number {
    const index = slot - (this.#values[0]?.slot ?? 0);
    if (index < 0 || index >= this.#values.length) return this.x[slot] as number; // of a checked tree
    return this.#begun[index] === 1 ? 0 : this.value(index);
  }

  value(index: number): number {
    if (this.#keptAt[index] === this.#changes) return this.#kept[index] as number; // of a checked tree
    if (this.#isStart) this.#begun[index] = 1;
    const value = (this.#values[index] as CompiledValue).formula(this); // as above
    this.#begun[index] = 0;
    this.#kept[index] = value;
    this.#keptAt[index] = this.#changes;
    return value;
  }

  series(index: number): number {
    return readSeries(this.#program, index, this.#row, this.#within);
  }

  calendar(name: CalendarName): number {
    return readDate(this.#program, name, this.#row);
  }
}
