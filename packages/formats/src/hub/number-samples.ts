import { refuseFor } from './hub-rule.ts';
import { keyOf } from './match-task.ts';
import type { TaskForecasts } from './task-forecasts.ts';

/** The samples of one task: so many, with ids from `first` on. */
export interface SampleRange {
  readonly first: number;
  readonly count: number;
}

interface Unit {
  readonly record: number;
  readonly name: string;
  readonly count: number;
  readonly number: number;
}

/**
 * Numbers the samples of a submission. A compound unit is what the hub wants drawn together: member k
 * of one record is one path through all of its targets and horizons, and has one id in its unit.
 * Of more members than a hub takes the first are taken.
 * @throws PulseError `hub-refused`
 */
export function numberSamples(
  forecasts: readonly TaskForecasts[],
  taskIds: readonly string[],
): ReadonlyMap<TaskForecasts, SampleRange> {
  const units = new Map<string, Unit>();
  const unitOf = new Map<TaskForecasts, Unit>();
  for (const forecast of forecasts) {
    const { task, record, name, outputs } = forecast;
    const params = task.model.output_type.sample?.output_type_id_params;
    const members = outputs.get('sample')?.size;
    if (params === undefined || members === undefined) continue;
    const count = Math.min(members, params.max_samples_per_task);
    if (count < params.min_samples_per_task)
      refuseFor(
        'samples',
        `${name} has ${members} members, and the hub takes ${params.min_samples_per_task} to ${params.max_samples_per_task} (members: ${params.min_samples_per_task} in the scenario)`,
      );
    const together = params.compound_taskid_set ?? taskIds;
    const key = keyOf(together.map((taskId) => task.values.get(taskId) ?? null));
    const unit = units.get(key) ?? { record, name, count, number: units.size };
    units.set(key, unit);
    refuseUneven(forecast, count, unit);
    const last = String((unit.number + 1) * count);
    if (params.type === 'character' && last.length > (params.max_length ?? Infinity))
      refuseFor(
        'samples',
        `${name}: sample ${last} has more characters than the ${params.max_length} that the hub takes (members: fewer)`,
      );
    unitOf.set(forecast, unit);
  }
  return new Map(
    [...unitOf].map(([forecast, { number, count }]) => [
      forecast,
      { first: number * count + 1, count },
    ]),
  );

  function refuseUneven({ name, record }: TaskForecasts, count: number, unit: Unit): void {
    if (record !== unit.record)
      refuseFor(
        'samples',
        `${name} and ${unit.name} are one compound unit of the hub, whose samples are drawn together, and members of two records are not: make both targets of one scenario`,
      );
    const [first = unit] = units.values();
    if (count !== first.count)
      refuseFor(
        'samples',
        `${name} has ${count} members and ${first.name} has ${first.count}: give all scenarios the same members`,
      );
  }
}
