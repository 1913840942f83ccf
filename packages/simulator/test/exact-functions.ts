/**
 * exp and ln on integers of 240 bits after the point: slow, simple and exact enough to judge the
 * doubles of the package.
 */
const PLACES = 240n;

/** The number 1 in fixed point. */
export const ONE = 1n << PLACES;

export function multiplyFixed(a: bigint, b: bigint): bigint {
  return (a * b) >> PLACES;
}

export function divideFixed(a: bigint, b: bigint): bigint {
  return (a << PLACES) / b;
}

/** 2 artanh(s) = 2 (s + s³/3 + s⁵/5 + …), the logarithm of (1 + s)/(1 − s). */
function doubleArtanh(s: bigint): bigint {
  const square = multiplyFixed(s, s);
  let sum = 0n;
  let term = s;
  for (let n = 1n; term > 1n || term < -1n; n += 2n) {
    sum += term / n;
    term = multiplyFixed(term, square);
  }
  return 2n * sum;
}

export const LN2_FIXED: bigint = doubleArtanh(ONE / 3n);

/** Natural logarithm of x > 0. */
export function lnFixed(x: bigint): bigint {
  let m = x;
  let k = 0n;
  for (; m > (ONE * 4n) / 3n; k += 1n) m >>= 1n;
  for (; m < (ONE * 2n) / 3n; k -= 1n) m <<= 1n;
  return doubleArtanh(divideFixed(m - ONE, m + ONE)) + k * LN2_FIXED;
}

/** e^x for |x| < 1, by its series at x/1024. */
export function expFixed(x: bigint): bigint {
  const small = x >> 10n;
  let sum = ONE;
  let term = ONE;
  for (let n = 1n; term > 1n || term < -1n; n += 1n) {
    term = multiplyFixed(term, small) / n;
    sum += term;
  }
  for (let i = 0; i < 10; i += 1) sum = multiplyFixed(sum, sum);
  return sum;
}

/** Sign, exponent and all bits of a finite double: value = ± fraction × 2^exponent. */
function takeApart(x: number): { negative: boolean; fraction: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const low = bits & 0xfffffffffffffn;
  return {
    negative: bits >> 63n === 1n,
    fraction: biased === 0 ? low : low | (1n << 52n),
    exponent: Math.max(biased, 1) - 1075,
  };
}

/** x × 2^shift in fixed point. */
export function fromDouble(x: number, shift = 0): bigint {
  const { negative, fraction, exponent } = takeApart(x);
  const places = exponent + shift + Number(PLACES);
  const size = places >= 0 ? fraction << BigInt(places) : fraction >> BigInt(-places);
  return negative ? -size : size;
}

/** The double nearest to a fixed-point number, ties to even; normal results only. */
export function toDouble(fixed: bigint): number {
  const size = fixed < 0n ? -fixed : fixed;
  const drop = BigInt(Math.max(0, size.toString(2).length - 64));
  // The bits below only break ties.
  const sticky = (size & ((1n << drop) - 1n)) === 0n ? 0n : 1n;
  const value = Number((size >> drop) | sticky) * 2 ** Number(drop - PLACES);
  return fixed < 0n ? -value : value;
}

/** Distance of a double to the next one away from zero. */
export function ulpOf(x: number): number {
  return 2 ** takeApart(x).exponent;
}

/** How many units in the last place `got` is away from exact × 2^k. */
export function ulpsOff(got: number, exact: bigint, k: number): number {
  const off = fromDouble(got, -k) - exact;
  const unit = fromDouble(ulpOf(got), -k);
  return Number(((off < 0n ? -off : off) * 1_000_000n) / unit) / 1_000_000;
}

/** π/2, by Euler's formula for π/4. */
export const QUARTER_FIXED: bigint = 2n * (atanFixed(ONE / 2n) + atanFixed(ONE / 3n));

/** The angle whose tangent is t, −1 ≤ t ≤ 1, by Euler's series. */
export function atanFixed(t: bigint): bigint {
  const square = multiplyFixed(t, t);
  const ratio = divideFixed(square, ONE + square);
  let sum = 0n;
  let term = divideFixed(t, ONE + square);
  for (let n = 1n; term > 1n || term < -1n; n += 1n) {
    sum += term;
    term = (multiplyFixed(term, ratio) * 2n * n) / (2n * n + 1n);
  }
  return sum;
}

/** The angle of the point (x, y), y ≥ 0. */
export function angleFixed(y: bigint, x: bigint): bigint {
  const size = x < 0n ? -x : x;
  const sharp =
    y <= size ? atanFixed(divideFixed(y, size)) : QUARTER_FIXED - atanFixed(divideFixed(size, y));
  return x < 0n ? 2n * QUARTER_FIXED - sharp : sharp;
}

/** The largest number whose square is not above x ≥ 0. */
export function sqrtFixed(x: bigint): bigint {
  if (x === 0n) return 0n;
  let root = 1n << BigInt(((x.toString(2).length + Number(PLACES)) / 2 + 1) | 0);
  for (;;) {
    const next = (root + (x << PLACES) / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}

/** The sine of any angle. */
export function sinFixed(x: bigint): bigint {
  const turns = (x + (x < 0n ? -QUARTER_FIXED : QUARTER_FIXED)) / (2n * QUARTER_FIXED);
  const rest = x - turns * 2n * QUARTER_FIXED;
  const square = multiplyFixed(rest, rest);
  let sum = 0n;
  let term = rest;
  for (let n = 1n; term > 1n || term < -1n; n += 1n) {
    sum += term;
    term = -multiplyFixed(term, square) / (2n * n * (2n * n + 1n));
  }
  return turns % 2n === 0n ? sum : -sum;
}

/** The cosine of any angle. */
export const cosFixed = (x: bigint): bigint => sinFixed(x + QUARTER_FIXED);

/** e^x for |x| < 2^8. */
export function expOfFixed(x: bigint): bigint {
  const k = x / LN2_FIXED;
  const value = expFixed(x - k * LN2_FIXED);
  return k < 0n ? value >> -k : value << k;
}
