import { fail } from '../failure.ts';
import { hintNearest, nearMiss } from '../names/nearest-name.ts';
import type { Warning } from '../record/records.ts';
import { declarationsOf, type DeclaringModel } from '../model/world-model.ts';

/** How a run takes names that its model does not declare. */
export interface NameRules {
  /** They fail, but for those that are allowed. */
  readonly strict?: boolean | undefined;
  /** Names that are meant as they are, however near they are to a declared one. */
  readonly allowNames?: readonly string[] | undefined;
}

/**
 * Takes a name that a scenario sets and the model does not declare as a dynamic overlay, where the
 * model has `dynamic_overlay` and overlays and the name is no slip of a declared one (`nearMiss`).
 * @param path where it stands
 * @returns the warning that says so
 * @throws ScenarioError `unknown-name`
 */
export function takeUndeclared(
  model: DeclaringModel,
  name: string,
  path: string,
  { strict = false, allowNames = [] }: NameRules = {},
): Warning {
  const declared = declarationsOf(model);
  const { params = {} } = declared;
  const slots = Object.keys(declared.slots);
  const refuse = (message: string, hint?: string): never =>
    fail('unknown-name', 'initialise', `"${name}" ${message}`, { path, hint });
  // the entries of a constant have its keys
  for (const [key, what] of Object.entries(ELSEWHERE) as [keyof typeof ELSEWHERE, string][])
    if (Object.hasOwn(declared[key] ?? {}, name)) refuse(what);
  const undeclared = `is not declared by model ${declared.name}`;
  const takes =
    declared.dynamic_overlay !== undefined &&
    Object.values(declared.slots).some(({ kind }) => kind === 'overlay');
  if (!takes)
    refuse(undeclared, hintNearest(name, slots) ?? 'the model takes no names it does not declare');
  if (!allowNames.includes(name)) {
    const slip = nearMiss(name, [...slots, ...Object.keys(params)]);
    if (slip !== null)
      refuse(undeclared, `${explainSlip(params, slip)} --allow-name ${name} takes it as it is`);
    if (strict) refuse(undeclared, hintNearest(name, slots));
  }
  const hint = hintNearest(name, slots);
  return {
    type: 'dynamic-overlay',
    message: `"${name}" ${undeclared}: it became a dynamic overlay${hint === undefined ? '' : `; ${hint}`}`,
    path,
  };
}

/** What else has names in a model, and where a scenario says it. */
const ELSEWHERE = {
  params: 'is a parameter: use params',
  values: 'is a value, computed from others: set what its formula reads',
  tables: 'is a table, which no scenario changes',
  series: 'is a series: use series',
} as const;

function explainSlip(params: object, slip: string): string {
  return Object.hasOwn(params, slip)
    ? `did you mean the parameter "${slip}"? It is set in params;`
    : `did you mean "${slip}"?`;
}
