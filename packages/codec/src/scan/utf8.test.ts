import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findInvalidUtf8, HEAD_BYTES, rawText, sequenceLength } from './utf8.ts';

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

test('bytes are UTF-8 exactly when a fatal decoder says so', () => {
  // bytes at the borders of the ranges of Unicode table 3-7
  const byte = fc.constantFrom(
    0x00,
    0x41,
    0x7f,
    0x80,
    0x8f,
    0x90,
    0x9f,
    0xa0,
    0xbf,
    0xc0,
    0xc1,
    0xc2,
    0xdf,
    0xe0,
    0xe1,
    0xec,
    0xed,
    0xee,
    0xef,
    0xf0,
    0xf1,
    0xf3,
    0xf4,
    0xf5,
    0xff,
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 6 }), (list) => {
      const bytes = Uint8Array.from(list);
      expect(findInvalidUtf8(bytes) < 0).toBe(isUtf8(bytes));
    }),
    { numRuns: 10_000, seed: 1 },
  );
});

test.each([
  ['NUL in two bytes', [0xc0, 0x80]],
  ['U+007F in two bytes', [0xc1, 0xbf]],
  ['U+0000 in three bytes', [0xe0, 0x80, 0x80]],
  ['U+07FF in three bytes', [0xe0, 0x9f, 0xbf]],
  ['U+0000 in four bytes', [0xf0, 0x80, 0x80, 0x80]],
  ['U+FFFF in four bytes', [0xf0, 0x8f, 0xbf, 0xbf]],
  ['the first surrogate', [0xed, 0xa0, 0x80]],
  ['the last surrogate', [0xed, 0xbf, 0xbf]],
  ['U+110000', [0xf4, 0x90, 0x80, 0x80]],
  ['a lead byte beyond all', [0xf5, 0x80, 0x80, 0x80]],
])('an overlong form, a surrogate or a point beyond Unicode is refused: %s', (_, bytes) => {
  expect(isUtf8(Uint8Array.from(bytes))).toBe(false);
  expect(sequenceLength(Uint8Array.from(bytes), 0)).toBe(0);
  expect(findInvalidUtf8(Uint8Array.of(0x61, ...bytes, 0x62))).toBe(1);
});

test('of all pairs of a lead and a second byte those begin a character that a fatal decoder takes', () => {
  const wrong: number[][] = [];
  for (let lead = 0xc0; lead < 0x100; lead += 1)
    for (let second = 0; second < 0x100; second += 1) {
      const bytes = [lead, second, 0x80, 0x80].slice(0, lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);
      const list = Uint8Array.from(bytes);
      if (sequenceLength(list, 0) > 0 !== isUtf8(list)) wrong.push(bytes);
    }
  expect(wrong).toEqual([]);
});

test('every character has the length its encoding has', () => {
  const samples = ['\u0000', 'a', '\u007f', '\u0080', 'é', '\u07ff', '\u0800', '\ud7ff', '\ue000'];
  for (const text of [...samples, '\uffff', '😀', '\u{10ffff}'])
    expect(sequenceLength(new TextEncoder().encode(text), 0)).toBe(
      new TextEncoder().encode(text).length,
    );
});

test('the first invalid byte is the first byte of the bad sequence', () => {
  expect(findInvalidUtf8(Uint8Array.of(0x61, 0xe2, 0x82, 0x41))).toBe(1);
  expect(findInvalidUtf8(Uint8Array.of(0xc3, 0xa9, 0xa9))).toBe(2);
});

test('raw text is well-formed, at most 200 characters, and a prefix of valid text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const shown = rawText(new TextEncoder().encode(text).subarray(0, HEAD_BYTES));
      expect(Array.from(text).slice(0, 200).join('')).toBe(shown);
    }),
    { numRuns: 50, seed: 2 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: HEAD_BYTES }), (bytes) => {
      const shown = rawText(bytes);
      expect(shown).not.toMatch(/\p{Surrogate}/u);
      expect(Array.from(shown).length).toBeLessThanOrEqual(200);
    }),
    { seed: 3 },
  );
});

test('a byte that is not UTF-8 is shown as \\xHH and takes four characters', () => {
  expect(rawText(Uint8Array.of(0x61, 0xff, 0x62))).toBe(String.raw`a\xFFb`);
  expect(rawText(new Uint8Array(300).fill(0x80))).toBe(String.raw`\x80`.repeat(50));
});
