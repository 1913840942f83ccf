import type { CausalCore } from '@pulse-stream/worldstate';
import { seasonOfUnit, type CausalPath, type PathMemory } from '@pulse-stream/worldstate/internal';
import { compileModel, type AnyModel } from '../model/compile-model.ts';
import { attemptNumber } from '../math/attempt-number.ts';
import {
  copyPath,
  createPath,
  pushTurn,
  recallRows,
  refreshTurn,
  resumePath,
  type LaggedPath,
} from '../law/lagged-path.ts';
import {
  bindProgram,
  type ParamChoice,
  type Program,
  type Surroundings,
} from '../model/program.ts';
import { insideDomain, toNatural, toTransformed } from '../math/transform.ts';
import type { Law } from '../law/law.ts';
import { lawOf } from './law-choice.ts';
import { boundAll } from '../law/bounds-and-decay.ts';
import { Interpreter } from '../law/interpreter.ts';
import type { Converters } from '../law/turn.ts';
import { createScratch, type TurnScratch } from '../law/turn-scratch.ts';

/** What a scenario adds to its model. */
export interface CoreOptions {
  /** Model parameters, `rule.ID.trust` and `rule.ID.importance`. */
  readonly params?: Readonly<Record<string, ParamChoice>>;
  readonly dynamicOverlays?: readonly string[];
  /** Default: nothing drives it, and its turns have no dates. */
  readonly surroundings?: Surroundings | undefined;
}

/** A core with what drives its world. */
export interface DrivenCore extends CausalCore, PathMemory {
  readonly surroundings: Surroundings;
  /**
   * The transformed value of a natural one that a path has reached, which is there also where a double
   * cannot tell it from the end of the domain.
   */
  reached(slot: number, natural: number): number;
}

/** Unit conversion by slot; outside the domain a ScenarioError `domain-error`. */
function convertersOf(program: Program): Converters {
  const { transforms } = program;
  // One transform per slot, here and below.
  return {
    toNatural: (slot, x) => toNatural(transforms[slot] as 'identity', x),
    toTransformed: (slot, value) => toTransformed(transforms[slot] as 'identity', value),
  };
}

/**
 * The causal model as gravity and attribution see it: drift per rule, without correction or noise.
 * One core serves one thread: it reuses its scratch space from call to call.
 * @throws ScenarioError `unknown-name` when a param is not one of the model's; PulseError `model-invalid`
 */
export function createCore(model: AnyModel, options: CoreOptions = {}): DrivenCore {
  const { params, dynamicOverlays, surroundings } = options;
  return createCoreOf(bindProgram(compileModel(model), params, dynamicOverlays, surroundings));
}

/** The core of a program: an object of its own functions, so that a caller may spread it. */
export function createCoreOf(program: Program): DrivenCore {
  const core = new Core(program);
  const { surroundings, slots, effects, measured, symbols, season, initial } = core;
  return {
    surroundings,
    slots,
    effects,
    measured,
    symbols,
    season,
    initial,
    toTransformed: (slot, natural) => core.toTransformed(slot, natural),
    reached: (slot, natural) => core.reached(slot, natural),
    toNatural: (slot, x) => core.toNatural(slot, x),
    start: (values, turn, row) => core.start(values, turn, row),
    clone: (path) => core.clone(path),
    recall: (path) => core.recall(path),
    resume: (rows, turn, row) => core.resume(rows, turn, row),
    drift: (path, causal, contributions) => core.drift(path, causal, contributions),
    bound: (values) => core.bound(values),
    advance: (path, values, turn) => core.advance(path, values, turn),
    replace: (path, slot, value) => core.replace(path, slot, value),
  };
}

class Core implements DrivenCore {
  readonly surroundings: Surroundings;
  readonly slots: DrivenCore['slots'];
  readonly effects: DrivenCore['effects'];
  readonly measured: DrivenCore['measured'];
  readonly symbols: DrivenCore['symbols'];
  readonly season: number | null;
  readonly initial: DrivenCore['initial'];
  readonly #program: Program;
  readonly #scratch: TurnScratch;
  readonly #law: Law;
  readonly #interpreter: Interpreter;
  readonly #convert: Converters;

