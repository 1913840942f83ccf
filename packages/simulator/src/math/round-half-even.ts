/** The powers of ten that a double holds exactly, 10^0..10^22, as literals: no power function. */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * How far value × 10^decimals must be from a tie for the quick way: the product is off by at most
 * one unit in the last place, 2^-22 below 2^31, far less than this.
 */
const CLEAR_OF_TIE = 1e-6;
const QUICK_BELOW = 2 ** 31;

/**
 * The decimal number with `decimals` places nearest to the exact binary value of `value`, as the
 * double nearest to that; a tie goes to the even digit: 0.0625 to 3 places is 0.062, while
 * 2.675 to 2 places is 2.67 because the double lies below 2.675. Never −0.
 * @param value finite
 * @param decimals integer in 0..22
 * @see MODEL.md §5
 */
export function roundHalfEven(value: number, decimals: number): number {
  const scale = POWERS_OF_TEN[decimals];
  if (scale === undefined) throw new RangeError(`decimals is an integer in 0..22, not ${decimals}`);
  const scaled = value * scale;
  if (Math.abs(scaled) >= QUICK_BELOW) return roundExactly(value, decimals);
  const nearest = Math.floor(scaled + 0.5);
  const fromTie = Math.abs(Math.abs(scaled - nearest) - 0.5);
  // Away from ties `nearest` is right, and dividing two exact integers rounds correctly.
  if (fromTie > CLEAR_OF_TIE) return nearest / scale + 0;
  const low = Math.floor(scaled - CLEAR_OF_TIE);
  // on which side of the tie the exact product lies
  const side = scaled - low - 0.5 + productError(value, scale, scaled);
  const isUp = side === 0 ? low % 2 !== 0 : side > 0;
  return (isUp ? low + 1 : low) / scale + 0;
}

/** a·b − product, exactly (Dekker 1971). */
function productError(a: number, b: number, product: number): number {
  const upA = SPLITTER * a;
  const highA = upA - (upA - a);
  const lowA = a - highA;
  const upB = SPLITTER * b;
  const highB = upB - (upB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}

/** Half of the digits of a double: two such numbers multiply exactly (Veltkamp). */
const SPLITTER = 2 ** 27 + 1;

/**
 * The slow way: toFixed compares exactly but sends a tie away from zero. Exact ties are the odd
 * multiples of 2^-(decimals+1), which scaling by a power of two shows without rounding.
 */
function roundExactly(value: number, decimals: number): number {
  if (Number.isInteger(value)) return value + 0;
  const digits = value.toFixed(decimals);
  const halves = value * 2 ** (decimals + 1);
  const tie = Number.isInteger(halves) && halves % 2 !== 0;
  const last = Number(digits.at(-1));
  if (!tie || last % 2 === 0) return Number(digits) + 0;
  // An odd last digit is at least 1, so taking one away never borrows.
  return Number(`${digits.slice(0, -1)}${last - 1}`) + 0;
}
