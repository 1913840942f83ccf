import { importModel } from '@pulse-stream/model-import';
import { expect, test } from 'vitest';
import { expectPath, imported, refused, vensim } from './vensim.ts';

const x = (formula: string, more = ''): string =>
  vensim(`a = 2 ~~|\nb = 3 ~~|\nx = ${formula} ~~|\ny = Time ~~|\n${more}`);
const always = (value: number): number[] => Array.from({ length: 4 }, () => value);

test.each([
  ['-2^2', -4],
  ['2^-2', 0.25],
  ['2^3^2', 512],
  ['2^-2^-1', 2 ** -(2 ** -1)],
  ['-a^2*3', -12],
  ['2 - 3 - 4', -5],
  ['2/4/2', 0.25],
  ['2 - -3', 5],
  ['IF THEN ELSE(:NOT: a > b, 1, 0)', 1],
  ['IF THEN ELSE(:NOT: a > b :AND: a = 2, 1, 0)', 1],
  ['IF THEN ELSE(a = 5 :OR: b = 3 :AND: a = 7, 1, 0)', 0],
  ['a > b', 0],
  ['(a < b) * 4', 4],
  ['IF THEN ELSE(a, 7, 8)', 7],
])('%s is %d, as Vensim groups it', (formula, value) => {
  expectPath(imported(x(formula)), { x: always(value) });
});

test('comparisons in a row are refused: they can be read in two ways', () => {
  expect(refused(x('IF THEN ELSE(a < b < 3, 1, 0)'))).toEqual(['4: < … <']);
});

test('a macro is written out at every call, and its inner names do not meet those outside', () => {
  const macros = `:MACRO: TWICE(input, by)
TWICE = inner * by ~~|
inner = input + 1 ~~|
:END OF MACRO:
:MACRO: FILL(flow)
FILL = INTEG(TWICE(flow, 2), 1) ~~|
:END OF MACRO:
inner = 100 ~~|
x = TWICE(3 + Time, 10) + FILL(1) ~~|
`;
  const model = imported(vensim(macros));
  expectPath(model, { x: [41, 55, 69], inner: [100, 100, 100] });
});

test('a macro that calls itself, reads what it does not define or has two outputs is refused', () => {
  const macro = (head: string, body: string): string =>
    vensim(`:MACRO: ${head}\n${body} ~~|\n:END OF MACRO:\nz = 1 ~~|\nx = M(3) ~~|\n`);
  expect(refused(macro('M(a)', 'M = M(a)'))).toEqual(['6: M']);
  expect(refused(macro('M(a)', 'M = a + z'))).toEqual(['6: z']);
  expect(refused(macro('M(a : b)', 'M = a'))[0]).toContain('2: :MACRO:');
});

test('macros that call each other too deep are not said to call themselves', () => {
  const macros = Array.from(
    { length: 30 },
    (_, at) =>
      `:MACRO: M${at}(a)\nM${at} = ${at === 0 ? 'a' : `M${at - 1}(a)`} ~~|\n:END OF MACRO:\n`,
  );
  const result = importModel(vensim(`${macros.join('')}x = M29(3) ~~|\n`), { file: 'm.mdl' });
  expect(JSON.stringify(result)).toContain('more than 20 deep');
});

test('definitions between two macros are read', () => {
  const text = `:MACRO: A(p)\nA = p ~~|\n:END OF MACRO:\nbetween = 5 ~~|\n:MACRO: B(p)\nB = p ~~|\n:END OF MACRO:\nx = A(1) + B(2) + between ~~|\n`;
  expectPath(imported(vensim(text)), { x: [8, 8] });
});

test('a tabbed array is read row by row', () => {
  const text = `R: R1, R2 ~~|\nC: C1, C2, C3 ~~|\nt[R, C] = TABBED ARRAY(\n 1 2 3\n 4 5 6.5\n) ~~|\nx = t[R2, C3] + Time ~~|\n`;
  expectPath(imported(vensim(text)), { 't[R1,C2]': [2], 't[R2,C1]': [4], x: [6.5, 7.5] });
});

