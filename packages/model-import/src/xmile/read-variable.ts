import type { XmlElement } from '@rgrove/parse-xml';
import type { Expr } from '@sdeverywhere/parse';
import { combine } from '../arrays/combine.ts';
import { Refused, REPLACE } from '../refusal.ts';
import { keyOf, unquote, type EquationRhs, type SourceDefinition } from '../source-model.ts';
import { elementOf, elementsOf, textOf } from './elements.ts';
import { parseFormula } from './parse-formula.ts';
import { readTablePoints } from './read-table.ts';

/** Whether stocks and flows stay above 0 where they do not say. */
export interface Defaults {
  readonly stock: boolean;
  readonly flow: boolean;
}

/** What a variable may hold that is understood, or only says how it looks. */
const KNOWN = new Set([
  'eqn',
  'init_eqn',
  'doc',
  'units',
  'inflow',
  'outflow',
  'non_negative',
  'gf',
  'dimensions',
  'element',
  'range',
  'scale',
  'format',
]);
const LIST = /^[\s\d.,;eE+-]+[,;][\s\d.,;eE+-]*$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The definitions that a variable of XMILE is: one, one per element, and one per table. */
export function readVariable(
  element: XmlElement,
  line: number,
  defaults: Defaults,
  elementsByDimension: ReadonlyMap<string, readonly string[]>,
): SourceDefinition[] {
  for (const child of element.name === 'gf' ? [] : elementsOf(element))
    if (!KNOWN.has(child.name) && !child.name.includes(':'))
      throw new Refused(`<${child.name}>`, 'it has no counterpart', REPLACE);
  const name = nameOf(element.attributes['name'] ?? '');
  if (name === '') throw new Refused(`<${element.name}>`, 'it has no name', 'give it a name');
  const list = elementOf(element, 'dimensions');
  const dimensions =
    list === null ? [] : elementsOf(list, 'dim').map((dim) => keyOf(dim.attributes['name'] ?? ''));
  const base = {
    name,
    key: keyOf(name),
    except: [],
    units: `${textOf(elementOf(element, 'units'))}${rangeOf(element)}`.replaceAll(/\s+/g, ' '),
    comment: textOf(elementOf(element, 'doc')).replaceAll(/\s+/g, ' '),
    group: null,
    line,
    between: 'interpolate' as const,
    dimensions,
    nonNegative:
      (element.name === 'flow' && isNonNegative(element, defaults.flow)) ||
      (element.name === 'stock' && isNonNegative(element, defaults.stock)),
  };
  if (element.name === 'gf')
    return [{ ...base, subscripts: [], rhs: tableRhs(readTablePoints(element)) }];
  const parts = elementsOf(element, 'element');
  const equations = elementsOf(element, 'eqn');
  if (parts.length === 0 && equations.length > 1 && element.name !== 'stock')
    return defineEach(base, dimensions, equations, elementsByDimension);
  if (parts.length === 0) return define(base, dimensions, element, element, element.name);
  return parts.flatMap((part) => {
    const subscripts = (part.attributes['subscript'] ?? '').split(',').map(keyOf);
    if (subscripts.length !== dimensions.length)
      throw new Refused(
        `<element subscript="${part.attributes['subscript'] ?? ''}">`,
        `it has not ${dimensions.length} subscripts`,
        'name an element of every dimension',
      );
    return define(base, subscripts, part, element, element.name);
  });
}

/** The range that a variable should stay in, behind its unit as Vensim writes it. */
function rangeOf(element: XmlElement): string {
  const { min = '', max = '' } = elementOf(element, 'range')?.attributes ?? {};
  const [low, high] = [min, max].map((end) => (NUMBER.test(end.trim()) ? end.trim() : '?'));
  return low === '?' && high === '?' ? '' : ` [${low},${high}]`;
}

/** An equation for each element, in their order. */
function defineEach(
  base: Omit<SourceDefinition, 'subscripts' | 'rhs'>,
  dimensions: readonly string[],
  equations: readonly XmlElement[],
  elementsByDimension: ReadonlyMap<string, readonly string[]>,
): SourceDefinition[] {
  const all = [...combine(dimensions.map((key) => elementsByDimension.get(key) ?? []))];
  if (dimensions.length === 0 || all.length !== equations.length)
    throw new Refused(
      '<eqn>',
      `it has ${equations.length} equations`,
      'give every <element> its own',
    );
  return all.map((subscripts, index) => ({
    ...base,
    subscripts,
    rhs: { kind: 'expr', expr: parseFormula(textOf(equations[index] ?? null)) },
  }));
}

