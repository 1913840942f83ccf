import type { z } from 'zod';

/** Any zod schema. */
export type Schema = z.core.$ZodType;

/** One kind of schema, wrappers (optional, default, nullable …) taken off. */
export type Shape =
  | { readonly kind: 'object'; readonly keys: Readonly<Record<string, Schema>> }
  | { readonly kind: 'array' | 'record'; readonly item: Schema }
  | { readonly kind: 'union'; readonly options: readonly Schema[] }
  | { readonly kind: 'number'; readonly integer: boolean }
  /** Any JSON at all. */
  | { readonly kind: 'any' }
  | { readonly kind: 'other' };

/** Looks inside a schema: what order of keys, hints and rounding need to know. */
export function shapeOf(schema: Schema): Shape {
  // every schema that zod makes is one of this union; _zod is its documented door to look inside
  // oxlint-disable-next-line no-underscore-dangle -- the name is zod's
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return shapeOf(def.innerType);
    case 'pipe':
      return shapeOf(def.out);
    case 'object':
      return { kind: 'object', keys: def.shape };
    case 'array':
      return { kind: 'array', item: def.element };
    case 'record':
      return { kind: 'record', item: def.valueType };
    case 'union':
      return { kind: 'union', options: def.options };
    case 'number':
      return { kind: 'number', integer: 'format' in def && def.format === 'safeint' };
    case 'lazy':
    case 'unknown':
      return { kind: 'any' };
    default:
      return { kind: 'other' };
  }
}

/** True when a key with this schema may be absent after parsing. */
export function isOptional(schema: Schema): boolean {
  // oxlint-disable-next-line no-underscore-dangle -- the name is zod's
  return schema._zod.optout === 'optional';
}

/** The keys that are known at a place of a value; empty where any key or none is allowed. */
export function keysAt(schema: Schema, steps: readonly (string | number)[]): string[] {
  const shape = shapeOf(schema);
  if (shape.kind === 'union') return shape.options.flatMap((option) => keysAt(option, steps));
  const [step, ...rest] = steps;
  if (step === undefined) return shape.kind === 'object' ? Object.keys(shape.keys) : [];
  if (shape.kind === 'object') {
    const inner = shape.keys[step];
    return inner === undefined ? [] : keysAt(inner, rest);
  }
  return shape.kind === 'array' || shape.kind === 'record' ? keysAt(shape.item, rest) : [];
}

/** As many places of a key are told. */
const TOLD_PLACES = 3;

/**
 * Where in a value of this schema a key may stand, in words: `in forecast`, `in params.NAME`; at most
 * three, the outermost first.
 */
export function placesOfKey(schema: Schema, key: string): string[] {
  const found = new Set<string>();
  let level: (readonly [path: string, Schema])[] = [['', schema]];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const [path, each] of level) {
      const shape = shapeOf(each);
      if (shape.kind === 'object') {
        if (Object.hasOwn(shape.keys, key))
          found.add(path === '' ? 'at the top of the line' : `in ${path}`);
        for (const [name, inner] of Object.entries(shape.keys))
          next.push([path === '' ? name : `${path}.${name}`, inner]);
      } else if (shape.kind === 'union')
        next.push(...shape.options.map((one) => [path, one] as const));
      else if (shape.kind === 'array') next.push([`${path}[]`, shape.item]);
      else if (shape.kind === 'record') next.push([`${path}.NAME`, shape.item]);
    }
    level = next;
  }
  return [...found].slice(0, TOLD_PLACES);
}
