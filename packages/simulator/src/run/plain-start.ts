import { ScenarioError } from '@pulse-stream/worldstate';
import { boundValue } from '@pulse-stream/worldstate/internal';
import { boundAll } from '../law/bounds-and-decay.ts';
import type { Interpreter } from '../law/interpreter.ts';
import { createPath, refreshTurn, type LaggedPath } from '../law/lagged-path.ts';
import { convertOrNaN } from '../math/attempt-number.ts';
import { toTransformed } from '../math/transform.ts';
import type { Program } from '../model/program.ts';

// `as number` below: every array has an entry per slot

/** Where scenarios start that differ in their overrides: one path, which the next one overwrites. */
export class PlainStart {
  readonly path: LaggedPath;
  readonly #program: Program;
  readonly #slots: ReadonlyMap<string, number>;
  readonly #lower: Float64Array;
  readonly #upper: Float64Array;
  /** Whether values can lie outside their bounds before they are put inside. */
  readonly #mayLeave: boolean;

  constructor(program: Program) {
    const { compiled, initial, maxLag, names, transforms } = program;
    this.path = createPath(initial, 0, maxLag);
    this.#program = program;
    this.#slots = new Map(names.map((name, slot) => [name, slot]));
    const edge = (value: number): Float64Array =>
      Float64Array.from(names, (name, slot) =>
        boundValue(slot < compiled.names.length ? compiled.model.slots[name] : undefined, value),
      );
    this.#lower = edge(-Infinity);
    this.#upper = edge(Infinity);
    // initial values and overrides lie inside the bounds, which transforms may round and formulas ignore
    this.#mayLeave =
      compiled.initials.length > 0 || transforms.some((transform) => transform !== 'identity');
  }

  /** Forgets the overrides of the last scenario. */
  reset(): void {
    const { x, ring, capacity } = this.path;
    const { initial } = this.#program;
    for (let slot = 0; slot < x.length; slot += 1) x[slot] = initial[slot] as number;
    if (capacity > 0) ring.set(initial);
  }

  /**
   * Overrides a value.
   * @param natural finite
   * @returns false: it cannot be, or not without a warning
   */
  set(name: string, natural: number): boolean {
    const slot = this.#slots.get(name);
    return slot !== undefined && this.setSlot(slot, natural);
  }

  /** As `set`, by the place of the slot. */
  setSlot(slot: number, natural: number): boolean {
    const { measured, transforms } = this.#program;
    if (measured[slot] === true) return false;
    if (!(natural >= (this.#lower[slot] as number) && natural <= (this.#upper[slot] as number)))
      return false;
    const transform = transforms[slot] as 'identity'; // one per slot
    const value =
      transform === 'identity' ? natural : convertOrNaN(toTransformed, transform, natural);
    if (Number.isNaN(value)) return false;
    this.path.x[slot] = value;
    return true;
  }

  /**
   * As `simulateRun` begins: what is computed, bounds, then measurements.
   * @param program with the parameters of the scenario, as the law has them
   * @returns false: something has no value
   */
  begin(program: Program, law: Interpreter): boolean {
    const { path } = this;
    try {
      law.start(path);
      if (this.#mayLeave) boundAll(program, path.x, 0, null);
      law.measureAt(path, path.x, 0, null);
    } catch (error) {
      if (error instanceof ScenarioError) return false;
      throw error;
    }
    refreshTurn(path);
    return true;
  }
}
