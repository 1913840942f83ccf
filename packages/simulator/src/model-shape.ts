import { hintNearest, WorldModel } from '@pulse-stream/worldstate';
import { z } from 'zod';
import { ModelProblems, type ProblemDetail } from './model-problems.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * The model in `value`, defaults filled in; its names and expressions are not looked at yet.
 * @param value what a YAML or JSON file held
 * @throws PulseError `model-invalid` with every place whose shape is wrong
 */
export function parseModelShape(value: unknown): WorldModel {
  const problems = new ModelProblems();
  const parsed = WorldModel.safeParse(value);
  for (const issue of parsed.error?.issues ?? []) noteIssue(issue, value, problems);
  problems.throwIfAny(nameOf(value));
  if (parsed.success) return parsed.data;
  throw new Error('a model was refused without an issue');
}

/** How to call the model in a message, whatever is wrong with it. */
function nameOf(value: unknown): string {
  const name = lookUp(value, ['name']);
  return typeof name === 'string' && name !== '' ? `model ${name.slice(0, 128)}` : 'the model';
}

function lookUp(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}

/** The id of the rule that `path` leads into. */
function ruleAt(value: unknown, path: Path): string | undefined {
  const id = path[0] === 'rules' ? lookUp(value, [...path.slice(0, 2), 'id']) : undefined;
  return typeof id === 'string' ? id.slice(0, 64) : undefined;
}

function noteIssue(issue: Issue, value: unknown, problems: ModelProblems): void {
  const rule = ruleAt(value, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(issue.path);
    for (const key of issue.keys)
      problems.add([...issue.path, key], 'unknown key', { hint: hintKey(key, known), rule });
    return;
  }
  const { message, hint } = describeIssue(issue, lookUp(value, issue.path));
  problems.add(issue.path, message, { hint, rule });
}

function hintKey(key: string, known: readonly string[]): string | undefined {
  if (key.length > 64) return undefined;
  return (
    hintNearest(key, known) ?? (known.length > 0 ? `known keys: ${known.join(', ')}` : undefined)
  );
}

/** The keys that the schema knows at a path. */
function keysAt(path: Path): string[] {
  let schema: unknown = WorldModel;
  for (const key of path) {
    schema = unwrap(schema);
    if (schema instanceof z.ZodObject) schema = Reflect.get(schema.shape, key);
    else if (schema instanceof z.ZodArray) schema = schema.element;
    else if (schema instanceof z.ZodRecord) schema = schema.valueType;
  }
  schema = unwrap(schema);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** What a schema with a default, an optional one or one behind a preprocessor describes. */
function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodPipe) return unwrap(schema.out);
  return schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
    ? unwrap(schema.unwrap())
    : schema;
}

/** Names of types as a person who writes YAML knows them. */
const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a finite number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
};

function describeValue(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}

function describeIssue(issue: Issue, found: unknown): { message: string } & ProblemDetail {
  switch (issue.code) {
    case 'invalid_type':
      if (found === undefined) return { message: 'is missing' };
      return {
        message: `expected ${EXPECTED[issue.expected] ?? issue.expected}, found ${describeValue(found)}`,
        hint: hintText(issue, found),
      };
    case 'invalid_union':
      return { message: `expected a number or an expression, found ${describeValue(found)}` };
    case 'invalid_value': {
      const known = issue.values.map(String);
      const message = `expected one of ${known.join(', ')}, found ${describeValue(found)}`;
      return typeof found === 'string' && found.length <= 64
        ? { message, hint: hintNearest(found, known) }
        : { message };
    }
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

/** A number or truth value where a text belongs: YAML took the quotes for granted. */
function hintText(issue: z.core.$ZodIssueInvalidType, found: unknown): string | undefined {
  if (issue.expected !== 'string' || (typeof found !== 'number' && typeof found !== 'boolean'))
    return undefined;
  return issue.path.at(-1) === 'when'
    ? 'a condition is a text such as hope > 0.4; a rule without when always applies'
    : `put it in quotes: "${found}"`;
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
