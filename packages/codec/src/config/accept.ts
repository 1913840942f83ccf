import { ScenarioConfig } from '@pulse-stream/worldstate';
import { guardOf } from './guard.ts';
import { planGuard } from './guard-plan.ts';

/** What the schema of a config accepts, as data: the bundle holds it, and needs no schema for most lines. */
export const GUARD_PLAN = planGuard(ScenarioConfig);

/** Keys of a config that hold a text and nothing else: whatever is written there is one, also 7. */
export const TEXT_KEYS: ReadonlySet<unknown> = new Set(
  GUARD_PLAN.flatMap((node, place) => (place === 0 && node.kind === 'object' ? node.members : []))
    .filter(({ node }) => GUARD_PLAN[node]?.kind === 'text')
    .map(({ name }) => name),
);

const guard = guardOf(GUARD_PLAN);
const keepRest = guardOf(GUARD_PLAN, (value) => value);

/**
 * Accepts a config in a fraction of the time the schema needs, from which it is made: never one that
 * the schema would refuse, and then with equal values.
 * @param raw what JSON.parse returned; not changed
 * @returns the config with defaults filled in; null: ask the schema, which says what is wrong
 */
export function acceptConfig(raw: Readonly<Record<string, unknown>>): ScenarioConfig | null {
  const config = guard(raw);
  return typeof config === 'symbol' ? null : (config as ScenarioConfig); // its schema accepts it
}

/** A config that the schema made, with maps that inherit nothing, as `acceptConfig` makes them. */
export function detachMaps(config: ScenarioConfig): ScenarioConfig {
  const detached = keepRest(config);
  return typeof detached === 'symbol' ? config : (detached as ScenarioConfig); // as it was given
}
