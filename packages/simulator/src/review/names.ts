import type { WorldModel } from '@pulse-stream/worldstate';
import { CASH } from '@pulse-stream/worldstate/internal';
import { CLOCK } from '../language/clock.ts';
import { CONSTANTS } from '../language/constants.ts';
import { CALLS } from '../language/calls.ts';
import { isIn } from '../language/operations.ts';
import { visitTree } from '../language/tree.ts';
import type { CompiledModel } from '../model/compiled-model.ts';
import type { ModelProblems } from '../shape/problems.ts';
import type { Place } from './places.ts';

/** What the expressions of a model read. */
interface NamesRead {
  readonly slots: ReadonlySet<number>;
  readonly params: ReadonlySet<number>;
  readonly series: ReadonlySet<number>;
  readonly tables: ReadonlySet<string>;
}

function namesRead(places: readonly Place[], { values }: CompiledModel): NamesRead {
  const slots = new Set<number>();
  const params = new Set<number>();
  const series = new Set<number>();
  const tables = new Set<string>();
  for (const { tree } of places)
    visitTree(tree, (node) => {
      if (node.op === 'slot' || node.op === 'lag') slots.add(node.slot);
      if (node.op === 'value') slots.add(values[node.value]?.slot ?? -1);
      if (node.op === 'param') params.add(node.param);
      if (node.op === 'series') series.add(node.series);
      if (node.op === 'table') tables.add(node.table.name);
    });
  return { slots, params, series, tables };
}

/** What was imported is there because its origin has it, whether or not anything reads it. */
export const isImported = ({ aliases = {} }: WorldModel, name: string): boolean =>
  Object.hasOwn(aliases, name);

/** Names that nobody uses, and names that hide those of the language. */
export function reviewNames(
  compiled: CompiledModel,
  places: readonly Place[],
  problems: ModelProblems,
): void {
  const read = namesRead(places, compiled);
  reviewSlots(compiled, read, problems);
  const { model, params, series } = compiled;
  const isOwn = (name: string): boolean => !isImported(model, name);
  for (const [param, name] of params.names.entries())
    if (!read.params.has(param) && isOwn(name))
      problems.add(['params', name], `nothing reads the parameter "${name}"`, {
        hint: 'use it in an expression, or leave it out',
      });
  for (const [index, { name }] of series.entries())
    if (!read.series.has(index) && isOwn(name))
      problems.add(['series', name], `nothing reads the series "${name}"`, {
        hint: 'use it in an expression, or leave it out',
      });
  for (const name of Object.keys(model.tables ?? {}))
    if (!read.tables.has(name) && isOwn(name))
      problems.add(['tables', name], `nothing reads the table "${name}"`, {
        hint: `use it in an expression as ${name}(x), or leave it out`,
      });
  reviewShadows(compiled, problems);
}

function reviewSlots(compiled: CompiledModel, read: NamesRead, problems: ModelProblems): void {
  const { model, names, kinds, rules, targets, symbols, measured } = compiled;
  const used = new Set([...read.slots, ...targets, ...symbols, names.indexOf(CASH)]);
  for (const { effects } of rules) for (const { target } of effects) used.add(target);
  for (const { parent } of Object.values(model.slots))
    if (parent !== undefined) used.add(names.indexOf(parent));
  for (const [slot, name] of names.entries()) {
    if (used.has(slot) || kinds[slot] === 'hidden' || isImported(model, name)) continue;
    if (kinds[slot] === 'value')
      problems.add(['values', name], `nothing reads the value "${name}", and it is no target`, {
        hint: 'use it in an expression, name it in forecast.targets, or leave it out',
      });
    else if (measured[slot] !== true)
      problems.add(['slots', name], `nothing reads or changes "${name}", and it is no target`, {
        hint: 'use it in a rule, name it in forecast.targets, or leave it out',
      });
  }
}

/** Maps whose names are read like those of the language. */
const READ_BY_NAME = ['slots', 'params', 'values', 'tables', 'series'] as const;

function reviewShadows({ model }: CompiledModel, problems: ModelProblems): void {
  for (const part of READ_BY_NAME)
    for (const name of Object.keys(model[part] ?? {})) {
      const isHidden =
        isIn(CLOCK, name) || isIn(CONSTANTS, name) || (part === 'tables' && isIn(CALLS, name));
      if (isHidden)
        problems.add([part, name], `it hides the ${name} of the language in every expression`, {
          hint: 'give it another name',
        });
    }
}
