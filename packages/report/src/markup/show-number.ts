/** Signs that are not ASCII are put into templates by name: a bundle is read byte by byte. */
export const MINUS = '\u2212';
/** A space that does not break. */
export const NBSP = '\u00a0';
/** From here on digits before the point say less than a power of ten. */
const LARGE = 1e7;
const SMALL = 1e-4;

/**
 * A number for people.
 * @param digits significant ones, at most
 */
export function showNumber(value: number, digits = 3): string {
  const near = Number(value.toPrecision(digits));
  // the largest doubles have no rounder neighbour above
  const rounded = Number.isFinite(near) ? near : value;
  const size = Math.abs(rounded);
  const text =
    size !== 0 && (size >= LARGE || size < SMALL)
      ? size.toExponential().replace('e+', 'e').replace('e-', `e${MINUS}`)
      : size.toLocaleString('en-US', { maximumSignificantDigits: digits });
  return rounded < 0 ? `${MINUS}${text}` : text;
}

/** The same with its sign. */
export function showChange(value: number, digits = 3): string {
  const text = showNumber(value, digits);
  return text === '0' || text.startsWith(MINUS) ? text : `+${text}`;
}

/** 0.1234 → "12 %"; what is neither 0 nor 1 is not told to be. */
export function showShare(share: number): string {
  if (share < 0 && share > -0.01) return `just below 0${NBSP}%`;
  if (share < 0) return `${MINUS}${Math.round(-100 * share)}${NBSP}%`;
  if (share > 0 && share < 0.01) return `under 1${NBSP}%`;
  if (share < 1 && share > 0.99) return `over 99${NBSP}%`;
  return `${Math.round(100 * share)}${NBSP}%`;
}

/** A number of a table: the six digits that records print statistics with. */
export const showCell = (value: number): string => String(Number(value.toPrecision(6)));

/** "1 record", "2,000 records". */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : `${noun}s`}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
