import { ScenarioError, type ScenarioConfig } from '@pulse-stream/worldstate';
import type { Warning } from '@pulse-stream/worldstate/internal';
import type { Kernel } from '../kernel/kernel.ts';
import { naturalOf } from '../law/error-scale.ts';
import { applyActs, type Act, type Converters } from '../law/turn.ts';
import { toTransformed } from '../math/transform.ts';
import { bindProgram, type Program } from '../model/program.ts';
import { planActs } from '../scenario/plan-scenario.ts';

/** What people do before one turn. */
export interface ActsOfTurn {
  readonly turn: number;
  readonly acts: readonly Act[];
}

const NONE: readonly ActsOfTurn[] = [];

/** What people do on the paths of a scenario, which are in a kernel. */
export class PlainActs {
  readonly #convert: Converters;
  /** The model with the parameters of the scenario. */
  program: Program;
  /** In the order of their turns. */
  #acts = NONE;
  #next = 0;

  constructor(program: Program) {
    this.program = program;
    const { transforms } = program;
    this.#convert = {
      toTransformed: (slot, natural) => toTransformed(transforms[slot] as 'identity', natural), // one per slot
      toNatural: (slot, x) => naturalOf(program, slot, x),
    };
  }

  /**
   * Takes the parameters and the interventions of a scenario.
   * @param base the model with its own parameters
   * @returns false: it cannot, or not without a warning
   */
  adopt(base: Program, { params, interventions, turns }: ScenarioConfig): boolean {
    const { compiled, surroundings } = base;
    try {
      const isBase = Object.keys(params).length === 0;
      const dynamic = base.names.slice(compiled.names.length);
      const bound = isBase ? base : bindProgram(compiled, params, dynamic, surroundings);
      if (bound.warnings.length + bound.draws.length > 0) return false;
      const acts = interventions.length === 0 ? NONE : planPlain(bound, { interventions, turns });
      if (acts === null) return false;
      this.program = bound;
      this.#acts = acts;
      return true;
    } catch (error) {
      if (error instanceof ScenarioError) return false;
      throw error;
    }
  }

  /** A path begins. */
  begin(): void {
    this.#next = 0;
  }

  /** Turns that run from a turn on before somebody acts. */
  turnsFrom(turn: number): number {
    const next = this.#acts[this.#next];
    return next === undefined ? Infinity : next.turn - 1 - turn;
  }

  /**
   * What people do at the end of a turn, before the next one.
   * @returns false: a value has no place on the scale of its slot
   */
  act({ x, tally }: Kernel, turn: number): boolean {
    const next = this.#acts[this.#next];
    if (next?.turn !== turn + 1) return true;
    this.#next += 1;
    try {
      applyActs(this.program, next.acts, next.turn, this.#convert, x, tally);
      return true;
    } catch (error) {
      if (error instanceof ScenarioError) return false;
      throw error;
    }
  }
}

/** Interventions on slots by turn; null: others, or they warn. */
function planPlain(
  program: Program,
  config: Pick<ScenarioConfig, 'interventions' | 'turns'>,
): readonly ActsOfTurn[] | null {
  const { index } = program.compiled;
  const isDeclared = config.interventions.every(({ set, add }) =>
    Object.keys(set ?? add ?? {}).every((name) => index.has(name)),
  );
  if (!isDeclared) return null;
  const warnings: Warning[] = [];
  const { acts } = planActs(program, config, (name) => index.get(name), warnings);
  return warnings.length > 0 ? null : listActs(acts);
}

/** In the order of their turns. */
const listActs = (acts: ReadonlyMap<number, readonly Act[]>): ActsOfTurn[] =>
  Array.from(acts, ([turn, ofTurn]) => ({ turn, acts: ofTurn })).toSorted(
    (a, b) => a.turn - b.turn,
  );
