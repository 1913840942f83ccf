import { CONFIG_RULES, refuseProto } from '@pulse-stream/worldstate/internal';
import type { z } from 'zod';
import type { Schema } from './schema-shape.ts';

/** Name of a condition that is no bound and no pattern. */
export type RuleName = keyof typeof CONFIG_RULES;

/** Bounds, of a number or of a length; absent: none. */
interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

/** What one part of a schema asks for; others by their place in the plan. */
export type GuardNode =
  /** Only zod can tell. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'boolean' | 'null' }
  | { readonly kind: 'word'; readonly of: readonly string[] }
  | {
      readonly kind: 'number';
      readonly bounds: Bounds;
      /** Bounds that are not reached. */
      readonly open: Bounds;
      readonly isInteger: boolean;
    }
  | {
      readonly kind: 'text';
      readonly bounds: Bounds;
      readonly patterns: readonly string[];
      readonly rules: readonly RuleName[];
    }
  /** undefined, which JSON does not have, is left to zod. */
  | { readonly kind: 'given'; readonly inner: number }
  | { readonly kind: 'list'; readonly item: number; readonly bounds: Bounds }
  | { readonly kind: 'tuple'; readonly items: readonly number[] }
  | { readonly kind: 'union'; readonly options: readonly number[] }
  | {
      readonly kind: 'map';
      readonly name: number;
      readonly item: number;
      readonly rules: readonly RuleName[];
    }
  | {
      readonly kind: 'object';
      readonly members: readonly ObjectMember[];
      readonly rules: readonly RuleName[];
    };

/** One key of an object. */
export interface ObjectMember {
  readonly name: string;
  readonly node: number;
  readonly isRequired: boolean;
  /** What stands there when nothing was given. */
  readonly standard?: unknown;
}

/**
 * What a schema accepts, as data: whoever has it needs neither schema nor zod. The first node is that
 * of the schema; nodes name others by index, so a schema may hold itself.
 */
export type GuardPlan = readonly GuardNode[];

type Definition = z.core.$ZodTypes['_zod']['def'];

/** Makes the plan of a schema. What is not known here becomes a node that leaves the value to zod. */
export function planGuard(schema: Schema): GuardPlan {
  const nodes: GuardNode[] = [];
  const places = new Map<Schema, number>();
  const placeOf = (part: Schema): number => {
    const inner = unwrap(part);
    if (inner !== part) return placeOf(inner);
    const known = places.get(part);
    if (known !== undefined) return known;
    const place = nodes.length;
    places.set(part, place);
    nodes.push({ kind: 'unknown' });
    nodes[place] = planNode(part, placeOf);
    return place;
  };
  placeOf(schema);
  return nodes;
}

/** What a schema stands for that only points at another one. */
function unwrap(schema: Schema): Schema {
  const { def } = insideOf(schema);
  if (def.checks !== undefined && def.checks.length > 0) return schema;
  // oxlint-disable-next-line no-underscore-dangle -- the name is zod's; it is made once, unlike by its getter
  if (def.type === 'lazy') return (schema as z.core.$ZodLazy)._zod.innerType;
  const isMap =
    def.type === 'pipe' && typeOf(def.in) === 'transform' && typeOf(def.out) === 'record';
  // a map leaves a key `__proto__` to zod anyway
  return isMap && (insideOf(def.in).def as z.core.$ZodTransformDef).transform === refuseProto
    ? def.out
    : schema;
}

function planNode(schema: Schema, placeOf: (part: Schema) => number): GuardNode {
  const { def, traits } = insideOf(schema);
  // a schema like z.int() is a check of its own
  const own = traits.has('$ZodCheck') ? [def as unknown as CheckFields] : []; // as its traits say
  // oxlint-disable-next-line no-underscore-dangle -- the name is zod's
  const others = (def.checks ?? []).map(({ _zod }) => _zod.def as CheckFields); // each holds some
  const asked = readChecks([...own, ...others]);
  if (asked === null || ('coerce' in def && def.coerce)) return { kind: 'unknown' };
  const node = planKind(def, asked, placeOf);
  const isChecked = others.length > 0 && !CHECKED.has(node.kind);
  return isChecked ? { kind: 'unknown' } : node;
}

/** Kinds of nodes that say what their checks ask for. */
const CHECKED: ReadonlySet<GuardNode['kind']> = new Set([
  'number',
  'text',
  'list',
  'map',
  'object',
]);

