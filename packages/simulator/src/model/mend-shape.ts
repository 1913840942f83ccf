import { hintNearest } from '@pulse-stream/worldstate/internal';
import type { z } from 'zod';
import { fieldsAt, isFields } from './rename-keys.ts';
import type { Path } from './schema-places.ts';

type Issue = z.core.$ZodIssue;
type Fields = Record<PropertyKey, unknown>;

/** What stands in for a broken part of a rule: it must name a slot that effects can have. */
type StandIn = { readonly target: string; readonly add: 0 };

/** Maps whose keys are names that expressions read, and what stands in for an entry of them. */
const NAMED = {
  params: { value: 0 },
  tables: {
    points: [
      [0, 0],
      [1, 1],
    ],
  },
  series: { dataset: 'dataset' },
  values: 0,
} as const;

/**
 * Mends what its schema refused of a model: wrong optional values are left out, broken slots,
 * parameters, tables, series, values and effects are replaced by the plainest ones, so that names
 * stay declared and the places of lists stay the same.
 * @param model changed in place; it may still be refused
 * @returns the places that are not as they were written
 */
export function mendShape(model: unknown, issues: readonly Issue[]): readonly Path[] {
  if (!isFields(model)) return [];
  const effect = standInFor(model);
  return issues.map(({ path }) => mendAt(model, path, effect));
}

function standInFor({ slots, measurements }: Fields): StandIn {
  const measured = isFields(measurements) ? measurements : {};
  const names = isFields(slots) ? Object.keys(slots) : [];
  return { target: names.find((name) => !Object.hasOwn(measured, name)) ?? '', add: 0 };
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

/** Mends one place; returns the place whose value was replaced. */
function mendAt(root: Fields, path: Path, effect: StandIn): Path {
  const [part, entry] = path;
  if (part === 'name') return put(root, path, 'model');
  if (part === 'slots') return entry === undefined ? put(root, path, {}) : mendSlot(root, path);
  if (part === 'rules' && typeof entry === 'number') return mendRule(root, path, effect);
  if (isNamedPart(part) && entry !== undefined) return put(root, [part, entry], NAMED[part]);
  const isOwnKey = part === 'forecast' || part === 'time' || part === 'measurements';
  return put(root, isOwnKey ? path.slice(0, 2) : path.slice(0, 1), undefined);
}

const isNamedPart = (part: PropertyKey | undefined): part is keyof typeof NAMED =>
  typeof part === 'string' && Object.hasOwn(NAMED, part);

function mendRule(root: Fields, path: Path, effect: StandIn): Path {
  const [part, entry, key, index] = path;
  const at = path.slice(0, 2);
  const id = `rule-${String(entry)}`;
  if (part === undefined || key === undefined) return put(root, at, { id, effects: [effect] });
  if (key === 'id') return put(root, path, id);
  if (key !== 'effects') return put(root, [...at, key], undefined);
  return typeof index === 'number'
    ? put(root, path.slice(0, 4), effect)
    : put(root, [...at, key], [effect]);
}

/** Keys that only overlays have. */
const OF_OVERLAYS = ['decay', 'category', 'parent', 'priority'];

/** Mends one key of a slot; what else it says is not looked at, for it may depend on that key. */
function mendSlot(root: Fields, [part = '', name = '', key]: Path): Path {
  const at = [part, name];
  const slot = fieldsAt(root, at);
  const isOverlay = isRead(root, ['symbols', 'measurements'], name);
  if (slot === null || key === undefined)
    return put(root, at, { kind: isOverlay ? 'overlay' : 'variable', initial: 0 });
  if (key === 'kind') {
    const isMeant =
      isOverlay ||
      OF_OVERLAYS.some((own) => Object.hasOwn(slot, own)) ||
      hintNearest(String(slot['kind']), ['overlay']) !== undefined;
    put(root, [...at, key], isMeant ? 'overlay' : 'variable');
  } else if (key === 'initial') put(root, [...at, key], 0);
  else put(root, [...at, key], undefined);
  // a slot without noise has no correlations
  if (key === 'noise') put(root, ['noise_correlation'], undefined);
  return at;
}

const isRead = (root: Fields, parts: readonly string[], name: PropertyKey): boolean =>
  parts.some((part) => {
    const list = root[part];
    if (Array.isArray(list)) return list.includes(name);
    return isFields(list) && Object.hasOwn(list, name);
  });
