import type { WorldModel } from '@pulse-stream/worldstate';
import { interpretNumber } from '../language/evaluate.ts';
import { NumericError } from '../math/numeric-error.ts';
import { parseNumber } from '../language/parse-expression.ts';
import type { NumberTree } from '../language/tree.ts';
import { constantValue } from './constant-value.ts';
import type {
  CompiledClock,
  CompiledDelay,
  CompiledInitial,
  CompiledValue,
  DelayLine,
  HiddenState,
} from './compiled-model.ts';
import type { DelayName } from '../language/delays.ts';
import { readDelayCall, type DelayCall } from './delay-call.ts';
import type { Namespace } from './namespace.ts';
import type { ModelProblems } from '../shape/problems.ts';
import { checkChains } from './value-chains.ts';

/** Auxiliaries and what delays among them remember. */
export interface CompiledValues {
  readonly values: readonly CompiledValue[];
  readonly hidden: readonly HiddenState[];
  readonly lines: readonly DelayLine[];
  readonly delays: readonly CompiledDelay[];
  /** Names of the slots of delays, which no text of a model can be. */
  readonly hiddenNames: readonly string[];
  /** Values of delays at turn 0. */
  readonly starts: readonly CompiledInitial[];
}

const literal = (value: number): NumberTree => ({ op: 'literal', value });
const product = (a: NumberTree, b: NumberTree): NumberTree => ({ op: 'multiply', of: [a, b] });
const quotient = (a: NumberTree, b: NumberTree): NumberTree => ({ op: 'divide', of: [a, b] });
const difference = (a: NumberTree, b: NumberTree): NumberTree => ({ op: 'subtract', of: [a, b] });
const sum = (a: NumberTree, b: NumberTree): NumberTree => ({ op: 'add', of: [a, b] });

/** Most steps that a fixed delay can be long. */
const LONGEST_LINE = 10_000;
/** Most stocks and steps of all delays of a model: each is a state, which every member has. */
export const MOST_DELAY_STATES = 20_000;

/** Stocks in a row that share the time of a delay, but for delay_n, which says it. */
const STAGES = {
  delay1: 1,
  delay3: 3,
  delay_fixed: 1,
  smooth1: 1,
  smooth3: 3,
  trend: 1,
} satisfies Record<Exclude<DelayName, 'delay_n'>, number>;

/** What is wrong with the time of a delay. */
export function explainTime(name: DelayName, time: number): string {
  const least = name === 'delay_fixed' ? 'a time of 0 or more' : 'a time above 0';
  return `${name} takes ${least}, and this is ${time}`;
}

/** The way out. */
export const hintTime = (name: DelayName): string =>
  `write a time of a step or more, or the input without ${name}`;

/** @throws NumericError for a time that no delay has; that of a fixed one is known before it runs */
export function checkTime(name: DelayName, time: number): void {
  if (time > 0 || name === 'delay_fixed') return;
  throw new NumericError('domain-error', explainTime(name, time), hintTime(name));
}

/** Expands the delays of one model: every one gets slots behind those that have a name. */
class DelayExpansion {
  readonly hidden: HiddenState[] = [];
  readonly lines: DelayLine[] = [];
  readonly delays: CompiledDelay[] = [];
  readonly hiddenNames: string[] = [];
  readonly starts: CompiledInitial[] = [];
  readonly #firstSlot: number;
  readonly #clock: CompiledClock;
  readonly #problems: ModelProblems;

  constructor(firstSlot: number, clock: CompiledClock, problems: ModelProblems) {
    this.#firstSlot = firstSlot;
    this.#clock = clock;
    this.#problems = problems;
  }

  /** The model is refused then, whatever else is expanded. */
  get hasTooMany(): boolean {
    return this.hiddenNames.length > MOST_DELAY_STATES;
  }

  /** What the value of a delay is now. */
  expand(value: string, { name, operands }: DelayCall): NumberTree {
    const [input = literal(0), time = literal(1), given, stocks] = operands;
    if (this.hasTooMany) return input;
    const initial = given ?? input;
    this.#checkTime(value, name, time);
    const stages = name === 'delay_n' ? this.#count(value, stocks) : STAGES[name];
    this.delays.push({ value, name, time, stages });
    switch (name) {
      case 'smooth1':
        return this.#smooth(value, name, input, time, initial);
      case 'smooth3': {
        const third = quotient(time, literal(3));
        const first = this.#smooth(value, name, input, third, initial);
        const second = this.#smooth(value, name, first, third, initial);
        return this.#smooth(value, name, second, third, initial);
      }
      case 'delay1':
      case 'delay3':
      case 'delay_n':
        return this.#chain(value, name, input, time, initial, stages);
      case 'delay_fixed':
        return this.#line(value, input, time, initial);
      case 'trend': {
        // the average starts where the input has grown at the initial rate
        const start = quotient(input, sum(literal(1), product(initial, time)));
        const average = this.#smooth(value, name, input, time, start);
        return quotient(difference(input, average), product(average, time));
      }
    }
  }

