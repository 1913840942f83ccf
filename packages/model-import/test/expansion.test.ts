import fc from 'fast-check';
import { importModel } from '@pulse-stream/model-import';
import { expect, test } from 'vitest';
import { refused, vensim, xmile } from './vensim.ts';

const dimension = (name: string, size: number): string => `${name}: (${name}1-${name}${size}) ~~|`;

const lines = (...definitions: string[]): string => vensim(definitions.join('\n'));

test('a variable with more elements than a file may have variables is refused before they are made', () => {
  const dimensions = ['d', 'e', 'f'].map((name) => dimension(name, 9999));
  const text = lines(...dimensions, 'x[d,e,f] = 1 ~~|', 'y = SUM(x[d!,e!,f!]) ~~|');
  expect(refused(text)).toEqual(['5: x', '6: SUM']);
});

test.each([
  ['SUM', 'x[d!,e!]'],
  ['PROD', 'x[d!,e!]'],
  ['VMIN', 'x[d!,e!]'],
  ['VMAX', 'x[d!,e!]'],
  ['VECTOR SELECT', 'x[d!,e!], x[d!,e!], 0, 0, 0'],
])('%s runs over a thousand elements at most, whatever the sizes that make them', (call, args) => {
  const size = fc.integer({ min: 2, max: 9999 });
  fc.assert(
    fc.property(size, size, (wide, high) => {
      fc.pre(wide * high > 1000);
      const text = lines(
        dimension('d', wide),
        dimension('e', high),
        'x[d1,e1] = 1 ~~|',
        `y = ${call}(${args}) ~~|`,
      );
      expect(refused(text)).toEqual([`5: ${call}`]);
    }),
    { numRuns: 10 },
  );
});

test('formulas that are large for each of many elements are refused once, where they are too many', () => {
  const text = lines(
    dimension('d', 1000),
    'x[d] = 1 ~~|',
    'y[d] = SUM(x[d!]) * SUM(x[d!]) + SUM(x[d!]) ~~|',
    'z[d] = SUM(y[d!]) ~~|',
    'w[d] = SUM(z[d!]) ~~|',
  );
  expect(refused(text)).toEqual(['4: the file']);
});

test('a formula of many SUMs is refused where it becomes too large', () => {
  const sums = Array.from({ length: 30 }, () => 'SUM(x[d!])').join(' + ');
  const text = lines(dimension('d', 900), 'x[d] = 1 ~~|', `y = ${sums} ~~|`);
  expect(refused(text)).toEqual(['4: the formula']);
});

test('a SUM inside a SUM runs over the elements of both', () => {
  const dimensions = ['d', 'e'].map((name) => dimension(name, 900));
  const text = lines(...dimensions, 'x[d] = 1 ~~|', 'y = SUM(x[d!] * SUM(x[e!])) ~~|');
  expect(refused(text)).toEqual(['5: SUM']);
});

test('XMILE counts the same', () => {
  const dimensions = ['d', 'e'].map((name) => `<dim name="${name}" size="900"/>`).join('');
  const text = xmile(
    `<aux name="x"><dimensions><dim name="d"/><dim name="e"/></dimensions><eqn>1</eqn></aux>
<aux name="y"><eqn>SUM(x[*, *])</eqn></aux>`,
    { beside: `<dimensions>${dimensions}</dimensions>` },
  );
  expect(refused(text, 'm.xmile')).toEqual(['7: x', '8: SUM']);
});

test('what is as large as it may be is brought over', () => {
  const text = lines(
    dimension('d', 100),
    'x[d] = 1 ~~|',
    'y[d] = SUM(x[d!]) ~~|',
    's = INTEG(y[d1], 0) ~~|',
  );
  expect(importModel(text, { file: 'm.mdl' }).kind).toBe('model');
});