/** Line breaks in names are written \n. */
export const nameOf = (written: string): string =>
  unquote(written.replaceAll('\\n', ' ')).replaceAll(/\s+/g, ' ').trim();

function define(
  base: Omit<SourceDefinition, 'subscripts' | 'rhs'>,
  subscripts: readonly string[],
  part: XmlElement,
  whole: XmlElement,
  kind: string,
): SourceDefinition[] {
  const gf = elementOf(part, 'gf') ?? elementOf(whole, 'gf');
  if (elementsOf(part, 'eqn').length > 1)
    throw new Refused('<eqn>', 'it has more than one equation', 'give every <element> its own');
  const text = textOf(elementOf(part, 'eqn'));
  if (kind === 'stock')
    return [{ ...base, subscripts, rhs: { kind: 'expr', expr: stockOf(part, whole, text) } }];
  if (gf !== null) {
    const table = { ...base, subscripts, rhs: tableRhs(readTablePoints(gf)) };
    if (text === '') return [table];
    // the variable is the function of its formula, and other formulas may call it
    const key = `${base.key}  table`;
    const varRef = {
      kind: 'variable-ref' as const,
      varName: key,
      varId: '',
      ...(subscripts.length === 0
        ? {}
        : { subscriptRefs: subscripts.map((subName) => ({ subName, subId: '' })) }),
    };
    const expr: Expr = { kind: 'lookup-call', varRef, arg: parseFormula(text) };
    return [
      { ...table, key, name: `${base.name} table`, isAdded: true, nonNegative: false },
      { ...base, subscripts, rhs: { kind: 'expr', expr } },
    ];
  }
  if (text === '') throw new Refused(base.name, 'it has no equation', 'give it an <eqn>');
  return [{ ...base, subscripts, rhs: rhsOf(text, subscripts, part) }];
}

const tableRhs = (points: [number, number][]): EquationRhs => ({
  kind: 'lookup',
  lookupDef: { kind: 'lookup-def', points },
});

function rhsOf(text: string, subscripts: readonly string[], part: XmlElement): EquationRhs {
  if (subscripts.length > 0 && LIST.test(text)) {
    const constants = text
      .split(/[,;]/)
      .map((number) => number.trim())
      .filter((number, index, all) => number !== '' || index < all.length - 1)
      .map((number) => {
        if (!NUMBER.test(number))
          throw new Refused(text, 'a list holds numbers only', 'write numbers');
        return { kind: 'number' as const, value: Number(number), text: number };
      });
    return { kind: 'const-list', constants, text };
  }
  const start = elementOf(part, 'init_eqn');
  const expr = parseFormula(text);
  return {
    kind: 'expr',
    expr:
      start === null
        ? expr
        : {
            kind: 'function-call',
            fnName: 'ACTIVE INITIAL',
            fnId: '',
            args: [expr, parseFormula(textOf(start))],
          },
  };
}

/** A stock as an integral of what flows in and out. */
function stockOf(part: XmlElement, whole: XmlElement, text: string): Expr {
  if (text === '') throw new Refused('<stock>', 'it has no initial value', 'give it an <eqn>');
  const flows = (name: string): string[] =>
    [...new Set([part, whole])].flatMap((parent) => elementsOf(parent, name).map(textOf));
  let rate: Expr = { kind: 'number', value: 0, text: '0' };
  for (const [name, op] of [
    ['inflow', '+'],
    ['outflow', '-'],
  ] as const)
    for (const flow of flows(name)) {
      const rhs = parseFormula(flow);
      if (rhs.kind !== 'variable-ref')
        throw new Refused(`<${name}>`, 'it is no name of a flow', 'name a flow');
      rate = { kind: 'binary-op', lhs: rate, op, rhs };
    }
  return { kind: 'function-call', fnName: 'INTEG', fnId: '', args: [rate, parseFormula(text)] };
}

function isNonNegative(element: XmlElement, byDefault: boolean): boolean {
  const own = elementOf(element, 'non_negative');
  return own === null ? byDefault : textOf(own).toLowerCase() !== 'false';
}
