import { splitFieldPath } from '@pulse-stream/codec/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { GivenConfig, hintNearest } from '@pulse-stream/worldstate/internal';
import type { Cell, Column } from '../tables/table.ts';

/** An input of the scenarios that is a column of a table. */
export interface InputColumn extends Column {
  /** The cell of one scenario. @param config as its record shows it */
  read(config: unknown): Cell;
}

/** Paths of values that are whole numbers, and numbers, whatever the scenario. */
const INTEGERS = /^(turns|members|interventions\.\d+\.turn)$/;
const NUMBERS = /^(state_overrides|params|interventions\.\d+\.(set|add))\./;

/**
 * The column for a path into the scenario, e.g. `state_overrides.hope` (a dot in a key is `\.`).
 * Turns, members, overrides, params and interventions are numbers; all else is text, as the type of
 * a column must not depend on the data. A param that is drawn has the cell of its `value`.
 * @throws PulseError `option-invalid` for a path that no scenario can have
 */
export function createInputColumn(path: string): InputColumn {
  const steps = splitFieldPath(path);
  const known = Object.keys(GivenConfig.shape);
  const [first = ''] = steps;
  if (!known.includes(first))
    throw new PulseError(
      'option-invalid',
      `${path} is not an input: a scenario has no "${first}" (${hintNearest(first, known) ?? `it has ${known.join(', ')}`})`,
    );
  const type = INTEGERS.test(path) ? 'integer' : NUMBERS.test(path) ? 'number' : 'text';
  return {
    name: path,
    type,
    read(config) {
      const value = valueAt(config, steps);
      return type === 'text' ? textOf(value) : numberOf(value);
    },
  };
}

function valueAt(config: unknown, steps: readonly string[]): unknown {
  let value = config;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return null;
    // its own key, as was just seen
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}

function numberOf(value: unknown): number | null {
  const drawn = typeof value === 'object' ? valueAt(value, ['value']) : value;
  return typeof drawn === 'number' ? drawn : null;
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
