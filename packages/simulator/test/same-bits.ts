/**
 * Where two values differ, as a path into them; null: they are equal in every bit (−0 is not 0, NaN
 * is NaN). `kernel` is left out: it says how a value was made.
 */
export function differenceOf(a: unknown, b: unknown, path = ''): string | null {
  if (Object.is(a, b)) return null;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return `${path}: ${describe(a)} is not ${describe(b)}`;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return `${path}: not of one kind`;
  const [left, right] = [entriesOf(a), entriesOf(b)];
  if (left.length !== right.length) return `${path}: ${left.length} and ${right.length} entries`;
  for (const [index, [key, value]] of left.entries()) {
    const [otherKey, other] = right[index] ?? [];
    if (key !== otherKey) return `${path}: ${key} stands where ${otherKey} is`;
    if (key === 'kernel') continue;
    const found = differenceOf(value, other, `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

function entriesOf(value: object): [key: string, value: unknown][] {
  const entries = value instanceof Map ? value.entries() : Object.entries(value);
  return Array.from(entries, ([key, item]) => [String(key), item]);
}

function describe(value: unknown): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
