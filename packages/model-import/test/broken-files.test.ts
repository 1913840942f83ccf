import { importModel } from '@pulse-stream/model-import';
import { expect, test } from 'vitest';
import { imported, refused, vensim, xmile } from './vensim.ts';

const aux = (name: string, eqn: string): string => `<aux name="${name}"><eqn>${eqn}</eqn></aux>`;
const many = (count: number, write: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => write(at)).join('\n');

// a test that hangs fails: each of these took minutes, or as long as the square of what it holds
test.each<[string, string, string, string]>([
  ['nothing but ends', 'm.mdl', '|'.repeat(5_000_000), '1: the file'],
  ['parentheses', 'm.mdl', vensim(`x = ${'('.repeat(4_000_000)}`), '2: x = ('],
  ['parentheses', 'm.xmile', xmile(aux('x', '('.repeat(4_000_000))), '7: ((('],
  ['tags', 'm.xmile', '<a>'.repeat(1_000_000), '1: nesting'],
  ['signs', 'm.xmile', xmile(aux('x', `${'-'.repeat(4_000_000)}1`)), '7: ---'],
  ['words', 'm.xmile', xmile(aux('x', 'NOT '.repeat(5000))), '7: nesting'],
  ['too many definitions', 'm.mdl', vensim(many(20_000, (at) => `x${at} = ) ~~|`)), '10002: the f'],
  ['too many', 'm.xmile', xmile(many(20_000, (at) => aux(`x${at}`, ')'))), '10007: the f'],
  ['modules', 'm.xmile', xmile(many(20_000, (at) => `<module name="${at}"/>`)), '10007: the f'],
  [
    'what is read',
    'm.xmile',
    xmile(many(6000, (at) => aux(`x${at}`, `x${at + 1}`))),
    '6006: x6000',
  ],
  ['a remark', 'm.mdl', '{'.repeat(5_000_000), '1: {'],
  ['a text', 'm.mdl', vensim("x = GET DIRECT DATA('a ~~|"), '2: x = GET DIRECT'],
  ['a macro', 'm.mdl', ':MACRO: A(p', '1: :MACRO:'],
  ['a comment', 'm.xmile', '<xmile>\n<!-- ', '2: <!--'],
  ['CDATA', 'm.xmile', '<xmile>\n<![CDATA[', '2: <![CDATA['],
  ['NUL', 'm.xmile', xmile(aux('x\0', '1')), '7: <aux name="x'],
  ['an entity', 'm.xmile', xmile(aux('x', '&nope;')), '7: <aux name="x'],
])('%s without an end or a bound in %s', (_, file, text, first) => {
  const [line = ''] = refused(text, file);
  expect(line.slice(0, first.length)).toBe(first);
});

test('values that read each other too deeply are refused, not a crash', () => {
  const end = 5000;
  const deep = xmile(
    `${many(end, (at) => aux(`x${at}`, `x${at + 1} + time`))}${aux(`x${end}`, '1')}`,
  );
  expect(refused(deep, 'm.xmile')).toEqual([expect.stringMatching(/^\d+: x\d+$/)]);
});

test('a unit, a group and names that begin alike are read in one go', () => {
  const text = `****\n${' \n'.repeat(1_000_000)}~|
p = 3 ~ ${'['.repeat(2_000_000)} ~ |
${many(500, (at) => `"${'x'.repeat(64)} ${'!'.repeat(at)}" = Time + p ~~|`)}`;
  const { model } = imported(vensim(text));
  const names = Object.keys(model.values ?? {});
  expect([names.length, new Set(names).size]).toEqual([500, 500]);
  expect(names.slice(0, 3)).toEqual(['x'.repeat(64), `${'x'.repeat(62)}_2`, `${'x'.repeat(62)}_3`]);
});

test('of a file that is wrong everywhere the first hundred are said, and that there is more', () => {
  const wrong = (count: number): string[] => refused(vensim(many(count, (at) => `x${at} = ) ~~|`)));
  expect(wrong(99)).toHaveLength(99);
  const said = wrong(5000);
  expect(said).toHaveLength(101);
  expect(said.at(-1)).toBe('101: after 100 refusals');
});

test('a run that would take too long is refused where its end is said, before it is computed', () => {
  const stock = 's = INTEG(0 * s, 1) ~~|';
  const long = { start: '0', end: '100000', save: '1', dt: '0.00001' };
  expect(refused(vensim(stock, long))).toEqual(['4: FINAL TIME']);
  const specs = '<start>0</start><stop>100000</stop><dt>1</dt>';
  const stocks = many(200, (at) => `<stock name="s${at}"><eqn>1</eqn></stock>`);
  expect(refused(xmile(stocks, { specs }), 'm.xmile')).toEqual(['4: <stop>']);
  expect(importModel(vensim(stock, { end: '3000' }), { file: 'm.mdl' }).kind).toBe('model');
});

test('what is made of itself is refused by its name', () => {
  expect(refused(xmile(`${aux('x', 'y')}${aux('y', 'x')}`), 'm.xmile')).toEqual(['7: x']);
  expect(refused(vensim('s = INTEG(1, r) ~~|\nr = INTEG(1, s) ~~|'))).toEqual(['2: s']);
  expect(refused(vensim('D: E ~~|\nE: D ~~|\nv[D] = Time ~~|'))[0]).toBe('2: D');
  const macros =
    ':MACRO: A(p)\nA = B(p) ~~|\n:END OF MACRO:\n:MACRO: B(p)\nB = A(p) ~~|\n:END OF MACRO:';
  expect(refused(vensim(`${macros}\nx = A(Time) ~~|`))).toEqual(['8: A']);
});

test('hostile dimensions, functions and elements are names and nothing else', () => {
  const calls = ['constructor(1)', '__proto__(1)', 'toString(1)', 'hasOwnProperty(1, 2)'];
  for (const call of calls) {
    expect(refused(vensim(`x = ${call} ~~|`))).toHaveLength(1);
    expect(refused(xmile(aux('x', call)), 'm.xmile')).toHaveLength(1);
  }
  const { params } = imported(
    vensim(
      'constructor: __proto__, toString ~~|\nv[constructor] = 1, 2 ~~|\nx = Time + SUM(v[constructor!]) ~~|',
    ),
  ).model;
  expect(params).toEqual({
    v_proto: expect.objectContaining({ value: 1 }) as object,
    v_tostring: expect.objectContaining({ value: 2 }) as object,
  });
});
