import { FORBIDDEN_NAMES } from '@pulse-stream/worldstate/internal';
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  visit,
  type Alias,
  type Document,
  type Node,
} from 'yaml';
import { MODEL_DEPTH } from '../ndjson/json-syntax.ts';

/** Nodes a model may have once its aliases are followed: what keeps alias bombs out. */
const MOST_NODES = 500_000;

/** A value that cannot be taken over from a document, and where it stands. */
export class YamlValueError extends Error {
  readonly offset: number;
  /** Where the same stands before; null: nowhere. */
  readonly before: number | null;

  constructor(message: string, offset: number, before: number | null = null) {
    super(message);
    this.offset = offset;
    this.before = before;
  }
}

/** What each alias of a document stands for; an alias that no anchor precedes is left out. */
export type AliasTargets = ReadonlyMap<Alias, Node>;

/** Pairs aliases and anchors in one walk (the parser's own way walks the document for each alias). */
export function resolveAliases(document: Document.Parsed): AliasTargets {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return;
      }
      const target = anchors.get(node.source);
      if (target !== undefined) targets.set(node, target);
    },
  });
  return targets;
}

/** Is told of a place that can be read as it was probably meant, but not as YAML 1.2 says. */
export type NoteFault = (offset: number, message: string, hint: string) => void;

/**
 * The plain value of a YAML document, with aliases followed.
 * @param note called for every merge key `<<`, which YAML 1.2 does not have
 * @throws YamlValueError for a key that is not text or could reach a prototype, a value that is no
 *   JSON value, an alias without or inside its anchor, nesting over 64, over half a million nodes
 */
export function readYamlValue(
  document: Document.Parsed,
  aliases: AliasTargets,
  note: NoteFault,
): unknown {
  let nodes = 0;

  const read = (node: unknown, depth: number, offset: number): unknown => {
    const at = isNode(node) ? (node.range?.[0] ?? offset) : offset;
    if (++nodes > MOST_NODES)
      throw new YamlValueError(`more than ${MOST_NODES} values (aliases counted)`, at);
    if (depth > MODEL_DEPTH) throw new YamlValueError(`nested more than ${MODEL_DEPTH} deep`, at);
    if (isAlias(node)) {
      const anchored = aliases.get(node);
      if (anchored === undefined)
        throw new YamlValueError(`no anchor "&${node.source}" comes before this alias`, at);
      // An alias inside its own anchor is stopped by the depth.
      return read(anchored, depth + 1, at);
    }
    if (isSeq(node)) return node.items.map((item) => read(item, depth + 1, at));
    if (isMap(node)) {
      const entries = new Map<string, unknown>();
      const places = new Map<string, number>();
      let merged: object = {};
      for (const { key, value } of node.items) {
        const name = readKey(key, at);
        if (name.text === '<<') {
          note(
            name.offset,
            '"<<" is not supported: YAML 1.2 has no merge keys',
            'write the keys out',
          );
          const base = read(value, depth + 1, name.offset);
          if (typeof base === 'object' && base !== null && !Array.isArray(base)) merged = base;
          continue;
        }
        const before = places.get(name.text);
        if (before !== undefined)
          throw new YamlValueError(`"${name.text}" is given twice`, name.offset, before);
        places.set(name.text, name.offset);
        entries.set(name.text, read(value, depth + 1, name.offset));
      }
      return { ...merged, ...Object.fromEntries(entries) };
    }
    if (node === null || node === undefined) return null;
    if (isScalar(node)) return checkScalar(node.value, at);
    throw new YamlValueError('this is not a value', at);
  };

  return read(document.contents, 1, 0);
}

function readKey(key: unknown, around: number): { text: string; offset: number } {
  const offset = isNode(key) ? (key.range?.[0] ?? around) : around;
  // A number is a key in JSON's way: by its text.
  if (!isScalar(key) || (typeof key.value !== 'string' && typeof key.value !== 'number'))
    throw new YamlValueError('a key is text', offset);
  const text = String(key.value);
  if (FORBIDDEN_NAMES.includes(text))
    throw new YamlValueError(`"${text}" cannot be used as a name`, offset);
  return { text, offset };
}

function checkScalar(value: unknown, offset: number): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new YamlValueError('a number is finite', offset);
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
  throw new YamlValueError('a value is text, a number, true, false or null', offset);
}
