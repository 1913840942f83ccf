import { z } from 'zod';
import { parseWith, Scalar } from './hub-tasks.ts';

/** Where in a record the value of a task id may come from, beside keys of `meta`. */
export const PLACES = [
  'target',
  'horizon',
  'label',
  'origin',
  'dataset',
  'location',
  'group',
  'id',
] as const;
export type Place = (typeof PLACES)[number];

const Source = z.union([z.enum(PLACES), z.templateLiteral(['meta.', z.string().min(1)])]);
export type Source = z.infer<typeof Source>;

const From = z.strictObject({
  from: Source,
  /** Added to a horizon, or days to a date. */
  add: z.int().optional(),
  /** What the hub calls a value; null leaves its rows out. */
  values: z.record(z.string(), Scalar.nullable()).optional(),
});
const Always = z.strictObject({ value: Scalar });
const TaskSource = z.union([Source, From, Always]);
/** How the value of a task id is found. */
export type TaskSource = z.infer<typeof From> | z.infer<typeof Always>;

const EventSource = z.strictObject({
  type: z.enum(['pmf', 'cdf']),
  /** The category or threshold whose probability the event has. */
  id: z.union([z.string(), z.number()]),
  /** What stands for the target of a forecast. */
  target: z.string(),
});
export type EventSource = z.infer<typeof EventSource>;

const Mapping = z.strictObject({
  tasks: z.record(z.string().regex(/^[A-Za-z0-9_-]+$/), TaskSource).default({}),
  events: z.record(z.string(), EventSource).default({}),
});

/** How records become rows of a hub, where names alone do not say it. */
export interface HubMapping {
  readonly tasks: ReadonlyMap<string, TaskSource>;
  readonly events: ReadonlyMap<string, EventSource>;
}

const FORM = `does not fit: tasks: {TASK_ID: ${PLACES.join('|')}|meta.KEY, or {from, add, values}, or {value}}, events: {NAME: {type: pmf|cdf, id, target}}`;

/**
 * Reads a parsed mapping file.
 * @param path to be named
 * @throws PulseError `option-invalid`
 */
export function readHubMapping(value: unknown, path: string): HubMapping {
  const { tasks, events } = parseWith(Mapping, value, path, FORM);
  return {
    tasks: new Map(
      Object.entries(tasks).map(([taskId, source]) => [
        taskId,
        typeof source === 'string' ? { from: source } : source,
      ]),
    ),
    events: new Map(Object.entries(events)),
  };
}
