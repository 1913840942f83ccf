import { WorldModel } from '@pulse-stream/worldstate';
import type { z } from 'zod';
import { mendShape } from './mend-shape.ts';
import { formatPath, type ModelProblems } from './problems.ts';
import { describeIssue, explainUnknownKey, type UnknownKey } from './shape-messages.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What could be understood of a model. */
export interface ModelShape {
  /** Defaults filled in; null: nothing can be said about its names and expressions. */
  readonly model: WorldModel | null;
  /** Places where something else stands in `model` than was written. */
  readonly mended: readonly Path[];
}

/**
 * The model in `value`; its names and expressions are not looked at yet. Every place whose shape is
 * wrong goes to `problems`; where it can be left out or replaced the rest is returned all the same,
 * so that its problems are told in the same go.
 * @param value what a YAML or JSON file held
 */
export function readModelShape(value: unknown, problems: ModelProblems): ModelShape {
  const parsed = WorldModel.safeParse(value);
  if (parsed.success) return { model: parsed.data, mended: [] };
  const { issues } = parsed.error;
  const unknown = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => explainUnknownKey(key, issue.path, lookUp(value, issue.path)))
      : [],
  );
  for (const issue of issues) noteIssue(issue, value, unknown, problems);
  const { value: rest, mended } = mendShape(value, issues);
  return { model: WorldModel.safeParse(rest).data ?? null, mended };
}

/** How to call the model in a message, whatever is wrong with it. */
export function nameOf(value: unknown): string {
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

function noteIssue(
  issue: Issue,
  value: unknown,
  unknown: readonly UnknownKey[],
  problems: ModelProblems,
): void {
  const rule = ruleAt(value, issue.path);
  if (issue.code === 'unrecognized_keys') {
    for (const { path, message, hint } of unknown)
      if (isIn(issue, path)) problems.add(path, message, { hint, rule });
    return;
  }
  const found = lookUp(value, issue.path);
  // what is missing because it stands there under another name has been told
  const place = formatPath(issue.path);
  if (
    found === undefined &&
    unknown.some(({ meant }) => meant !== null && formatPath(meant) === place)
  )
    return;
  const { message, hint } = describeIssue(issue, found);
  problems.add(issue.path, message, { hint, rule });
}

/** Whether an unknown key at `path` is one of those an issue is about. */
function isIn({ path: at }: Issue, path: Path): boolean {
  return path.length === at.length + 1 && formatPath(path.slice(0, -1)) === formatPath(at);
}
