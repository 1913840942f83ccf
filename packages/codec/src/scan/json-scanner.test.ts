import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CR } from './ascii.ts';
import { JsonScanner, MAX_DEPTH, MAX_NODES, type ScanFault } from './json-scanner.ts';

const LIMITS = { depth: MAX_DEPTH, nodes: MAX_NODES };
const encoder = new TextEncoder();

/** Rules stricter than JSON: JSON.parse may accept what these refuse. */
const STRICTER: ReadonlySet<ScanFault> = new Set<ScanFault>([
  'lone-surrogate',
  'control-in-key',
  'number-overflow',
  'duplicate-key',
  'forbidden-key',
  'depth',
  'nodes',
]);

function parses(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}

/** Checks one input and says how scanner and parser judged it. */
function agree(bytes: Uint8Array): 'both' | 'neither' | 'stricter' {
  const scanner = new JsonScanner();
  const accepted = scanner.scan(bytes, 0, LIMITS);
  const parsed = parses(bytes);
  if (accepted || !parsed) {
    expect(parsed).toBe(accepted);
    return accepted ? 'both' : 'neither';
  }
  const isBareCr = scanner.fault === 'syntax' && bytes[scanner.at] === CR;
  expect(isBareCr || STRICTER.has(scanner.fault ?? 'syntax'), scanner.fault ?? '').toBe(true);
  return 'stricter';
}

/** Small pieces of JSON and of what people take for it. */
const PIECES = [
  ...Array.from('{}[],:"\\/+-.eE019 \t\n\r\u0000\u001e\ufeff\u007f'),
  'null',
  'true',
  'false',
  'NaN',
  '""',
  '"a"',
  '"a":',
  '"\\u0061":',
  '"__proto__":',
  '\\ud83d\\ude00',
  '\\ud800',
  '\\n',
  '1e999',
  '-0',
  '1.5',
  '\r\n',
  '😀',
  'é',
  '//',
];

test('the scanner accepts what JSON.parse accepts, but for the stricter rules', () => {
  const seen = new Set<string>();
  const soup = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 });
  fc.assert(
    fc.property(soup, (pieces) => void seen.add(agree(encoder.encode(pieces.join(''))))),
    { numRuns: 10_000, seed: 1 },
  );
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => void seen.add(agree(encoder.encode(text)))),
    { numRuns: 1000, seed: 2 },
  );
  expect([...seen].toSorted()).toEqual(['both', 'neither', 'stricter']);
});

test('a changed byte anywhere in JSON is judged as JSON.parse judges it', () => {
  const seen = new Set<string>();
  const text = String.raw`{"id":"é\ud83d\ude00\n","a":[1,-2.5e-3,true,null,{"b":{}}],"c":{"d":""}}`;
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length; at++)
    for (let byte = 0; byte < 256; byte++) seen.add(agree(bytes.with(at, byte)));
  expect([...seen].toSorted()).toEqual(['both', 'neither', 'stricter']);
});

test('every prefix of JSON is judged as JSON.parse judges it', () => {
  const bytes = encoder.encode(String.raw`[{"a":"\u00e9\ud83d\ude00"},-10.25e+2,[false,"ü😀"]]`);
  const judged = Array.from({ length: bytes.length + 1 }, (_, end) => agree(bytes.slice(0, end)));
  expect(judged.filter((outcome) => outcome === 'both')).toHaveLength(1);
});

test('duplicates are found among few and among many keys, escaped or not', () => {
  const scanner = new JsonScanner();
  const key = fc.constantFrom('a', 'b', 'é', '\\u0061', '\\u00e9', 'ab', '', 'A');
  const decoded = (text: string): unknown => JSON.parse(`"${text}"`);
  const filler = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(fc.array(key, { maxLength: 6 }), filler, (keys, count) => {
      const fillers = Array.from({ length: count }, (_, index) => `f${index}`);
      const all = [...fillers, ...keys];
      const text = `{${all.map((name) => `"${name}":{"x":1}`).join(',')}}`;
      const isUnique = new Set(all.map(decoded)).size === all.length;
      expect(scanner.scan(encoder.encode(text), 0, LIMITS)).toBe(isUnique);
    }),
    { numRuns: 500, seed: 3 },
  );
});

test('a scan leaves nothing behind for the next one', () => {
  const scanner = new JsonScanner();
  const scan = (text: string): boolean => scanner.scan(encoder.encode(text), 0, LIMITS);
  expect(scan('{"a":[{"b":-0,"c":[')).toBe(false);
  expect(scan('{"a":{"b":1}}')).toBe(true);
  expect(scanner.fault).toBeNull();
  expect(scanner.mayHoldNegativeZero).toBe(false);
  expect(scan('{"a":-0.5,"b":-1e-9}')).toBe(true);
  expect(scanner.mayHoldNegativeZero).toBe(false);
  expect(scan('{"a":-1e-999}')).toBe(true);
  expect(scanner.mayHoldNegativeZero).toBe(true);
});
