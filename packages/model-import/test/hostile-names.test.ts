import { compileModel } from '@pulse-stream/simulator';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { expectPath, imported, refused, vensim, xmile, type Model } from './vensim.ts';

const BIDI = '\u202e\u2066\u200b\u0000\u001b[31m';
/** What would be something else to YAML, to JavaScript, or to whoever reads the file. */
const HOSTILE = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'a: {b: 1}',
  'a: - b',
  '? x',
  '- x',
  '*alias',
  '&anchor x',
  '!!js/function x',
  '!tag',
  '%YAML 1.1',
  '---',
  '...',
  '# no comment',
  "it's",
  '}{][',
  '|',
  '>',
  '<<',
  'null',
  'true',
  'no',
  '1e3',
  '0x10',
  '${process.exit(1)}',
  '`x`',
  'time',
  'turn',
  'if',
  'and',
  'min',
  'pi',
  'x'.repeat(400),
  'ä'.repeat(200),
  '名前',
  `a${BIDI}b`,
  'a\u2028b',
  'a\u007fb\u0080c\u0085d\u009f',
];

const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.stringMatching(/^[-:#{}[\],&*!|>'%@`? ]{1,12}$/),
);

/** What is read back of the file is the model, its names are names, and it compiles. */
function expectHarmless({ model, yaml }: Model): void {
  const again: unknown = parse(yaml, { schema: 'core', uniqueKeys: true });
  expect(again).toEqual(JSON.parse(JSON.stringify(model)));
  for (const part of [model.params, model.slots, model.values, model.tables])
    for (const name of Object.keys(part ?? {})) expect(name).toMatch(/^[a-z][a-z0-9_]{0,63}$/);
  expect(Object.getPrototypeOf(model.params ?? {})).toBe(Object.prototype);
  // what a terminal obeys, what ends a line, what nobody sees, what turns the text around it
  expect(yaml.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  compileModel(model);
}

/** A name as Vensim quotes it: it holds no line break, and a bar ends no definition inside quotes. */
const quoted = (name: string): string =>
  `"${name
    .replaceAll(/[\r\n]/g, ' ')
    .replaceAll('\\', '')
    .replaceAll('"', '\\"')}"`;
/** A text behind a tilde ends at the next one, and at a bar. */
const comment = (text: string): string => text.replaceAll(/[~|]/g, ' ');
const escaped = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

test.each(HOSTILE)('the Vensim name %j is a name', (name) => {
  const text = `${quoted(`${name} p`)} = 3 ~ ${comment(name)} ~ ${comment(name)} |
${quoted(`${name} s`)} = INTEG(${quoted(`${name} v`)}, ${quoted(`${name} p`)}) ~~|
${quoted(`${name} v`)} = ${quoted(`${name} p`)} * 2 ~~|
"the copy" = ${quoted(`${name} s`)} ~~|`;
  const model = imported(vensim(text));
  expectHarmless(model);
  expectPath(model, { 'the copy': [3, 9, 15] });
});

test('any text may be a name, a unit, a comment and a group of Vensim', () => {
  fc.assert(
    fc.property(hostile, hostile, (name, other) => {
      const text = `********************
	.${comment(other).replaceAll(/[\r\n{}]/g, ' ')}
********************~
	|
${quoted(`p ${name}`)} = 3 ~ ${comment(other)} ~ ${comment(name)} |
"the copy" = ${quoted(`p ${name}`)} + Time ~ ~ |`;
      const model = imported(vensim(text));
      expectHarmless(model);
      expect(Object.values(model.model.params ?? {})).toMatchObject([{ value: 3 }]);
    }),
    { numRuns: 100 },
  );
});

test('any text may be a name, a unit and a comment of XMILE', () => {
  fc.assert(
    fc.property(hostile, hostile, (name, other) => {
      const text = `<aux name="p ${escaped(name)}"><eqn>3</eqn><units>${escaped(other)}</units><doc>${escaped(name)}</doc></aux>
<aux name="the copy"><eqn>time</eqn></aux>`;
      const model = imported(xmile(text), 'm.xmile');
      expectHarmless(model);
      expect(Object.values(model.model.params ?? {})).toMatchObject([{ value: 3 }]);
    }),
    { numRuns: 100 },
  );
});

test('a name that is too long to be said is refused at its line', () => {
  expect(refused(vensim(`"${'x'.repeat(5000)}" = 3 ~~|\nx = Time ~~|`))).toEqual([
    expect.stringMatching(/^2: x+$/),
  ]);
});

test('the name of the file is a name, too', () => {
  fc.assert(
    fc.property(hostile, (name) => {
      expectHarmless(imported(vensim('p = 3 ~~|\nx = Time + p ~~|'), `${name}.mdl`));
    }),
    { numRuns: 100 },
  );
});
