import { fail, type FailureCode } from '@pulse-stream/worldstate';
import type { CompiledEffect, CompiledRule } from '../model/compiled-model.ts';
import { NO_AUXILIARIES, type Readings } from '../language/evaluate.ts';
import { NumericError } from '../math/numeric-error.ts';
import { lagged, type LaggedPath } from './lagged-path.ts';
import type { Program } from '../model/program.ts';
import { noteMagnitude, type Tally } from './tally.ts';
import type { TurnScratch } from './turn-scratch.ts';

/** Rethrows an error of a computation as a failure that says where. */
export function raise(error: unknown, where: string): never {
  if (error instanceof NumericError) return failAt(error.code, `${error.message} in ${where}`);
  throw error;
}

/** Fails the scenario while it is simulated. */
export function failAt(code: FailureCode, message: string): never {
  return fail(code, 'simulate', message);
}

/**
 * What expressions read of a path.
 * @param shift 1 when `x` are the values of a turn that is not pushed yet: lags are one step nearer,
 *   and that turn counts as completed; else 0
 */
export function readingsOf(
  program: Program,
  path: LaggedPath,
  x: Float64Array,
  shift: 0 | 1,
): Readings {
  // not the values that a turn is changing
  const hasEnded = shift === 1 || x === path.x;
  return {
    x,
    params: program.params,
    turn: path.turn + shift,
    ...NO_AUXILIARIES,
    lag: (slot, back) =>
      back === 0 && hasEnded
        ? (x[slot] as number) // a declared slot
        : lagged(path, slot, back - shift),
  };
}

/** Puts the value of one slot inside its bounds; the clip is counted as "bounds". */
export function boundSlot(
  program: Program,
  work: Float64Array,
  slot: number,
  bounds: Float64Array | null,
) {
  // Every array of a program has an entry per slot, here and below.
  const value = work[slot] as number;
  const low = program.lower[slot] as number;
  const high = program.upper[slot] as number;
  const inside = value < low ? low : value > high ? high : value;
  if (inside === value) return;
  work[slot] = inside;
  if (bounds !== null) bounds[slot] = (bounds[slot] as number) + (inside - value);
}

/** Step 2 for one slot. */
export function decaySlot(
  program: Program,
  work: Float64Array,
  slot: number,
  tally: Tally | null,
): void {
  const decay = program.decay[slot] as number;
  if (decay === 0) return;
  const value = work[slot] as number;
  const decayed = Math.max(0, value - decay);
  work[slot] = decayed;
  if (tally !== null) tally.decay[slot] = (tally.decay[slot] as number) + (decayed - value);
}

/**
 * Steps 2 and 3 of the turn law on `scratch.work`: decay, then the rules in order. Fills
 * `contributions` and `fired`.
 * @throws ScenarioError naming the rule and the turn when an expression cannot be computed
 * @see MODEL.md §3
 */
export function applyDecayAndRules(
  program: Program,
  path: LaggedPath,
  scratch: TurnScratch,
  tally: Tally | null,
): void {
  const { work } = scratch;
  for (let slot = 0; slot < program.size; slot += 1) decaySlot(program, work, slot, tally);
  const { rules, simultaneous } = program.compiled;
  if (simultaneous) scratch.frozen.set(work);
  const readings = readingsOf(program, path, simultaneous ? scratch.frozen : work, 0);
  scratch.contributions.fill(0);
  scratch.firedCount = 0;
  let effect = 0;
  for (let rule = 0; rule < rules.length; rule += 1) {
    const compiled = rules[rule] as CompiledRule; // in range
    try {
      if (compiled.applies(readings)) {
        scratch.fired[scratch.firedCount] = rule;
        scratch.firedCount += 1;
        applyEffects(program, compiled, rule, effect, readings, scratch, tally);
      }
    } catch (error) {
      raise(error, `rule ${compiled.id} at turn ${path.turn + 1}`);
    }
    effect += compiled.effects.length;
  }
}

function applyEffects(
  program: Program,
  rule: CompiledRule,
  ruleIndex: number,
  firstEffect: number,
  readings: Readings,
  { work, contributions }: TurnScratch,
  tally: Tally | null,
): void {
  for (let index = 0; index < rule.effects.length; index += 1) {
    const effect = rule.effects[index] as CompiledEffect; // in range
    const { scaled, target, lower, upper } = effect;
    const amount = effect.amount(readings);
    const weighted = scaled ? amount * (program.weights[ruleIndex] as number) : amount;
    work[target] = (work[target] as number) + weighted;
    if (tally !== null) noteMagnitude(tally, target, work[target]);
    boundSlot(program, work, target, tally === null ? null : tally.bounds);
    const inSlot = work[target];
    if (!Number.isFinite(inSlot))
      throw new NumericError('overflow', `the value of ${program.names[target]} is too large`);
    const limited = inSlot < lower ? lower : inSlot > upper ? upper : inSlot;
    work[target] = limited;
    const contribution = weighted + (limited - inSlot);
    contributions[firstEffect + index] = contribution;
    if (tally !== null)
      tally.effects[firstEffect + index] =
        (tally.effects[firstEffect + index] as number) + contribution;
  }
}
