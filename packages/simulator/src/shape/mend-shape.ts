import { hintNearest } from '@pulse-stream/worldstate/internal';
import type { z } from 'zod';
import { fieldsAt, isFields } from './rename-keys.ts';
import type { Path } from './schema-places.ts';

type Issue = z.core.$ZodIssue;
type Fields = Record<PropertyKey, unknown>;

const NEVER = '0 > 1';

/** Maps whose keys are names that expressions read, and what an entry of them cannot be without. */
const NAMED = {
  params: { value: 0 },
  tables: {
    points: [
      [0, 0],
      [1, 1],
    ],
  },
  series: { dataset: 'dataset' },
  values: { formula: 0 },
} as const;

/**
 * Mends what its schema refused of a model: wrong optional values are left out, others are replaced by
 * the plainest ones, so that names stay declared, the places of lists stay the same, and what stands
 * beside a wrong key stays as it was written.
 * @param model changed in place; it may still be refused
 * @returns the places that are not as they were written
 */
export function mendShape(model: unknown, issues: readonly Issue[]): readonly Path[] {
  if (!isFields(model)) return [[]];
  return issues.flatMap(({ path }) => mendAt(model, path));
}

/** Puts a value to a place, or nothing; the place is not as it was written. */
function put(root: Fields, at: Path, value: unknown): Path {
  const owner = fieldsAt(root, at.slice(0, -1));
  const last = at.at(-1);
  if (owner !== null && last !== undefined) {
    if (value === undefined) Reflect.deleteProperty(owner, last);
    else owner[last] = structuredClone(value);
  }
  return at;
}

/** Mends one place; returns the places that cannot be judged any more. */
function mendAt(root: Fields, path: Path): Path[] {
  const [part, entry, key] = path;
  if (part === 'name') return [put(root, path, 'model')];
  if (part === 'slots') return entry === undefined ? [put(root, path, {})] : mendSlot(root, path);
  if (part === 'rules' && typeof entry === 'number') return [mendRule(root, path)];
  if (isNamedPart(part) && entry !== undefined)
    return [mendKey(root, [part, entry], key, NAMED[part])];
  if (part === 'tags' && typeof entry === 'number')
    return [mendKey(root, [part, entry], key, { code: `tag-${entry}`, label: '?', when: NEVER })];
  if (part === 'forecast' && entry === 'events' && typeof key === 'number') {
    const event = { name: `event_${key}`, when: NEVER };
    return [mendKey(root, [part, entry, key], path[3], event)];
  }
  const isOwnKey = part === 'forecast' || part === 'time' || part === 'measurements';
  return [put(root, isOwnKey ? path.slice(0, 2) : path.slice(0, 1), undefined)];
}

const isNamedPart = (part: PropertyKey | undefined): part is keyof typeof NAMED =>
  typeof part === 'string' && Object.hasOwn(NAMED, part);

/** Mends one key of a map, or all of it where it is none. */
function mendKey(
  root: Fields,
  at: Path,
  key: PropertyKey | undefined,
  whole: Readonly<Record<string, unknown>>,
): Path {
  if (key === undefined || fieldsAt(root, at) === null) return put(root, at, whole);
  return put(root, [...at, key], whole[String(key)]);
}

function mendRule(root: Fields, path: Path): Path {
  const [part, entry, key, index] = path;
  const at = path.slice(0, 2);
  const id = `rule-${String(entry)}`;
  if (part === undefined || key === undefined)
    return put(root, at, { id, effects: [standInFor(root)] });
  if (key === 'id') return put(root, path, id);
  if (key !== 'effects') return put(root, [...at, key], undefined);
  return typeof index === 'number'
    ? mendEffect(root, path)
    : put(root, [...at, key], [standInFor(root)]);
}

const ACTS = ['add', 'rate', 'set'] as const;

/** Mends one key of an effect; of one that is none, what it computes is kept. */
function mendEffect(root: Fields, path: Path): Path {
  const at = path.slice(0, 4);
  const key = path[4];
  const effect = fieldsAt(root, at) ?? {};
  if (key !== undefined && key !== 'flow') {
    const isAct = ACTS.some((act) => act === key);
    const value = key === 'target' ? standInFor(root).target : isAct ? 0 : undefined;
    return put(root, [...at, key], value);
  }
  const act = ACTS.find((name) => typeof effect[name] === 'string') ?? 'add';
  return put(root, at, { ...standInFor(root), add: undefined, [act]: effect[act] ?? 0 });
}

/** What stands in for a broken effect: it must name a slot that effects can have. */
function standInFor({ slots, measurements }: Fields): { target: string; add: 0 } {
  const measured = isFields(measurements) ? measurements : {};
  const names = isFields(slots) ? Object.keys(slots) : [];
  return { target: names.find((name) => !Object.hasOwn(measured, name)) ?? '', add: 0 };
}

/** Keys that only overlays have. */
const OF_OVERLAYS = ['decay', 'category', 'parent', 'priority'];

/** Mends one key of a slot. */
function mendSlot(root: Fields, [part = '', name = '', key, inner]: Path): Path[] {
  const at = [part, name];
  const slot = fieldsAt(root, at);
  const isOverlay = isRead(root, ['symbols', 'measurements'], name);
  if (slot === null || key === undefined)
    return [put(root, at, { kind: isOverlay ? 'overlay' : 'variable', initial: 0 })];
  const place = [...at, key];
  if (key === 'kind') {
    const isMeant =
      isOverlay ||
      OF_OVERLAYS.some((own) => Object.hasOwn(slot, own)) ||
      hintNearest(String(slot[key]), ['overlay']) !== undefined;
    put(root, place, isMeant ? 'overlay' : 'variable');
    // what else it says may depend on its kind
    return [at];
  }
  if (key === 'initial') return [put(root, place, 0)];
  if (key !== 'noise') return [put(root, place, undefined)];
  // without any noise it would have no correlations
  mendKey(root, place, inner, { sd: 1 });
  return [place, ['noise_correlation']];
}

const isRead = (root: Fields, parts: readonly string[], name: PropertyKey): boolean =>
  parts.some((part) => {
    const list = root[part];
    if (Array.isArray(list)) return list.includes(name);
    return isFields(list) && Object.hasOwn(list, name);
  });
