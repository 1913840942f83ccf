import { exponentOf, powerOfTwo } from './elementary.ts';
import { LN2_HIGH, LN2_LOW, LOG10_E_LOW } from './elementary-tables.ts';
import { lostByProduct, lostBySum } from './number-pairs.ts';

/**
 * Decimal logarithm from +, −, × and ÷ alone, as everything in `elementary.ts` and for the same
 * reason; −Infinity at 0, NaN below. Within 0.65 units in the last place of the exact value, so
 * powers of ten have their whole numbers.
 */
export function log10(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const isNormal = x >= 2.2250738585072014e-308;
  const normal = isNormal ? x : x * powerOfTwo(54);
  const shift = exponentOf(normal);
  const k = isNormal ? shift : shift - 54;
  // as in `ln`: x = 2^k × (1 + f), ln(1 + f) = f − (h − s × (h + R)), here with what h loses
  const f = normal * powerOfTwo(-shift) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const end = 2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21)));
  const tail =
    z * (2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * (2 / 13 + z * end))))));
  const square = f * f;
  const h = 0.5 * square;
  const low = s * (h + tail) - 0.5 * lostByProduct(f, f, square) + k * LN2_LOW;
  const whole = k * LN2_HIGH;
  const first = whole + f;
  const second = first - h;
  const lost = lostBySum(whole, f, first) + lostBySum(first, -h, second) + low;
  const log = second + lost;
  const logLow = lost - (log - second);
  const product = log * Math.LOG10E;
  return (
    product + (lostByProduct(log, Math.LOG10E, product) + logLow * Math.LOG10E + log * LOG10_E_LOW)
  );
}
