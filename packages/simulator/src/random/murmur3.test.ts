import { expect, test } from 'vitest';
import { absorbBlock, createMurmurState, writeDigest } from './murmur3.ts';

/** The word i of the input: multiples of 01234567 hex, mod 2^32. */
const word = (index: number): number => Math.imul(0x01234567, index + 1) >>> 0;

function digestOf(blocks: number, seed = 0): number[] {
  const state = createMurmurState(seed);
  for (let block = 0; block < blocks; block++) {
    const at = 4 * block;
    absorbBlock(state, word(at), word(at + 1), word(at + 2), word(at + 3));
  }
  const digest = new Uint32Array(4);
  writeDigest(state, digest);
  return [...digest];
}

// From the author's C (MurmurHash3.cpp compiled with gcc 12, SMHasher verification value b3ece62a).
test.each([
  [0, [0, 0, 0, 0]],
  [1, [0x34947349, 0x6edd133f, 0xdc0463af, 0x66301d7d]],
  [2, [0x2a573336, 0x8fa691b6, 0xc3bd40cf, 0x53c3aa1f]],
  [3, [0xc6f5bb7e, 0x8b56fc6b, 0x5e516e4d, 0xbc6d096d]],
])('the digest of %i blocks is that of the published C', (blocks, expected) => {
  expect(digestOf(blocks)).toEqual(expected);
});

test('the published digest of the text 0123456789abcdef', () => {
  const state = createMurmurState(0);
  absorbBlock(state, 0x33323130, 0x37363534, 0x62613938, 0x66656463);
  const digest = new Uint32Array(4);
  writeDigest(state, digest);
  expect([...digest]).toEqual([0xfb7d4409, 0x36aed30a, 0x48ad1d9b, 0x572b3bfd]);
});

test('a digest leaves the state able to absorb more', () => {
  const state = createMurmurState(0);
  const digest = new Uint32Array(4);
  absorbBlock(state, word(0), word(1), word(2), word(3));
  writeDigest(state, digest);
  absorbBlock(state, word(4), word(5), word(6), word(7));
  writeDigest(state, digest);
  expect([...digest]).toEqual(digestOf(2));
});

test('another seed gives another digest', () => {
  expect(digestOf(1, 1)).not.toEqual(digestOf(1, 0));
});
