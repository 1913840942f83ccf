import { constants, createBrotliCompress } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pack, unpack } from './pack.ts';

const MEBIBYTE = 1024 * 1024;
const BOMB_MEBIBYTES = 192;

test('what was packed comes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      expect(Buffer.from(unpack(pack(bytes), bytes.length) ?? 'none')).toEqual(Buffer.from(bytes));
    }),
  );
});

test('of another size, without its end, or with more behind it, it is nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.nat({ max: 6000 }), (bytes, size) => {
      const packed = pack(bytes);
      if (size !== bytes.length) expect(unpack(packed, size)).toBeNull();
      expect(unpack(packed.subarray(0, -1), bytes.length)).toBeNull();
    }),
  );
});

test('a kilobyte that holds gigabytes takes no more memory than was said', async () => {
  const packer = createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 3 } });
  const zeros = new Uint8Array(MEBIBYTE);
  const packed: Uint8Array[] = [];
  packer.on('data', (bytes: Uint8Array) => packed.push(bytes));
  for (let count = 0; count < BOMB_MEBIBYTES; count += 1)
    await new Promise((resolve) => packer.write(zeros, resolve));
  await new Promise((resolve) => packer.on('end', resolve).end());
  const bomb = Buffer.concat(packed);
  expect(bomb.length).toBeLessThan(MEBIBYTE / 64);
  for (const size of [0, 1, 17, MEBIBYTE]) {
    const before = process.resourceUsage().maxRSS;
    expect(unpack(bomb, size)).toBeNull();
    const grown = (process.resourceUsage().maxRSS - before) / 1024;
    expect(grown, `MiB, of ${size} bytes`).toBeLessThan(BOMB_MEBIBYTES / 4);
  }
});
