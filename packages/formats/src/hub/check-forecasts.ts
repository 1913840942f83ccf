import type { ChosenRound } from './choose-round.ts';
import { refuseFor } from './hub-rule.ts';
import {
  derivedOf,
  OUTPUT_TYPES,
  taskIdsOf,
  type HubTasks,
  type ModelTask,
  type OutputType,
} from './hub-tasks.ts';
import { keyOf } from './match-task.ts';
import { HOW_TO_SAY, type OutputValue } from './target-outputs.ts';
import type { TaskValue } from './task-values.ts';
import type { TaskForecasts } from './task-forecasts.ts';

/** How far from 1 probabilities may add up to: what hubs allow for rounding. */
const SUM_TOLERANCE = 1.5e-8;

/**
 * What shows only when all forecasts are there.
 * @throws PulseError `hub-refused`
 */
export function checkForecasts(
  forecasts: readonly TaskForecasts[],
  chosen: ChosenRound,
  hub: HubTasks,
): void {
  for (const forecast of forecasts) {
    for (const [type, ids] of forecast.outputs) checkOutput(forecast, type, ids);
    checkTypes(forecast);
  }
  checkRequired(forecasts, chosen, hub);
}

function checkOutput(
  { task, name }: TaskForecasts,
  type: OutputType,
  values: ReadonlyMap<string, OutputValue>,
): void {
  if (type === 'mean' || type === 'median' || type === 'sample') return;
  const ids = task.model.output_type[type]?.output_type_id.required ?? [];
  const missing = ids.find((id) => !values.has(String(id)));
  if (missing !== undefined)
    refuseFor(
      'complete',
      `${name}: ${type} has no value for ${missing}, and the hub wants all of its ids (${HOW_TO_SAY[type]})`,
    );
  const sum = [...values.values()].reduce((total, [, value]) => total + value, 0);
  if (type === 'pmf' && Math.abs(sum - 1) > SUM_TOLERANCE)
    refuseFor(
      'sum',
      `${name}: the probabilities of the categories add up to ${sum}: exactly one of their events has to happen`,
    );
  if (type !== 'pmf') checkOrder(name, type, [...values.values()]);
}

function checkOrder(name: string, type: OutputType, values: readonly OutputValue[]): void {
  const inOrder = values.every(([id]) => typeof id === 'number')
    ? values.toSorted(([a], [b]) => Number(a) - Number(b))
    : values;
  for (const [index, [id, value]] of inOrder.entries()) {
    const [before, lower] = inOrder[index - 1] ?? [null, -Infinity];
    if (value < lower)
      refuseFor(
        'order',
        `${name}: the ${type} at ${String(id)} is ${value}, less than ${lower} at ${String(before)} (a record has them in order: it was edited)`,
      );
  }
}

function checkTypes({ task, outputs, name }: TaskForecasts): void {
  const { output_type: types } = task.model;
  const missing = OUTPUT_TYPES.find(
    (type) => types[type]?.is_required === true && !outputs.has(type),
  );
  if (missing !== undefined)
    refuseFor('types', `${name} lacks ${missing}, which the hub requires: ${HOW_TO_SAY[missing]}`);
}

/**
 * What a model task requires: with every task that is there, also those that differ in one task id
 * and have a value of it that is required; where all task ids have such values, those in any case.
 */
function checkRequired(
  forecasts: readonly TaskForecasts[],
  { round, roundId }: ChosenRound,
  hub: HubTasks,
): void {
  const derived = derivedOf(hub, round);
  const free = taskIdsOf(round).filter(
    (taskId) =>
      !derived.has(taskId) && !(round.round_id_from_variable && taskId === round.round_id),
  );
  for (const model of round.model_tasks) {
    const tasks = forecasts.filter(({ task }) => task.model === model);
    if (tasks.length === 0 && isRequired(model, free))
      refuseFor(
        'tasks',
        `round ${roundId} requires ${describeRequired(model, free)}, and nothing of it is there`,
      );
    const key = (values: ReadonlyMap<string, TaskValue>) =>
      keyOf(free.map((taskId) => values.get(taskId) ?? null));
    const there = new Set(tasks.map(({ task }) => key(task.values)));
    for (const { task, name } of tasks)
      for (const taskId of free)
        for (const value of model.task_ids[taskId]?.required ?? [])
          if (!there.has(key(new Map(task.values).set(taskId, value))))
            refuseFor(
              'tasks',
              `round ${roundId} requires ${taskId} ${String(value)} also ${describeOthers(task.values, free, taskId)}, beside ${name} (a task id that follows from others belongs into derived_task_ids of the hub)`,
            );
  }
}

/** The other task ids of a task, as the hub has them. */
const describeOthers = (
  values: ReadonlyMap<string, TaskValue>,
  free: readonly string[],
  taskId: string,
): string => {
  const others = free.filter((other) => other !== taskId && (values.get(other) ?? null) !== null);
  return others.length === 0
    ? ''
    : `with ${others.map((other) => `${other} ${String(values.get(other))}`).join(', ')}`;
};

const isRequired = (model: ModelTask, free: readonly string[]): boolean =>
  Object.values(model.output_type).some((output) => output?.is_required === true) &&
  free.every((taskId) => (model.task_ids[taskId]?.required ?? []).length > 0);

const describeRequired = (model: ModelTask, free: readonly string[]): string =>
  free
    .map((taskId) => `${taskId} ${(model.task_ids[taskId]?.required ?? []).join('|')}`)
    .join(', ');
