import { CONFIG_RULES } from '@pulse-stream/worldstate/internal';
import type { GuardNode, GuardPlan, ObjectMember, RuleName } from './guard-plan.ts';

/** What a guard returns for a value that its schema refuses. */
export const REFUSED = Symbol('refused');
/** What it returns for a value about which only the schema can tell. */
export const UNKNOWN = Symbol('unknown');

/** Returns what its schema makes of a value, which is not changed, or a symbol. */
export type Guard = (value: unknown) => unknown;

/** Names of a map that are remembered: a run has few, and finding one is faster than checking it. */
const MOST_KNOWN_NAMES = 1000;

/**
 * Makes of a plan what accepts values in a fraction of the time the schema needs. The maps whose keys a
 * user chooses have no prototype: a slot may be called `valueOf`.
 * @param leave what is made of a value about which the plan cannot tell
 */
export function guardOf(plan: GuardPlan, leave: Guard = () => UNKNOWN): Guard {
  const made: Guard[] = [];
  // a node may be part of itself
  const at = (place: number): Guard => made[place] ?? ((value) => made[place]?.(value));
  for (let place = plan.length - 1; place >= 0; place -= 1)
    made[place] = readerOf(plan[place] as GuardNode, at, leave); // in range
  return at(0);
}

function readerOf(node: GuardNode, at: (place: number) => Guard, leave: Guard): Guard {
  switch (node.kind) {
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : REFUSED);
    case 'null':
      return (value) => (value === null ? value : REFUSED);
    case 'word': {
      const known = new Set<unknown>(node.of);
      return (value) => (known.has(value) ? value : REFUSED);
    }
    case 'number':
      return numberOf(node);
    case 'text':
      return textOf(node, leave);
    case 'given': {
      const inner = at(node.inner);
      return (value) => (value === undefined ? leave(value) : inner(value));
    }
    case 'list':
      return listOf(at(node.item), node.bounds);
    case 'tuple':
      return tupleOf(node.items.map(at));
    case 'union':
      return firstOf(node.options.map(at));
    case 'map':
      return withRules(mapOf(at(node.name), at(node.item), leave), node.rules);
    case 'object':
      return withRules(objectOf(node.members, at, leave), node.rules);
    default:
      return leave;
  }
}

type NodeOf<Kind extends GuardNode['kind']> = Extract<GuardNode, { readonly kind: Kind }>;

function numberOf({ bounds, open, isInteger }: NodeOf<'number'>): Guard {
  const { least = -Number.MAX_VALUE, most = Number.MAX_VALUE } = bounds;
  const { least: above = -Infinity, most: below = Infinity } = open;
  return (value) =>
    typeof value === 'number' &&
    value >= least &&
    value <= most &&
    value > above &&
    value < below &&
    (!isInteger || Number.isSafeInteger(value))
      ? value
      : REFUSED;
}

function textOf({ bounds, patterns, rules }: NodeOf<'text'>, leave: Guard): Guard {
  const { least = 0, most = Infinity } = bounds;
  const forms = patterns.map((pattern) => new RegExp(pattern));
  const read: Guard = (value) => {
    if (typeof value !== 'string') return REFUSED;
    const { length } = value;
    for (const form of forms) if (!form.test(value)) return REFUSED;
    // a character is one unit or two
    if (length >= 2 * least - 1 && length <= most) return value;
    return length < least || length > 2 * most ? REFUSED : leave(value);
  };
  return withRules(read, rules);
}

/** @param rules each for what `read` accepts */
function withRules(read: Guard, rules: readonly RuleName[]): Guard {
  if (rules.length === 0) return read;
  // the schema gave them for its own values
  const tests = rules.map((name) => CONFIG_RULES[name] as (value: unknown) => boolean);
  return (value) => {
    const accepted = read(value);
    if (typeof accepted === 'symbol') return accepted;
    for (const test of tests) if (!test(accepted)) return REFUSED;
    return accepted;
  };
}

