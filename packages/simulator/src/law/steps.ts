import { boundAll } from './bounds-and-decay.ts';
import { raise } from './raise.ts';
import type { LaggedPath } from './lagged-path.ts';
import { RateMover, type RateEffect } from './move-rates.ts';
import type { PathReadings } from './path-readings.ts';
import { shakeAfterStep } from './step-noise.ts';
import type { Tally } from './tally.ts';
import type { TurnScratch } from './turn-scratch.ts';
import type { CompiledRule } from '../model/compiled-model.ts';
import { ownerOfHidden } from '../model/compile-values.ts';
import type { Program } from '../model/program.ts';

/** A rule that moves something in steps. */
interface RateRule {
  readonly rule: CompiledRule;
  /** Index among the rules of the model. */
  readonly index: number;
  readonly effects: readonly RateEffect[];
}

/** How far into a step the stages of the classical method of Runge and Kutta lie, after the first. */
const STAGES = [0.5, 0.5, 1] as const;
/** What the derivatives of the four stages count. */
const WEIGHTS = [1, 2, 2, 1] as const;

// `as number` below: every array has an entry per slot or per effect

/**
 * The steps of a turn: in each all rates read the state at its start (Euler), or its four stages
 * (Runge and Kutta); then every slot moves, delays move on, noise per time acts, and bounds hold.
 */
export class Steps {
  readonly #program: Program;
  readonly #at: PathReadings;
  readonly #rules: readonly RateRule[];
  /** By rule above: whether it moves in this step. */
  readonly #applies: Uint8Array;
  /** By rule of the model: whether it has fired in this turn. */
  readonly #fired: Uint8Array;
  /** What each effect moves per unit of time, and the sum over stages. */
  readonly #rates: Float64Array;
  readonly #totals: Float64Array;
  readonly #gains: Float64Array;
  readonly #totalGains: Float64Array;
  readonly #inputs: Float64Array;
  readonly #stage: Float64Array;
  readonly #slope: Float64Array;
  readonly #mover: RateMover;

