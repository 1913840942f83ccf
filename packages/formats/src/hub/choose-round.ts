import { PulseError } from '@pulse-stream/worldstate';
import type { HubMapping } from './hub-mapping.ts';
import { listed, refuseFor } from './hub-rule.ts';
import {
  isDateId,
  isIsoDate,
  valuesOf,
  type HubTasks,
  type Round,
  type Scalar,
} from './hub-tasks.ts';
import { nameOf, readTaskValue, type ForecastPlace } from './task-values.ts';

/** A round of a hub; `round_id` of the config may be the name of the task id that has it. */
export interface ChosenRound {
  readonly round: Round;
  readonly roundId: string;
}

/** As hubs split names of files: a date, or no hyphen at all. */
const ROUND_ID = /^(\d{4}-\d{2}-\d{2}|[A-Za-z0-9_]{1,40})$/;

/** The ids of the rounds that an entry of the config stands for. */
const idsOf = (round: Round): readonly Scalar[] =>
  round.round_id_from_variable
    ? round.model_tasks.flatMap((task) => valuesOf(task, round.round_id))
    : [round.round_id];

function findRound(hub: HubTasks, roundId: string): Round | undefined {
  return hub.rounds.find((round) => idsOf(round).some((id) => String(id) === roundId));
}

function choose(hub: HubTasks, roundId: string, called: string): ChosenRound {
  const round = findRound(hub, roundId);
  if (round === undefined) {
    const known = [...new Set(hub.rounds.flatMap(idsOf))];
    return refuseFor('round', `${called} is no round of the hub (it has ${listed(known)})`);
  }
  if (!ROUND_ID.test(roundId))
    refuseFor(
      'name',
      `round "${roundId}" cannot be in the name of a file: a date, or letters, digits and underscores, can`,
    );
  return { round, roundId };
}

/** Finds the one round of a submission. */
export interface RoundChooser {
  /** The round of a forecast; null: of another one than was asked for, or left out by the mapping. */
  of(place: ForecastPlace): ChosenRound | null;
}

/**
 * @param asked the round that is wanted; undefined: the one that the records are of
 * @throws PulseError `hub-refused`; `option-invalid` where only a person can say which round it is
 */
export function createRoundChooser(
  hub: HubTasks,
  mapping: HubMapping,
  asked: string | undefined,
): RoundChooser {
  let chosen = asked === undefined ? onlyRound(hub) : choose(hub, asked, `"${asked}"`);
  return {
    of(place) {
      const found = roundIdOf(place, hub, mapping);
      if (found === null) return null;
      const [taskId, roundId] = found;
      // a round that has its id from the config is said by nothing in a record
      if (taskId === null && chosen !== null) return chosen;
      chosen ??= choose(hub, roundId, `${taskId ?? ''} "${roundId}" of ${nameOf(place.record)}`);
      if (roundId === chosen.roundId) return chosen;
      if (asked !== undefined) return null;
      return refuseFor(
        'round',
        `${nameOf(place.record)} is of round ${roundId} and others are of ${chosen.roundId}: a file is of one (--round ${roundId})`,
      );
    },
  };
}

/** The round where the config has but one that is named in it. */
function onlyRound(hub: HubTasks): ChosenRound | null {
  const [first, ...more] = hub.rounds;
  if (
    first === undefined ||
    hub.rounds.some(({ round_id_from_variable }) => round_id_from_variable)
  )
    return null;
  if (more.length > 0)
    throw new PulseError(
      'option-invalid',
      `the hub has rounds ${listed(hub.rounds.map(({ round_id }) => round_id))}: say which with --round`,
    );
  return choose(hub, first.round_id, `"${first.round_id}"`);
}

/** The task id that says the round, and the round; null: the mapping leaves it out. */
function roundIdOf(
  place: ForecastPlace,
  hub: HubTasks,
  mapping: HubMapping,
): readonly [taskId: string | null, roundId: string] | null {
  const variable = hub.rounds.find(({ round_id_from_variable }) => round_id_from_variable);
  if (variable === undefined) return [null, ''];
  const taskId = variable.round_id;
  const value = readTaskValue(taskId, place, mapping);
  if (value === undefined) return null;
  if (value === null) return refuseWithout(taskId, place);
  refuseOddDate(hub.rounds, taskId, value, place);
  return [taskId, String(value)];
}

/** Refuses a task id that nothing says the value of. */
export function refuseWithout(taskId: string, { record }: ForecastPlace): never {
  return refuseFor(
    'columns',
    `nothing in ${nameOf(record)} says its ${taskId}: give the scenario meta.${taskId}, or say where it stands in a file for --mapping, e.g. {tasks: {${taskId}: group}}`,
  );
}

/** Refuses a date that is not written as hubs write them. */
export function refuseOddDate(
  rounds: readonly Round[],
  taskId: string,
  value: Scalar,
  { record }: ForecastPlace,
): void {
  if (isDateId(rounds, taskId) && !isIsoDate(value))
    refuseFor(
      'dates',
      `${taskId} of ${nameOf(record)} is "${String(value)}", and the hub writes YYYY-MM-DD (name other texts in a file for --mapping, under values)`,
    );
}
