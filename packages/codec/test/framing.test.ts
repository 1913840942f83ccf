import {
  createFramer,
  failFrame,
  sha256Hex,
  sniffInput,
  type FramedLine,
} from '@pulse-stream/codec';
import { looksLikeArray } from '@pulse-stream/codec/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generateLines, joinLines } from './generate-lines.ts';
import { cut, decode, encode, frame, frameText, outcomeOf } from './read-input.ts';

const texts = (items: readonly FramedLine[]): string[] => items.map(({ bytes }) => decode(bytes));

test('an empty input has no lines', () => {
  expect(frameText('')).toEqual([]);
  expect(frame([])).toEqual([]);
  expect(frameText('\ufeff')).toEqual([]);
});

test('a last line without a line end is a line', () => {
  expect(texts(frameText('{}\n{"a":1}'))).toEqual(['{}', '{"a":1}']);
  expect(frameText('{}\n')).toHaveLength(1);
});

test('CR LF ends a line as LF does; only one CR belongs to the line end', () => {
  expect(texts(frameText('{}\r\n[]\r\r\n1\r'))).toEqual(['{}', '[]\r', '1']);
});

test('a bare CR does not end a line', () => {
  expect(texts(frameText('{"a":1}\r{"b":2}\n'))).toEqual(['{"a":1}\r{"b":2}']);
});

test('blank lines are blank and physical line numbers are kept', () => {
  const items = frameText('\n \t\r\n{}\n\r\r\n\u000b\n{}');
  expect(items.map(({ line, blank }) => [line, blank])).toEqual([
    [1, true],
    [2, true],
    [3, false],
    [4, true],
    [5, false],
    [6, false],
  ]);
});

test('a byte order mark is stripped at byte 0 and only there', () => {
  const input = encode('\ufeff{}\n\ufeff{}\n');
  for (const sizes of [[1], [2], [100]])
    expect(frame(cut(input, sizes)).map(outcomeOf)).toEqual(['result', 'bad-json']);
  expect(frame([encode('\ufeff\ufeff{}')]).map(outcomeOf)).toEqual(['bad-json']);
});

test('half a byte order mark stays in the line', () => {
  for (const sizes of [[1], [100]]) {
    expect(frame(cut(Uint8Array.of(0xef, 0xbb, 0x7b), sizes))[0]?.bytes).toEqual(
      Uint8Array.of(0xef, 0xbb, 0x7b),
    );
    expect(frame(cut(Uint8Array.of(0xef, 0xbb), sizes)).map(outcomeOf)).toEqual(['bad-utf8']);
  }
});

test('where chunks begin and end makes no difference', () => {
  const options = { maxLineBytes: 12 };
  const piece = fc.constantFrom('a', '{}', '\r', '\n', '\r\n', ' ', '\t', '\ufeff', 'é', '1234567');
  const pieces = fc.array(piece, { maxLength: 40 });
  const sizes = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(pieces, sizes, (text, chunkSizes) => {
      const input = encode(text.join(''));
      const whole = frame([input], createFramer(options));
      for (const cuts of [[1], [7], [...chunkSizes, 1]])
        expect(frame(cut(input, cuts), createFramer(options))).toEqual(whole);
    }),
    { numRuns: 500, seed: 1 },
  );
});

test('generated input gives one outcome per line whatever the chunks', () => {
  const lines = generateLines(5, 1200);
  const input = joinLines(lines, false);
  const expected = lines.map(({ code, expected: outcome }) => code ?? outcome);
  for (const sizes of [[1], [7], [4096, 3, 65_536, 1], [input.length]])
    expect(frame(cut(input, sizes)).map(outcomeOf)).toEqual(expected);
});

test('a line as long as the limit is accepted, one byte more is too large', () => {
  const options = { maxLineBytes: 5 };
  for (const end of ['\n', '\r\n', '', '\r'])
    for (const sizes of [[1], [4], [100]]) {
      const at = frame(cut(encode(`12345${end}`), sizes), createFramer(options));
      expect(at).toMatchObject([{ tooLarge: false, byteLength: 5, sha256: null }]);
      const over = frame(cut(encode(`123456${end}`), sizes), createFramer(options));
      expect(over).toMatchObject([{ tooLarge: true, byteLength: 6, sha256: sha256Hex('123456') }]);
      expect(over[0]?.bytes).toHaveLength(0);
      expect(over[0]?.head).toEqual(encode('123456'));
    }
});

