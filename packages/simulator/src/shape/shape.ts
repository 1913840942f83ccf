import { WorldModel } from '@pulse-stream/worldstate';
import { Effect } from '@pulse-stream/worldstate/internal';
import type { z } from 'zod';
import { mendShape } from './mend-shape.ts';
import { formatPath, type ModelProblems } from './problems.ts';
import { renameKeys, writtenAt, type Renaming } from './rename-keys.ts';
import { isWithin, schemaAt, type Path } from './schema-places.ts';
import { describeIssue, issuesMeant } from './shape-messages.ts';
import { explainUnknownKey, type UnknownKey } from './unknown-key.ts';

type Issue = z.core.$ZodIssue;

/** What could be understood of a model. */
export interface ModelShape {
  /** Defaults filled in; null: nothing can be said about its names and expressions. */
  readonly model: WorldModel | null;
  /** Places where something else stands in `model` than was written. */
  readonly mended: readonly Path[];
  /** Keys that are other ones in `model`. */
  readonly renamings: readonly Renaming[];
}

/** Keys within keys that can be slips, and what is wrong behind what is wrong: no more is looked for. */
const MOST_PASSES = 6;

/**
 * The model in `value`; its names and expressions are not looked at yet. Every place whose shape is
 * wrong goes to `problems`; where it can be left out or replaced the rest is returned all the same,
 * so that its problems are told in the same go.
 * @param value what a YAML or JSON file held
 */
export function readModelShape(value: unknown, problems: ModelProblems): ModelShape {
  const parsed = WorldModel.safeParse(value);
  if (parsed.success) return { model: parsed.data, mended: [], renamings: [] };
  const copy: unknown = structuredClone(value);
  const told: UnknownKey[] = [];
  const renamings: Renaming[] = [];
  let issues = issuesOf(copy);
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const unknown = issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => explainUnknownKey(key, issue.path, lookUp(copy, issue.path)))
        : [],
    );
    if (unknown.length === 0) break;
    for (const { path, message, hint } of unknown)
      problems.add(writtenAt(path, renamings), message, { hint, rule: ruleAt(copy, path) });
    told.push(...unknown);
    renamings.push(...renameKeys(copy, unknown));
    issues = issuesOf(copy);
  }
  const mended: Path[] = [];
  // some of what the schema asks is looked at only where the rest of a place is right
  for (let pass = 0; pass < MOST_PASSES && issues.length > 0; pass += 1) {
    const isNew = ({ path }: Issue): boolean => !mended.some((place) => isWithin(place, path));
    for (const issue of issues)
      if (isNew(issue) && !isTold(issue, told, renamings))
        noteIssue(issue, copy, renamings, problems);
    mended.push(...mendShape(copy, issues));
    issues = issuesOf(copy);
  }
  return { model: WorldModel.safeParse(copy).data ?? null, mended, renamings };
}

/** What the schema refuses; each place that lacks all of its forms once. */
function issuesOf(value: unknown): readonly Issue[] {
  const { error } = WorldModel.safeParse(value);
  const seen = new Set<string>();
  return (error?.issues ?? [])
    .flatMap((issue) => issuesMeant(issue, lookUp(value, issue.path)))
    .filter((issue) => {
      if (issue.code !== 'custom' || schemaAt(issue.path) !== Effect) return true;
      const place = formatPath(issue.path);
      return !seen.has(place) && seen.add(place);
    });
}

/** Whether an unknown key is why a place is wrong: it was meant to be there. */
function isTold(
  { path, code }: Issue,
  unknown: readonly UnknownKey[],
  renamings: readonly Renaming[],
): boolean {
  const isMeant = unknown.some(
    ({ meant, path: at }) =>
      (meant !== null && formatPath(meant) === formatPath(path)) ||
      (code === 'custom' && formatPath(at.slice(0, -1)) === formatPath(path)),
  );
  const slip = renamings.find(({ read }) => isWithin(read, path));
  return slip === undefined ? isMeant : !slip.isSlip;
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
  renamings: readonly Renaming[],
  problems: ModelProblems,
): void {
  const { path, message, hint } = describeIssue(issue, lookUp(value, issue.path));
  problems.add(writtenAt(path, renamings), message, { hint, rule: ruleAt(value, path) });
}
