import type { WorldModel } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import { namesIn } from '../language/operations.ts';
import type { LookupTable } from '../language/lookup-table.ts';
import type { NameMeaning, NameTable } from '../language/parse-expression.ts';
import type { ModelProblems } from '../shape/problems.ts';

/** Every name of a model and what it stands for in its expressions. */
export interface Namespace {
  readonly table: NameTable;
  /** Declared slots, then auxiliaries: index of a name is its slot. */
  readonly slots: readonly string[];
  readonly values: readonly string[];
}

/** What can be declared by name, in the order in which a repeat is blamed on the later. */
const DECLARED = {
  slots: 'slot',
  params: 'parameter',
  values: 'value',
  tables: 'table',
  series: 'series',
} as const;

/** Slots, parameters, values, tables and series share one namespace; repeats go to `problems`. */
export function readNamespace(model: WorldModel, problems: ModelProblems): Namespace {
  const meanings = new Map<string, NameMeaning>();
  const owner = new Map<string, string>();
  const declared = Object.keys(model.slots);
  const values = Object.keys(model.values ?? {});
  const meaningOf: Record<keyof typeof DECLARED, (name: string, index: number) => NameMeaning> = {
    slots: (_, index) => ({ kind: 'slot', index }),
    params: (_, index) => ({ kind: 'param', index }),
    values: (_, index) => ({ kind: 'value', index, slot: declared.length + index }),
    tables: (name) => ({ kind: 'table', table: compileTable(model, name, problems) }),
    series: (_, index) => ({ kind: 'series', index }),
  };
  for (const key of namesIn(DECLARED))
    for (const [index, name] of Object.keys(model[key] ?? {}).entries()) {
      const earlier = owner.get(name);
      if (earlier !== undefined)
        problems.add([key, name], `"${name}" is a ${earlier} already: every name has one meaning`);
      else owner.set(name, DECLARED[key]);
      meanings.set(name, meaningOf[key](name, index));
    }
  for (const name of Object.keys(model.aliases ?? {}))
    if (!owner.has(name))
      problems.addUnknown(['aliases', name], name, {
        hint: hintNearest(name, [...owner.keys()]),
      });
  if (declared.length + values.length === 0)
    problems.add(['slots'], 'a model has at least one slot');
  return {
    table: { meanings, turn: true, clock: true, noLags: null },
    slots: [...declared, ...values],
    values,
  };
}

function compileTable(model: WorldModel, name: string, problems: ModelProblems): LookupTable {
  const { points = [], beyond = 'hold' } = model.tables?.[name] ?? {};
  const x = Float64Array.from(points, ([at]) => at);
  for (const [index, at] of x.entries())
    if (index > 0 && !(at > (x[index - 1] ?? 0)))
      problems.add(
        ['tables', name, 'points', index],
        `${at} is not above ${x[index - 1]}: the x of a table ascend`,
      );
  return { name, x, y: Float64Array.from(points, ([, y]) => y), beyond };
}
