import { PulseError } from '@pulse-stream/worldstate';

/** What a hub asks of a submission, by the names that refusals give. */
export const HUB_RULES = {
  name: 'the file is model-output/TEAM-MODEL/ROUND-TEAM-MODEL.csv or .parquet, in a format the hub takes',
  columns: 'every task id of the round has a value',
  round: 'a file is of one round, and the hub has it',
  dates: 'dates are written YYYY-MM-DD',
  tasks: 'the values of task ids are those of one model task, and all that it requires are there',
  types: 'the output types a model task requires are there, and no others than it has',
  levels: 'output type ids are spelled as the hub has them',
  complete: 'an output type has all of its ids',
  limits: 'values lie within the limits of their output type',
  order: 'values do not fall from one level to the next, also once they are rounded',
  sum: 'the probabilities of categories add up to 1',
  samples: 'every compound unit has equally many samples, as many as the hub takes, drawn together',
  unique: 'a task, output type and output type id is there once',
} as const;
export type HubRule = keyof typeof HUB_RULES;

/**
 * Refuses a submission that the hub would reject.
 * @param message what is wrong, where, and the way out, in one line
 * @throws PulseError `hub-refused`
 */
export function refuseFor(rule: HubRule, message: string): never {
  throw new PulseError('hub-refused', `the hub would refuse it (rule "${rule}"): ${message}`);
}

/** So many values are listed in a message. */
const LISTED = 12;

/** `1, 2, 3`, or the first of many. */
export const listed = (values: readonly unknown[]): string =>
  values.length <= LISTED
    ? values.join(', ')
    : `${values.slice(0, LISTED).join(', ')} and ${values.length - LISTED} more`;
