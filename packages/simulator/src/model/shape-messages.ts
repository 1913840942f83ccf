import { WorldModel } from '@pulse-stream/worldstate';
import { Effect, Expression, hintNearest } from '@pulse-stream/worldstate/internal';
import { z } from 'zod';
import type { ProblemDetail } from './problems.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A key that the schema does not know at its place. */
export interface UnknownKey {
  readonly path: Path;
  readonly message: string;
  readonly hint: string | undefined;
  /** The place of the key that was probably meant; null when nothing is near. */
  readonly meant: Path | null;
}

/** Keys of other tools, and the key of the same object that says it here. */
const SYNONYMS: Readonly<Record<string, string>> = {
  type: 'kind',
  value: 'initial',
  start: 'initial',
  init: 'initial',
  sd: 'noise',
  std: 'noise',
  sigma: 'noise',
  lower: 'min',
  upper: 'max',
  if: 'when',
  condition: 'when',
  name: 'id',
  change: 'add',
  amount: 'add',
  by: 'add',
  delta: 'add',
  parameters: 'params',
  constants: 'params',
  variables: 'slots',
  stocks: 'slots',
  states: 'slots',
  state: 'slots',
  equations: 'rules',
  flows: 'rules',
};

const MOST_LETTERS = 64;

/** Says what was probably meant by a key that the schema does not know. */
export function explainUnknownKey(key: string, at: Path, owner: unknown): UnknownKey {
  const path = [...at, key];
  const shown = key.length > MOST_LETTERS ? `${key.slice(0, MOST_LETTERS - 3)}...` : key;
  const message = `unknown key ${JSON.stringify(shown)}`;
  const known = shapeAt(at);
  if (key.length > MOST_LETTERS || known === null)
    return { path, message, hint: undefined, meant: null };
  if (known === Effect.shape && key === 'set')
    return { path, message, hint: hintSet(owner), meant: [...at, 'add'] };
  const keys = Object.keys(known);
  const synonym = SYNONYMS[key.toLowerCase()];
  if (synonym !== undefined && keys.includes(synonym))
    return { path, message, hint: `write ${synonym}`, meant: [...at, synonym] };
  const home = keys.find((name) => Object.hasOwn(shapeOf(known[name]) ?? {}, key));
  if (home !== undefined)
    return { path, message, hint: hintHome(home, known, owner), meant: [...at, home] };
  const nearest = hintNearest(key, keys);
  const [, name] = /"(.*)"/.exec(nearest ?? '') ?? [];
  return {
    path,
    message,
    hint: nearest ?? `known keys: ${keys.join(', ')}`,
    meant: name === undefined ? null : [...at, name],
  };
}

/** An effect adds; what sets a value adds the difference. */
function hintSet(effect: unknown): string {
  const { set, target } = { set: 'V', target: 'NAME', ...asFields(effect) };
  const value = typeof set === 'number' ? String(set) : typeof set === 'string' ? `(${set})` : 'V';
  const name = typeof target === 'string' ? target : 'NAME';
  return `an effect adds; to set ${name} write add: "${value} - ${name}", scaled: false`;
}

const asFields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** The keys beside it that belong into the entries of a list, or into a map. */
function hintHome(home: string, known: Shape, owner: unknown): string {
  const inner = shapeOf(known[home]) ?? {};
  const moved = Object.entries(asFields(owner))
    .filter(([key]) => Object.hasOwn(inner, key) && !Object.hasOwn(known, key))
    .map(([key, value]) => `${key}: ${isShort(value) ? String(value) : '…'}`)
    .join(', ');
  const isList = unwrap(known[home]) instanceof z.ZodArray;
  return `it belongs into ${home}: ${isList ? `[{ ${moved} }]` : `{ ${moved} }`}`;
}

const isShort = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^[\w.]{1,40}$/.test(value));

type Shape = Readonly<Record<string, unknown>>;

/** The keys of an object, or of the entries of a list of objects. */
function shapeOf(schema: unknown): Shape | null {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodArray) return shapeOf(inner.element);
  return inner instanceof z.ZodObject ? inner.shape : null;
}

/** The keys that the schema knows at a path; null where it knows none. */
function shapeAt(path: Path): Shape | null {
  const schema = unwrap(schemaAt(path));
  return schema instanceof z.ZodObject ? schema.shape : null;
}

function schemaAt(path: Path): unknown {
  let schema: unknown = WorldModel;
  for (const key of path) {
    schema = unwrap(schema);
    if (schema instanceof z.ZodObject) schema = Reflect.get(schema.shape, key);
    else if (schema instanceof z.ZodArray) schema = schema.element;
    else if (schema instanceof z.ZodRecord) schema = schema.valueType;
    else return undefined;
  }
  return schema;
}

