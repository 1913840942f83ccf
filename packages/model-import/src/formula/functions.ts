import { literalOf } from '../literal-of.ts';
import { Refused, REPLACE } from '../refusal.ts';
import {
  atom,
  BINDING,
  writeNumber,
  type FunctionRow,
  type FunctionTable,
} from './write-formula.ts';

const row = (count: number, write: FunctionRow['write']): FunctionRow => ({
  operands: [count, count],
  write,
});

/** A function that is called the same way by another name. */
const same = (name: string, least: number, most = least): FunctionRow => ({
  operands: [least, most],
  write: (writer, args) => atom(`${name}(${args.map((arg) => writer.number(arg)).join(', ')})`),
});

/** Our text with the operands for $1, $2, …: each an atom. */
const pattern = (count: number, text: string, binding: number = BINDING.atom): FunctionRow =>
  row(count, (writer, args) => ({
    text: text.replaceAll(/\$(\d)/g, (_, index) => {
      const arg = args[Number(index) - 1];
      return arg === undefined ? '' : writer.number(arg, BINDING.atom);
    }),
    binding,
  }));

const choice: FunctionRow = row(3, (writer, [when, then, otherwise]) => {
  if (when === undefined || then === undefined || otherwise === undefined)
    throw new Error('a choice has three operands');
  // what is not computed has to be understood all the same
  const text = `if(${writer.condition(when)}, ${writer.number(then)}, ${writer.number(otherwise)})`;
  const holds = writer.holds(when);
  return atom(holds === null ? text : writer.number(holds ? then : otherwise, BINDING.atom));
});

/** A choice by the second operand, which is often a number. */
const bySecond = (
  isSo: (second: number) => boolean,
  [condition, then, otherwise]: readonly [string, string, string],
  count: number,
): FunctionRow =>
  row(count, (writer, args) => {
    const [, second] = args;
    const value = second === undefined ? null : literalOf(second);
    const text =
      value === null
        ? `if(${condition}, ${then}, ${otherwise})`
        : `(${isSo(value) ? then : otherwise})`;
    return pattern(count, text).write(writer, args);
  });

/** Vensim takes a divisor below a millionth for 0. */
const VENSIM_ZERO = '1e-6';

const byDivisor = (count: number, instead: string): FunctionRow =>
  bySecond(
    (divisor) => Math.abs(divisor) < Number(VENSIM_ZERO),
    [`abs($2) < ${VENSIM_ZERO}`, instead, '$1 / $2'],
    count,
  );

/** A table that goes on beyond its points. */
const extended: FunctionRow = row(2, (writer, [table, at]) => {
  if (table?.kind !== 'variable-ref' || at === undefined)
    throw new Refused('LOOKUP EXTRAPOLATE', 'its first value is no table', 'name a table');
  return atom(`${writer.scope.table(table.varName, table.varName, true)}(${writer.number(at)})`);
});

const called: FunctionRow = row(2, (writer, [table, at]) => {
  if (table?.kind !== 'variable-ref' || at === undefined)
    throw new Refused('LOOKUP', 'its first value is no table', 'name a table');
  return atom(`${writer.scope.table(table.varName, table.varName)}(${writer.number(at)})`);
});

/** The value of a table that jumps from point to point. */
function jumpTo(
  points: readonly (readonly [number, number])[],
  x: number,
  isBehind: boolean,
): number {
  const behind = points.findIndex(([px]) => (isBehind ? x <= px : x < px));
  const at = behind < 0 ? points.length - 1 : isBehind ? behind : Math.max(0, behind - 1);
  return points[at]?.[1] ?? 0;
}

/** A table that jumps from point to point: the value of the point behind or before, written out. */
const jumping = (name: string, isBehind: boolean): FunctionRow =>
  row(2, (writer, [table, at]) => {
    if (table?.kind !== 'variable-ref' || at === undefined)
      throw new Refused(name, 'its first value is no table', 'name a table');
    const x = writer.number(at, BINDING.compared + 1);
    const points = writer.scope.points(table.varName, table.varName);
    const value = literalOf(at);
    if (value !== null) return writeNumber(jumpTo(points, value, isBehind), name);
    const [last, ...before] = points.toReversed();
    const text = before.reduce(
      (after, [px, py], index) => {
        const [next = 0] = points[points.length - 1 - index] ?? [];
        return isBehind
          ? `if(${x} <= ${px}, ${py}, ${after})`
          : `if(${x} < ${next}, ${py}, ${after})`;
      },
      String(last?.[1] ?? 0),
    );
    return atom(`(${text})`);
  });

/** How VECTOR SELECT makes one number of those that are selected, and what the others count. */
const SELECTS: Readonly<
  Record<number, { readonly between: string; readonly call: string; readonly none: string }>
> = {
  0: { between: ' + ', call: '', none: '0' },
  1: { between: ' * ', call: '', none: '1' },
  2: { between: ', ', call: 'min', none: '1e300' },
  3: { between: ', ', call: 'max', none: '-1e300' },
};

