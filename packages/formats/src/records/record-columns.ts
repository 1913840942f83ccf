import type { ResultRecord } from '@pulse-stream/worldstate';
import type { Cell, Column } from '../tables/table.ts';
import type { InputColumn } from './input-column.ts';

/** What every row of a result begins with. */
export const HEAD = [
  { name: 'id', type: 'text' },
  { name: 'line', type: 'integer' },
  { name: 'batch_index', type: 'integer' },
  { name: 'group', type: 'text' },
  { name: 'model', type: 'text' },
] as const satisfies readonly Column[];

/** What every row of a result ends with, before the inputs that were asked for. */
export const TAIL = [
  { name: 'status', type: 'text' },
  { name: 'source', type: 'text' },
] as const satisfies readonly Column[];

/** The cells of `HEAD`. */
export const headOf = ({ id, line, batch_index, config, run }: ResultRecord): Cell[] => [
  id ?? null,
  line,
  batch_index,
  config.group ?? null,
  run.model,
];

/** The cells of `TAIL` and of the inputs. */
export const tailOf = (
  { status, source, config }: ResultRecord,
  inputs: readonly InputColumn[],
): Cell[] => [status, source ?? null, ...inputs.map((input) => input.read(config))];

/** The value of a slot in the control run after every turn that the record shows. */
export function controlOf(record: ResultRecord, name: string): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  for (const state of [...(record.trace ?? []), record.final_state]) {
    if (!('overlays' in state)) continue;
    const { overlays, variables, capital, values: computed = {} } = state;
    for (const part of [overlays, variables, capital, computed]) {
      const value = Object.hasOwn(part, name) ? part[name] : undefined;
      if (value !== undefined) values.set(state.turn, value);
    }
  }
  return values;
}

/** The turn an event is asked about, as far as the record says it; null: it is one of the model. */
export function horizonOf({ config, run }: ResultRecord, event: string): number | null {
  const asked = config.forecast?.events?.find(({ name }) => name === event);
  return asked === undefined ? null : (asked.at ?? asked.by ?? run.turns);
}

/** Levels and their values at one horizon, by level. */
export const levelsAt = (
  quantiles: Readonly<Record<string, readonly number[]>> | null,
  index: number,
): (readonly [level: number, value: number])[] =>
  Object.entries(quantiles ?? {})
    .flatMap(([level, values]) => {
      const value = values[index];
      return value === undefined ? [] : [[Number(level), value] as const];
    })
    .toSorted(([a], [b]) => a - b);
