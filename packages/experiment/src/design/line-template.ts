import { PulseError } from '@pulse-stream/worldstate';
import type { Scalar } from './axis.ts';
import type { ConfigPath } from '@pulse-stream/worldstate/internal';

/** A scenario as it is given: keys and values of a JSON object. */
export type BaseConfig = Readonly<Record<string, unknown>>;

type Node = Record<string | number, unknown>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/**
 * Makes room for a value in a scenario, with what has to be around it.
 * @returns puts a value there
 * @throws PulseError `option-invalid` where something else is in the way
 */
function place(config: Node, path: ConfigPath): (value: Scalar) => void {
  let node = config;
  for (const [depth, key] of path.entries()) {
    const shown = path.slice(0, depth + 1).join('.');
    if (Array.isArray(node) !== (typeof key === 'number'))
      throw new PulseError('option-invalid', `${shown}: the base has something else there`);
    if (Array.isArray(node) && Number(key) > node.length)
      throw new PulseError('option-invalid', `${shown}: the base has only ${node.length} of them`);
    if (depth === path.length - 1) {
      const parent = node;
      parent[key] = Number.NaN; // keys stand in the order of the variables
      return (value) => void (parent[key] = value);
    }
    const inner = Object.hasOwn(node, key) ? node[key] : undefined;
    const next = isNode(inner) ? inner : typeof path[depth + 1] === 'number' ? [] : {};
    if (inner !== undefined && inner !== next)
      throw new PulseError('option-invalid', `${shown}: the base has something else there`);
    node[key] = next;
    node = next as Node; // an array is one whose keys are numbers
  }
  throw new PulseError('option-invalid', 'a path is empty');
}

/**
 * Prints lines that differ at some places only: one object, of which these places change.
 * @param base not changed
 * @param paths the places, each for one of the values of a line
 * @returns prints a line with its values
 * @throws PulseError `option-invalid` where the base leaves no room for a place
 */
export function createTemplate(
  base: BaseConfig,
  paths: readonly ConfigPath[],
): (values: readonly Scalar[]) => string {
  const config = structuredClone({ id: '', ...base }) as Node; // an object of JSON, its id first
  const places = paths.map((path) => place(config, path));
  return (values) => {
    for (const [index, set] of places.entries()) set(values[index] ?? Number.NaN);
    return JSON.stringify(config);
  };
}
