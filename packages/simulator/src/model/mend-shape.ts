import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];
type Fields = Record<PropertyKey, unknown>;

/** What stands in for a broken part of a rule: it must name a slot that effects can have. */
type StandIn = { readonly target: string; readonly add: 0 };

/**
 * A copy of a model without what its schema refused: unknown keys and wrong optional values are left
 * out, broken slots, parameters and effects are replaced by the plainest ones, so that names stay
 * declared and the places of lists stay the same.
 * @returns also the places that are not as they were written; the copy may still be refused
 */
export function mendShape(
  value: unknown,
  issues: readonly Issue[],
): { readonly value: unknown; readonly mended: readonly Path[] } {
  const copy: unknown = structuredClone(value);
  if (!isFields(copy)) return { value: copy, mended: [] };
  const effect = standInFor(copy);
  const mended = issues.flatMap((issue): Path[] => {
    if (issue.code !== 'unrecognized_keys') return [mendAt(copy, issue.path, effect)];
    const at = fieldsAt(copy, issue.path);
    for (const key of at === null ? [] : issue.keys) Reflect.deleteProperty(at ?? {}, key);
    return [];
  });
  return { value: copy, mended };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function fieldsAt(root: Fields, path: Path): Fields | null {
  let at: unknown = root;
  for (const key of path) {
    if (!isFields(at) || !Object.hasOwn(at, key)) return null;
    at = at[key];
  }
  return isFields(at) ? at : null;
}

function standInFor({ slots, measurements }: Fields): StandIn {
  const measured = isFields(measurements) ? measurements : {};
  const names = isFields(slots) ? Object.keys(slots) : [];
  return { target: names.find((name) => !Object.hasOwn(measured, name)) ?? '', add: 0 };
}

/** Mends one place; returns the place whose value was replaced. */
function mendAt(root: Fields, path: Path, effect: StandIn): Path {
  const [part, entry, key, index] = path;
  const replace = (at: Path, value: unknown): Path => {
    const owner = fieldsAt(root, at.slice(0, -1));
    const last = at.at(-1);
    if (owner !== null && last !== undefined) {
      if (value === undefined) Reflect.deleteProperty(owner, last);
      else owner[last] = value;
    }
    return at;
  };
  if (part === 'name') return replace(path, 'model');
  if (part === 'slots' && path.length > 2)
    return replace(['slots', entry ?? ''], mendSlot(fieldsAt(root, path.slice(0, 2)) ?? {}));
  if (part === 'slots' && path.length === 2)
    return replace(path, fieldsAt(root, path) === null ? mendSlot({}) : undefined);
  if (part === 'params' && entry !== undefined) return replace(['params', entry], { value: 0 });
  if (part === 'rules' && typeof entry === 'number') {
    const at: Path = [part, entry];
    if (key === undefined) return replace(at, { id: `rule-${entry}`, effects: [effect] });
    if (key === 'id') return replace([...at, key], `rule-${entry}`);
    if (key === 'effects')
      return typeof index === 'number'
        ? replace([...at, key, index], effect)
        : replace([...at, key], [effect]);
    return replace([...at, key], undefined);
  }
  if (part === 'measurements' && entry !== undefined) return replace(path, undefined);
  return replace(part === undefined ? [] : [part], undefined);
}

/** The plainest slot of the same kind: what else it says may be what is wrong. */
function mendSlot({ kind, initial }: Fields): Fields {
  const isKnown = kind === 'overlay' || kind === 'capital';
  const isOverlay = kind === 'overlay';
  const isFit = typeof initial === 'number' && (!isOverlay || (initial >= 0 && initial <= 1));
  return { kind: isKnown ? kind : 'variable', initial: isFit ? initial : 0 };
}