  constructor(program: Program) {
    const { model, rules, symbols, clock } = program.compiled;
    this.surroundings = program.surroundings;
    this.slots = program.names;
    this.effects = rules.flatMap((rule) =>
      rule.effects.map(({ target }) => ({ rule: rule.id, target })),
    );
    this.measured = program.measured;
    this.symbols = symbols;
    this.season = clock.season ?? seasonOfUnit(model.time_unit);
    this.initial = program.initial;
    this.#program = program;
    this.#scratch = createScratch(program, null);
    this.#law = lawOf(program);
    this.#interpreter = new Interpreter(program);
    this.#convert = convertersOf(program);
  }

  toTransformed(slot: number, natural: number): number {
    return this.#attempt(slot, () => this.#convert.toTransformed(slot, natural));
  }

  reached(slot: number, natural: number): number {
    const transform = this.#program.transforms[slot] as 'identity'; // one per slot
    return this.#attempt(slot, () =>
      this.#convert.toTransformed(slot, insideDomain(transform, natural)),
    );
  }

  toNatural(slot: number, x: number): number {
    return this.#attempt(slot, () => this.#convert.toNatural(slot, x));
  }

  #attempt(slot: number, compute: () => number): number {
    return attemptNumber(compute, 'gravity', this.slots[slot]);
  }

  start(values: Float64Array, turn: number, row = turn): CausalPath {
    const program = this.#program;
    const path = createPath(values, turn, program.maxLag, row);
    this.#interpreter.start(path);
    boundAll(program, path.x, turn, null);
    this.#interpreter.measureAt(path, path.x, 0, null);
    refreshTurn(path);
    return path;
  }

  clone(path: CausalPath): CausalPath {
    const from = ownPath(path, this.#program);
    const copy = createPath(from.x, from.turn, this.#program.maxLag, from.row);
    copyPath(copy, from);
    return copy;
  }

  recall(path: CausalPath): ReturnType<PathMemory['recall']> {
    return recallRows(ownPath(path, this.#program));
  }

  resume(rows: Parameters<PathMemory['resume']>[0], turn: number, row = turn): CausalPath {
    if (rows.some(({ length }) => length !== this.#program.size))
      throw new Error('these rows belong to another core');
    return resumePath(rows, turn, this.#program.maxLag, row);
  }

  drift(path: CausalPath, causal: Float64Array, contributions: Float64Array | null): void {
    const scratch = this.#scratch;
    scratch.work.set(path.x);
    this.#law.decayAndRules(ownPath(path, this.#program), scratch, null);
    causal.set(scratch.work);
    contributions?.set(scratch.contributions);
  }

  bound(values: Float64Array): void {
    boundAll(this.#program, values, 0, null);
  }

  advance(path: CausalPath, values: Float64Array, turn = path.turn + 1): void {
    const scratch = this.#scratch;
    const own = ownPath(path, this.#program);
    own.turn = turn - 1;
    scratch.work.set(values);
    boundAll(this.#program, scratch.work, turn, null);
    this.#law.measure(own, scratch, null);
    own.x.set(scratch.work);
    pushTurn(own);
  }

  replace(path: CausalPath, slot: number, value: number): void {
    const own = ownPath(path, this.#program);
    own.x[slot] = value;
    boundAll(this.#program, own.x, own.turn, null);
    this.#interpreter.measureAt(own, own.x, 0, null);
    refreshTurn(own);
  }
}

/** Cores only accept the paths they made; anything else is a bug of the caller. */
export function ownPath(path: CausalPath, program: Program): LaggedPath {
  if (!('ring' in path) || path.x.length !== program.size)
    throw new Error('this path belongs to another core');
  return path as LaggedPath; // only createPath makes paths with a ring
}
