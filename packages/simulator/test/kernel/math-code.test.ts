import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MATH_FUNCTIONS } from '../../src/wasm/math-code.ts';
import { mathIndex, moduleBytes, type MathName } from '../../src/wasm/module-bytes.ts';
import { startModule } from '../../src/wasm/start-module.ts';
import { acos, asin, atan } from '../../src/math/arc.ts';
import { cos, sin, tan } from '../../src/math/circular.ts';
import { exp, ln, pow, sigmoid } from '../../src/math/elementary.ts';
import { divideOr } from '../../src/math/guarded-division.ts';
import { cosh, sinh, tanh } from '../../src/math/hyperbolic.ts';
import { log10 } from '../../src/math/log10.ts';
import { roundHalfAway } from '../../src/math/round-half-away.ts';
import { seedSfc32 } from '../../src/random/sfc32.ts';
import { fillNormals } from '../../src/random/ziggurat.ts';

const PAGES = 2;
const ROOM = 65_536;

/** The functions that a model can call, as they are written. */
const WRITTEN = {
  exp,
  ln,
  pow,
  sigmoid,
  log10,
  roundHalfAway,
  divideOr,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
};

const names = Object.keys(WRITTEN) as (keyof typeof WRITTEN)[]; // it has no other keys
const exported: readonly MathName[] = [...names, 'fillNormals'];

const started = startModule(
  moduleBytes(PAGES, [], Object.fromEntries(exported.map((name) => [name, mathIndex(name)]))),
  PAGES,
);
if (started === null) throw new Error('this host has no WebAssembly');
const compiled = started.exports as Record<MathName, (...values: number[]) => number>; // exported above

/** Doubles of every magnitude: any bits, whole numbers, angles, and what is special. */
const aNumber = fc.oneof(
  fc.double(),
  fc.double({ min: -1, max: 1 }),
  fc.double({ min: -800, max: 800 }),
  fc.double({ min: -1e7, max: 1e7 }),
  fc.integer({ min: -40, max: 40 }),
  fc.integer({ min: -80, max: 80 }).map((half) => half / 2),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((bits) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, bits);
    return view.getFloat64(0);
  }),
  fc.constantFrom(0, -0, 1, -1, 5e-324, -5e-324, 2.2250738585072014e-308, 1e308, -1e308, Infinity),
  fc.constantFrom(
    -Infinity,
    NaN,
    Math.PI,
    1e-8,
    710.4758600739439,
    709.8,
    -745.2,
    22,
    1e18,
    2 ** 30,
  ),
);

test.each(names)('%s compiled to WebAssembly gives every bit of what is written', (name) => {
  const count = MATH_FUNCTIONS[name].indexOf('>');
  const written: (...values: number[]) => number = WRITTEN[name];
  fc.assert(
    fc.property(fc.array(aNumber, { minLength: count, maxLength: count }), (values) => {
      expect(compiled[name](...values)).toBe(written(...values));
    }),
    { numRuns: 3000 },
  );
});

test('compiled normals are those of the plain loop, and leave the same state', () => {
  const memory = new Float64Array(started.memory, ROOM, 1024);
  const words = new Uint32Array(started.memory, ROOM + memory.byteLength, 4);
  const [state, plain] = [new Uint32Array(4), new Float64Array(1024)];
  seedSfc32(state, 7, 8, 9);
  words.set(state);
  for (let round = 0; round < 200; round += 1) {
    const count = (round * 37) % 1025;
    fillNormals(state, plain, count);
    compiled.fillNormals(words.byteOffset, memory.byteOffset, count);
    expect(memory.subarray(0, count)).toEqual(plain.subarray(0, count));
    expect(words).toEqual(state);
  }
});
