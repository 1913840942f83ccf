import { ScenarioError, type Corrector, type Failure } from '@pulse-stream/worldstate';
import type {
  CompiledEffect,
  CompiledMeasurement,
  CompiledRule,
  CompiledValue,
} from '../model/compiled-model.ts';
import { ownerOfHidden } from '../model/compile-values.ts';
import type { Program } from '../model/program.ts';
import { NumericError } from '../math/numeric-error.ts';
import { toTransformed } from '../math/transform.ts';
import { boundSlot, decaySlot } from './bounds-and-decay.ts';
import { raise } from './raise.ts';
import { countedMove, enterRules, leaveRules, naturalOf } from './error-scale.ts';
import { refreshTurn, type LaggedPath } from './lagged-path.ts';
import { checkMean } from './chance.ts';
import type { Law } from './law.ts';
import type { ClockReadings } from '../language/clock.ts';
import { PathReadings } from './path-readings.ts';
import { addShock, sdOf } from './shocks.ts';
import { Steps } from './steps.ts';
import { noteMagnitude, type Tally } from './tally.ts';
import type { TurnScratch } from './turn-scratch.ts';

// `as number` below: every array has an entry per slot or per effect

/**
 * The end of the last turn. No rule reads what it finds there, so a series with one number for every
 * turn is enough: a value that would need the next one is left out, unless it is asked for.
 */
export interface RunEnd {
  readonly turn: number;
  /** Whether a target, event or tag reads the slot at the end. */
  isAsked(slot: number): boolean;
  /** The values that were left out, with what each of them lacks. */
  readonly leftOut: Map<string, Failure>;
}

/**
 * The law as trees tell it: readable, exact about failures, and the oracle of whatever is faster. It
 * runs every model.
 */
export class Interpreter implements Law {
  readonly #program: Program;
  readonly #at: PathReadings;
  /** null: a turn has no steps. */
  readonly #steps: Steps | null;
  #end: RunEnd | null = null;

  constructor(program: Program) {
    const { hasRates, hidden, lines, stepNoise } = program.compiled;
    this.#program = program;
    this.#at = new PathReadings(program);
    const moves = hasRates || hidden.length + lines.length + stepNoise.slots.length > 0;
    this.#steps = moves ? new Steps(program, this.#at) : null;
  }

  /** What expressions read of the parameters from now on: those of the scenario, or of a member. */
  useParams(params: Float64Array): void {
    this.#at.params = params;
  }

  /** Says where the run ends: there auxiliaries that nobody asks for may be unknown. */
  endAt(end: RunEnd): void {
    this.#end = end;
  }

