import { hintNearest } from '../names/nearest-name.ts';
import { GivenConfig } from './scenario-config.ts';
import { explainBadName, FORBIDDEN_NAMES } from '../names/slot-name.ts';

/** A place in a scenario: keys of objects, and places in arrays counted from 0. */
export type ConfigPath = readonly (string | number)[];

/** Keys below which the rest of a path is one name, dots and all. */
const NAMED: ReadonlySet<string> = new Set(['state_overrides', 'params']);
const ACTIONS: ReadonlySet<string> = new Set(['set', 'add']);
/** A place in an array as failures write it. */
const PLACE = /\[(\d+)\]/g;
const INDEX = /^(0|[1-9]\d{0,5})$/;

const keysOfConfig = (): readonly string[] => Object.keys(GivenConfig.shape);

const toKey = (part: string): string | number => (INDEX.test(part) ? Number(part) : part);

/** Splits behind a key that holds names; null: it does not hold them there. */
function splitNames(parts: readonly string[]): ConfigPath | null {
  const [first = '', second = '', third = ''] = parts;
  if (NAMED.has(first)) return parts.length === 1 ? [first] : [first, parts.slice(1).join('.')];
  // the name of a series holds no dots, and below it are places of numbers, or keys of a column
  if (first === 'series') return [first, ...parts.slice(1, 2), ...parts.slice(2).map(toKey)];
  if (first !== 'interventions' || !INDEX.test(second) || !ACTIONS.has(third)) return null;
  const name = parts.slice(3).join('.');
  return [first, Number(second), third, ...(name === '' ? [] : [name])];
}

/**
 * Reads a place in a scenario as people write it: `turns`, `params.beta`, `rule.ID.trust` (of
 * `params`), `series.inflow.scale`, `interventions.0.set.hope` or `interventions[0].set.hope`, and a
 * bare name that is no key of a scenario for a slot of `state_overrides`.
 * @returns the path, or in one sentence why there is none
 */
export function readConfigPath(text: string): ConfigPath | string {
  const parts = text.replaceAll(PLACE, '.$1').split('.');
  if (parts.includes('')) return `"${text}" is not a path: a name is missing`;
  const forbidden = parts.find((part) => FORBIDDEN_NAMES.includes(part));
  if (forbidden !== undefined) return `"${forbidden}" cannot be used as a name`;
  const [first = ''] = parts;
  if (first === 'rule') return ['params', text];
  const keys = keysOfConfig();
  if (!keys.includes(first)) {
    if (parts.length === 1) return explainBadName(first) ?? ['state_overrides', first];
    const hint = hintNearest(first, keys);
    return `"${first}" is not a key of a scenario${hint === undefined ? '' : ` (${hint})`}`;
  }
  return splitNames(parts) ?? parts.map(toKey);
}
