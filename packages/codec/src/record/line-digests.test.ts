import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { ByteText } from './byte-text.ts';
import { LineDigester, type LineDigests } from './line-digests.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

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

/** The library of the language does not declare it. */
const engine = Reflect.get(globalThis, 'WebAssembly') as {
  readonly Module: new (code: Uint8Array) => object;
  readonly CompileError: new (message: string) => Error;
};

const HOSTS: Readonly<Record<string, () => void>> = {
  'with WebAssembly': () => undefined,
  'without it': () => void vi.stubGlobal('WebAssembly', undefined),
  'where it has no vectors': () =>
    void vi.spyOn(engine, 'Module').mockImplementation(function () {
      throw new engine.CompileError('Wasm SIMD unsupported');
    }),
};

test.each(Object.keys(HOSTS))('lines hashed together have their SHA-256, %s', (host) => {
  HOSTS[host]?.();
  let seen = 0;
  fc.assert(
    fc.property(batch, (lines) => {
      seen += lines.length;
      expect(digestsOf(lines)).toEqual(lines.map(({ bytes }) => sha256(bytes)));
    }),
    { numRuns: 300 },
  );
  expect(seen).toBeGreaterThan(1000);
});

test.each([0, 1, 2, 3])('every length has its padding, %i lanes further on', (shift) => {
  const piece = Uint8Array.from({ length: 2048 }, (_, index) => index * 7);
  // of one memory, so that they are hashed side by side
  const lines = Array.from({ length: 2049 - shift }, (_, index) => ({
    bytes: piece.subarray(0, index + shift),
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

test('nothing is compiled before a digest is asked for, and then once', () => {
  const compiled = vi.spyOn(engine, 'Module');
  const digester = new LineDigester(LONGEST);
  const lines = ['abc', 'd'].map((text) => ({ bytes: new TextEncoder().encode(text) }));
  const batches = [digester.hash(lines), digester.hash(lines.toReversed())];
  expect(compiled).not.toHaveBeenCalled();
  expect(batches.map((digests) => textAt(digests, 1))).toEqual(
    ['d', 'abc'].map((text) => sha256(new TextEncoder().encode(text))),
  );
  expect(compiled).toHaveBeenCalledOnce();
});