  decayAndRules(path: LaggedPath, scratch: TurnScratch, tally: Tally | null): void {
    const { work } = scratch;
    const { simultaneous, errorScales } = this.#program.compiled;
    enterRules(this.#program, work, path.turn + 1);
    if (errorScales !== null) scratch.entered.set(work);
    for (let slot = 0; slot < this.#program.size; slot += 1)
      decaySlot(this.#program, work, slot, tally);
    if (simultaneous) scratch.frozen.set(work);
    scratch.contributions.fill(0);
    scratch.firedCount = 0;
    this.#at.openRules(path, simultaneous ? scratch.frozen : work);
    this.#applyRules(path, scratch, tally);
    this.#steps?.run(path, scratch, tally);
    if (errorScales === null) return;
    leaveRules(this.#program, scratch, path.turn + 1);
    this.#scaleContributions(scratch);
  }

  /** Gravity sees what rules did on the scale of errors. */
  #scaleContributions({ contributions, rise }: TurnScratch): void {
    const { rules, errorScales } = this.#program.compiled;
    let at = 0;
    for (const { effects } of rules)
      for (const { target } of effects) {
        if (errorScales?.has[target] === 1)
          contributions[at] = (contributions[at] as number) * (rise[target] as number); // an entry per effect and slot
        at += 1;
      }
  }

  /** What rules do once a turn, in order. */
  #applyRules(path: LaggedPath, scratch: TurnScratch, tally: Tally | null): void {
    const { rules } = this.#program.compiled;
    let effect = 0;
    for (let index = 0; index < rules.length; index += 1) {
      const rule = rules[index] as CompiledRule; // in range
      if (!rule.isOnlyRates)
        try {
          if (rule.applies(this.#at)) {
            scratch.fired[scratch.firedCount] = index;
            scratch.firedCount += 1;
            this.#applyEffects(rule, effect, scratch, tally);
          }
        } catch (error) {
          raise(error, `rule ${rule.id} at turn ${path.turn + 1}`);
        }
      effect += rule.effects.length;
    }
  }

  #applyEffects(
    rule: CompiledRule,
    firstEffect: number,
    { work, contributions, chance }: TurnScratch,
    tally: Tally | null,
  ): void {
    const program = this.#program;
    for (let index = 0; index < rule.effects.length; index += 1) {
      const effect = rule.effects[index] as CompiledEffect; // in range
      const { act, weight, target, lower, upper } = effect;
      if (act !== 'add' && act !== 'set') continue;
      const amount = effect.amount(this.#at);
      const old = work[target] as number; // a target is a slot
      const mean = weight === null ? amount - old : amount * (program.weights[weight] as number);
      checkMean(effect, mean);
      const drawn = chance === null ? mean : chance.count(effect, mean, this.#at.place, 0);
      work[target] = act === 'set' ? amount : old + drawn;
      if (tally !== null) noteMagnitude(tally, target, work[target]);
      boundSlot(program.ofRules, work, target, tally === null ? null : tally.bounds);
      const inSlot = work[target];
      if (!Number.isFinite(inSlot))
        throw new NumericError('overflow', `the value of ${program.names[target]} is too large`);
      const limited = inSlot < lower ? lower : inSlot > upper ? upper : inSlot;
      work[target] = limited;
      this.#at.changed();
      const contribution = mean + (limited - inSlot);
      contributions[firstEffect + index] = contribution;
      if (tally === null) continue;
      tally.effects[firstEffect + index] =
        (tally.effects[firstEffect + index] as number) + contribution;
      if (drawn !== mean) tally.noise[target] = (tally.noise[target] as number) + (drawn - mean);
    }
  }

  /** Step 5 for what is declared: the shocks of a turn, but those of slots that a corrector shocks. */
  shock(
    path: LaggedPath,
    scratch: TurnScratch,
    corrector: Corrector | null,
    tally: Tally | null,
  ): void {
    const { chance, work, corrected, shocks } = scratch;
    const { compiled, names } = this.#program;
    const { turnNoise, noises } = compiled;
    const shocked = corrector !== null && corrector.shock(shocks);
    if (chance !== null && turnNoise.slots.length > 0) {
      const drawn = chance.shocksOf(turnNoise);
      this.#at.open(path, work, 1);
      // all deviations read the values before any shock
      for (let index = 0; index < turnNoise.slots.length; index += 1) {
        const slot = turnNoise.slots[index] as number; // in range, as what is drawn
        if (shocked && corrected[slot] === 1) continue;
        try {
          drawn[index] = (drawn[index] as number) * sdOf(noises[slot], this.#at);
        } catch (error) {
          raise(error, `the noise of ${names[slot]} at turn ${path.turn + 1}`);
        }
      }
      for (let index = 0; index < turnNoise.slots.length; index += 1) {
        const slot = turnNoise.slots[index] as number; // as above
        if (!shocked || corrected[slot] === 0) addShock(work, slot, drawn[index] as number, tally);
      }
    }
    for (const [index, stream] of (chance?.dynamic ?? []).entries()) {
      const slot = compiled.names.length + index;
      const sd = this.#program.noise[slot] ?? 0;
      if (sd !== 0) addShock(work, slot, stream.nextNormal() * sd, tally);
    }
    if (!shocked) return;
    for (let index = 0; index < corrector.slots.length; index += 1)
      addShock(work, corrector.slots[index] as number, shocks[index] as number, tally); // in range
  }

  measure(path: LaggedPath, { work }: TurnScratch, tally: Tally | null): void {
    this.measureAt(path, work, 1, tally);
  }

  /**
   * Step 7: every measured overlay recomputed from `x`, in declared order, inside [0, 1]; then every
   * auxiliary, NaN where the end of the run leaves it out.
   * @param shift 1 while the values belong to a turn that is not pushed yet, else 0
   */
  measureAt(path: LaggedPath, x: Float64Array, shift: 0 | 1, tally: Tally | null): void {
    const { measurements, values } = this.#program.compiled;
    if (measurements.length + values.length === 0) return;
    const at = this.#at.open(path, x, shift);
    const turn = path.turn + shift;
    for (const measurement of measurements) this.#measureOne(measurement, x, turn, tally);
    for (let index = 0; index < values.length; index += 1) {
      const { slot, name } = values[index] as (typeof values)[number]; // in range
      try {
        x[slot] = at.value(index);
      } catch (error) {
        if (!this.#leavesOut(error, index, turn))
          raise(error, `the value of ${name} at turn ${turn}`);
        x[slot] = Number.NaN;
      }
    }
  }

  /** Whether a value lacks nothing but the row of a series that only a further turn would read. */
  #leavesOut(error: unknown, value: number, turn: number): boolean {
    const end = this.#end;
    if (!(error instanceof ScenarioError) || error.failure.type !== 'driver-missing') return false;
    const { slot, name } = this.#program.compiled.values[value] as CompiledValue; // in range
    if (end === null || turn !== end.turn || end.isAsked(slot)) return false;
    end.leftOut.set(name, error.failure);
    return true;
  }

  #measureOne(
    { slot, value }: CompiledMeasurement,
    x: Float64Array,
    turn: number,
    tally: Tally | null,
  ): void {
    const program = this.#program;
    const old = x[slot] as number; // a measured overlay is a slot
    const scale = program.compiled.errorScales?.has[slot] === 1 ? program.transforms[slot] : null;
    try {
      const read = value(this.#at);
      x[slot] = toTransformed(scale ?? 'identity', read);
    } catch (error) {
      raise(error, `the measurement of ${program.names[slot]} at turn ${turn}`);
    }
    boundSlot(program, x, slot, null);
    const now = x[slot];
    this.#at.set(slot, scale === null ? now : naturalOf(program, slot, now));
    if (tally !== null)
      tally.measurement[slot] =
        (tally.measurement[slot] as number) + countedMove(tally, slot, now - old, old);
  }

  /** The clock as it is after the last turn of a path. */
  clockAfter(path: LaggedPath): ClockReadings {
    return this.#at.open(path, path.x, 0).clock;
  }

  /** Computes the values of a path at its start that are not known: NaN in `path.x`. */
  start(path: LaggedPath): void {
    const { initials, transforms, measurements, kinds } = this.#program.compiled;
    if (initials.length === 0) return;
    const at = this.#at.open(path, path.x, 0);
    let unmeasured: readonly number[] | null = null;
    for (const { slot, value } of initials) {
      if (!Number.isNaN(path.x[slot])) continue;
      if (kinds[slot] === 'hidden' && unmeasured === null) {
        // delays start from what they read
        unmeasured = measurements.map((measured) => path.x[measured.slot] as number); // of a slot
        for (const measurement of measurements)
          if (!measurement.readsDelays) this.#measureOne(measurement, path.x, path.turn, null);
      }
      try {
        const natural = value(at);
        path.x[slot] = toTransformed(transforms[slot] ?? 'identity', natural);
        at.set(slot, this.#program.compiled.errorScales?.has[slot] === 1 ? natural : path.x[slot]);
      } catch (error) {
        raise(error, `the initial value of ${ownerOfHidden(this.#program.names[slot])}`);
      }
    }
    // the start itself is measured by whoever computes it, from what it was
    for (const [index, value] of (unmeasured ?? []).entries())
      path.x[measurements[index]?.slot ?? 0] = value;
    refreshTurn(path);
  }
}
