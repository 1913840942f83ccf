import { parseVensimModel, type DimensionDef, type Equation, type Expr } from '@sdeverywhere/parse';
import { Refused, REPLACE } from '../refusal.ts';
import { regroup } from '../regroup.ts';
import {
  keyOf,
  MOST_ELEMENTS,
  unquote,
  type Between,
  type EquationRhs,
  type SourceDefinition,
  type SourceDimension,
} from '../source-model.ts';
import type { ModelData } from '../data/data-files.ts';
import { DIRECT_SUBSCRIPT, readElements } from '../data/direct-subscript.ts';
import { QuotedNames } from './quoted-names.ts';
import type { RawDefinition } from './split-definitions.ts';

/** Longest formula and deepest nesting that are given to the parser: they bound its work. */
const LONGEST = 8000;
const DEEPEST = 100;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** How a data variable is read between its points. */
const BETWEEN = /:(INTERPOLATE|LOOK FORWARD|HOLD BACKWARD|RAW):/i;
const BETWEENS: ReadonlyMap<string, Between> = new Map(
  (['interpolate', 'hold backward', 'look forward', 'raw'] as const).map((name) => [name, name]),
);
/** Numbers of another file are assigned with := or =, and tables of another file are called. */
const DIRECT = /^([^=(]*?)\s*:?=\s*(GET[ _](?:DIRECT|XLS)[ _](?:DATA|CONSTANTS|LOOKUPS)\s*\(.*)$/is;
const DIRECT_TABLE = /^([^=(]*?)\(\s*(GET[ _](?:DIRECT|XLS)[ _]LOOKUPS\s*\(.*\))\s*\)\s*$/is;
const UNKNOWN_WORD = /:(?!(?:NA|NOT|AND|OR|EXCEPT):)([A-Z][A-Z ]*):/i;
const RANGE = /\(\s*\[\s*\([^[\]]*\)\s*\]\s*,/g;
const SIGNS = /(?:(?:[-+]|:NOT:)\s*){20}/i;
const TABBED = /^([^=]*)={1,2}\s*TABBED ARRAY\s*\(([^)]*)\)\s*$/is;

/** @returns the definition or the dimension that the text is. @throws Refused */
export function readDefinition(
  raw: RawDefinition,
  data: ModelData,
): SourceDefinition | SourceDimension {
  const { formula } = raw;
  checkSize(formula);
  const direct = DIRECT_SUBSCRIPT.exec(formula);
  if (direct !== null) return directDimension(direct, raw, data);
  const names = new QuotedNames();
  // the range of a table, and points that are only drawn, say how it looks
  const quoted = names.hide(formula);
  const between = BETWEENS.get(BETWEEN.exec(quoted)?.[1]?.toLowerCase() ?? '') ?? 'interpolate';
  const hidden = quoted
    .replace(BETWEEN, ' ')
    .replaceAll(RANGE, '(')
    .replace(DIRECT, '$1 = $2')
    .replace(DIRECT_TABLE, '$1 = $2');
  refuseUnknownWords(hidden, formula);
  if (!hidden.includes('=')) refuseRanges(hidden);
  const tabbed = TABBED.exec(hidden);
  const text = tabbed === null ? hidden : `${tabbed[1]} = ${listOf(tabbed[2] ?? '', raw)}`;
  const { equation, dimension } = parseOne(text, formula);
  if (dimension !== undefined) return dimensionOf(dimension, names, raw);
  if (equation === undefined) throw new Error('neither an equation nor a dimension');
  const { varDef } = equation.lhs;
  const name = names.show(varDef.varName);
  return {
    name: unquote(name),
    key: keyOf(name),
    subscripts: (varDef.subscriptRefs ?? []).map(({ subName }) => keyOf(names.show(subName))),
    except: (varDef.exceptSubscriptRefSets ?? []).map((set) =>
      set.map(({ subName }) => keyOf(names.show(subName))),
    ),
    rhs: rhsOf(equation.rhs, names, hidden),
    units: raw.units,
    comment: raw.comment,
    group: raw.group,
    line: raw.line,
    between,
  };
}

/** @throws Refused for what would take the parser too long */
export function checkSize(formula: string): void {
  if (formula.length > LONGEST)
    throw new Refused(formula, `a formula has at most ${LONGEST} characters`, 'split it');
  // the parser takes a time that grows fast with operators in a row
  if (SIGNS.test(formula)) throw new RangeError('too deep');
  let depth = 0;
  for (const character of formula) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth > DEEPEST) throw new RangeError('too deep');
  }
}

function refuseUnknownWords(hidden: string, formula: string): void {
  const unknown = UNKNOWN_WORD.exec(hidden);
  if (unknown !== null)
    throw new Refused(
      `:${unknown[1]}:`,
      `in ${formula.slice(0, 60)}: it has no counterpart`,
      REPLACE,
    );
  if (/^[^=(]*:=/.test(hidden))
    throw new Refused(':=', 'a data equation has no counterpart', REPLACE);
}

/** The numbers of a tabbed array in the order of its rows, as a list of constants. */
function listOf(text: string, { formula }: RawDefinition): string {
  const numbers = text.trim().split(/[\s,]+/);
  const wrong = numbers.find((number) => !NUMBER.test(number));
  if (wrong !== undefined)
    throw new Refused(
      'TABBED ARRAY',
      `"${wrong}" in ${formula.slice(0, 40)} is no number`,
      REPLACE,
    );
  return numbers.length === 1 ? (numbers[0] ?? '') : numbers.join(', ');
}

function parseOne(
  text: string,
  formula: string,
): { readonly equation: Equation | undefined; readonly dimension: DimensionDef | undefined } {
  let parsed: ReturnType<typeof parseVensimModel>;
  try {
    parsed = parseVensimModel(`${text} ~~|`);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new Refused(
      formula,
      'this is no definition that can be read',
      'write it as Vensim does; a name with other characters than letters, digits and spaces needs double quotes',
    );
  }
  if (parsed.equations.length + parsed.dimensions.length !== 1)
    throw new Refused(formula, 'it is not one definition', REPLACE);
  return { equation: parsed.equations[0], dimension: parsed.dimensions[0] };
}

function rhsOf(rhs: EquationRhs, names: QuotedNames, text: string): EquationRhs {
  switch (rhs.kind) {
    case 'expr':
      checkPoints(rhs.expr, text);
      return { kind: 'expr', expr: regroup(names.showAll(rhs.expr)) };
    case 'const-list':
      for (const { text: number } of rhs.constants)
        if (!NUMBER.test(number))
          throw new Refused(number, 'a list of constants holds numbers only', 'write the number');
      return rhs;
    case 'lookup':
      checkPoints(rhs.lookupDef, text);
      return rhs;
    case 'data':
      return rhs;
  }
}

/** The parser reads `1/2` in a table as 1: a table holds plain numbers only. */
function checkPoints(expr: Expr, text: string): void {
  if (!holdsPoints(expr)) return;
  // every ( number , number ) of the text
  const pairs = text.match(/\(\s*[^(),[\]]+,\s*[^(),[\]]+\)\s*(?=[,)\]-])/g) ?? [];
  for (const pair of pairs) {
    const parts = pair.trim().slice(1, -1).split(',');
    const isPoint = parts.some((part) => NUMBER.test(part.trim()));
    if (isPoint && !parts.every((part) => NUMBER.test(part.trim().replaceAll(' ', ''))))
      throw new Refused(pair, 'a point of a table is two numbers', 'write the numbers');
  }
}

