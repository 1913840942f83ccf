import type { Failure, WorldModel } from '@pulse-stream/worldstate';
import { GivenConfig } from '@pulse-stream/worldstate/internal';

/** Upper and lower case, spaces and underscores are alike where imported names come from. */
const keyOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/["\s_]+/g, ' ')
    .trim();

/** Names of a model, and where a scenario says them. */
const PLACES = [
  ['params', 'params'],
  ['slots', 'state_overrides'],
  ['series', 'series'],
] as const;

/** Where a key of a scenario that is a name of the model belongs; null: it is none. */
function hintPlace({ type, path = '' }: Failure, model: WorldModel): string | null {
  if (type !== 'config-invalid' || Object.hasOwn(GivenConfig.shape, path)) return null;
  for (const [kind, place] of PLACES)
    if (Object.hasOwn(model[kind] ?? {}, path))
      return `model ${model.name} has it: write it in ${place}`;
  return null;
}

/**
 * A failure about a name that only the origin of an imported model knows (`aliases`) is told the name
 * that the model has for it, one about a name of the model that stands at the top of a scenario where
 * it belongs; every other failure stays as it is.
 */
export function explainByModel(failure: Failure, world: WorldModel): Failure {
  const place = hintPlace(failure, world);
  if (place !== null) return { ...failure, hint: place };
  const { name: model, aliases } = world;
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
