import type { Expr } from '@sdeverywhere/parse';
import { mapCalls, mapReferences, type Reference } from './map-expr.ts';
import { Refused, type Refusals } from './refusal.ts';
import { keyOf, MOST_VARIABLES, type EquationRhs, type SourceDefinition } from './source-model.ts';

/** Definitions that are copied wherever the macro is called; the one of its own name is the result. */
export interface Macro {
  readonly key: string;
  readonly name: string;
  readonly parameters: readonly string[];
  readonly definitions: readonly SourceDefinition[];
  readonly line: number;
}

/** Deepest call of macros inside macros. */
const DEEPEST = 20;

/** What every macro may read from outside. */
const CLOCK: ReadonlySet<string> = new Set([
  'time',
  'time step',
  'dt',
  'initial time',
  'final time',
  'saveper',
  'starttime',
  'stoptime',
]);

/** The definitions with all calls of macros written out. */
export function expandMacros(
  definitions: readonly SourceDefinition[],
  macros: ReadonlyMap<string, Macro>,
  refusals: Refusals,
): SourceDefinition[] {
  if (macros.size === 0) return [...definitions];
  const expansion = new Expansion(macros);
  return definitions.flatMap(
    (definition) => refusals.attempt(definition.line, () => expansion.expand(definition, [])) ?? [],
  );
}

class Expansion {
  readonly #macros: ReadonlyMap<string, Macro>;
  #calls = 0;
  #copies = 0;

  constructor(macros: ReadonlyMap<string, Macro>) {
    this.#macros = macros;
  }

  /** @param way the macros that this definition is inside of */
  expand(definition: SourceDefinition, way: readonly string[]): SourceDefinition[] {
    const { rhs } = definition;
    if (rhs.kind !== 'expr') return [definition];
    const copies: SourceDefinition[] = [];
    const expr = mapCalls(rhs.expr, (call) => {
      const macro = this.#macros.get(keyOf(call.fnName));
      return macro === undefined ? call : this.#copy(macro, call, definition, way, copies);
    });
    return [...copies, { ...definition, rhs: { kind: 'expr', expr } }];
  }

  #copy(
    macro: Macro,
    { args }: Expr & { readonly kind: 'function-call' },
    owner: SourceDefinition,
    way: readonly string[],
    copies: SourceDefinition[],
  ): Expr {
    const { key, name, definitions } = macro;
    this.#check(macro, args.length, way);
    const call = this.#calls;
    // two spaces: no key of a file has them
    const keyHere = (local: string): string => `${owner.key}  ${key} ${call} ${local}`;
    const refHere = (local: string): Expr => ({
      kind: 'variable-ref',
      varName: keyHere(local),
      varId: '',
      ...(owner.subscripts.length === 0
        ? {}
        : { subscriptRefs: owner.subscripts.map((subName) => ({ subName, subId: '' })) }),
    });
    const read = readerOf(macro, args, refHere);
    for (const part of definitions) {
      if (part.subscripts.length > 0)
        throw new Refused(
          part.name,
          'subscripts inside of a macro cannot be written out',
          'write the macro out by hand',
        );
      const copy: SourceDefinition = {
        ...part,
        key: keyHere(part.key),
        name: `${owner.name} ${part.key === key ? name : `${name} ${part.name}`}`,
        subscripts: owner.subscripts,
        except: owner.except,
        rhs: mapRhs(part.rhs, read),
        group: owner.group,
        isAdded: true,
      };
      copies.push(...this.expand(copy, [...way, key]));
    }
    return refHere(key);
  }

  /** Counts a call that may be written out. */
  #check(macro: Macro, given: number, way: readonly string[]): void {
    const { key, name, parameters, definitions } = macro;
    if (way.includes(key))
      throw new Refused(name, 'the macro calls itself', 'write it out by hand');
    if (way.length > DEEPEST)
      throw new Refused(
        name,
        `macros call each other more than ${DEEPEST} deep`,
        'write the innermost ones out',
      );
    if (given !== parameters.length)
      throw new Refused(name, `the macro got ${given} values`, `give it ${parameters.length}`);
    if (!definitions.some((part) => part.key === key))
      throw new Refused(name, 'the macro does not define its own name', 'define its result');
    this.#calls += 1;
    this.#copies += definitions.length;
    if (this.#copies > MOST_VARIABLES)
      throw new Refused(name, `macros make more than ${MOST_VARIABLES} variables`, 'call fewer');
  }
}

/** What a reference inside of a macro becomes where it is called. */
function readerOf(
  { name, parameters, definitions }: Macro,
  args: readonly Expr[],
  refHere: (local: string) => Expr,
): (ref: Reference) => Expr {
  const locals = new Set(definitions.map((part) => part.key));
  const given = new Map(parameters.map((parameter, index) => [parameter, args[index]]));
  return (ref) => {
    const local = keyOf(ref.varName);
    const argument = given.get(local);
    if (argument !== undefined)
      return argument.kind === 'binary-op' || argument.kind === 'unary-op'
        ? { kind: 'parens', expr: argument }
        : argument;
    if (locals.has(local)) return refHere(local);
    if (local.endsWith('$')) return { ...ref, varName: local.slice(0, -1) };
    if (CLOCK.has(local)) return ref;
    throw new Refused(ref.varName, `the macro ${name} does not define it`, 'make it a parameter');
  };
}

function mapRhs(rhs: EquationRhs, read: (ref: Reference) => Expr): EquationRhs {
  return rhs.kind === 'expr' ? { kind: 'expr', expr: mapReferences(rhs.expr, read) } : rhs;
}
