import type { HubTasks } from '@pulse-stream/formats/internal';
import { PulseError, type ResultRecord } from '@pulse-stream/worldstate';
import { hubWith, MAPPING, modelTask, weeklyRecord } from './hub-record.ts';

/** What a submission was refused with. */
export function refusalOf(work: () => unknown): PulseError {
  try {
    work();
  } catch (error) {
    if (error instanceof PulseError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

export type Target = ResultRecord['forecast']['targets'][string];

/** A record whose forecast of cases, or anything else, is changed. */
export function recordWith(
  change: (cases: Target, record: ResultRecord) => unknown,
  ...where: Parameters<typeof weeklyRecord>
): ResultRecord {
  const record = structuredClone(weeklyRecord(...where));
  const { cases } = record.forecast.targets;
  if (cases === undefined) throw new Error('the record has no cases');
  change(cases, record);
  return record;
}
/** Quantiles of a level, to be changed. */
export function quantilesAt({ quantiles }: Target, level: string): number[] {
  const values = quantiles?.[level];
  if (values === undefined) throw new Error(`there is no level ${level}`);
  return values;
}
export const labelled = (label: string) =>
  recordWith((_, { forecast }) => {
    forecast.origin = { dataset: 'weekly', label, row: 9 };
  });

export type Outputs = ReturnType<typeof modelTask>['output_type'];
export const withOutputs = (change: (types: Outputs, tasks: HubTasks) => unknown): HubTasks =>
  hubWith((tasks) => change(modelTask(tasks, 0).output_type, tasks));
export const withSamples = (
  params: Partial<NonNullable<Outputs['sample']>['output_type_id_params']>,
): HubTasks =>
  withOutputs(({ sample }) => Object.assign(sample?.output_type_id_params ?? {}, params));
export const withTask = (taskId: string, source: unknown) => ({
  ...MAPPING,
  tasks: { ...MAPPING.tasks, [taskId]: source },
});
