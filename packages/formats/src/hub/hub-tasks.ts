import { formatPath } from '@pulse-stream/codec/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { z } from 'zod';

/** A value of a task id or of an output type id, as JSON has it. */
export const Scalar = z.union([z.string(), z.number(), z.boolean()]);
export type Scalar = z.infer<typeof Scalar>;

const Values = z.array(Scalar).nullable();
const TaskIdValues = z.object({ required: Values, optional: Values });

const Limits = z.object({
  type: z.enum(['double', 'integer']),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
const Point = z.object({ value: Limits, is_required: z.boolean() });
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ ...Point.shape, output_type_id: z.object({ required: z.array(item).min(1) }) });
const SampleParams = z.object({
  type: z.enum(['character', 'integer']),
  max_length: z.int().min(1).optional(),
  min_samples_per_task: z.int().min(1),
  max_samples_per_task: z.int().min(1),
  compound_taskid_set: z.array(z.string()).optional(),
});

const OutputTypes = z.object({
  mean: Point.optional(),
  median: Point.optional(),
  quantile: listOf(z.number().min(0).max(1)).optional(),
  cdf: listOf(z.union([z.string(), z.number()])).optional(),
  pmf: listOf(z.string()).optional(),
  sample: z.object({ ...Point.shape, output_type_id_params: SampleParams }).optional(),
});
/** Output types in the order in which a submission has them. */
export const OUTPUT_TYPES = OutputTypes.keyof().options;
export type OutputType = (typeof OUTPUT_TYPES)[number];

/** Names of task ids are columns of files: nothing in them may mean something else there. */
const TaskIdName = z.string().regex(/^[A-Za-z0-9_-]+$/);

const ModelTask = z.object({
  task_ids: z.record(TaskIdName, TaskIdValues),
  output_type: OutputTypes,
});
export type ModelTask = z.infer<typeof ModelTask>;

const FileFormats = z.array(z.string()).optional();
const Round = z.object({
  round_id_from_variable: z.boolean(),
  round_id: z.string(),
  model_tasks: z.array(ModelTask).min(1),
  file_format: FileFormats,
  derived_task_ids: z.array(z.string()).nullish(),
});
export type Round = z.infer<typeof Round>;

const DATATYPES = ['auto', 'character', 'double', 'integer', 'logical', 'Date'] as const;
const HubTasks = z.object({
  schema_version: z.string(),
  rounds: z.array(Round).min(1),
  output_type_id_datatype: z.enum(DATATYPES).default('auto'),
  derived_task_ids: z.array(z.string()).nullish(),
});
/** `hub-config/tasks.json` of a hub, as far as submissions depend on it. */
export type HubTasks = z.infer<typeof HubTasks>;

const Admin = z.object({ file_format: FileFormats });

/** The schemas that are read; a later minor version only adds. */
const VERSION = /\/v(\d+)\.\d+\.\d+\/tasks-schema\.json$/;
const MAJOR = '6';

/**
 * Reads a parsed `hub-config/tasks.json`.
 * @param path to be named
 * @throws PulseError `option-invalid` for another version of the hubverse schemas, or what is none
 */
export function readHubTasks(value: unknown, path: string): HubTasks {
  const { data: given } = z.object({ schema_version: z.string() }).safeParse(value);
  const [, major] = VERSION.exec(given?.schema_version ?? '') ?? [];
  if (major !== MAJOR)
    throw new PulseError(
      'option-invalid',
      given === undefined
        ? `${path}: has no schema_version: it is no tasks.json of a hubverse hub`
        : `${path}: schema_version is ${given.schema_version}, and only schemas v6 are read (ask the hub, or update a copy with hubAdmin)`,
    );
  return parseWith(HubTasks, value, path, 'does not fit the hubverse schema v6');
}

/**
 * The formats of files that a hub takes, from a parsed `hub-config/admin.json`.
 * @throws PulseError `option-invalid`
 */
export function readHubFormats(value: unknown, path: string): readonly string[] | undefined {
  return parseWith(Admin, value, path, 'does not fit the hubverse schema v6').file_format;
}

/** @throws PulseError `option-invalid` that names the first place that does not fit */
export function parseWith<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  file: string,
  message: string,
): z.infer<Schema> {
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  const [issue] = error.issues;
  const [key] = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const path = formatPath(
    [...(issue?.path ?? []), ...(key === undefined ? [] : [key])].map((step) =>
      typeof step === 'number' ? step : String(step),
    ),
  );
  const place = path === '' ? '' : `${path} `;
  throw new PulseError(
    'option-invalid',
    `${file}: ${place}${key === undefined ? message : 'is an unknown key'}`,
  );
}

/** The task ids of a round, in the order of the file. */
export const taskIdsOf = (round: Round): readonly string[] => [
  ...new Set(round.model_tasks.flatMap(({ task_ids }) => Object.keys(task_ids))),
];

/** Every value a task id may have in a model task; none: it does not apply there. */
export function valuesOf(task: ModelTask, taskId: string): readonly Scalar[] {
  const { required, optional } = task.task_ids[taskId] ?? { required: null, optional: null };
  return [...(required ?? []), ...(optional ?? [])];
}

/** Task ids that follow from others: what is required is not asked of them. */
export const derivedOf = (hub: HubTasks, round: Round): ReadonlySet<string> =>
  new Set(round.derived_task_ids ?? hub.derived_task_ids ?? []);

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
/** Whether a text is a date as hubs write them. */
export const isIsoDate = (value: Scalar): boolean =>
  typeof value === 'string' && ISO_DATE.test(value);

/** Whether a task id is a date: all of its values in these rounds are. */
export function isDateId(rounds: readonly Round[], taskId: string): boolean {
  const values = rounds.flatMap((round) =>
    round.model_tasks.flatMap((task) => valuesOf(task, taskId)),
  );
  return values.length > 0 && values.every(isIsoDate);
}
