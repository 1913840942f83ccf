/**
 * JSON with the keys of every object sorted by code unit and no white space, so that equal values
 * give equal text. Keys with the value undefined are left out, as JSON.stringify does.
 * @param value a JSON value (no cycles; decoded lines are at most 64 levels deep)
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    let text = '';
    // strings without a comparison of one's own are sorted by code unit
    for (const key of Object.keys(value).toSorted()) {
      const item: unknown = value[key as keyof typeof value]; // a key of it
      if (item === undefined) continue;
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`;
    }
    return `{${text}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