  /** A fixed delay lasts one step at least, so its time may be 0. */
  #checkTime(value: string, name: DelayCall['name'], tree: NumberTree): void {
    const path = ['values', value];
    const time = constantValue(tree);
    if (time === null || time > 0 || (time === 0 && name === 'delay_fixed')) return;
    this.#problems.add(path, explainTime(name, time), { hint: hintTime(name) });
  }

  #slot(value: string, initial: NumberTree): NumberTree & { readonly op: 'slot' } {
    const slot = this.#firstSlot + this.hiddenNames.length;
    this.hiddenNames.push(`${value}~${this.hiddenNames.length}`);
    this.starts.push({ slot, tree: initial, value: interpretNumber(initial) });
    return { op: 'slot', slot };
  }

  /** @param time of the delay, which has to be above 0 whenever it is read */
  #gains(name: DelayName, slot: number, rate: NumberTree, time: NumberTree): void {
    const [gain, last] = [interpretNumber(rate), interpretNumber(time)];
    this.hidden.push({
      slot,
      rate,
      time,
      gain: (at) => {
        checkTime(name, last(at));
        return gain(at);
      },
    });
  }

  #smooth(
    value: string,
    name: DelayName,
    input: NumberTree,
    time: NumberTree,
    initial: NumberTree,
  ): NumberTree {
    const average = this.#slot(value, initial);
    this.#gains(name, average.slot, quotient(difference(input, average), time), time);
    return average;
  }

  /** Stocks in a row, each of which holds what comes in for an equal part of the time. */
  #chain(
    value: string,
    name: DelayName,
    input: NumberTree,
    time: NumberTree,
    initial: NumberTree,
    stocks: number,
  ): NumberTree {
    const each = stocks === 1 ? time : quotient(time, literal(stocks));
    let comes = input;
    for (let stock = 0; stock < stocks; stock += 1) {
      const held = this.#slot(value, product(initial, each));
      const leaves = quotient(held, each);
      this.#gains(name, held.slot, difference(comes, leaves), time);
      comes = leaves;
    }
    return comes;
  }

  #line(value: string, input: NumberTree, time: NumberTree, initial: NumberTree): NumberTree {
    const path = ['values', value];
    if (this.#clock.method === 'rk4')
      this.#problems.add(path, 'delay_fixed jumps from step to step, which rk4 cannot follow', {
        hint: 'write method: euler, or a delay that is smooth',
      });
    const lasts = this.#constant(path, time, 'the time of delay_fixed');
    // one step at least, as in Vensim
    const length = Math.max(1, Math.round(lasts / this.#clock.dt));
    if (!(length <= LONGEST_LINE)) {
      this.#problems.add(path, `a fixed delay has 1 to ${LONGEST_LINE} steps, and this ${length}`);
      return input;
    }
    const first = this.#slot(value, initial);
    for (let step = 1; step < length; step += 1) this.#slot(value, initial);
    this.lines.push({ first: first.slot, length, input, take: interpretNumber(input) });
    return first;
  }

  #count(value: string, tree: NumberTree | undefined): number {
    const path = ['values', value];
    const count = tree === undefined ? 1 : this.#constant(path, tree, 'the stocks of delay_n');
    if (Number.isInteger(count) && count >= 1 && count <= 100) return count;
    this.#problems.add(path, `delay_n has 1 to 100 stocks, and this ${count}`);
    return 1;
  }

  #constant(path: readonly string[], tree: NumberTree, what: string): number {
    const value = constantValue(tree);
    if (value === null)
      this.#problems.add(path, `${what} is a number, which no scenario can change`, {
        hint: 'write the number instead of a name',
      });
    return value ?? 1;
  }
}

/** The value that the state of a delay belongs to. */
export const ownerOfHidden = (name = ''): string => name.split('~')[0] ?? name;

/** Compiles the auxiliaries of a model and the delays among them; what is wrong goes to `problems`. */
export function compileValues(
  model: WorldModel,
  { table, slots, values }: Namespace,
  clock: CompiledClock,
  problems: ModelProblems,
): CompiledValues {
  const declared = slots.length - values.length;
  const expansion = new DelayExpansion(slots.length, clock, problems);
  const compiled = Object.entries(model.values ?? {}).map(([name, value], index) => {
    const formula = typeof value === 'object' ? value.formula : value;
    const path = typeof value === 'object' ? ['values', name, 'formula'] : ['values', name];
    const tree =
      typeof formula === 'number'
        ? literal(formula)
        : (problems.attempt(path, undefined, () => {
            const call = readDelayCall(formula, table);
            return call === null ? parseNumber(formula, table) : expansion.expand(name, call);
          }) ?? literal(0));
    return { name, slot: declared + index, tree, formula: interpretNumber(tree) };
  });
  if (expansion.hasTooMany)
    problems.add(
      ['values'],
      `the delays of a model have at most ${MOST_DELAY_STATES} stocks and steps together`,
      { hint: 'a delay_fixed has one for every step of its time, a delay_n as many as it says' },
    );
  // whoever goes through values that cannot be computed would find no end
  const sound = checkChains(compiled, problems) ? compiled : compiled.map(withoutFormula);
  const { hidden, lines, hiddenNames, starts } = expansion;
  return { values: sound, hidden, lines, delays: expansion.delays, hiddenNames, starts };
}

const withoutFormula = ({ name, slot }: CompiledValue): CompiledValue => {
  const tree = literal(0);
  return { name, slot, tree, formula: interpretNumber(tree) };
};
