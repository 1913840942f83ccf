import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExpressionEmitter } from '../../src/emit/expression.ts';
import { Code } from '../../src/wasm/instructions.ts';
import { MATH_END } from '../../src/wasm/math-code.ts';
import { FIRST_INDEX, moduleBytes } from '../../src/wasm/module-bytes.ts';
import { RunNumbers } from '../../src/emit/run-numbers.ts';
import { startModule } from '../../src/wasm/start-module.ts';
import { readClock } from '../../src/language/clock.ts';
import type { LookupTable } from '../../src/language/lookup-table.ts';
import { evaluateCondition, evaluateNumber, type Readings } from '../../src/language/evaluate.ts';
import { namesIn, NUMBERS } from '../../src/language/operations.ts';
import type { ConditionTree, NumberTree } from '../../src/language/tree.ts';
import { NumericError } from '../../src/math/numeric-error.ts';
import { compileModel } from '../../src/model/compile-model.ts';
import { bindProgram } from '../../src/model/program.ts';
import { PARAMS, readings, SLOTS, TABLES, trees, VALUES } from '../expression-trees.ts';

const program = bindProgram(
  compileModel({
    name: 'params',
    slots: { x: { kind: 'variable', initial: 0 } },
    params: Object.fromEntries(PARAMS.map((name) => [`p_${name}`, { value: 1 }])),
  }),
);

const PASTS = SLOTS.length + VALUES.length;
const LAGS = MATH_END + 8 * SLOTS.length;
const READ = LAGS + 8 * 10 * PASTS;
const POINTS = READ + 8 * 500;
const PAGES = 2;

/** Where the points of a table lie, in bytes. */
function pointsOf(table: LookupTable): { x: number; y: number } {
  const x = POINTS + TABLES.indexOf(table) * 8 * 20;
  return { x, y: x + 8 * 10 };
}

/** Runs the code of a tree; null: it is in doubt. */
function compute(emit: (emitter: ExpressionEmitter) => boolean, at: Readings): number | null {
  const numbers = new RunNumbers();
  const code = new Code('>d');
  const [doubt, value] = [code.local('d'), code.local('d')];
  const at0 = (address: number) => void code.int(0).load('f64.load', address);
  const emitter = new ExpressionEmitter(
    code,
    {
      slot: (slot) => at0(MATH_END + 8 * slot),
      lag: (slot, back) => at0(LAGS + 8 * (10 * slot + back)),
      number: (index) => at0(READ + 8 * index),
      turn: () => void code.double(at.turn),
      value: (index) => void code.double(at.value(index)),
      series: (index) => void code.double(at.series(index)),
      clock(reading) {
        code.double(readClock(at.clock, reading));
        return false;
      },
      points: pointsOf,
    },
    numbers,
    doubt,
  );
  if (emit(emitter)) code.op('f64.convert_i32_s');
  code.set(value).get(doubt).double(0).op('f64.eq').open('if', 'd');
  code.get(value).otherwise().double(NaN).close();
  const started = startModule(moduleBytes(PAGES, [code], { compute: FIRST_INDEX }), PAGES);
  if (started === null) throw new Error('this host has no WebAssembly');
  const doubles = new Float64Array(started.memory);
  doubles.set(at.x, MATH_END / 8);
  for (const table of TABLES) {
    const { x, y } = pointsOf(table);
    doubles.set(table.x, x / 8);
    doubles.set(table.y, y / 8);
  }
  for (let slot = 0; slot < PASTS; slot += 1)
    for (let back = 0; back < 10; back += 1)
      doubles[LAGS / 8 + 10 * slot + back] = at.lag(slot, back);
  numbers.bind({ ...program, params: at.params }, doubles.subarray(READ / 8));
  const found = (started.exports['compute'] as () => number)(); // its signature
  return Number.isNaN(found) ? null : found;
}

function interpret(of: () => number | boolean): number | null {
  try {
    return Number(of());
  } catch (error) {
    if (error instanceof NumericError) return null;
    throw error;
  }
}

test('emitted code gives every bit of the interpreter, or is in doubt where that fails', () => {
  let values = 0;
  const same = (found: unknown, known: unknown): void => {
    if (known !== null) values += 1;
    expect(found).toBe(known);
  };
  fc.assert(
    fc.property(trees.number, readings, (tree: NumberTree, at) => {
      const found = compute((emitter) => {
        emitter.checked(tree);
        return false;
      }, at);
      same(
        found,
        interpret(() => evaluateNumber(tree, at)),
      );
    }),
    { numRuns: 1000 },
  );
  fc.assert(
    fc.property(trees.condition, readings, (tree: ConditionTree, at) => {
      const found = compute((emitter) => {
        emitter.condition(tree);
        return true;
      }, at);
      same(
        found,
        interpret(() => evaluateCondition(tree, at)),
      );
    }),
    { numRuns: 1000 },
  );
  expect(values).toBeGreaterThan(800);
});

/** Where functions overflow, divide by nothing and leave their domain. */
const EDGES = [0, -1, 1, 700, -1e-300, 1.5e200, Number.MAX_VALUE, -Number.MAX_VALUE];

/** Every list of so many edges. */
const edgesOf = (count: number): readonly (readonly number[])[] =>
  count === 0 ? [[]] : edgesOf(count - 1).flatMap((list) => EDGES.map((edge) => [...list, edge]));

test.each(namesIn(NUMBERS))('what %s does not compute is not lost behind it', (op) => {
  const { operands } = NUMBERS[op];
  const count = operands === 'many' ? 2 : operands;
  const read = (slot: number): NumberTree => ({ op: 'slot', slot });
  const more = Array.from({ length: count - 1 }, (_, index) => read(index + 1));
  // 1 stays where the other value is none
  const tree: NumberTree = {
    op: 'min',
    of: [
      { op: 'literal', value: 1 },
      { op, of: [read(0), ...more] },
    ],
  };
  const [at] = fc.sample(readings, { numRuns: 1, seed: 1 });
  if (at === undefined) throw new Error('nothing to read');
  for (const values of edgesOf(count)) {
    const here = { ...at, x: Float64Array.from(at.x, (value, slot) => values[slot] ?? value) };
    const found = compute((emitter) => {
      emitter.checked(tree);
      return false;
    }, here);
    expect(found, values.join()).toBe(interpret(() => evaluateNumber(tree, here)));
  }
});