  constructor(program: Program, at: PathReadings) {
    const { rules, hidden, lines, effectCount } = program.compiled;
    this.#program = program;
    this.#at = at;
    let effects = 0;
    this.#rules = rules.flatMap((rule, index): RateRule[] => {
      const first = effects;
      effects += rule.effects.length;
      const rates = rule.effects.flatMap((effect, offset) =>
        effect.act === 'add' || effect.act === 'set' ? [] : [{ effect, at: first + offset }],
      );
      return rates.length === 0 ? [] : [{ rule, index, effects: rates }];
    });
    this.#applies = new Uint8Array(this.#rules.length);
    this.#fired = new Uint8Array(rules.length);
    this.#rates = new Float64Array(effectCount);
    this.#totals = new Float64Array(effectCount);
    this.#gains = new Float64Array(hidden.length);
    this.#totalGains = new Float64Array(hidden.length);
    this.#inputs = new Float64Array(lines.length);
    this.#stage = new Float64Array(program.size);
    this.#slope = new Float64Array(program.size);
    this.#mover = new RateMover(program, at);
  }

  /** All steps of the turn after `path.turn`, on `scratch.work`. */
  run(path: LaggedPath, scratch: TurnScratch, tally: Tally | null): void {
    const { clock } = this.#program.compiled;
    this.#fired.fill(0);
    for (let index = 0; index < scratch.firedCount; index += 1)
      this.#fired[scratch.fired[index] as number] = 1; // in range
    for (let step = 0; step < clock.steps; step += 1) {
      this.#at.moment(scratch.work, step, 0);
      this.#choose(path, scratch);
      this.#read(path);
      this.#readDelays(path);
      if (clock.method === 'rk4') this.#readStages(path, scratch.work, step);
      this.#move(path, scratch, tally);
      this.#moveDelays(scratch.work);
      shakeAfterStep(this.#program, this.#at, path, scratch, tally, step);
      boundAll(this.#program, scratch.work, path.turn + 1, tally, this.#program.ofRules);
    }
  }

  /** Which rules move in this step; a rule fires in a turn when it does in any step. */
  #choose(path: LaggedPath, scratch: TurnScratch): void {
    for (let index = 0; index < this.#rules.length; index += 1) {
      const { rule, index: ruleIndex } = this.#rules[index] as RateRule; // in range
      let applies = false;
      try {
        applies = rule.applies(this.#at);
      } catch (error) {
        raise(error, `rule ${rule.id} at turn ${path.turn + 1}`);
      }
      this.#applies[index] = applies ? 1 : 0;
      if (!applies || this.#fired[ruleIndex] === 1) continue;
      this.#fired[ruleIndex] = 1;
      scratch.fired[scratch.firedCount] = ruleIndex;
      scratch.firedCount += 1;
    }
  }

  /** What everything moves per unit of time at the present moment. */
  #read(path: LaggedPath): void {
    const { weights } = this.#program;
    for (let index = 0; index < this.#rules.length; index += 1) {
      const { rule, effects } = this.#rules[index] as RateRule; // in range
      const applies = this.#applies[index] === 1;
      let rate = 0;
      try {
        for (const { effect, at } of effects) {
          if (!effect.paired) {
            rate = applies ? effect.amount(this.#at) : 0;
            if (effect.weight !== null) rate *= weights[effect.weight] as number;
          }
          this.#rates[at] = rate;
          this.#totals[at] = rate;
        }
      } catch (error) {
        raise(error, `rule ${rule.id} at turn ${path.turn + 1}`);
      }
    }
    this.#readGains(path);
    this.#totalGains.set(this.#gains);
  }

  #readGains(path: LaggedPath): void {
    const { hidden, names } = this.#program.compiled;
    for (let index = 0; index < hidden.length; index += 1) {
      const { gain, slot } = hidden[index] as (typeof hidden)[number]; // in range
      try {
        this.#gains[index] = gain(this.#at);
      } catch (error) {
        raise(error, `the delay ${ownerOfHidden(names[slot])} at turn ${path.turn + 1}`);
      }
    }
  }

  #readDelays(path: LaggedPath): void {
    const { lines, names } = this.#program.compiled;
    for (let index = 0; index < lines.length; index += 1) {
      const { take, first } = lines[index] as (typeof lines)[number]; // in range
      try {
        this.#inputs[index] = take(this.#at);
      } catch (error) {
        raise(error, `the delay ${ownerOfHidden(names[first])} at turn ${path.turn + 1}`);
      }
    }
  }

  /** The other three stages; afterwards the totals are weighted means of the four. */
  #readStages(path: LaggedPath, work: Float64Array, step: number): void {
    const { dt } = this.#program.compiled.clock;
    const { weights } = this.#program;
    for (let stage = 0; stage < STAGES.length; stage += 1) {
      const part = STAGES[stage] as number; // in range, as the next one
      const counts = WEIGHTS[stage + 1] as number;
      this.#sumSlopes();
      for (let slot = 0; slot < work.length; slot += 1)
        this.#stage[slot] = (work[slot] as number) + part * dt * (this.#slope[slot] as number);
      this.#at.moment(this.#stage, step, part);
      for (let index = 0; index < this.#rules.length; index += 1) {
        if (this.#applies[index] === 0) continue;
        const { rule, effects } = this.#rules[index] as RateRule; // in range
        let rate = 0;
        try {
          for (const { effect, at } of effects) {
            if (!effect.paired) {
              rate = effect.amount(this.#at);
              if (effect.weight !== null) rate *= weights[effect.weight] as number;
            }
            this.#rates[at] = rate;
            this.#totals[at] = (this.#totals[at] as number) + counts * rate;
          }
        } catch (error) {
          raise(error, `rule ${rule.id} at turn ${path.turn + 1}`);
        }
      }
      this.#readGains(path);
      for (let index = 0; index < this.#gains.length; index += 1)
        this.#totalGains[index] =
          (this.#totalGains[index] as number) + counts * (this.#gains[index] as number);
    }
    for (let at = 0; at < this.#totals.length; at += 1)
      this.#totals[at] = (this.#totals[at] as number) / 6;
    for (let index = 0; index < this.#gains.length; index += 1)
      this.#totalGains[index] = (this.#totalGains[index] as number) / 6;
    this.#at.moment(work, step, 0);
  }

  /** What every slot gains per unit of time by the rates of the last stage. */
  #sumSlopes(): void {
    const slope = this.#slope;
    slope.fill(0);
    for (let index = 0; index < this.#rules.length; index += 1)
      // in range
      for (const { effect, at } of (this.#rules[index] as RateRule).effects) {
        const { target, act } = effect;
        const rate = this.#rates[at] as number;
        slope[target] = (slope[target] as number) + (act === 'outflow' ? -rate : rate);
      }
    const { hidden } = this.#program.compiled;
    for (let index = 0; index < hidden.length; index += 1) {
      const { slot } = hidden[index] as (typeof hidden)[number]; // in range
      slope[slot] = (slope[slot] as number) + (this.#gains[index] as number);
    }
  }

  #move(path: LaggedPath, scratch: TurnScratch, tally: Tally | null): void {
    this.#mover.begin(scratch.work);
    for (let index = 0; index < this.#rules.length; index += 1) {
      if (this.#applies[index] === 0) continue;
      const { rule, effects } = this.#rules[index] as RateRule; // in range
      try {
        this.#mover.move(effects, this.#totals, scratch, tally);
      } catch (error) {
        raise(error, `rule ${rule.id} at turn ${path.turn + 1}`);
      }
    }
  }

  #moveDelays(work: Float64Array): void {
    const { hidden, lines, clock } = this.#program.compiled;
    for (let index = 0; index < hidden.length; index += 1) {
      const { slot } = hidden[index] as (typeof hidden)[number]; // in range
      work[slot] = (work[slot] as number) + clock.dt * (this.#totalGains[index] as number);
    }
    for (let index = 0; index < lines.length; index += 1) {
      const { first, length } = lines[index] as (typeof lines)[number]; // in range
      work.copyWithin(first, first + 1, first + length);
      work[first + length - 1] = this.#inputs[index] as number;
    }
  }
}
