import type { WorldModel } from '@pulse-stream/worldstate';
import { CALENDAR_NAMES, type Driver } from '@pulse-stream/worldstate/internal';
import type { ConditionTree, NumberTree } from '@pulse-stream/simulator/internal';
import { applyOperation } from '../../src/language/evaluate.ts';
import { NUMBERS } from '../../src/language/operations.ts';
import {
  parseCondition,
  parseNumber,
  type NameMeaning,
  type NameTable,
} from '../../src/language/parse-expression.ts';

/** Where an expression is read: everything it can name, by name. */
export interface Moment {
  /** As rules read it. */
  slot(name: string): number;
  lag(name: string, back: number): number;
  readonly params: Readonly<Record<string, number>>;
  /** Forecast turns that are over, and rows since the first of the history. */
  readonly turn: number;
  readonly row: number;
  readonly time: number;
  /** Time at which the step began. */
  readonly begun: number;
  readonly within: number;
}

/** The values of a driver by row: what a test says it is, read in the simplest way. */
export function readDriver(driver: Driver, row: number, within: number): number {
  const { values, first, beyond, season, between, shift } = driver;
  const cell = (at: number): number => {
    const index = at + shift - first;
    if (index < values.length || beyond === 'fail') return values[index] ?? NaN;
    if (beyond === 'hold') return values.at(-1) ?? NaN;
    let earlier = index;
    while (earlier >= values.length) earlier -= season ?? values.length;
    return values[earlier] ?? NaN;
  };
  const value = cell(row);
  return within === 0 || between === 'hold' ? value : value + (cell(row + 1) - value) * within;
}

/** The expressions of one model, evaluated by recursion over their trees and substitution of values. */
export class NaiveExpressions {
  readonly #slots: readonly string[];
  readonly #values: readonly string[];
  readonly #params: readonly string[];
  readonly #table: NameTable;
  readonly #drivers: readonly Driver[];
  readonly #model: WorldModel;
  /** What was parsed before. */
  readonly #trees = new Map<string, NumberTree>();
  readonly #conditions = new Map<string, ConditionTree>();
  /** What the value of a name is, given by whoever knows delays. */
  valueOf: (name: string, at: Moment) => number = () => NaN;

  constructor(model: WorldModel, drivers: readonly Driver[]) {
    this.#model = model;
    this.#drivers = drivers;
    this.#slots = Object.keys(model.slots);
    this.#values = Object.keys(model.values ?? {});
    this.#params = Object.keys(model.params);
    const meanings = new Map<string, NameMeaning>();
    for (const [index, name] of this.#slots.entries()) meanings.set(name, { kind: 'slot', index });
    for (const [index, name] of this.#params.entries())
      meanings.set(name, { kind: 'param', index });
    for (const [index, name] of this.#values.entries())
      meanings.set(name, { kind: 'value', index, slot: this.#slots.length + index });
    for (const [index, name] of Object.keys(model.series ?? {}).entries())
      meanings.set(name, { kind: 'series', index });
    for (const [name, { points, beyond = 'hold' }] of Object.entries(model.tables ?? {})) {
      const [x, y] = [0, 1].map((at) => Float64Array.from(points, (point) => point[at] ?? NaN));
      if (x === undefined || y === undefined) throw new Error('a table has two columns');
      meanings.set(name, { kind: 'table', table: { name, x, y, beyond } });
    }
    this.#table = { meanings, turn: true, clock: true, noLags: null };
  }

  number(source: string | number, at: Moment): number {
    if (typeof source === 'number') return source;
    const tree = this.#trees.get(source) ?? parseNumber(source, this.#table);
    this.#trees.set(source, tree);
    return this.#number(tree, at);
  }

  condition(source: string | undefined, at: Moment): boolean {
    if (source === undefined) return true;
    const tree = this.#conditions.get(source) ?? parseCondition(source, this.#table);
    this.#conditions.set(source, tree);
    return this.#condition(tree, at);
  }

  #number(tree: NumberTree, at: Moment): number {
    switch (tree.op) {
      case 'literal':
        return tree.value;
      case 'slot':
        return at.slot(this.#slots[tree.slot] ?? '');
      case 'lag':
        return at.lag([...this.#slots, ...this.#values][tree.slot] ?? '', tree.back);
      case 'param':
        return at.params[this.#params[tree.param] ?? ''] ?? NaN;
      case 'turn':
        return at.turn;
      case 'value':
        return this.valueOf(this.#values[tree.value] ?? '', at);
      case 'clock':
        return this.#clock(tree.reading, at);
      case 'series': {
        const driver = this.#drivers[tree.series];
        if (driver === undefined) throw new Error('a series without a driver');
        return readDriver(driver, at.row, at.within);
      }
      case 'table':
        return this.#lookUp(tree, this.#number(tree.of[0], at));
      case 'if':
        return this.#number(this.#condition(tree.of[0], at) ? tree.of[1] : tree.of[2], at);
      default:
        return applyOperation(
          NUMBERS[tree.op],
          tree.of.map((operand) => this.#number(operand, at)),
        );
    }
  }

  #clock(reading: string, { time, begun, row }: Moment): number {
    const { start = 0, dt = 1, season = NaN } = this.#model.time ?? {};
    if (typeof start === 'string') throw new Error('no test starts at a date');
    if (reading === 'time') return time;
    if (reading === 'step_start') return begun;
    if (reading === 'dt')
      return this.#model.time?.dt ?? dt / (this.#model.time?.steps_per_turn ?? 1);
    if (reading === 'season') return row % season;
    throw new Error(`no test knows ${reading} of ${CALENDAR_NAMES.join()}`);
  }

  #lookUp({ table }: NumberTree & { readonly op: 'table' }, at: number): number {
    const { x, y, beyond } = table;
    const after = x.findIndex((point) => point >= at);
    const [first = NaN, last = NaN] = [y[0], y.at(-1)];
    const line = (right: number): number => {
      const [x0, x1] = [x[right - 1] ?? NaN, x[right] ?? NaN];
      const [y0, y1] = [y[right - 1] ?? NaN, y[right] ?? NaN];
      return at === x1 ? y1 : y0 + (y1 - y0) * ((at - x0) / (x1 - x0));
    };
    if (at === x[0]) return first;
    if (after <= 0) {
      if (beyond === 'hold') return after === 0 ? first : last;
      return beyond === 'extend' ? line(after === 0 ? 1 : x.length - 1) : NaN;
    }
    return line(after);
  }

  #condition(tree: ConditionTree, at: Moment): boolean {
    switch (tree.op) {
      case 'and':
        return this.#condition(tree.of[0], at) && this.#condition(tree.of[1], at);
      case 'or':
        return this.#condition(tree.of[0], at) || this.#condition(tree.of[1], at);
      case 'not':
        return !this.#condition(tree.of[0], at);
      default: {
        const [left, right] = [this.#number(tree.of[0], at), this.#number(tree.of[1], at)];
        const holds = {
          less: left < right,
          'less-or-equal': left <= right,
          greater: left > right,
          'greater-or-equal': left >= right,
          equal: left === right,
          'not-equal': left !== right,
        };
        return holds[tree.op];
      }
    }
  }
}
