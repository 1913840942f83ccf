import { sha256Hex } from '@pulse-stream/codec';
import { digestObservations, openSha256 } from '@pulse-stream/codec/internal';
import { expect, test } from 'vitest';
import { encode } from './read-input.ts';

// examples of FIPS 180-4
const VECTORS: [text: string, digest: string][] = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
];

test.each(VECTORS)('the hash of %j is the published one', (text, digest) => {
  expect(sha256Hex(text)).toBe(digest);
  expect(sha256Hex(encode(text))).toBe(digest);
});

test('a hash of pieces is the hash of the whole', () => {
  const hash = openSha256();
  for (const piece of ['a', '', 'bc']) hash.update(encode(piece));
  expect(hash.finish()).toBe(sha256Hex('abc'));
});

test('equal histories have equal digests whatever the order of their keys', () => {
  const rows = [{ hope: 0.5, rage: null }, { hope: 0.25 }];
  const same = [{ rage: null, hope: 0.5 }, { hope: 0.25 }];
  expect(digestObservations(rows)).toEqual({
    rows: 2,
    sha256: sha256Hex('[{"hope":0.5,"rage":null},{"hope":0.25}]'),
  });
  expect(digestObservations(same)).toEqual(digestObservations(rows));
  expect(digestObservations(rows.toReversed())).not.toEqual(digestObservations(rows));
});
