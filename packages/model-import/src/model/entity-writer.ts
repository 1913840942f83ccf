import type { Expr } from '@sdeverywhere/parse';
import type { WorldModelInput } from '@pulse-stream/worldstate';
import type { FlatVariable } from '../arrays/flatten.ts';
import { VENSIM_FUNCTIONS, XMILE_FUNCTIONS } from '../formula/functions.ts';
import {
  FormulaWriter,
  atom,
  writeNumber,
  type Scope,
  type Text,
} from '../formula/write-formula.ts';
import { Refused, REPLACE, type Refusals } from '../refusal.ts';
import type { SourceClock, SourceModel } from '../source-model.ts';
import { CLOCK_KEYS } from './clock.ts';
import { constantOf } from './constants.ts';
import { describe, longestComment } from './describe.ts';
import type { Entities, Entity } from './entities.ts';
import { Names } from './names.ts';
import { StartFormulas } from './start-formulas.ts';
import { sampleSeries, turnsOf } from './series.ts';
import { rulesOf } from './stock-rules.ts';

/** The mutable form of what is written part by part. */
type Part<Key extends keyof WorldModelInput> = NonNullable<WorldModelInput[Key]>;

/** What of a model is written entity by entity. */
export interface Parts {
  readonly params: Part<'params'>;
  readonly tables: Part<'tables'>;
  readonly values: Part<'values'>;
  readonly slots: Part<'slots'>;
  readonly rules: Part<'rules'>;
  readonly aliases: Readonly<Record<string, string>>;
  /** The numbers of the series, by name; empty: there is none. */
  readonly columns: ReadonlyMap<string, readonly number[]>;
  readonly series: Part<'series'>;
}

/** Those that are written while the entities are gone through. */
interface WrittenParts extends Omit<Parts, 'rules' | 'aliases' | 'columns'> {
  readonly aliases: Record<string, string>;
  readonly columns: Map<string, readonly number[]>;
}

/** The clock with what follows from it. */
export type CountedClock = SourceClock & {
  readonly steps: number;
  readonly turns: number;
};

/** Writes every entity by its name. */
export class EntityWriter implements Scope {
  readonly #clock: CountedClock;
  /** What the file of the series is called. */
  readonly #dataset: string;
  readonly #variables: ReadonlyMap<string, FlatVariable>;
  readonly #entities: Entities;
  readonly #refusals: Refusals;
  readonly #names = new Names();
  readonly #extended = new Map<string, string>();
  readonly #writer: FormulaWriter;
  readonly #starts: StartFormulas;
  readonly #isVensim: boolean;

  constructor(
    source: SourceModel,
    clock: CountedClock,
    dataset: string,
    variables: ReadonlyMap<string, FlatVariable>,
    entities: Entities,
    refusals: Refusals,
  ) {
    this.#clock = clock;
    this.#dataset = dataset;
    this.#variables = variables;
    this.#entities = entities;
    this.#refusals = refusals;
    this.#isVensim = source.dialect === 'vensim';
    this.#writer = new FormulaWriter(this, this.#isVensim ? VENSIM_FUNCTIONS : XMILE_FUNCTIONS);
    this.#starts = new StartFormulas(entities);
    // names of the file first: what is added gets what is left
    const all = [...entities.byKey.values()];
    for (const { key, name, isAdded } of all) if (!isAdded) this.#names.of(key, name);
    for (const { key, name, isAdded } of all) if (isAdded) this.#names.of(key, name);
  }

