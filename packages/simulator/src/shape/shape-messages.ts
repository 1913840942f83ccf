import { Effect, hintShare, hintNearest } from '@pulse-stream/worldstate/internal';
import { z } from 'zod';
import { explainEffect, type PlacedProblem } from './effect-acts.ts';
import { describeValue, exampleOf, expectedOf, takes, wordsOf } from './expected-texts.ts';
import {
  isNeeded,
  optionMeant,
  optionsOf,
  partsAt,
  schemaAt,
  shapeOf,
  unwrap,
  type Path,
} from './schema-places.ts';

type Issue = z.core.$ZodIssue;

const MOST_LETTERS = 64;

/**
 * What is wrong with the option that was meant: where a map is one of several ways to write a value,
 * what the schema says of the map that stands there.
 */
export function issuesMeant(issue: Issue, found: unknown): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const option = optionMeant(schemaAt(issue.path), found);
  const within = option === null ? [] : (issue.errors[option] ?? []);
  if (within.length === 0) return [issue];
  return within.flatMap((inner) =>
    issuesMeant({ ...inner, path: [...issue.path, ...inner.path] }, stepTo(found, inner.path)),
  );
}

function stepTo(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path)
    at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
  return at;
}

/** What is wrong at a place, what may stand there and how to get it right. */
export function describeIssue(issue: Issue, found: unknown): PlacedProblem {
  const { path } = issue;
  const schema = schemaAt(path);
  const said = { path };
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
    case 'invalid_value':
      if (found === undefined) return { ...said, message: 'is missing', hint: hintMissing(schema) };
      return {
        ...said,
        message: `expected ${expectedOf(schema)}, found ${describeValue(found)}`,
        hint: hintValue(path, schema, found),
      };
    case 'too_small':
    case 'too_big':
      return { ...said, ...describeLimit(issue, schema, found) };
    case 'invalid_key':
      return { ...said, message: issue.issues[0]?.message ?? 'this cannot be a name' };
    // These two carry texts of our own schema.
    case 'custom':
    case 'invalid_format':
      if (schema === Effect && typeof found === 'object' && found !== null)
        return explainEffect(path, { ...found });
      return { ...said, message: issue.message, hint: hintCustom(schema) };
    default:
      return { ...said, message: 'is not valid' };
  }
}

function hintMissing(schema: unknown): string {
  return shapeOf(schema) === null || optionsOf(schema).length > 1
    ? `it is ${expectedOf(schema)}`
    : `it is ${expectedOf(schema)}: ${exampleOf(schema)}`;
}

const KINDS = 'any quantity is a variable, money is capital, a share that decays is an overlay';

function hintValue(path: Path, given: unknown, found: unknown): string | undefined {
  const schema = unwrap(given);
  const last = path.at(-1);
  if (found === null) return hintNothing(path, given);
  if (schema instanceof z.ZodRecord && Array.isArray(found))
    return `write a map: NAME: ${exampleOf(schema.valueType)}, without dashes`;
  const parts = partsAt(path);
  if (schema instanceof z.ZodArray) return hintList(schema, found, parts);
  if (schema instanceof z.ZodTuple) return parts === null ? undefined : `write ${parts}`;
  if (schema instanceof z.ZodObject)
    return path.length === 0 ? undefined : `write ${exampleOf(schema, found)}`;
  if (typeof found === 'string') return hintText(path, given, found);
  if (last === 'kind') return KINDS;
  if (typeof found !== 'number' && typeof found !== 'boolean') return undefined;
  if (last === 'when')
    return 'a condition is a text such as hope > 0.4; a rule without when always applies';
  return expectedOf(schema).includes('a text') ? `put it in quotes: "${found}"` : undefined;
}

/** Nothing stands behind a key, as when its value was forgotten or indented too little. */
function hintNothing(path: Path, schema: unknown): string {
  const key = path.at(-1);
  if (typeof key === 'number') return 'leave the entry out, or write what it is';
  const example = shapeOf(schema) === null ? '…' : exampleOf(schema);
  const write =
    key === undefined ? 'write name: … and slots: …' : `write ${String(key)}: ${example}`;
  return isNeeded(schema) ? write : `${write}, or leave the key out`;
}

function hintList(schema: z.ZodArray, found: unknown, parts: string | null): string | undefined {
  if (schema.element instanceof z.ZodTuple) return `write [${parts ?? '…'}, …]`;
  if (typeof found === 'object') return 'every entry begins with a dash: - …';
  return shapeOf(schema) === null ? 'write a list: [ … ]' : `write [${exampleOf(schema)}]`;
}

/** A number in quotes, a word that is near, or an expression where a map holds one. */
function hintText(path: Path, schema: unknown, found: string): string | undefined {
  if (found.length > MOST_LETTERS) return undefined;
  const options = optionsOf(schema);
  const number = found.trim().replace(/^([+-]?\d+),(\d+)$/, '$1.$2');
  if (
    options.some((option) => option instanceof z.ZodNumber) &&
    number !== '' &&
    Number.isFinite(Number(number))
  )
    return `write it without quotes: ${number}`;
  const nearest = hintNearest(found, wordsOf(schema));
  if (nearest !== undefined) return nearest;
  if (path.at(-1) === 'kind') return KINDS;
  const shape = shapeOf(schema);
  if (shape === null) return undefined;
  const key = Object.keys(shape).find((name) => isNeeded(shape[name]));
  const isFormula = key !== undefined && takes(shape, key, 'expression');
  return `write ${isFormula ? `{ ${key}: ${JSON.stringify(found)} }` : exampleOf(schema)}`;
}

/** An object that lacks all of what it may have. */
function hintCustom(schema: unknown): string | undefined {
  const shape = shapeOf(schema);
  const isEmptied = shape !== null && !Object.values(shape).some(isNeeded);
  return isEmptied ? `write ${exampleOf(schema)}` : undefined;
}

function describeLimit(
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  schema: unknown,
  found: unknown,
): { message: string; hint?: string } {
  const [side, limit] =
    issue.code === 'too_small'
      ? (['least', issue.minimum] as const)
      : (['most', issue.maximum] as const);
  const tuple = optionsOf(schema).find((option) => option instanceof z.ZodTuple);
  if (tuple !== undefined && Array.isArray(found)) {
    const parts = partsAt(issue.path);
    return {
      message: `expected ${expectedOf(tuple)}, found a list of ${found.length}`,
      ...(parts === null ? {} : { hint: `write ${parts}` }),
    };
  }
  if (issue.origin === 'string')
    return Number(limit) === 1
      ? { message: 'must not be empty' }
      : { message: `has at ${side} ${limit} characters` };
  if (issue.origin === 'array')
    return { message: `has at ${side} ${limit} entr${Number(limit) === 1 ? 'y' : 'ies'}` };
  if (issue.inclusive === true) return { message: `must be at ${side} ${limit}` };
  if (side === 'least') return { message: `must be above ${limit}` };
  const hint = limit === 1 ? hintShare(found) : undefined;
  return { message: `must be below ${limit}`, ...(hint === undefined ? {} : { hint }) };
}