function firstOf(options: readonly Guard[]): Guard {
  return (value) => {
    for (const option of options) {
      const accepted = option(value);
      if (accepted !== REFUSED) return accepted;
    }
    return REFUSED;
  };
}

/** A list of so many items, each with a guard of its own. */
function tupleOf(items: readonly Guard[]): Guard {
  return (value) => {
    if (!Array.isArray(value) || value.length !== items.length) return REFUSED;
    const accepted: unknown[] = [];
    for (const [index, item] of items.entries()) {
      const one = item(value[index]);
      if (typeof one === 'symbol') return one;
      accepted.push(one);
    }
    return accepted;
  };
}

function listOf(item: Guard, { least = 0, most = Infinity }: NodeOf<'list'>['bounds']): Guard {
  return (value) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) return REFUSED;
    const items: unknown[] = [];
    for (let index = 0; index < value.length; index += 1) {
      const accepted = item(value[index]);
      if (typeof accepted === 'symbol') return accepted;
      items.push(accepted);
    }
    return items;
  };
}

/**
 * Makes maps without inherited keys, as `Object.create(null)` does, which the engine keeps like any
 * other object instead of as a hash table: made and filled in a third of the time.
 */
const OwnKeys = function OwnKeys() {} as unknown as new () => Record<string, unknown>; // a function is a constructor
OwnKeys.prototype = Object.create(null) as object; // as above

/** Whether it was parsed, or made here: nothing it inherits can be listed. */
function isParsed(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === OwnKeys.prototype || prototype === null;
}

/** Whether a value is an object of another making. */
const isOther = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mapOf(name: Guard, item: Guard, leave: Guard): Guard {
  const known = new Set<string>();
  return (value) => {
    if (!isParsed(value)) return isOther(value) ? leave(value) : REFUSED;
    const map = new OwnKeys();
    for (const key in value) {
      if (!known.has(key)) {
        // zod leaves it out, whatever names may be
        if (key === '__proto__') return leave(value);
        const read = name(key);
        if (typeof read === 'symbol') return read;
        if (known.size < MOST_KNOWN_NAMES) known.add(key);
      }
      const accepted = item(value[key]);
      if (typeof accepted === 'symbol') return accepted;
      map[key] = accepted;
    }
    return map;
  };
}

function objectOf(
  members: readonly ObjectMember[],
  at: (place: number) => Guard,
  leave: Guard,
): Guard {
  const required = members.filter(({ isRequired }) => isRequired).length;
  const standard: Record<string, unknown> = {};
  for (const { name, node, standard: value } of members)
    if (value !== undefined) standard[name] = freezeStandard(value, at(node));
  const readers = new Map(
    members.map(({ name, node, isRequired }) => [name, { read: at(node), isRequired }]),
  );
  const isBare = Object.keys(standard).length === 0;
  return (value) => {
    if (!isParsed(value)) return isOther(value) ? leave(value) : REFUSED;
    // a spread object takes twenty times as long to be filled further
    const object: Record<string, unknown> = isBare ? {} : Object.assign({}, standard);
    let missing = required;
    for (const key in value) {
      const member = readers.get(key);
      if (member === undefined) return REFUSED;
      const given = value[key];
      if (given === undefined && !member.isRequired) continue;
      const accepted = member.read(given);
      if (typeof accepted === 'symbol') return accepted;
      if (member.isRequired) missing -= 1;
      object[key] = accepted;
    }
    // only the schema can tell whether what is missing must be there
    return missing === 0 ? object : leave(value);
  };
}

/** One value for all objects: making a map costs as much as a third of the rest. */
function freezeStandard(value: unknown, read: Guard): unknown {
  if (typeof value !== 'object') return value;
  // as a map without a prototype, where it is one
  const own = read(value);
  return Object.freeze(typeof own === 'symbol' ? value : own);
}
