import { expect, test } from 'vitest';
import { compileMath } from '../compile-math.mjs';
import { NumberProgram } from '../number-code.mjs';
import { NumberModules } from '../number-modules.mjs';
import { readText } from '../workspace.mjs';
import { Code } from '../../packages/simulator/src/wasm/instructions.ts';

test('the embedded code of the math is what its source compiles to', () => {
  expect(readText('packages/simulator/src/wasm/math-code.ts')).toBe(compileMath());
});

/** Compiles `f` of a module with this text. */
function compile(text: string): number {
  const modules = new NumberModules(() => text);
  const program = new NumberProgram(modules, {}, Code);
  const wanted = modules.functionOf(modules.load('made.ts').values['f']);
  if (wanted === undefined) throw new Error('no function');
  return program.indexOf(wanted);
}

test.each([
  ['text', 'export function f(x: number): number {\n  return `${x}`.length;\n}'],
  ['an object', 'export function f(x: number): number {\n  return { x }.x;\n}'],
  ['a large whole number', 'export function f(x: number): number {\n  return Number(5n) + x;\n}'],
  ['an unknown function', 'export function f(x: number): number {\n  return Math.exp(x);\n}'],
  ['a name from nowhere', 'export function f(x: number): number {\n  return x + nowhere;\n}'],
  ['an exception', "export function f(x: number): number {\n  throw new Error('no');\n}"],
])('%s is no code of numbers: the line is named', (_, text) => {
  expect(() => compile(text)).toThrow(/^made\.ts:2: no code of numbers: /);
});

test('what is code of numbers compiles', () => {
  expect(compile('export function f(x: number): number {\n  return x > 1 ? x : 2 * x;\n}')).toBe(0);
});
