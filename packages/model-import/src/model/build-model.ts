import type { WorldModelInput } from '@pulse-stream/worldstate';
import type { FlatVariable } from '../arrays/flatten.ts';
import type { Refused, Refusals } from '../refusal.ts';
import type { SourceClock, SourceModel } from '../source-model.ts';
import { countSteps } from './clock.ts';
import { Entities } from './entities.ts';
import { EntityWriter, type Parts } from './entity-writer.ts';
import { Names } from './names.ts';
import type { SeriesTable } from './series.ts';

/** A model, what stands in which group, and where each name came from. */
export interface BuiltModel {
  readonly model: WorldModelInput;
  /** Name → heading that it comes under, where the file has groups. */
  readonly groups: ReadonlyMap<string, string>;
  /** Name → line of the file. */
  readonly lines: ReadonlyMap<string, number>;
  /** Turns from the first to the last saved time. */
  readonly turns: number;
  /** What the file calls the end of its run, and where it says it. */
  readonly end: { readonly name: string; readonly line: number | null };
  /** What the series read; null: there are none. */
  readonly data: SeriesTable | null;
}

/** Makes the model of what was read; what cannot be said goes to `refusals`. */
export function buildModel(
  source: SourceModel,
  clock: SourceClock,
  variables: ReadonlyMap<string, FlatVariable>,
  file: string,
  refusals: Refusals,
): BuiltModel | null {
  const lineOfName = (called: string): number | null =>
    clock.line ?? variables.get(called.toLowerCase())?.definition.line ?? null;
  const lineOf = ({ construct }: Refused): number | null => lineOfName(construct);
  const counted = refusals.attempt(lineOf, () => countSteps(clock));
  const entities = new Entities(variables, source.dialect, refusals);
  if (counted === null || refusals.list.length > 0) return null;
  const name = new Names().free(source.name);
  const dataset = `${name.slice(0, 59)}_data`;
  const writing = new EntityWriter(
    source,
    { ...clock, ...counted },
    dataset,
    variables,
    entities,
    refusals,
  );
  const parts = writing.write();
  if (refusals.list.length > 0) return null;
  return {
    ...assemble(name, clock, counted, parts, file),
    ...writing.places(),
    turns: counted.turns,
    end: { name: clock.names.end, line: lineOfName(clock.names.end) },
    data: parts.columns.size === 0 ? null : { name: dataset, columns: parts.columns },
  };
}

function assemble(
  name: string,
  clock: SourceClock,
  { steps, turns }: { readonly steps: number; readonly turns: number },
  { params, tables, series, values, slots, rules, aliases }: Parts,
  file: string,
): { readonly model: WorldModelInput } {
  const { start, end, dt, method } = clock;
  const isEmpty = (part: object): boolean => Object.keys(part).length === 0;
  const model: WorldModelInput = {
    name,
    time_unit: timeUnit(clock),
    description:
      `Imported from ${file}: ${turns} turns lead from ${start} to ${end}${clock.unit === '' ? '' : ` ${clock.unit}`}.`.slice(
        0,
        2000,
      ),
    time: {
      start,
      dt,
      steps_per_turn: steps,
      ...(method === 'rk4' ? { method } : {}),
    },
    ...(isEmpty(params) ? {} : { params }),
    ...(isEmpty(tables) ? {} : { tables }),
    ...(isEmpty(series) ? {} : { series }),
    slots,
    ...(isEmpty(values) ? {} : { values }),
    rules: [...rules],
    members: 1,
    ...(isEmpty(aliases) ? {} : { aliases }),
  };
  return { model };
}

/** The unit of a turn where a turn is one unit; else none is known. */
function timeUnit({ save, unit }: SourceClock): string {
  const known = /^(year|quarter|month|week|day|hour)s?$/i.exec(unit)?.[1];
  return save === 1 && known !== undefined ? known.toLowerCase() : 'turn';
}
