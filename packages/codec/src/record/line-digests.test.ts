import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { ByteText } from './byte-text.ts';
import { LineDigester, type LineDigests } from './line-digests.ts';

afterEach(() => void vi.unstubAllGlobals());

const LONGEST = 300;

/** Lines as a framer cuts them: views of pieces of the input, with line ends between them. */
const batch = fc
  .array(fc.array(fc.uint8Array({ maxLength: LONGEST }), { maxLength: 9 }), { maxLength: 4 })
  .map((pieces) =>
    pieces.flatMap((parts) => {
      const piece = new Uint8Array(parts.reduce((sum, part) => sum + part.length + 1, 0));
      let at = 0;
      return parts.map((part) => {
        piece.set(part, at);
        at += part.length + 1;
        return { bytes: piece.subarray(at - part.length - 1, at - 1) };
      });
    }),
  );

function digestsOf(lines: readonly { bytes: Uint8Array }[], longest = LONGEST): string[] {
  const digests = new LineDigester(longest).hash(lines);
  return lines.map((_, index) => textAt(digests, index));
}

function textAt(digests: LineDigests, index: number): string {
  const text = new ByteText(1);
  text.append(digests.at(index));
  return new TextDecoder().decode(text.bytes.subarray(0, text.length));
}

const sha256 = (bytes: Uint8Array): string =>
  JSON.stringify(createHash('sha256').update(bytes).digest('hex'));

test.each(['with', 'without'])(
  'lines hashed together have their SHA-256, %s WebAssembly',
  (how) => {
    if (how === 'without') vi.stubGlobal('WebAssembly', undefined);
    let seen = 0;
    fc.assert(
      fc.property(batch, (lines) => {
        seen += lines.length;
        expect(digestsOf(lines)).toEqual(lines.map(({ bytes }) => sha256(bytes)));
      }),
      { numRuns: 300 },
    );
    expect(seen).toBeGreaterThan(1000);
  },
);

test('every length has its padding', () => {
  const lines = Array.from({ length: 2049 }, (_, length) => ({
    bytes: Uint8Array.from({ length }, (__, index) => index * length),
  }));
  expect(digestsOf(lines, 2048)).toEqual(lines.map(({ bytes }) => sha256(bytes)));
});

test('lines that are too long are left out, their neighbours are not', () => {
  const bytes = Uint8Array.from({ length: 2 * LONGEST }, (_, index) => index);
  const lines = [bytes, bytes.subarray(3, 90), bytes, bytes.subarray(2), bytes.subarray(7, 8)];
  const digests = digestsOf(lines.map((line) => ({ bytes: line })));
  expect([digests[1], digests[4]]).toEqual([
    sha256(bytes.subarray(3, 90)),
    sha256(bytes.subarray(7, 8)),
  ]);
});

test('more lines than the memory holds at once are hashed in turns', () => {
  const piece = new Uint8Array(LONGEST * 1000).map((_, index) => index % 251);
  const lines = Array.from({ length: 1000 }, (_, index) => ({
    bytes: piece.subarray(index * LONGEST, (index + 1) * LONGEST - (index % 7)),
  }));
  expect(digestsOf(lines)).toEqual(lines.map(({ bytes }) => sha256(bytes)));
});

test('digests stay when the next lines are hashed', () => {
  const digester = new LineDigester(LONGEST);
  const bytes = new TextEncoder().encode('abc');
  const digests = digester.hash([{ bytes }]);
  digester.hash([{ bytes: bytes.subarray(1) }]);
  expect(textAt(digests, 0)).toBe(sha256(bytes));
});
