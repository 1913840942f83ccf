import type { ResultRecord } from '@pulse-stream/worldstate';
import { refuseFor } from './hub-rule.ts';
import type { HubTask } from './match-task.ts';
import { OUTPUT_TYPES, type OutputType, type Scalar } from './hub-tasks.ts';

type TargetForecast = ResultRecord['forecast']['targets'][string];

/** An output type id and its value; of a sample the number of the member. */
export type OutputValue = readonly [id: Scalar | null, value: number];

/** Where a value is said to stand. */
export type Describe = () => string;

const one = (value: number | undefined): readonly OutputValue[] | null =>
  value === undefined ? null : [[null, value]];

/** What a target says of each output type; null: nothing. */
const READERS: Readonly<
  Record<
    OutputType,
    (
      target: TargetForecast,
      index: number,
      task: HubTask,
      where: Describe,
    ) => readonly OutputValue[] | null
  >
> = {
  mean: ({ mean }, index) => one(mean[index]),
  median: ({ median }, index) => one(median?.[index]),
  quantile: ({ quantiles }, index, { model }, where) =>
    quantiles === null
      ? null
      : (model.output_type.quantile?.output_type_id.required ?? []).map((level) => [
          level,
          quantileAt(quantiles, level, index, where),
        ]),
  // said by events only
  cdf: () => null,
  pmf: () => null,
  sample: ({ members }, index) => members?.[index]?.map((value, member) => [member, value]) ?? null,
};

function quantileAt(
  quantiles: Readonly<Record<string, readonly number[]>>,
  level: number,
  index: number,
  where: Describe,
): number {
  for (const [key, values] of Object.entries(quantiles)) {
    const value = values[index];
    if (Number(key) === level && value !== undefined) return value;
  }
  return refuseFor(
    'complete',
    `${where()} has no quantile ${level}, which the hub wants with the others: ask for it in the scenario (forecast.quantiles)`,
  );
}

/** How a record comes to say an output type. */
export const HOW_TO_SAY: Readonly<Record<OutputType, string>> = {
  mean: 'every record has it',
  median: 'the forecast has no spread (members: 1, or nothing varies)',
  quantile: 'the forecast has no spread (members: 1, or nothing varies)',
  cdf: 'it is said by events, which a file for --mapping names under events',
  pmf: 'it is said by events, which a file for --mapping names under events',
  sample: 'run with --keep-members',
};

/** Every output type that the task has and that the target says something of. */
export function outputsOf(
  target: TargetForecast,
  index: number,
  task: HubTask,
  where: Describe,
): readonly (readonly [OutputType, readonly OutputValue[]])[] {
  return OUTPUT_TYPES.flatMap((type) => {
    const values =
      task.model.output_type[type] === undefined ? null : READERS[type](target, index, task, where);
    return values === null ? [] : [[type, values] as const];
  });
}

/**
 * A value as the hub takes it: whole where its type is integer.
 * @throws PulseError `hub-refused` for one beyond the limits
 */
export function fitValue(value: number, type: OutputType, task: HubTask, where: Describe): number {
  const limits = task.model.output_type[type]?.value;
  if (limits === undefined)
    return refuseFor('types', `${where()}: the hub has no output type ${type} there`);
  // never a zero below zero
  const fitted = limits.type === 'integer' ? Math.round(value) + 0 : value;
  const { minimum = -Infinity, maximum = Infinity } = limits;
  if (fitted >= minimum && fitted <= maximum) return fitted;
  const bound = fitted < minimum ? `below the minimum ${minimum}` : `above the maximum ${maximum}`;
  return refuseFor(
    'limits',
    `${where()} has a ${type} of ${value}, ${bound} (min and max of the slot in the model keep it there)`,
  );
}
