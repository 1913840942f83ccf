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
import { lawOf } from './law-choice.ts';
import { boundAll } from '../law/bounds-and-decay.ts';
import { Interpreter } from '../law/interpreter.ts';
import type { Converters } from '../law/turn.ts';
import { createScratch } from '../law/turn-scratch.ts';

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

/** The core of a program. */
export function createCoreOf(program: Program): DrivenCore {
  const scratch = createScratch(program, null);
  const law = lawOf(program);
  const interpreter = new Interpreter(program);
  const convert = convertersOf(program);
  return {
    surroundings: program.surroundings,
    slots: program.names,
    effects: program.compiled.rules.flatMap((rule) =>
      rule.effects.map(({ target }) => ({ rule: rule.id, target })),
    ),
    measured: program.measured,
    symbols: program.compiled.symbols,
    toTransformed: (slot, natural) =>
      attemptNumber(() => convert.toTransformed(slot, natural), 'gravity', program.names[slot]),
    reached: (slot, natural) =>
      attemptNumber(
        () =>
          convert.toTransformed(
            slot,
            insideDomain(program.transforms[slot] as 'identity', natural),
          ), // one per slot
        'gravity',
        program.names[slot],
      ),
    toNatural: (slot, x) =>
      attemptNumber(() => convert.toNatural(slot, x), 'gravity', program.names[slot]),
    season: program.compiled.clock.season ?? seasonOfUnit(program.compiled.model.time_unit),
    initial: program.initial,
    start(values, turn, row = turn) {
      const path = createPath(values, turn, program.maxLag, row);
      interpreter.start(path);
      boundAll(program, path.x, turn, null);
      interpreter.measureAt(path, path.x, 0, null);
      refreshTurn(path);
      return path;
    },
    clone: (path) => {
      const from = ownPath(path, program);
      const copy = createPath(from.x, from.turn, program.maxLag, from.row);
      copyPath(copy, from);
      return copy;
    },
    recall: (path) => recallRows(ownPath(path, program)),
    resume(rows, turn, row = turn) {
      if (rows.some(({ length }) => length !== program.size))
        throw new Error('these rows belong to another core');
      return resumePath(rows, turn, program.maxLag, row);
    },
    drift(path, causal, contributions) {
      scratch.work.set(path.x);
      law.decayAndRules(ownPath(path, program), scratch, null);
      causal.set(scratch.work);
      contributions?.set(scratch.contributions);
    },
    bound: (values) => boundAll(program, values, 0, null),
    advance(path, values, turn = path.turn + 1) {
      const own = ownPath(path, program);
      own.turn = turn - 1;
      scratch.work.set(values);
      boundAll(program, scratch.work, turn, null);
      law.measure(own, scratch, null);
      own.x.set(scratch.work);
      pushTurn(own);
    },
    replace(path, slot, value) {
      const own = ownPath(path, program);
      own.x[slot] = value;
      boundAll(program, own.x, own.turn, null);
      interpreter.measureAt(own, own.x, 0, null);
      refreshTurn(own);
    },
  };
}

/** Cores only accept the paths they made; anything else is a bug of the caller. */
export function ownPath(path: CausalPath, program: Program): LaggedPath {
  if (!('ring' in path) || path.x.length !== program.size)
    throw new Error('this path belongs to another core');
  return path as LaggedPath; // only createPath makes paths with a ring
}
