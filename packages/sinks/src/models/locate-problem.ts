import { isAlias, isMap, isNode, isScalar, isSeq, type Document, type Scalar } from 'yaml';
import type { AliasTargets } from './yaml-value.ts';

/**
 * Where in the text of a document a path such as `rules[2].effects[0].add` points.
 * @param column 1-based column inside the expression that stands there
 * @returns index into the text; that of the nearest enclosing value when the path leaves the
 *   document (a missing key), and of the key when the value is a list or a map
 */
export function locatePath(
  document: Document.Parsed,
  aliases: AliasTargets,
  text: string,
  path: string,
  column: number | undefined,
): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const segment of splitPath(path)) {
    const value = resolveAlias(node, aliases);
    const step = isMap(value) ? stepIntoMap(value.items, segment) : stepIntoList(value, segment);
    if (step === null) return offset;
    offset = step.offset;
    node = step.node;
  }
  const value = resolveAlias(node, aliases);
  if (column === undefined || !isScalar(value)) return offset;
  return offsetInScalar(value, text, column) ?? offset;
}

interface Step {
  readonly node: unknown;
  readonly offset: number;
}

function stepIntoMap(
  items: readonly { key: unknown; value: unknown }[],
  segment: string,
): Step | null {
  const pair = items.find(({ key }) => isScalar(key) && String(key.value) === segment);
  if (pair === undefined) return null;
  const at = isScalar(pair.value) ? startOf(pair.value) : startOf(pair.key);
  return { node: pair.value, offset: at ?? startOf(pair.key) ?? 0 };
}

function stepIntoList(list: unknown, segment: string): Step | null {
  if (!isSeq(list) || !/^\d+$/.test(segment)) return null;
  const node = list.items[Number(segment)];
  const offset = startOf(node);
  return offset === undefined ? null : { node, offset };
}

function resolveAlias(node: unknown, aliases: AliasTargets): unknown {
  return isAlias(node) ? aliases.get(node) : node;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** `a.b[2]["c.d"]` → a, b, 2, c.d */
function splitPath(path: string): string[] {
  const segments: string[] = [];
  for (const [, plain, index, quoted] of path.matchAll(
    /([^.[\]]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g,
  )) {
    segments.push(quoted === undefined ? (plain ?? index ?? '') : unquote(quoted));
  }
  return segments;
}

function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

/**
 * Follows the value of a scalar and its source side by side up to `column`: quotes, block headers,
 * indentation and folded lines stand in the source only.
 */
function offsetInScalar(scalar: Scalar, text: string, column: number): number | null {
  if (typeof scalar.value !== 'string' || !scalar.range) return null;
  const { value } = scalar;
  const [start, end] = scalar.range;
  let at = start;
  if (scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE') at++;
  if (scalar.type === 'BLOCK_LITERAL' || scalar.type === 'BLOCK_FOLDED')
    at = text.indexOf('\n', start) + 1;
  let read = 0;
  while (at < end) {
    const source = text[at] ?? '';
    const wanted = value[read] ?? '';
    if (read >= column - 1 && (source === wanted || wanted === '')) return at;
    if (source === wanted) {
      at++;
      read++;
    } else if (/[\s\\]/.test(source)) at++;
    else if (/\s/.test(wanted)) read++;
    else return null;
  }
  return null;
}
