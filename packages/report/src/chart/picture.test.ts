import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tickTexts } from './axes.ts';
import { heightOn } from './parallel-axes.ts';
import { linear } from './picture.ts';

/** Doubles of every size, and ends that are the same or beside each other. */
const SIZE = fc.double({ noNaN: true, noDefaultInfinity: true });
const ENDS = fc.oneof(
  fc.tuple(SIZE, SIZE),
  SIZE.map((end): [number, number] => [end, end]),
  SIZE.map((end): [number, number] => [end, end * (1 + Number.EPSILON)]),
  fc.constantFrom<[number, number]>(
    [0, 1e-308],
    [0, 5e-324],
    [5e-324, 5e-324],
    [1e-308, 1e-308],
    [-Number.MAX_VALUE, Number.MAX_VALUE],
    [Number.MAX_VALUE, Number.MAX_VALUE],
  ),
);

it('ticks are finite, few and ascending, and have texts, whatever the size of the values', () => {
  fc.assert(
    fc.property(ENDS, (ends) => {
      const [low, high] = ends.every(Number.isFinite) ? ends.toSorted((a, b) => a - b) : [0, 1];
      const scale = linear([low ?? 0, high ?? 0], [0, 100]);
      const texts = tickTexts(scale, 4);
      expect(texts.length).toBeLessThan(12);
      for (const [at, [tick, text]] of texts.entries()) {
        expect(Number.isFinite(tick)).toBe(true);
        expect(tick).toBeGreaterThan(texts[at - 1]?.[0] ?? Number.NEGATIVE_INFINITY);
        expect(text).not.toMatch(/NaN|Infinity|undefined/);
        expect(scale(tick)).toBeGreaterThanOrEqual(-1e-6);
        expect(scale(tick)).toBeLessThanOrEqual(100 + 1e-6);
      }
      const [from, to] = scale.domain();
      expect(to).toBeGreaterThan(from);
      expect([from, to].every(Number.isFinite)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

it('a value lies on a parallel axis between its ends, whatever their size', () => {
  fc.assert(
    fc.property(fc.array(SIZE, { minLength: 3, maxLength: 3 }), (values) => {
      const [low = 0, value = 0, high = 0] = values.toSorted((a, b) => a - b);
      const axis = { column: 'x', x: 0, ends: [low, high] as const, words: null, isGapped: false };
      const height = heightOn(axis, value);
      expect(height).toBeGreaterThanOrEqual(heightOn(axis, high) - 1e-6);
      expect(height).toBeLessThanOrEqual(heightOn(axis, low) + 1e-6);
    }),
  );
});
