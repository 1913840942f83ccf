import { checkLine, decodeLine } from '@pulse-stream/codec';
import { stripSeparator } from '@pulse-stream/codec/internal';
import { expect, test } from 'vitest';
import { generateLines } from './generate-lines.ts';
import { encode } from './read-input.ts';

const MEANING: ReadonlySet<string> = new Set(['config-invalid', 'limit-exceeded']);

test('a line is refused as JSON for the reasons decoding refuses it, whatever it means', () => {
  const lines = generateLines(21, 2000).filter(({ code }) => code !== 'too-large');
  for (const { bytes, expected } of lines.filter((line) => line.expected !== 'blank')) {
    const decoded = decodeLine(bytes);
    const failure = expected === 'failure' && 'kind' in decoded ? decoded : null;
    const checked = checkLine(stripSeparator(bytes.at(-1) === 0x0d ? bytes.slice(0, -1) : bytes));
    const isMeaning =
      failure !== null &&
      (MEANING.has(failure.type) ||
        // names and integers are a matter of the schema
        (checked === null && ['bad-string', 'bad-number'].includes(failure.type)));
    expect(checked?.type).toBe(isMeaning ? undefined : failure?.type);
  }
});

test('a record separator is the business of the caller: only the first one is taken off', () => {
  expect(stripSeparator(encode('\u001e{}'))).toEqual(encode('{}'));
  expect(stripSeparator(encode('{}'))).toEqual(encode('{}'));
  expect(checkLine(stripSeparator(encode('\u001e\u001e{}')))?.type).toBe('bad-json');
  expect(checkLine(encode('{"any":["thing"]}'))).toBeNull();
});

test.each([
  ['null', 'null'],
  ['12', 'a number'],
  ['-1', 'a number'],
  ['"a"', 'a text'],
  [' [1]', 'an array'],
  ['true', 'true'],
  ['false', 'false'],
])('the line %s is told to be %s', (line, noun) => {
  expect(checkLine(encode(line))?.message).toBe(`the line is ${noun}, not an object`);
});
