import type { Failure, WorldModel } from '@pulse-stream/worldstate';

/** Upper and lower case, spaces and underscores are alike where imported names come from. */
const keyOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/["\s_]+/g, ' ')
    .trim();

/**
 * A failure about a name that only the origin of an imported model knows (`aliases`) is told the name
 * that the model has for it; every other failure stays as it is.
 */
export function explainAlias(
  failure: Failure,
  { name: model, aliases }: Pick<WorldModel, 'name' | 'aliases'>,
): Failure {
  if (aliases === undefined) return failure;
  if (failure.type !== 'unknown-name' && failure.type !== 'config-invalid') return failure;
  for (const [, written = ''] of failure.message.matchAll(/"((?:[^"\\]|\\.)*)"/g)) {
    const known = Object.entries(aliases).find(
      ([name, alias]) => keyOf(alias) === keyOf(written) && name !== written,
    );
    if (known !== undefined)
      return { ...failure, hint: `model ${model} calls it ${JSON.stringify(known[0])}` };
  }
  return failure;
}