test('the words of macros and tabbed arrays take nothing away where they are no words of them', () => {
  const text = `"TABBED ARRAY" = 3 ~ ~ TABBED ARRAY( :MACRO: |
"a :MACRO: b" = "TABBED ARRAY" + Time {:MACRO: in a remark} ~ :END OF MACRO: ~ :END OF MACRO: |
x = "a :MACRO: b" * 2 ~~|`;
  expectPath(imported(vensim(text)), { x: [6, 8], 'TABBED ARRAY': [3] });
  // where it is not clear what they are, nothing is dropped
  expect(refused(vensim('TABBED ARRAY X = Time ~~|'))).toEqual(['2: TABBED ARRAY X = Time']);
});

test.each([
  ['a fraction in a list of constants', 'D: A, B ~~|\nv[D] = 1/2, 3 ~~|', '3: 1/2'],
  ['a fraction in a table', 't((0,0),(1,1/2)) ~~|\nx = t(Time) ~~|', '2: (1,1/2)'],
  ['too few constants', 'D: A, B, C ~~|\nv[D] = 1, 2 ~~|', '3: v'],
  ['a range whose ends differ', 'D: (A1-B3) ~~|\nv[D] = 1 ~~|', '2: (A1-B3)'],
  ['a range of a milliard', 'D: (e1-e1000000000) ~~|\nv[D] = 1 ~~|', '2: (e1-e1000000000)'],
  ['two things in a row', 'x = 1 2 ~~|', '2: x = 1 2'],
  ['a name nobody defines', 'x = nothing + 1 ~~|', '2: nothing'],
  ['a function nobody knows', 'x = FROBNICATE(Time, 3) ~~|', '2: FROBNICATE'],
  ['a draw', 'x = RANDOM UNIFORM(0, 1, 7) ~~|', '2: RANDOM UNIFORM'],
  ['an allocation', 'x = ALLOCATE BY PRIORITY(1, 2, 3, 4, 5) ~~|', '2: ALLOCATE BY PRIORITY'],
  ['data without numbers', 'x ~~|\ny = x + Time ~~|', '2: x'],
  ['a reality check', 'r :THE CONDITION: a = 1 :IMPLIES: b = 2 ~~|', '2: :THE CONDITION:'],
  ['a variable defined twice', 'x = 1 ~~|\nx = Time ~~|', '3: x'],
  ['a table whose x do not ascend', 't((1,0),(0,1)) ~~|\nx = t(Time) ~~|', '2: t'],
  ['a clock that changes', 'x = Time ~~|', '3: INITIAL TIME'],
  ['a number that is too large', 'x = 1e999 * Time ~~|', '2: 1e999'],
])('%s is refused by line and construct', (name, text, first) => {
  const start = name === 'a clock that changes' ? 'Time * 2' : '0';
  expect(refused(vensim(text, { start }))).toContain(first);
});

test.each([
  ['D: (A1-B3) ~~|\nv[D] = 1 ~~|\nw[D] = v[D] ~~|', ['2: (A1-B3)']],
  ['D: A1, A2 -> E ~~|\nE: B1, B2, B3 ~~|\nv[D] = 1 ~~|\nw[E] = v[D] ~~|', ['2: D -> E']],
  ['D: A1, A2 -> F ~~|\nv[D] = 1 ~~|', ['2: D -> f']],
  ['D: A1, A1 ~~|\nv[D] = 1, 2 ~~|', ['2: A1']],
  ['D: D ~~|\nv[D] = 1 ~~|', ['2: D']],
  ['D: (A1-A3) ~~|\nE: (A2-A4) ~~|\nv[D] = 1 ~~|\nw[E] = v[E] * Time ~~|', ['5: v[A4]']],
  ['D: A1, A2 ~~|\nv[D] = 1 ~~|\nw = v[D] ~~|', ['4: [D]']],
  ['D: A1, A2 ~~|\nv[D] = FROB(1, 2) ~~|\nw[D] = v[D] ~~|', ['3: FROB']],
])('%j blames what is wrong, as it is written, and nothing that reads it', (text, lines) => {
  expect(refused(vensim(text))).toEqual(lines);
});