  read(key: string, written: string): Text {
    const clock = this.#clockNumber(key);
    if (clock !== null) return clock;
    const entity = this.#entities.byKey.get(key);
    if (entity === undefined) throw new Refused(written, 'there is no such variable', 'define it');
    if (entity.kind === 'table')
      throw new Refused(entity.name, 'it is a table', 'call it with a number');
    return atom(this.#names.of(key, entity.name));
  }

  #clockNumber(key: string): Text | null {
    if (key === 'time' && !this.#entities.byKey.has(key)) return atom('time');
    if (!this.#isVensim && this.#entities.byKey.has(key)) return null;
    if (key === 'time step' || (key === 'dt' && !this.#isVensim)) return atom('dt');
    const { start, end, save } = this.#clock;
    const numbers = this.#isVensim ? [start, end, undefined, save] : [start, end];
    const names: readonly string[] = this.#isVensim ? CLOCK_KEYS : ['starttime', 'stoptime'];
    const value = numbers[names.indexOf(key)];
    return value === undefined ? null : writeNumber(value, key);
  }

  points(key: string, written: string): readonly (readonly [number, number])[] {
    return this.#points(this.#tableOf(key, written));
  }

  #tableOf(key: string, written: string): Entity & { readonly kind: 'table' } {
    const own = this.#entities.byKey.get(key);
    // a variable of XMILE that has a graphical function can be called, too
    const entity = own?.kind === 'table' ? own : this.#entities.byKey.get(`${key}  table`);
    if (entity?.kind === 'table') return entity;
    throw new Refused(
      written,
      own === undefined ? 'the function has no counterpart' : 'it is no table',
      REPLACE,
    );
  }

  table(key: string, written: string, extended = false): string {
    const entity = this.#tableOf(key, written);
    if (!extended) return this.#names.of(entity.key, entity.name);
    const name = this.#extended.get(entity.key) ?? this.#names.free(`${entity.name} extended`);
    this.#extended.set(entity.key, name);
    return name;
  }

  constant(expr: Expr): number | null {
    return constantOf(expr, this.#variables);
  }

  write(): Parts {
    const parts: WrittenParts = {
      params: {},
      tables: {},
      values: {},
      slots: {},
      aliases: {},
      series: {},
      columns: new Map(),
    };
    const { turns: own } = this.#clock;
    const entities = [...this.#entities.byKey.values()];
    const turns = entities.reduce(
      (most, entity) =>
        entity.kind === 'data' ? Math.max(most, turnsOf(entity.points, this.#clock, own)) : most,
      own,
    );
    const isConstant = entities.every(
      (entity) => this.#isClock(entity) || entity.kind === 'param' || entity.kind === 'table',
    );
    for (const entity of entities) {
      if (this.#isClock(entity)) continue;
      const name = this.#names.of(entity.key, entity.name);
      if (!entity.isAdded) parts.aliases[name] = entity.name;
      this.#refusals.attempt(entity.definition.line, () => {
        if (entity.kind === 'data') this.#writeSeries(entity, name, turns, parts);
        // a model of constants only has nothing that moves: they are its values
        else if (entity.kind === 'param' && isConstant)
          parts.values[name] = { formula: entity.value, ...describe(entity) };
        else this.#writeEntity(entity, name, parts);
      });
    }
    for (const [key, name] of this.#extended) {
      const entity = this.#entities.byKey.get(key);
      if (entity?.kind === 'table')
        parts.tables[name] = { points: this.#points(entity), beyond: 'extend' };
    }
    const rules = rulesOf(this.#entities, this.#writer, this.#names, this.#refusals);
    return { ...parts, rules };
  }

  #writeEntity(
    entity: Exclude<Entity, { readonly kind: 'data' }>,
    name: string,
    parts: WrittenParts,
  ): void {
    const about = describe(entity);
    switch (entity.kind) {
      case 'param':
        parts.params[name] = { value: entity.value, ...about };
        break;
      case 'table':
        parts.tables[name] = { points: this.#points(entity), ...longestComment(entity) };
        break;
      case 'value':
        parts.values[name] = withAbout(this.#writer.number(entity.expr), about);
        break;
      case 'delay':
        parts.values[name] = withAbout(this.#delay(entity), about);
        break;
      case 'stock':
        parts.slots[name] = {
          kind: 'variable',
          initial: this.#initial(entity.initial),
          ...(entity.nonNegative ? { min: 0 } : {}),
          ...about,
        };
        break;
    }
  }

  #writeSeries(
    entity: Entity & { readonly kind: 'data' },
    name: string,
    turns: number,
    { columns, series }: WrittenParts,
  ): void {
    columns.set(name, sampleSeries(entity.name, entity.points, entity.between, this.#clock, turns));
    series[name] = {
      dataset: this.#dataset,
      ...(entity.between === 'interpolate' ? { between: 'linear' } : {}),
      // as the other program goes on behind the last number
      beyond: 'hold',
      ...describe(entity),
    };
  }

  #isClock({ key }: Entity): boolean {
    return this.#isVensim && CLOCK_KEYS.some((clock) => clock === key);
  }

  #points({ points, name }: Entity & { readonly kind: 'table' }): [number, number][] {
    for (const [index, [x, y]] of points.entries()) {
      if (!Number.isFinite(x) || !Number.isFinite(y))
        throw new Refused(name, 'a point of the table is too large', 'write smaller numbers');
      if (index > 0 && !(x > (points[index - 1]?.[0] ?? 0)))
        throw new Refused(name, 'the x of the table do not ascend', 'give every x once, in order');
    }
    const [only] = points;
    if (only === undefined) throw new Refused(name, 'the table has no points', 'give it two');
    const all = points.length === 1 ? [only, [only[0] + 1, only[1]] as const] : points;
    return all.map(([x, y]) => [x, y]);
  }

  #initial(expr: Expr): number | string {
    const text = this.#writer.number(this.#starts.formula(expr));
    const value = Number(text);
    return Number.isFinite(value) ? value : text;
  }

  #delay({ memory, args, name }: Entity & { readonly kind: 'delay' }): string {
    const texts = memory.order.flatMap((from, index): string[] => {
      const arg = args[from];
      if (arg === undefined) return [];
      if (index !== memory.fixed)
        return [this.#writer.number(index === 2 ? this.#starts.formula(arg) : arg)];
      const value = this.constant(arg) ?? this.#stepOf(arg);
      if (value === null)
        throw new Refused(name, `what ${memory.call} counts by can change`, 'make it a constant');
      return [String(value)];
    });
    // without an initial value it starts with its input, as that is then
    const [input] = args;
    if (texts.length === 2 && input !== undefined && this.#starts.differs(input))
      texts.push(this.#writer.number(this.#starts.formula(input)));
    return `${memory.call}(${texts.join(', ')})`;
  }

  #stepOf(expr: Expr): number | null {
    return expr.kind === 'variable-ref' && ['time step', 'dt'].includes(expr.varName)
      ? this.#clock.dt
      : null;
  }

  /** Where each name stands in the file: its group and its line. */
  places(): {
    readonly groups: ReadonlyMap<string, string>;
    readonly lines: ReadonlyMap<string, number>;
  } {
    const groups = new Map<string, string>();
    const lines = new Map<string, number>();
    for (const { key, name: written, definition } of this.#entities.byKey.values()) {
      const name = this.#names.of(key, written);
      lines.set(name, definition.line);
      if (definition.group !== null) groups.set(name, definition.group);
    }
    return { groups, lines };
  }
}

function withAbout(
  formula: string,
  about: { readonly unit?: string; readonly description?: string },
): Part<'values'>[string] {
  return Object.keys(about).length === 0 ? formula : { formula, ...about };
}
