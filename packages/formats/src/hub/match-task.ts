import { refuseOddDate, refuseWithout, type ChosenRound } from './choose-round.ts';
import { listed, refuseFor } from './hub-rule.ts';
import { valuesOf, type ModelTask, type Scalar } from './hub-tasks.ts';
import { nameOf, sourceName, type ForecastPlace, type TaskValue } from './task-values.ts';

/** What a forecast is of, as the hub says it: one value for each task id of the round. */
export interface HubTask {
  readonly model: ModelTask;
  /** null: the task id does not apply. */
  readonly values: ReadonlyMap<string, TaskValue>;
  /** The same for two tasks that are one. */
  readonly key: string;
}

export const keyOf = (values: Iterable<TaskValue>): string =>
  JSON.stringify([...values].map((value) => (value === null ? null : String(value))));

/** The value as the model task spells it; undefined: it has another one. */
function spelled(model: ModelTask, taskId: string, value: TaskValue): TaskValue | undefined {
  const known = valuesOf(model, taskId);
  if (known.length === 0) return null;
  return value === null ? undefined : known.find((item) => String(item) === String(value));
}

/** The task in one model task, and what of it does not fit. */
function tryModel(
  model: ModelTask,
  given: ReadonlyMap<string, TaskValue>,
): { readonly values: Map<string, TaskValue>; readonly odd: string[] } {
  const values = new Map<string, TaskValue>();
  const odd: string[] = [];
  for (const [taskId, value] of given) {
    const found = spelled(model, taskId, value);
    if (found === undefined) odd.push(taskId);
    else values.set(taskId, found);
  }
  return { values, odd };
}

/**
 * The task of a forecast in the first model task that has all of its values.
 * @param given a value for each task id of the round
 * @throws PulseError `hub-refused` naming a value that does not fit
 */
export function matchTask(
  given: ReadonlyMap<string, TaskValue>,
  { round, roundId }: ChosenRound,
  place: ForecastPlace,
): HubTask {
  const tries = round.model_tasks.map((model) => ({ model, ...tryModel(model, given) }));
  const [best] = tries.toSorted((a, b) => a.odd.length - b.odd.length);
  if (best === undefined) throw new Error('a round without model tasks was read');
  const [taskId] = best.odd;
  if (taskId === undefined)
    return { model: best.model, values: best.values, key: keyOf(best.values.values()) };
  const value = given.get(taskId) ?? null;
  if (value === null) return refuseWithout(taskId, place);
  refuseOddDate([round], taskId, value, place);
  return refuseFor('tasks', describeOdd(taskId, value, best.model, roundId, place));
}

function describeOdd(
  taskId: string,
  value: Scalar,
  model: ModelTask,
  roundId: string,
  place: ForecastPlace,
): string {
  const { record, target, horizon } = place;
  const of = `${target}${horizon === null ? '' : ` at horizon ${horizon}`} of ${nameOf(record)}`;
  const known = valuesOf(model, taskId);
  const example = `{tasks: {${taskId}: {from: ${sourceName(taskId, place)}, values: {${String(value)}: ${String(known[0])}}}}}`;
  return `${of} has ${taskId} "${String(value)}", and round ${roundId} takes ${listed(known)} (ask the scenario for others, or name it as the hub does in a file for --mapping: ${example}; null leaves it out)`;
}
