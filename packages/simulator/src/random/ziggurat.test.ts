import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countWords, seedSfc32, SFC32_WORDS } from './sfc32.ts';
import { fillNormals } from './ziggurat.ts';

function seeded(...seed: [number, number, number]): Uint32Array {
  const state = new Uint32Array(SFC32_WORDS);
  seedSfc32(state, ...seed);
  return state;
}

/**
 * By position in the stream of seed 1, 2, 3, from an independent program (Python, mpmath with 40
 * digits, tables solved from the area condition). The first come from inside a layer, then wedges,
 * then the tail. Tolerance 1e-13 relative: the tables here are made with doubles.
 */
const REFERENCE = [
  [0, 0.07623664251824226],
  [1, 0.0098388372909182],
  [2, 0.22901754816011682],
  [3, 0.6605940565130592],
  [4, 0.3592151538223217],
  [5, -0.06135341754225663],
  [6, 1.40219764617135],
  [7, -0.05172526298773013],
  [62, 2.811784123445074],
  [175, 0.04830066523246157],
  [393, -0.015331824180796646],
  [777, -0.8047424682667459],
  [1016, -0.8623428600456222],
  [182, 4.3440790777864375],
  [3160, -3.7743711597518503],
  [3811, 4.290721999019205],
  [10011, 3.7045198062495532],
  [14394, -4.425883027568276],
  [16393, 3.803225099631069],
] as const;

test('the stream is that of an independent program: inside, wedges and tail', () => {
  const state = seeded(1, 2, 3);
  const normals = new Float64Array(20_000);
  fillNormals(state, normals, normals.length);
  for (const [index, expected] of REFERENCE) {
    const relative = Math.abs((normals[index] ?? NaN) / expected - 1);
    expect({ index, close: relative < 1e-13 }).toEqual({ index, close: true });
  }
  expect([...state]).toEqual([4288041305, 1750335656, 3395388230, 40629]);
});

test('however a fill is cut, the bits and the words drawn are the same', () => {
  const whole = new Float64Array(300);
  const wholeState = seeded(4, 5, 6);
  fillNormals(wholeState, whole, whole.length);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }), (cuts) => {
      const state = seeded(4, 5, 6);
      const pieces: number[] = [];
      for (const count of [...cuts, 300]) {
        const piece = new Float64Array(Math.min(count, 300 - pieces.length));
        fillNormals(state, piece, piece.length);
        pieces.push(...piece);
      }
      expect(pieces).toEqual([...whole]);
      expect(state).toEqual(wholeState);
    }),
  );
});

test('a fill writes count numbers and nothing else', () => {
  const out = new Float64Array(5).fill(9);
  fillNormals(seeded(1, 1, 1), out, 3);
  expect(out.slice(3)).toEqual(Float64Array.of(9, 9));
});

test('a normal costs two words, seldom more', () => {
  const state = seeded(11, 12, 13);
  const out = new Float64Array(100_000);
  fillNormals(state, out, out.length);
  const perNormal = countWords(state) / out.length;
  expect(perNormal).toBeGreaterThan(2.01);
  expect(perNormal).toBeLessThan(2.04);
});
