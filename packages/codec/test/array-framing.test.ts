import { createArrayFramer, failFrame, sha256Hex } from '@pulse-stream/codec';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, decode, encode, frame, outcomeOf } from './read-input.ts';

const elements = (text: string, maxLineBytes = 1000) =>
  frame([encode(text)], createArrayFramer({ maxLineBytes }));
const outcomes = (text: string): string[] => elements(text).map(outcomeOf);

test.each(['', ' \n', '[]', '\ufeff[ ]\n', '[\r\n]'])('%j has no elements', (text) => {
  expect(elements(text)).toEqual([]);
});

test('elements are numbered from 1 and may span lines', () => {
  const items = elements('[\n  {"turns": 1},\r\n  {\r\n    "turns": 2\r\n  }\n]\n');
  expect(items.map(({ line, broken }) => [line, broken])).toEqual([
    [1, null],
    [2, null],
  ]);
  expect(items.map(outcomeOf)).toEqual(['result', 'result']);
});

test('commas and brackets inside texts and inside elements split nothing', () => {
  const text = String.raw`[{"id":"a,]}\"[","meta":{"b":[1,[2,{"c":"\\"}]]}},{"id":"z"}]`;
  expect(elements(text).map(({ bytes }) => decode(bytes).length)).toEqual([48, 10]);
  expect(outcomes(text)).toEqual(['result', 'result']);
});

test('a bad element fails alone', () => {
  expect(outcomes('[{"turns":1}, nul, {"turns":01}, [], {"turns":2}]')).toEqual([
    'result',
    'bad-json',
    'bad-json',
    'not-an-object',
    'result',
  ]);
  expect(outcomes('[{"turns":1]}, {"turns":2}]')).toEqual(['bad-json', 'result']);
  expect(outcomes('[{}}, {"turns":2}]')).toEqual(['bad-json', 'result']);
});

test('a missing element is bad-json, between commas as after the last one', () => {
  expect(outcomes('[{},,{}]')).toEqual(['result', 'bad-json', 'result']);
  expect(outcomes('[{},]')).toEqual(['result', 'bad-json']);
});

test.each([
  ['[', 'not-closed', 1],
  ['[{},', 'not-closed', 2],
  ['[{},{}', 'not-closed', 2],
  ['[{},{"id":"a', 'not-closed', 2],
  ['[{},{"a":[1},{},{}]', 'not-closed', 2],
  ['[{}] {}', 'goes-on', 2],
  ['[{}],\n{},{}', 'goes-on', 2],
  ['{"turns":1}', 'not-an-array', 1],
  ['turns: 1', 'not-an-array', 1],
])('a broken array gives exactly one more item: %s', (text, broken, line) => {
  for (const sizes of [[1], [3], [100]]) {
    const items = frame(cut(encode(text), sizes), createArrayFramer());
    expect(items.filter((item) => item.broken !== null)).toHaveLength(1);
    expect(items.at(-1)).toMatchObject({ broken, line });
    const last = items.at(-1);
    expect(last && failFrame(last)).toMatchObject({ type: 'bad-json', stage: 'frame' });
  }
});

test('an element over the limit is too large and reading goes on', () => {
  const [large, next] = elements(`["${'x'.repeat(50)}",{}]`, 20);
  expect(large).toMatchObject({
    tooLarge: true,
    byteLength: 52,
    sha256: sha256Hex(`"${'x'.repeat(50)}"`),
  });
  expect(next && outcomeOf(next)).toBe('result');
});

test('where chunks begin and end makes no difference', () => {
  const piece = fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    '\\',
    '1',
    ' ',
    '\n',
    '\ufeff',
    '{"a":1}',
    'é',
  );
  const options = { maxLineBytes: 9 };
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, inArray) => {
      const input = encode(`${inArray ? '[' : ''}${pieces.join('')}`);
      const whole = frame([input], createArrayFramer(options));
      for (const sizes of [[1], [7], [2, 0, 5]])
        expect(frame(cut(input, sizes), createArrayFramer(options))).toEqual(whole);
    }),
    { numRuns: 500, seed: 1 },
  );
});

test('the elements of what JSON.stringify writes are its elements', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 0, max: 2 }), (values, indent) => {
      const items = frame([encode(JSON.stringify(values, null, indent))], createArrayFramer());
      const read = items.map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)) as unknown);
      expect(read).toEqual(JSON.parse(JSON.stringify(values)));
    }),
    { seed: 2 },
  );
});
