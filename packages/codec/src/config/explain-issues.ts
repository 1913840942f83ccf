import { ScenarioConfig, type FailureCode } from '@pulse-stream/worldstate';
import {
  CONTROL_CHARACTER,
  hintShare,
  hintNearest,
  nearMiss,
  type FailureDetail,
} from '@pulse-stream/worldstate/internal';
import type { z } from 'zod';
import { formatPath, quote, type PathStep } from '../scan/format-path.ts';
import { hintNumber } from './hint-number.ts';
import { keysAt, placesOfKey } from './schema-shape.ts';

type Issue = z.core.$ZodIssue;

/** Why a value is not a scenario config. */
export interface ConfigProblem extends FailureDetail {
  readonly type: FailureCode;
  readonly message: string;
}

/** Our nouns for zod's names of types. */
const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'an integer',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const nounOf = (type: string): string => NOUNS[type] ?? 'a JSON value';

/** A value as a message repeats it: short, and never the whole of an object. */
function showValue(value: unknown): string {
  if (typeof value === 'string') return `the text ${quote(value)}`;
  if (Array.isArray(value)) return 'an array';
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return `${value}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const listed = (nouns: readonly string[]): string =>
  nouns.length < 2 ? nouns.join('') : `${nouns.slice(0, -1).join(', ')} or ${nouns.at(-1)}`;

/** How the size of text, array, object or number is told. */
function sizeOf(origin: string, bound: number | bigint): string {
  const unit = { string: 'character', array: 'item' }[origin];
  if (unit === undefined) return String(bound);
  return `${bound} ${unit}${Number(bound) === 1 ? '' : 's'}`;
}

/**
 * Our text for an issue zod raises, used for every schema without a text of its own, so that no
 * text of zod reaches a record.
 */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
  const got = issue.input === undefined ? 'but it is missing' : `got ${showValue(issue.input)}`;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${nounOf(issue.expected)}, ${got}`;
    case 'invalid_value':
      return `expected ${listed(issue.values.map((value) => JSON.stringify(value)))}, ${got}`;
    case 'invalid_union': {
      const expected = issue.errors.flatMap(([first]) =>
        first?.code === 'invalid_type' ? [nounOf(first.expected)] : [],
      );
      return `expected ${listed([...new Set(expected)]) || 'another value'}, ${got}`;
    }
    case 'too_small':
    case 'too_big': {
      const isSmall = issue.code === 'too_small';
      const bound = isSmall ? issue.minimum : issue.maximum;
      const relation =
        issue.inclusive === false ? ['more than', 'less than'] : ['at least', 'at most'];
      const size =
        typeof issue.input === 'string' || Array.isArray(issue.input)
          ? `got ${issue.input.length}`
          : got;
      return `expected ${relation[isSmall ? 0 : 1]} ${sizeOf(issue.origin, bound)}, ${size}`;
    }
    default:
      return `not an accepted value`;
  }
}

/** The value a path leads to; undefined where there is none. */
function valueAt(root: unknown, steps: readonly PropertyKey[]): unknown {
  return steps.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<PropertyKey, unknown>)[step] // its own key, as was just seen
        : undefined,
    root,
  );
}

/** True when a branch of a union was not even of the right kind: its issues explain nothing. */
function isOtherKind(branch: readonly Issue[], value: unknown): boolean {
  const [first] = branch;
  if (first === undefined || first.path.length > 0 || first.code !== 'invalid_type') return false;
  return !(first.expected === 'int' && typeof value === 'number');
}

/** So many problems of one line are looked at; a line of 1 MiB can have many thousands. */
const COUNTED_PROBLEMS = 100;

/** Replaces issues of unions by those of the branch the value was meant for. */
function flatten(issues: readonly Issue[], root: unknown): Issue[] {
  return issues.slice(0, COUNTED_PROBLEMS).flatMap((issue) => {
    if (issue.code !== 'invalid_union') return [issue];
    const value = valueAt(root, issue.path);
    const branch = issue.errors.find((inner) => !isOtherKind(inner, value));
    if (branch === undefined) return [issue];
    const placed = branch
      .slice(0, COUNTED_PROBLEMS)
      .map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
    return flatten(placed, root);
  });
}

const toSteps = (path: readonly PropertyKey[]): PathStep[] =>
  path.map((step) => (typeof step === 'number' ? step : String(step)));

