import type { Expr } from '@sdeverywhere/parse';
import { Refused, type Refusals } from '../refusal.ts';
import { constantAt, directCall, pointsAt, type DirectCall } from '../data/direct-call.ts';
import type { ModelData, Points } from '../data/data-files.ts';
import {
  MOST_VARIABLES,
  type Between,
  type SourceDefinition,
  type SourceModel,
} from '../source-model.ts';
import { combine, flatKey } from './combine.ts';
import { Dimensions } from './dimensions.ts';
import { Expansion } from './expansion.ts';
import { numberOf, Substitution } from './substitute.ts';

/** One number, table or series of the model: a variable, or one element of one with subscripts. */
export interface FlatVariable {
  /** What references name it by: `key[element,element]`. */
  readonly key: string;
  /** As the file writes it, with its elements. */
  readonly name: string;
  readonly definition: SourceDefinition;
  readonly rhs: FlatRhs;
}

export type FlatRhs =
  | { readonly kind: 'formula'; readonly expr: Expr }
  | { readonly kind: 'table'; readonly points: readonly (readonly [number, number])[] }
  | {
      readonly kind: 'data';
      readonly points: Points;
      readonly between: Between;
    };

/** Every variable by its flat key, in the order of the file. */
export function flatten(
  source: SourceModel,
  data: ModelData,
  refusals: Refusals,
): ReadonlyMap<string, FlatVariable> {
  const dimensions = new Dimensions(source.dimensions, refusals);
  const flat = new Map<string, FlatVariable>();
  if (refusals.list.length > 0) return flat;
  const widths = subscriptsOf(source.definitions, refusals);
  const expansion = new Expansion();
  const substitution = new Substitution(dimensions, widths, source.dialect, expansion);
  for (const definition of source.definitions) {
    if (expansion.isFull) break;
    refusals.attempt(definition.line, () => {
      const parts = { dimensions, substitution, expansion };
      for (const variable of flattenOne(definition, parts, data)) {
        if (flat.has(variable.key))
          throw new Refused(variable.name, 'it is defined twice', 'leave one definition');
        flat.set(variable.key, variable);
        if (flat.size > MOST_VARIABLES)
          throw new Refused(
            variable.name,
            `subscripts make more than ${MOST_VARIABLES} variables`,
            'use smaller dimensions',
          );
      }
    });
  }
  return flat;
}

/** Subscripts of each variable, or its dimensions, as its first definition has them. */
function subscriptsOf(
  definitions: readonly SourceDefinition[],
  refusals: Refusals,
): ReadonlyMap<string, readonly string[]> {
  const widths = new Map<string, readonly string[]>();
  for (const { key, name, subscripts, dimensions, line } of definitions) {
    const known = widths.get(key);
    if (known === undefined) widths.set(key, dimensions ?? subscripts);
    else if (known.length !== subscripts.length)
      refusals.add(
        line,
        new Refused(name, 'its definitions differ in the number of subscripts', 'make them equal'),
      );
  }
  return widths;
}

/** By subscript of a definition: the elements it stands for. */
function elementLists(
  { name, subscripts }: SourceDefinition,
  dimensions: Dimensions,
): (readonly string[])[] {
  const lists = subscripts.map((subscript) => {
    if (dimensions.has(subscript)) return dimensions.elementsOf(subscript);
    if (dimensions.isElement(subscript)) return [subscript];
    throw new Refused(`${name}[${subscript}]`, 'there is no such subscript', 'define it');
  });
  const left = subscripts.filter((subscript) => dimensions.has(subscript));
  if (new Set(left).size < left.length)
    throw new Refused(name, 'a dimension stands twice on the left side', 'use an alias of it');
  return lists;
}

/** What formulas are written out with. */
interface Parts {
  readonly dimensions: Dimensions;
  readonly substitution: Substitution;
  readonly expansion: Expansion;
}

/** Whether a definition leaves out these elements. */
const isExcepted = (
  elements: readonly string[],
  except: SourceDefinition['except'],
  dimensions: Dimensions,
): boolean =>
  except.some((set) =>
    set.every((subscript, index) => {
      const element = elements[index] ?? '';
      return dimensions.has(subscript)
        ? dimensions.elementsOf(subscript).includes(element)
        : subscript === element;
    }),
  );

function* flattenOne(
  definition: SourceDefinition,
  { dimensions, substitution, expansion }: Parts,
  data: ModelData,
): Generator<FlatVariable> {
  const { key, name, subscripts, except, rhs } = definition;
  const lists = elementLists(definition, dimensions);
  const constants = rhs.kind === 'const-list' ? rhs.constants.map(({ value }) => value) : [];
  const size = expansion.checkElements(name, lists);
  if (rhs.kind === 'const-list' && constants.length !== size)
    throw new Refused(
      name,
      `${constants.length} constants for ${size} elements`,
      'give one for each',
    );
  const direct = rhs.kind === 'expr' ? directCall(rhs.expr) : null;
  let index = 0;
  for (const elements of combine(lists)) {
    const constant = constants[index] ?? 0;
    index += 1;
    if (isExcepted(elements, except, dimensions)) continue;
    const bound = new Map(
      subscripts.flatMap((subscript, at): [string, string][] =>
        dimensions.has(subscript) ? [[subscript, elements[at] ?? '']] : [],
      ),
    );
    const shown = elements.map((element) => dimensions.nameOf(element)).join(',');
    const flatName = shown === '' ? name : `${name}[${shown}]`;
    const at = elements.flatMap((element, place) =>
      dimensions.has(subscripts[place] ?? '') ? [lists[place]?.indexOf(element) ?? 0] : [],
    );
    expansion.beginFormula();
    const rhsOf = (): FlatRhs => {
      if (direct !== null) return directRhs(direct, at, definition, data);
      switch (rhs.kind) {
        case 'const-list':
          return { kind: 'formula', expr: numberOf(constant) };
        case 'lookup':
          return { kind: 'table', points: rhs.lookupDef.points };
        case 'data':
          return { kind: 'data', points: data.pointsOf(flatName), between: definition.between };
        case 'expr':
          return { kind: 'formula', expr: substitution.apply(rhs.expr, bound) };
      }
    };
    const written = { key: flatKey(key, elements), name: flatName, definition, rhs: rhsOf() };
    if (index === 1 && except.length === 0) expansion.checkRepeated(size - 1);
    yield written;
  }
}

/** Numbers of another file. */
function directRhs(
  call: DirectCall,
  at: readonly number[],
  { between }: SourceDefinition,
  data: ModelData,
): FlatRhs {
  switch (call.what) {
    case 'constants':
      return { kind: 'formula', expr: numberOf(constantAt(call, at, data)) };
    case 'data':
      return { kind: 'data', points: pointsAt(call, at, data), between };
    case 'lookups':
      return { kind: 'table', points: pointsAt(call, at, data) };
  }
}
