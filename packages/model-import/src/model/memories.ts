import type { BinaryOp, Expr } from '@sdeverywhere/parse';
import { Refused } from '../refusal.ts';

/** A function that remembers, by what is made of it. */
export type Memory = { readonly operands: readonly [least: number, most: number] } & (
  | {
      /** A value that is a call of a delay of our language. */
      readonly as: 'delay';
      readonly call: string;
      /** Our operands, of those of the file. */
      readonly order: readonly number[];
      /** Which of ours has to be a number, and which is what it starts with. */
      readonly fixed: number | null;
    }
  | {
      readonly as: 'stock';
      readonly make: (args: readonly Expr[]) => {
        readonly rate: Expr | null;
        readonly initial: Expr;
      };
    }
  | {
      readonly as: 'value';
      readonly make: (
        args: readonly Expr[],
        held: Expr,
        constant: (expr: Expr) => number | null,
      ) => {
        readonly expr: Expr;
        readonly atStart: Expr | null;
        readonly held: { readonly rate: Expr; readonly initial: Expr } | null;
      };
    }
  | { readonly as: 'refused'; readonly message: string; readonly way: string }
);

const NOTHING: Expr = { kind: 'number', value: 0, text: '0' };
const at = (args: readonly Expr[], index: number): Expr => args[index] ?? NOTHING;
const between = (lhs: Expr, op: BinaryOp, rhs: Expr): Expr => ({
  kind: 'binary-op',
  lhs: wrap(lhs),
  op,
  rhs: wrap(rhs),
});
const wrap = (expr: Expr): Expr =>
  expr.kind === 'binary-op' || expr.kind === 'unary-op' ? { kind: 'parens', expr } : expr;
const call = (fnName: string, ...args: Expr[]): Expr => ({
  kind: 'function-call',
  fnName,
  fnId: '',
  args,
});

function delay(
  name: string,
  order: readonly number[],
  least = order.length,
  fixed: number | null = null,
): Memory {
  return { as: 'delay', call: name, order, operands: [least, order.length], fixed };
}

const stays: Memory = {
  as: 'stock',
  operands: [1, 1],
  make: (args) => ({ rate: null, initial: at(args, 0) }),
};

/** The input times one and its growth: what it will be after the horizon. */
const forecast: Memory = {
  as: 'value',
  operands: [3, 3],
  make: (args) => {
    const [input, over, horizon] = [at(args, 0), at(args, 1), at(args, 2)];
    const mean = call('SMOOTH', input, over);
    const growth = call('ZIDZ', between(input, '-', mean), between(over, '*', mean));
    const factor = between(
      { kind: 'number', value: 1, text: '1' },
      '+',
      between(growth, '*', horizon),
    );
    return { expr: between(input, '*', factor), atStart: null, held: null };
  },
};

const activeInitial: Memory = {
  as: 'value',
  operands: [2, 2],
  make: (args) => ({ expr: at(args, 0), atStart: at(args, 1), held: null }),
};

const sampleIfTrue: Memory = {
  as: 'value',
  operands: [3, 3],
  make: (args, held) => {
    const [when, input, initial] = [at(args, 0), at(args, 1), at(args, 2)];
    const dt: Expr = { kind: 'variable-ref', varName: 'time step', varId: '' };
    const change = between(between(input, '-', held), '/', dt);
    return {
      expr: call('IF THEN ELSE', when, input, held),
      atStart: null,
      held: { rate: call('IF THEN ELSE', when, change, NOTHING), initial },
    };
  },
};

/** What a stream is worth at the start: it and a factor that shrinks are added up. */
const presentValue: Memory = {
  as: 'value',
  operands: [4, 4],
  make: (args, held) => {
    const [stream, rate, initial, factor] = [at(args, 0), at(args, 1), at(args, 2), at(args, 3)];
    const dt: Expr = { kind: 'variable-ref', varName: 'time step', varId: '' };
    const one: Expr = { kind: 'number', value: 1, text: '1' };
    const shrinks = between(rate, '/', between(one, '+', between(rate, '*', dt)));
    const now = between(between(stream, '*', dt), '*', held);
    const sum = call('INTEG', between(stream, '*', held), initial);
    return {
      expr: between(between(sum, '+', now), '*', factor),
      atStart: null,
      held: {
        rate: { kind: 'unary-op', op: '-', expr: wrap(between(held, '*', shrinks)) },
        initial: one,
      },
    };
  },
};

const integral: Memory = {
  as: 'stock',
  operands: [2, 2],
  make: (args) => ({ rate: at(args, 0), initial: at(args, 1) }),
};

/** A chain of equal smooths in a row. */
const smoothN: Memory = {
  as: 'value',
  operands: [4, 4],
  make: (args, _, constant) => {
    const [input, time, initial, order] = [at(args, 0), at(args, 1), at(args, 2), at(args, 3)];
    const count = constant(order);
    if (count === null || !Number.isInteger(count) || count < 1 || count > 20)
      throw new Refused('SMOOTH N', 'its order is no number from 1 to 20', 'write the number');
    const part = between(time, '/', order);
    let expr = input;
    for (let stage = 0; stage < count; stage += 1) expr = call('SMOOTHI', expr, part, initial);
    return { expr, atStart: null, held: null };
  },
};

const VENSIM: Readonly<Record<string, Memory>> = {
  integ: integral,
  initial: stays,
  'active initial': activeInitial,
  'sample if true': sampleIfTrue,
  forecast,
  npv: presentValue,
  delay1: delay('delay1', [0, 1]),
  delay1i: delay('delay1', [0, 1, 2]),
  delay3: delay('delay3', [0, 1]),
  delay3i: delay('delay3', [0, 1, 2]),
  'delay n': delay('delay_n', [0, 1, 2, 3], 4, 3),
  'delay fixed': delay('delay_fixed', [0, 1, 2], 3, 1),
  smooth: delay('smooth1', [0, 1]),
  smoothi: delay('smooth1', [0, 1, 2]),
  smooth3: delay('smooth3', [0, 1]),
  smooth3i: delay('smooth3', [0, 1, 2]),
  'smooth n': smoothN,
  trend: delay('trend', [0, 1, 2]),
};

const XMILE: Readonly<Record<string, Memory>> = {
  integ: integral,
  init: stays,
  'active initial': activeInitial,
  delay: delay('delay_fixed', [0, 1, 2], 2, 1),
  delay1: delay('delay1', [0, 1, 2], 2),
  delay3: delay('delay3', [0, 1, 2], 2),
  smth1: delay('smooth1', [0, 1, 2], 2),
  smth3: delay('smooth3', [0, 1, 2], 2),
  trend: delay('trend', [0, 1, 2]),
};

/** What remembers, by the language of the file and by key. */
export const MEMORIES = { vensim: VENSIM, xmile: XMILE };