/** An issue of unknown keys for every one of them: each is a problem of its own. */
const eachKey = (issue: Issue): Issue[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.slice(0, COUNTED_PROBLEMS).map((key) => ({ ...issue, keys: [key] }))
    : [issue];

const placeOf = (issue: Issue): string =>
  `${formatPath(toSteps(issue.path))} ${issue.code} ${issue.code === 'unrecognized_keys' ? issue.keys.join(' ') : ''}`;

/**
 * Turns zod's issues into one problem in our words: an unknown key first (it is often the cause of
 * the others), else the first in the order of the schema.
 * @param root the value that was parsed
 * @param countsOthers whether it says how many more there are
 */
export function explainIssues(
  issues: readonly Issue[],
  root: unknown,
  countsOthers: boolean,
): ConfigProblem {
  const unknownFirst = issues.toSorted((a, b) => rank(a) - rank(b));
  const flat = flatten(unknownFirst, root).flatMap((issue) => eachKey(issue));
  const first = flat.find((issue) => rank(issue) === 0) ?? flat[0];
  if (first === undefined) throw new Error('zod refused a value without an issue');
  const problem = explainIssue(first, root);
  const places = countsOthers ? new Set(flat.map((issue) => placeOf(issue))).size : 1;
  if (places < 2) return problem;
  const others = places === 2 ? 'one more problem' : `${places - 1} more problems`;
  const count = places < COUNTED_PROBLEMS ? others : 'many more problems';
  return { ...problem, message: `${problem.message}; and ${count}` };
}

const rank = (issue: Issue): number => (issue.code === 'unrecognized_keys' ? 0 : 1);

function explainIssue(issue: Issue, root: unknown): ConfigProblem {
  const steps = toSteps(issue.path);
  const path = formatPath(steps);
  const value = valueAt(root, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return {
      type: 'config-invalid',
      message: `unknown key ${quote(key)}`,
      path: formatPath([...steps, key]),
      hint: hintKnownKeys(key, keysAt(ScenarioConfig, steps)),
    };
  }
  const isOwnText = issue.code === 'custom' || issue.code === 'invalid_format';
  if (isOwnText && typeof value === 'string' && CONTROL_CHARACTER.test(value))
    return { type: 'bad-string', message: 'a control character in a name', path };
  if (issue.code === 'too_big' && issue.origin === 'int')
    return {
      type: 'bad-number',
      message: 'an integer beyond 2^53 − 1 cannot be kept exactly',
      path,
      hint: 'the largest is 9007199254740991; a seed may be a text instead',
    };
  if (issue.code === 'too_big' && (path === 'turns' || path === 'members'))
    return {
      type: 'limit-exceeded',
      message: `${path} is ${showValue(value)}, more than the limit of ${issue.maximum}`,
      path,
    };
  if (issue.code === 'invalid_key') {
    const reason = issue.issues[0]?.message ?? 'not an accepted name';
    return { type: 'config-invalid', message: `${quote(String(steps.at(-1)))}: ${reason}`, path };
  }
  return {
    type: 'config-invalid',
    message:
      isOwnText && typeof value === 'string' ? `${quote(value)}: ${issue.message}` : issue.message,
    path,
    hint:
      hintShape(issue, path, value) ??
      (isBelowOne(issue) ? hintShare(value) : hintValue(issue, value)),
  };
}

/** What must be below 1, not 1 at most, is a level of a quantile or a share that is explained. */
const isBelowOne = (issue: Issue): boolean =>
  issue.code === 'too_big' && issue.maximum === 1 && issue.inclusive === false;

/** Longer words are not compared with the known ones: none is half as long. */
const COMPARED_CHARACTERS = 100;

/** Up to this many known keys are listed when none is near. */
const LISTED_KEYS = 8;

function hintKnownKeys(key: string, known: readonly string[]): string | undefined {
  const places = nearMiss(key, known) === null ? placesOfKey(ScenarioConfig, key) : [];
  if (places.length > 0) return `it belongs ${listed(places)}`;
  const nearest = key.length > COMPARED_CHARACTERS ? undefined : hintNearest(key, known);
  if (nearest !== undefined || known.length === 0) return nearest;
  if (known.length <= LISTED_KEYS) return `known keys: ${known.join(', ')}`;
  return '"pulse-stream schema config" lists the known keys';
}

/** What is meant by one value where a list stands, or by a name where a reference stands. */
function hintShape(issue: Issue, path: string, value: unknown): string | undefined {
  if (path === 'observations' && typeof value === 'string' && value.length <= COMPARED_CHARACTERS)
    return `a registered dataset is named by ${JSON.stringify({ dataset: value })}`;
  const isLone = typeof value === 'string' || (typeof value === 'object' && value !== null);
  return isLone && issue.code === 'invalid_type' && issue.expected === 'array'
    ? 'it is a list: put it in [ ]'
    : undefined;
}

/** The types, in words of zod, of which a value should be one. */
function expectedBy(issue: Issue): readonly string[] {
  if (issue.code === 'invalid_type') return [issue.expected];
  if (issue.code !== 'invalid_union') return [];
  return issue.errors.flatMap(([first]) => (first === undefined ? [] : expectedBy(first)));
}

function hintValue(issue: Issue, value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > COMPARED_CHARACTERS) return undefined;
  if (issue.code === 'invalid_value') return hintNearest(value, issue.values.map(String));
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_union') return undefined;
  const expected = expectedBy(issue);
  if (expected.includes('number')) return hintNumber(value, expected.includes('object'));
  return /^(true|false|null)$/.test(value) ? `write ${value} without quotes` : undefined;
}