/** Its elements are written out before: selections and values in turn, then the other three. */
const vectorSelect: FunctionRow = {
  operands: [5, 20_003],
  write: (writer, args) => {
    const [missing, action, ...more] = args.slice(-3);
    const kind = action === undefined ? null : writer.scope.constant(action);
    const select = kind === null ? undefined : SELECTS[kind];
    if (select === undefined || missing === undefined || more.length !== 1)
      throw new Refused(
        'VECTOR SELECT',
        'what it makes of the elements is not a sum, product, minimum or maximum',
        'make its fourth value 0, 1, 2 or 3',
      );
    const pairs = args.slice(0, -3);
    const conditions: string[] = [];
    const values: string[] = [];
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      const [when, value] = [pairs[at], pairs[at + 1]];
      if (when === undefined || value === undefined) continue;
      conditions.push(writer.condition(when, BINDING.or + 1));
      values.push(`if(${writer.condition(when)}, ${writer.number(value)}, ${select.none})`);
    }
    const all = `${select.call}(${values.join(select.between)})`;
    if (kind === 0 && literalOf(missing) === 0) return atom(all);
    return atom(`if(${conditions.join(' or ')}, ${all}, ${writer.number(missing)})`);
  },
};

const refused =
  (message: string, way = REPLACE): ((name: string) => FunctionRow) =>
  (name) => ({
    operands: [0, 99],
    write: () => {
      throw new Refused(name.toUpperCase(), message, way);
    },
  });

const CHANCE = refused(
  'the file draws from a generator of its own, so its numbers cannot be checked',
  'replace it by its mean, and give the slot noise or the parameter a draw after the import',
);

const TRUNCATED = refused(
  'programs differ in what it gives for negative numbers',
  'write it out where it matters, as in ROUND(x - 0.5), or remove it',
);

const COMMON = {
  vmin: same('min', 1, 10_000),
  vmax: same('max', 1, 10_000),
  abs: same('abs', 1),
  exp: same('exp', 1),
  ln: same('ln', 1),
  sqrt: same('sqrt', 1),
  sin: same('sin', 1),
  cos: same('cos', 1),
  tan: same('tan', 1),
  arcsin: same('asin', 1),
  arccos: same('acos', 1),
  arctan: same('atan', 1),
  sinh: same('sinh', 1),
  cosh: same('cosh', 1),
  tanh: same('tanh', 1),
  step: same('step', 2),
  'if then else': choice,
} satisfies FunctionTable;

/** @see https://www.vensim.com/documentation/functions.html */
export const VENSIM_FUNCTIONS: FunctionTable = {
  ...COMMON,
  min: same('min', 2),
  max: same('max', 2),
  log: pattern(2, 'ln($1) / ln($2)', BINDING.product),
  integer: same('trunc', 1),
  modulo: same('mod', 2),
  quantum: bySecond((unit) => unit <= 0, ['$2 <= 0', '$1', '$2 * trunc($1 / $2)'], 2),
  power: pattern(2, '$1 ^ $2', BINDING.power),
  zidz: byDivisor(2, '0'),
  xidz: byDivisor(3, '$3'),
  pulse: same('pulse', 2),
  'pulse train': same('pulse_train', 4),
  ramp: same('ramp', 3),
  game: pattern(1, '($1)'),
  'lookup extrapolate': extended,
  'lookup forward': jumping('LOOKUP FORWARD', true),
  'lookup backward': jumping('LOOKUP BACKWARD', false),
  'vector select': vectorSelect,
  'random uniform': CHANCE('random uniform'),
  'random normal': CHANCE('random normal'),
  'random poisson': CHANCE('random poisson'),
  'random 0 1': CHANCE('random 0 1'),
};

/** @see http://docs.oasis-open.org/xmile/xmile/v1.0/xmile-v1.0.html section 3.5 */
export const XMILE_FUNCTIONS: FunctionTable = {
  ...COMMON,
  min: same('min', 2),
  max: same('max', 2),
  log10: same('log10', 1),
  int: TRUNCATED('int'),
  mod: TRUNCATED('mod'),
  safediv: {
    operands: [2, 3],
    write: (writer, args) => {
      const [a, b, c] = args.map((arg) => writer.number(arg));
      return atom(c === undefined ? `zidz(${a}, ${b})` : `xidz(${a}, ${b}, ${c})`);
    },
  },
  power: pattern(2, '$1 ^ $2', BINDING.power),
  ramp: {
    operands: [2, 3],
    write: (writer, args) => {
      const [slope, from, to] = args.map((arg) => writer.number(arg));
      return atom(`ramp(${slope}, ${from}, ${to ?? '1e300'})`);
    },
  },
  // a quantity in one step, once or again and again
  pulse: {
    operands: [1, 3],
    write: (writer, [size, first, every]) => {
      if (size === undefined) throw new Error('a pulse has a size');
      const at = first === undefined ? 'time' : writer.number(first);
      const interval = every === undefined ? 0 : writer.scope.constant(every);
      if (interval === null)
        throw new Refused('PULSE', 'its interval can change', 'make it a constant');
      const shape =
        interval > 0 ? `pulse_train(${at}, dt, ${interval}, 1e300)` : `pulse(${at}, dt)`;
      const text = `${writer.number(size, BINDING.product)} / dt * ${shape}`;
      return { text, binding: BINDING.product };
    },
  },
  pi: pattern(0, 'pi'),
  lookup: called,
  random: CHANCE('random'),
  normal: CHANCE('normal'),
  poisson: CHANCE('poisson'),
  uniform: CHANCE('uniform'),
};
