/** The key of an element of a variable. */
export const flatKey = (key: string, elements: readonly string[]): string =>
  elements.length === 0 ? key : `${key}[${elements.join(',')}]`;

/** All combinations, the last list running fastest. */
export function* combine(lists: readonly (readonly string[])[]): Generator<readonly string[]> {
  const [first, ...rest] = lists;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const element of first) for (const others of combine(rest)) yield [element, ...others];
}