function holdsPoints(expr: Expr): boolean {
  switch (expr.kind) {
    case 'lookup-def': {
      const points = expr.points as typeof expr.points | undefined; // absent where there are none
      for (const [x, y] of points ?? [])
        if (!Number.isFinite(x) || !Number.isFinite(y))
          throw new Refused('a table', 'a point of a table is two numbers', 'write the numbers');
      return true;
    }
    case 'function-call':
      return expr.args.some(holdsPoints);
    case 'lookup-call':
      return holdsPoints(expr.arg);
    case 'parens':
    case 'unary-op':
      return holdsPoints(expr.expr);
    case 'binary-op':
      return holdsPoints(expr.lhs) || holdsPoints(expr.rhs);
    default:
      return false;
  }
}

function dimensionOf(def: DimensionDef, names: QuotedNames, raw: RawDefinition): SourceDimension {
  const shown = (list: readonly { readonly subName: string }[]): string[] =>
    list.map(({ subName }) => names.show(subName));
  const members = shown(def.subscriptRefs);
  const seen = new Set<string>();
  const twice = members.find((member) => seen.size === seen.add(keyOf(member)).size);
  if (twice !== undefined)
    throw new Refused(unquote(twice), 'the element stands twice in its dimension', 'name it once');
  const name = names.show(def.dimName);
  const isAlias = def.familyId !== def.dimId;
  if (members.length === 0 && !isAlias)
    throw new Refused(raw.formula, 'the dimension has no elements', 'write its elements');
  return {
    name: unquote(name),
    key: keyOf(name),
    members: members.map(keyOf),
    names: new Map(members.map((member) => [keyOf(member), unquote(member)])),
    mappings: def.subscriptMappings.map(({ toDimName, subscriptRefs }) => ({
      to: keyOf(names.show(toDimName)),
      members: shown(subscriptRefs).map(keyOf),
    })),
    alias: isAlias ? keyOf(names.show(def.familyName)) : null,
    line: raw.line,
  };
}

/** A dimension whose elements stand in another file: they are names, whatever they hold. */
function directDimension(
  [, name = '', call = '', list = '']: RegExpExecArray,
  { line }: RawDefinition,
  data: ModelData,
): SourceDimension {
  const members = readElements(call, list, data).map((member) => unquote(member));
  return {
    name: unquote(name),
    key: keyOf(name),
    members: members.map(keyOf),
    names: new Map(members.map((member) => [keyOf(member), member])),
    mappings: [],
    alias: null,
    line,
  };
}

/**
 * The parser leaves out a range whose ends do not match, like (A1-B3), and writes out every other one
 * however long it is.
 */
function refuseRanges(text: string): void {
  for (const [range, from = '', first, to = '', last] of text.matchAll(
    /\(\s*([^():,]*?)(\d+)\s*-\s*([^():,]*?)(\d+)\s*\)/g,
  )) {
    if (keyOf(from) !== keyOf(to) || Number(first) > Number(last))
      throw new Refused(
        range,
        'the ends of the range do not match',
        'write the elements one by one',
      );
    if (Number(last) - Number(first) >= MOST_ELEMENTS)
      throw new Refused(
        range,
        `a dimension has at most ${MOST_ELEMENTS} elements`,
        'use a smaller one',
      );
  }
}