/** What a schema with a default, an optional one or one beside a preprocessor describes. */
function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodPipe)
    return unwrap(schema.out instanceof z.ZodTransform ? schema.in : schema.out);
  return schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
    ? unwrap(schema.unwrap())
    : schema;
}

/** What a value may be, in the words of a person who writes YAML. */
function expectedOf(given: unknown): string {
  const schema = unwrap(given);
  if (schema === Expression) return 'an expression';
  if (schema instanceof z.ZodUnion) return schema.options.map(expectedOf).join(' or ');
  if (schema instanceof z.ZodEnum) return `one of ${schema.options.join(', ')}`;
  if (schema instanceof z.ZodNumber)
    return schema.format === 'safeint' ? 'a whole number' : 'a finite number';
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodArray) return 'a list';
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return 'a map';
  return 'a text';
}

/** How an object is begun: its needed keys with what they are, as in `{ kind: …, initial: … }`. */
function exampleOf(schema: unknown, found: unknown): string | undefined {
  const shape = shapeOf(schema);
  if (shape === null) return undefined;
  const needed = Object.entries(shape).filter(([, value]) => isNeeded(value));
  const first = needed.find(
    ([, value]) => typeof found === 'number' && expectedOf(value).includes('number'),
  );
  return `write { ${needed.map(([key]) => `${key}: ${key === first?.[0] ? String(found) : '…'}`).join(', ')} }`;
}

function isNeeded(schema: unknown): boolean {
  return !(
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  );
}

function describeValue(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}

/** What is wrong at a place, what may stand there and how to get it right. */
export function describeIssue(issue: Issue, found: unknown): { message: string } & ProblemDetail {
  const schema = schemaAt(issue.path);
  const expected = expectedOf(schema);
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
    case 'invalid_value':
      if (found === undefined) return { message: 'is missing', hint: `it is ${expected}` };
      return {
        message: `expected ${expected}, found ${describeValue(found)}`,
        hint: hintValue(issue, schema, found),
      };
    case 'too_small':
      return {
        message: describeLimit(issue.origin, issue.inclusive === true, 'least', issue.minimum),
      };
    case 'too_big':
      return {
        message: describeLimit(issue.origin, issue.inclusive === true, 'most', issue.maximum),
      };
    case 'invalid_key':
      return { message: issue.issues[0]?.message ?? 'this cannot be a name' };
    // These two carry texts of our own schema.
    case 'custom':
    case 'invalid_format':
      return { message: issue.message };
    default:
      return { message: 'is not valid' };
  }
}

const KINDS = 'any quantity is a variable, money is capital, a share that decays is an overlay';

function hintValue(issue: Issue, given: unknown, found: unknown): string | undefined {
  const schema = unwrap(given);
  const last = issue.path.at(-1);
  if (schema instanceof z.ZodEnum) {
    const nearest =
      typeof found === 'string' && found.length <= MOST_LETTERS
        ? hintNearest(found, schema.options.map(String))
        : undefined;
    return nearest ?? (last === 'kind' ? KINDS : undefined);
  }
  if (schema instanceof z.ZodRecord && Array.isArray(found))
    return `write a map: NAME: ${exampleOf(schema.valueType, null)?.replace('write ', '') ?? '…'}, without dashes`;
  if (schema instanceof z.ZodArray && typeof found === 'object' && found !== null)
    return 'every entry begins with a dash: - …';
  if (schema instanceof z.ZodObject)
    return issue.path.length === 0 ? undefined : exampleOf(schema, found);
  if (typeof found !== 'number' && typeof found !== 'boolean') return undefined;
  if (last === 'when')
    return 'a condition is a text such as hope > 0.4; a rule without when always applies';
  return expectedOf(schema).includes('a text') ? `put it in quotes: "${found}"` : undefined;
}

function describeLimit(
  origin: string,
  inclusive: boolean,
  side: 'least' | 'most',
  limit: number | bigint,
): string {
  if (origin === 'string')
    return limit === 1n || limit === 1 ? 'must not be empty' : `has at ${side} ${limit} characters`;
  if (origin === 'array') return `has at ${side} ${limit} entr${Number(limit) === 1 ? 'y' : 'ies'}`;
  if (inclusive) return `must be at ${side} ${limit}`;
  return side === 'least' ? `must be above ${limit}` : `must be below ${limit}`;
}