test('a model that cannot be computed is refused at the line of what fails', () => {
  expect(refused(vensim('y = Time - 3 ~~|\nx = 1 / y ~~|'))).toEqual(['3: x']);
});

test('SAVEPER that is no multiple of TIME STEP is refused', () => {
  expect(refused(vensim('x = Time ~~|', { dt: '0.4', save: '1' }))).toEqual(['6: SAVEPER']);
});

test('a run that no scenario can have is refused where it is said', () => {
  expect(refused(vensim('x = Time ~~|', { end: '1e15' }))).toEqual(['4: FINAL TIME']);
  expect(refused(vensim('x = Time ~~|', { dt: '0', save: '1' }))).toEqual(['5: TIME STEP']);
});

test('a turn is a saved step, and the steps inside are those of the file', () => {
  const model = imported(
    vensim('s = INTEG(s, 1) ~~|', { dt: '0.5', save: '1', start: '5', end: '8' }),
  );
  expect(model.turns).toBe(3);
  expect(model.model.time).toEqual({ start: 5, dt: 0.5, steps_per_turn: 2 });
  expectPath(model, { s: [1, 2.25, 5.0625] });
});

test('a broken file is refused and never hangs', () => {
  const deep = `x = ${'('.repeat(2000)}1${')'.repeat(2000)} ~~|`;
  expect(refused(vensim(deep))).toEqual(['2: nesting']);
  expect(refused(vensim(`x = ${'-'.repeat(5000)}1 ~~|`))).toEqual(['2: nesting']);
  expect(refused('x = 1 ~ ~ no end')).toEqual(['1: no end']);
  expect(refused('')).not.toEqual([]);
  expect(refused('{ a remark without an end')).not.toEqual([]);
  expect(refused('"a = 1 ~~|')).not.toEqual([]);
  expect(refused(vensim(`x = ${'1 + '.repeat(20_000)}1 ~~|`))).toHaveLength(1);
  expect(refused('x = 1 ~~|', 'm.doc')).toEqual(['1: the file']);
});

test('a hostile name or formula reaches neither code nor another place of the file', () => {
  const text = `"__proto__" = 1 ~~|
"constructor" = 2 ~~|
"a: b\\"; rm -rf / #{x}" = 3 ~ [evil: yaml] ~ - *alias: !!js/function 'x' |
"turn" = 4 ~~|
"time" = 5 ~~|
"if" = 6 ~~|
sum = "__proto__" + "constructor" + "a: b\\"; rm -rf / #{x}" + "turn" + "if" + Time * 0 ~~|
`;
  const { model, yaml } = imported(vensim(text.replace('"time" = 5 ~~|\n', '')));
  expect(Object.keys(model.params ?? {})).toEqual([
    'proto',
    'constructor_value',
    'a_b_rm_rf_x',
    'turn_value',
    'if_value',
  ]);
  expect(Object.getPrototypeOf(model.params)).toBe(Object.prototype);
  expect(yaml).not.toContain("!!js/function 'x'\n");
  expectPath(imported(vensim(text.replace('"time" = 5 ~~|\n', ''))), { sum: [16, 16] });
  expect(refused(vensim('x = process.exit(1) ~~|'))).toHaveLength(1);
  expect(refused(vensim("x = GET XLS DATA('/etc/passwd', 'a', 'b', 'c') ~~|"))).toEqual([
    '2: /etc/passwd',
  ]);
});

test.each(['x', 'value', 'rule', 'needs', 'defined'])(
  'what cannot be run is refused at its own line, whatever another variable is called: %s',
  (name) => {
    const text = vensim(`${name} = 3 ~~|\ns = INTEG(${name}, 1) ~~|\ny = LN(-s) ~~|\n`);
    expect(refused(text)).toEqual(['4: y']);
  },
);