test('white space over the limit is still a blank line', () => {
  for (const sizes of [[1], [100]])
    expect(
      frame(cut(encode(`${' '.repeat(20)}\r\n{}\n`), sizes), createFramer({ maxLineBytes: 5 })),
    ).toMatchObject([
      { blank: true, tooLarge: false, byteLength: 20 },
      { blank: false, tooLarge: false },
    ]);
});

test('the failure of a line too large names size and limit and shows its head', () => {
  const [item] = frameText(`${'é'.repeat(3000)}\n`, { maxLineBytes: 1000 });
  expect(item && failFrame(item, 1000)).toMatchObject({
    type: 'too-large',
    stage: 'frame',
    message: 'the line has 6000 bytes, more than the limit of 1000',
    raw: 'é'.repeat(200),
  });
  expect(frameText('{}').map((line) => failFrame(line))).toEqual([null]);
});

test('a line of any length costs time in proportion and no memory', () => {
  const framer = createFramer();
  const chunk = new Uint8Array(64 * 1024).fill(0x61);
  let lines = 0;
  for (let count = 0; count < 320; count++) lines += framer.push(chunk).length;
  const [item] = framer.push(encode('\n{}\n'));
  expect(lines).toBe(0);
  expect(item).toMatchObject({ line: 1, tooLarge: true, byteLength: 320 * chunk.length });
  expect(item?.head).toEqual(chunk.subarray(0, 800));
  expect(framer.end()).toEqual([]);
});

test('a line inside one chunk is a view into it, a line across chunks is not', () => {
  const first = encode('{"a":1}\n{"b"');
  const second = encode(':2}\n');
  const framer = createFramer();
  const [inside] = framer.push(first);
  const [across] = framer.push(second);
  expect(inside?.bytes.buffer).toBe(first.buffer);
  expect(across?.bytes.buffer).not.toBe(second.buffer);
  first.fill(0);
  second.fill(0);
  expect(decode(across?.bytes ?? first)).toBe('{"b":2}');
});

test('chunks that are views into larger memory are read where they stand', () => {
  const memory = encode('xxx{}\n[]\nyyy');
  expect(texts(frame([memory.subarray(3, 9)]))).toEqual(['{}', '[]']);
});

test.each([0, -1, 1.5, Number.NaN])('a limit of %s is refused', (maxLineBytes) => {
  expect(() => createFramer({ maxLineBytes })).toThrowError(
    expect.objectContaining({ code: 'option-invalid' }),
  );
});

test.each([
  ['gzip', [0x1f, 0x8b, 0x08, 0], /name it \.gz or pipe it through zcat/],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd], /zstdcat/],
  ['UTF-16', [0xff, 0xfe, 0x7b, 0], /iconv -f UTF-16/],
  ['UTF-16', [0xfe, 0xff, 0, 0x7b], /iconv -f UTF-16/],
  ['UTF-32', [0xff, 0xfe, 0, 0], /iconv -f UTF-32/],
  ['UTF-32', [0, 0, 0xfe, 0xff], /iconv -f UTF-32/],
])('an input that begins like %s is recognised', (what, bytes, hint) => {
  const found = sniffInput(Uint8Array.from([...bytes, 1, 2, 3]));
  expect(found?.what).toBe(what);
  expect(found?.hint).toMatch(hint);
});

test.each([[''], ['{}'], ['\ufeff{}'], ['PK\u0003\u0004'], ['\u001f'], ['\u0000\u0000']])(
  'an input that begins with %j is read as lines',
  (text) => {
    expect(sniffInput(encode(text))).toBeNull();
  },
);

test.each([
  ['[{"turns":1}]', true],
  ['\ufeff [\r\n {', true],
  ['[]', true],
  ['[1]', false],
  ['{"turns":1}', false],
  ['', false],
  ['[', false],
])('%j looks like an array of scenarios: %s', (text, expected) => {
  expect(looksLikeArray(encode(text))).toBe(expected);
});