function planKind(def: Definition, asked: Asked, placeOf: (part: Schema) => number): GuardNode {
  const { bounds, open, isInteger, patterns, rules } = asked;
  switch (def.type) {
    case 'boolean':
    case 'null':
      return { kind: def.type };
    case 'enum': {
      const entries: readonly unknown[] = Object.values(def.entries);
      const of = entries.filter((entry) => typeof entry === 'string');
      return of.length === entries.length ? { kind: 'word', of } : { kind: 'unknown' };
    }
    case 'number':
      return { kind: 'number', bounds, open, isInteger };
    case 'string':
      return { kind: 'text', bounds, patterns, rules };
    case 'optional':
    case 'default':
      return { kind: 'given', inner: placeOf(def.innerType) };
    case 'array':
      return { kind: 'list', item: placeOf(def.element), bounds };
    case 'tuple':
      return def.rest === null
        ? { kind: 'tuple', items: def.items.map(placeOf) }
        : { kind: 'unknown' };
    case 'union':
      return { kind: 'union', options: def.options.map(placeOf) };
    case 'record': {
      const isPlain = def.mode !== 'loose' && typeOf(def.keyType) === 'string';
      if (!isPlain) return { kind: 'unknown' };
      return { kind: 'map', name: placeOf(def.keyType), item: placeOf(def.valueType), rules };
    }
    case 'object': {
      const isStrict = def.catchall !== undefined && typeOf(def.catchall) === 'never';
      if (!isStrict) return { kind: 'unknown' };
      const members = Object.entries(def.shape).map(([name, inner]) =>
        planMember(name, inner, placeOf),
      );
      return { kind: 'object', members, rules };
    }
    default:
      return { kind: 'unknown' };
  }
}

function planMember(name: string, schema: Schema, placeOf: (part: Schema) => number): ObjectMember {
  // oxlint-disable-next-line no-underscore-dangle -- the name is zod's
  const { optin, optout } = schema._zod;
  const { def } = insideOf(schema);
  const isBare = def.checks === undefined || def.checks.length === 0;
  if (def.type === 'default' && isBare)
    return { name, node: placeOf(def.innerType), isRequired: false, standard: def.defaultValue };
  // what is undefined is not asked about then
  if (def.type === 'optional' && isBare && optin === 'optional' && optout === 'optional')
    return { name, node: placeOf(def.innerType), isRequired: false };
  return { name, node: placeOf(schema), isRequired: true };
}

/** What checks ask for, in words of a plan. */
interface Asked {
  readonly bounds: Bounds;
  readonly open: Bounds;
  readonly isInteger: boolean;
  readonly patterns: readonly string[];
  readonly rules: readonly RuleName[];
}

/** @returns null: there is a check that is not known here */
function readChecks(checks: readonly CheckFields[]): Asked | null {
  const [bounds, open]: [Writable<Bounds>, Writable<Bounds>] = [{}, {}];
  const [patterns, rules]: [string[], RuleName[]] = [[], []];
  let isInteger = false;
  for (const { check, value, minimum, maximum, inclusive, format, pattern, fn } of checks) {
    const rule = RULES.find(([, known]) => known === fn)?.[0];
    const side = inclusive === false ? open : bounds;
    if (check === 'greater_than' && typeof value === 'number') raiseLeast(side, value);
    else if (check === 'less_than' && typeof value === 'number') lowerMost(side, value);
    else if (check === 'min_length' && minimum !== undefined) raiseLeast(bounds, minimum);
    else if (check === 'max_length' && maximum !== undefined) lowerMost(bounds, maximum);
    else if (check === 'number_format' && format === 'safeint') isInteger = true;
    else if (check === 'string_format' && format === 'regex' && pattern?.flags === '')
      patterns.push(pattern.source);
    else if (check === 'custom' && rule !== undefined) rules.push(rule);
    else return null;
  }
  return { bounds, open, isInteger, patterns, rules };
}

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

function raiseLeast(bounds: Writable<Bounds>, value: number): void {
  bounds.least = Math.max(bounds.least ?? -Infinity, value);
}

function lowerMost(bounds: Writable<Bounds>, value: number): void {
  bounds.most = Math.min(bounds.most ?? Infinity, value);
}

const RULES = Object.entries(CONFIG_RULES) as [RuleName, unknown][]; // keys of the table

/** What definitions of checks hold, as far as it matters here. */
interface CheckFields {
  readonly check: string;
  readonly value?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly inclusive?: boolean;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly fn?: unknown;
}

/** Every schema that zod makes is one of this union; _zod is its documented door to look inside. */
function insideOf(schema: Schema): z.core.$ZodTypes['_zod'] {
  // oxlint-disable-next-line no-underscore-dangle -- the name is zod's
  return (schema as z.core.$ZodTypes)._zod; // as said
}

const typeOf = (schema: Schema): Definition['type'] => insideOf(schema).def.type;
