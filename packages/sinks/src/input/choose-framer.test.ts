import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseFramer, chooseFraming, HEAD_BYTES, type Framing } from './choose-framer.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const CASES: readonly (readonly [string, string, Framing])[] = [
  ['a.jsonl', '', 'lines'],
  ['a.jsonl', ' \n\n', 'lines'],
  ['a.jsonl', '{"turns":1}\n{"turns":2}\n', 'lines'],
  ['a.jsonl', '{\n"turns":1}\n', 'lines'],
  ['a.jsonl', '[{"turns":1}]\n{"turns":2}\n', 'lines'],
  ['a.jsonl', '[1,2]', 'lines'],
  ['a.jsonl', '[]\n', 'lines'],
  ['a.jsonl', '[{"turns":1},\n{"turns":2}]\n', 'array'],
  ['a.jsonl', '\n\r\n  [\r\n  {"turns": 1}\r\n]\r\n', 'array'],
  ['-', '\ufeff[\n{"turns":1}]', 'array'],
  ['-', '[\n]', 'array'],
  ['a.jsonl', '[{"id":"]}\\"["}\n,{"turns":2}]', 'array'],
  // an array that is cut off is still one
  ['a.jsonl', '[{"turns":1},\n{"turns"', 'array'],
  // a bad first line among lines is no array
  ['a.jsonl', '[\n{"turns":1}\n{"turns":2}\n', 'lines'],
  ['a.jsonl', '[{"turns":1},\n{"turns":2}]\n{"turns":3}\n', 'lines'],
  ['a.jsonl', '[1,2\n{"turns":1}\n', 'lines'],
  ['a.jsonl', '["abc\n"]\n', 'lines'],
  ['a.jsonl', '[}\n]', 'lines'],
  ['a.jsonl', '[,\n1]', 'lines'],
  ['a.jsonl', '[{"turns":1},', 'lines'],
  ['a.json', '[{"turns":1},{"turns":2}]', 'array'],
  ['A.JSON.GZ', '[', 'array'],
  ['a.json', '{"turns":1}', 'object'],
  ['a.json', '\ufeff{\n  "turns": 1\n}\n', 'object'],
  ['a.json', '{\n  "turns": 1\n  "members": 1\n}\n', 'object'],
  ['a.json', '{"turns":1}\n{"turns":2}\n', 'lines'],
  ['a.json', '{"turns":1 "x"}\n{"turns":2}\n', 'lines'],
  ['a.json', '7\n', 'lines'],
  ['a.json', '', 'lines'],
  ['a.csv', 'id,turns\na,1\n', 'csv'],
  ['A.CSV.GZ', '[{"turns":1},\n{"turns":2}]\n', 'csv'],
  ['a.csv', '', 'csv'],
];

test.each(CASES)('%s holding %j is read as %s', (path, text, framing) => {
  expect(chooseFraming(path, bytes(text), true)).toBe(framing);
});

test('an answer given early is the answer given with all bytes', () => {
  const pieces = fc.constantFrom('[', ']', '{', '}', ',', ':', '"a"', '"', '\\', '1', '\n', ' ');
  const text = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
  const known = fc.constantFrom(...CASES.map(([, given]) => given));
  const path = fc.constantFrom('a.jsonl', 'a.json', 'a.csv');
  fc.assert(
    fc.property(path, fc.oneof(text, known), (name, given) => {
      const whole = bytes(given);
      const answer = chooseFraming(name, whole, true);
      for (let length = 0; length <= whole.length; length++)
        expect([null, answer]).toContain(chooseFraming(name, whole.subarray(0, length), false));
    }),
    { numRuns: 500 },
  );
});

test('64 KiB are enough for an answer, and no byte after them changes it', () => {
  const item = '{"turns":1},\n';
  const long = bytes(`[\n${item.repeat(HEAD_BYTES / 10)}`);
  expect(chooseFraming('a.jsonl', long.subarray(0, HEAD_BYTES - 1), false)).toBeNull();
  expect(chooseFraming('a.jsonl', long.subarray(0, HEAD_BYTES), false)).toBe('array');
  expect(chooseFraming('a.jsonl', long, false)).toBe('array');
  expect(chooseFraming('a.jsonl', bytes(`[${'1,'.repeat(HEAD_BYTES)}`), false)).toBe('lines');
  expect(chooseFraming('a.jsonl', bytes(' '.repeat(HEAD_BYTES)), false)).toBe('lines');
  expect(chooseFraming('a.json', bytes(`{"a":[${'1,'.repeat(HEAD_BYTES)}`), false)).toBe('object');
});

function frame(path: string, text: string, size: number) {
  const whole = bytes(text);
  const framer = chooseFramer(path, whole.subarray(0, HEAD_BYTES));
  const items = [];
  for (let from = 0; from < whole.length; from += size)
    items.push(...framer.push(whole.slice(from, from + size)));
  items.push(...framer.end());
  return items
    .filter(({ blank }) => !blank)
    .map((item) => [item.line, new TextDecoder().decode(item.bytes).trim(), item.broken]);
}

test.each([1, 2, 3, 7, 1000])('framing does not depend on chunks of %i bytes', (size) => {
  expect(frame('a.jsonl', '{"a":1}\n\n{"a":2}', size)).toEqual([
    [1, '{"a":1}', null],
    [3, '{"a":2}', null],
  ]);
  expect(frame('a.jsonl', '\ufeff[{"a":1},\n{"a":2}]\n', size)).toEqual([
    [1, '{"a":1}', null],
    [2, '{"a":2}', null],
  ]);
  expect(frame('a.json', '\ufeff{\n"a":[1,2]\n}\n', size)).toEqual([[1, '{\n"a":[1,2]\n}', null]]);
  expect(frame('a.json', '{"a":1', size)).toEqual([[1, '{"a":1]', 'not-closed']]);
});
