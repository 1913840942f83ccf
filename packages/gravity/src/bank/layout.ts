import { fail, type CausalCore } from '@pulse-stream/worldstate';
import type { CorrectionStep } from '@pulse-stream/worldstate/internal';
import { bankSize, waveCount, wavesOf } from './season.ts';
import { slotOf } from './slot-of.ts';

// `as number` below: indexes come from loops over arrays whose length the layout of the bank fixes

/**
 * Where the numbers of a bank are. Variables and symbols are sorted by name, so that no result
 * depends on the order of slots or columns. The regression of variable i has the features
 * [1, rules of i…, level of every variable…, change of every variable…, symbols…, waves of the season…].
 */
export interface BankLayout {
  readonly variables: readonly string[];
  readonly symbols: readonly string[];
  /** Turns in a season; 1: none. */
  readonly season: number;
  /** Experts per variable. */
  readonly experts: number;
  /** By variable: the rules that move it, in the order of the model. */
  readonly rules: readonly (readonly string[])[];
  readonly slots: Int32Array;
  readonly symbolSlots: Int32Array;
  /** By effect: variable it moves, or −1. */
  readonly effectVariable: Int32Array;
  /** By effect: index in `BankStep.rules`; meaningless where it moves no variable. */
  readonly effectRule: Int32Array;
  /** By variable: where its rules begin in `BankStep.rules`; one entry more for the end. */
  readonly ruleAt: Int32Array;
  /** By variable: features of its regression. */
  readonly features: Int32Array;
  /** Features all variables share: levels, changes, symbols, waves. */
  readonly shared: number;
  /** By position in the season: its waves. */
  readonly waves: Float64Array;
  /** By variable: where θ and η begin; one entry more for the end. */
  readonly vectorAt: Int32Array;
  /** By variable: where Λ begins; one entry more for the end. */
  readonly matrixAt: Int32Array;
}

/** @param variables names of the corrected columns, any order, no duplicates */
export function layOutBank(core: CausalCore, variables: readonly string[]): BankLayout {
  const sorted = variables.toSorted();
  const symbols = core.symbols.map((slot) => core.slots[slot] ?? '').toSorted();
  const slots = Int32Array.from(sorted, (name) => slotOf(core, name));
  const rules = Array.from(slots, (slot) => [
    ...new Set(core.effects.filter(({ target }) => target === slot).map(({ rule }) => rule)),
  ]);
  const ruleAt = runningSum(rules.map(({ length }) => length));
  const season = core.season ?? 1;
  const shared = sharedFeatures(sorted.length, symbols.length, season);
  const features = Int32Array.from(rules, ({ length }) => 1 + length + shared);
  refuseTooLarge(features);
  const effectVariable = Int32Array.from(core.effects, ({ target }) => slots.indexOf(target));
  return {
    variables: sorted,
    symbols,
    season,
    experts: bankSize(season),
    rules,
    slots,
    symbolSlots: Int32Array.from(symbols, (name) => slotOf(core, name)),
    effectVariable,
    effectRule: Int32Array.from(core.effects, ({ rule }, effect) => {
      const variable = effectVariable[effect] ?? -1;
      return (ruleAt[variable] ?? 0) + (rules[variable]?.indexOf(rule) ?? 0);
    }),
    ruleAt,
    features,
    shared,
    waves: wavesOf(season),
    vectorAt: runningSum(Array.from(features)),
    matrixAt: runningSum(Array.from(features, (size) => size * size)),
  };
}

/** Features that the regressions of all variables share. */
export function sharedFeatures(variables: number, symbols: number, season: number): number {
  return 2 * variables + symbols + waveCount(season);
}

/** Most numbers of the regressions together, 32 MiB: they grow with the cube of the variables. */
const MOST_NUMBERS = 2 ** 22;

function refuseTooLarge(features: Int32Array): void {
  let numbers = 0;
  for (const size of features) numbers += size * size;
  if (numbers <= MOST_NUMBERS) return;
  const message = `the regressions of ${features.length} observed variables take ${numbers} numbers, more than the limit of ${MOST_NUMBERS}`;
  fail('limit-exceeded', 'gravity', message, {
    path: 'observations',
    hint: 'observe fewer variables, or choose gravity method "sgd"',
  });
}

/** What a bank reads of one step of the causal model, by variable unless it says otherwise. */
export interface BankStep {
  /** Values the drift began from: after interventions. */
  readonly from: Float64Array;
  /** D: what decay and rules changed. */
  readonly drift: Float64Array;
  /** The part of D that is no rule: decay, limits of slots. */
  readonly rest: Float64Array;
  /** What every rule added, the rules of a variable together (`BankLayout.ruleAt`). */
  readonly rules: Float64Array;
  /** By symbol. */
  readonly symbols: Float64Array;
}

export function createStep({ variables, symbols, ruleAt }: BankLayout): BankStep {
  const size = variables.length;
  return {
    from: new Float64Array(size),
    drift: new Float64Array(size),
    rest: new Float64Array(size),
    rules: new Float64Array(ruleAt[size] ?? 0),
    symbols: new Float64Array(symbols.length),
  };
}

export function copyStep(target: BankStep, source: BankStep): void {
  target.from.set(source.from);
  target.drift.set(source.drift);
  target.rest.set(source.rest);
  target.rules.set(source.rules);
  target.symbols.set(source.symbols);
}

/** Takes from a step of the turn what the bank reads of it. */
export function readStep(layout: BankLayout, step: BankStep, turn: CorrectionStep): void {
  const { slots, symbolSlots, effectVariable, effectRule } = layout;
  const { from, drift, rest, rules, symbols } = step;
  const { before, causal, contributions } = turn;
  const acted = turn.acted ?? before;
  // all indexes are in range: the layout was made for this core
  for (let i = 0; i < slots.length; i += 1) {
    const slot = slots[i] as number;
    from[i] = acted[slot] as number;
    const change = (causal[slot] as number) - (acted[slot] as number);
    drift[i] = change;
    rest[i] = change;
  }
  rules.fill(0);
  for (let effect = 0; effect < effectVariable.length; effect += 1) {
    const variable = effectVariable[effect] as number;
    if (variable < 0) continue;
    const added = contributions[effect] as number;
    const rule = effectRule[effect] as number;
    rules[rule] = (rules[rule] as number) + added;
    rest[variable] = (rest[variable] as number) - added;
  }
  for (let j = 0; j < symbolSlots.length; j += 1)
    symbols[j] = acted[symbolSlots[j] as number] as number;
}

/** 0, a, a + b, …: where lists of these lengths begin in one array, and where it ends. */
function runningSum(lengths: readonly number[]): Int32Array {
  const starts = new Int32Array(lengths.length + 1);
  for (const [index, length] of lengths.entries())
    starts[index + 1] = (starts[index] ?? 0) + length;
  return starts;
}
