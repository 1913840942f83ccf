import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printNumber, UnprintableError } from './print-number.ts';
import { NUMBER_BYTES, writeNumber } from './write-number.ts';

const bytes = new Uint8Array(NUMBER_BYTES + 2);
const view = new DataView(bytes.buffer);
const decoder = new TextDecoder();

function write(value: number, digits: number | null): string {
  return decoder.decode(bytes.subarray(1, writeNumber(view, 1, value, digits)));
}

/** Reproducible numbers over the whole range of a hash: uniform, decimals, bit patterns. */
function* spread(count: number): Generator<number> {
  let word = 0x9e3779b9;
  const next = (): number => {
    word = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (word ^ (word >>> 13)) >>> 0;
  };
  const bits = new DataView(new ArrayBuffer(8));
  for (let index = 0; index < count; index += 1) {
    const [a, b] = [next(), next()];
    const share = (a * 2 ** 21 + (b >>> 11)) / 2 ** 53;
    switch (index % 5) {
      case 0:
        yield share;
        break;
      case 1:
        yield (share - 0.5) * 10 ** (b % 22);
        break;
      case 2:
        yield (a % 100_000) / 10 ** (b % 9);
        break;
      case 3:
        yield 0.5 - (a % 1000) / 100 + (b % 7) * 0.1;
        break;
      default: {
        bits.setUint32(0, a);
        bits.setUint32(4, b);
        const any = bits.getFloat64(0);
        yield Number.isFinite(any) ? any : a;
      }
    }
  }
}

/** A million of other ones: `node tools/bench/fast-paths.mjs`. */
const COUNT = 200_000;

test('many doubles are written with the digits of the engine', () => {
  const wrong: number[] = [];
  for (const value of spread(COUNT))
    if (write(value, null) !== printNumber(value, null)) wrong.push(value);
  expect(wrong).toEqual([]);
});

test('many doubles are rounded as toPrecision rounds them', () => {
  const wrong: [number, number][] = [];
  let digits = 0;
  for (const value of spread(COUNT)) {
    digits = (digits % 17) + 1;
    if (write(value, digits) !== printNumber(value, digits)) wrong.push([value, digits]);
  }
  expect(wrong).toEqual([]);
});

test('what is written reads back as the same double, or as the rounded one', () => {
  fc.assert(
    fc.property(
      // beyond, toPrecision may round up to infinity
      fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
      fc.integer({ min: 1, max: 15 }),
      (value, digits) => {
        expect(Number(write(value, null))).toBe(value + 0);
        expect(Number(write(value, digits))).toBe(Number(value.toPrecision(digits)) + 0);
      },
    ),
  );
});

test.each([
  [0, null, '0'],
  [-0, 6, '0'],
  [1, null, '1'],
  [-12, null, '-12'],
  [1e-6, null, '0.000001'],
  [1e-7, null, '1e-7'],
  [9.9999996, 6, '10'],
  [0.99999951, 6, '1'],
  [123456789, 3, '123000000'],
  [100000, 6, '100000'],
  [0.1 + 0.2, null, '0.30000000000000004'],
  [0.45999999999999996, null, '0.45999999999999996'],
  [1e21, null, '1e+21'],
  [2.5, 1, '3'],
  [0.125, 2, '0.13'],
  [Number.MAX_VALUE, null, '1.7976931348623157e+308'],
])('%d with %j digits is %s', (value, digits, text) => {
  expect(write(value, digits)).toBe(text);
});

test.each([NaN, Infinity, -Infinity])('%d is refused', (value) => {
  expect(() => write(value, null)).toThrow(UnprintableError);
});
