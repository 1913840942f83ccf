/**
 * Numbers of twice the precision as sums of two doubles (Dekker 1971, Knuth 1969): what a rounded
 * operation lost is itself a double, found by further rounded operations. Sizes below 2^900 only.
 */

/** Splits a double x in two of 26 bits: c − (c − x) with c = x × SPLITTER, and the rest. */
const SPLITTER = 134217729; // 2^27 + 1

/** What `a + b` loses when it is rounded to `sum`. */
export function lostBySum(a: number, b: number, sum: number): number {
  const part = sum - a;
  return a - (sum - part) + (b - part);
}

/** What `a × b` loses when it is rounded to `product`. */
export function lostByProduct(a: number, b: number, product: number): number {
  const cutA = a * SPLITTER;
  const cutB = b * SPLITTER;
  const [highA, highB] = [cutA - (cutA - a), cutB - (cutB - b)];
  const [lowA, lowB] = [a - highA, b - highB];
  return highA * highB - product + highA * lowB + lowA * highB + lowA * lowB;
}

/** (a + aLow) / (b + bLow), rounded nearly once; each low part is a rounding error of its high one. */
export function divideParts(a: number, aLow: number, b: number, bLow: number): number {
  const quotient = a / b;
  const product = quotient * b;
  const rest = a - product - lostByProduct(quotient, b, product);
  return quotient + (rest + aLow - quotient * bLow) / b;
}
