import { PulseError, type ResultRecord } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import { horizonOf } from '../records/record-columns.ts';
import type { TableFormat } from '../records/table-format.ts';
import { checkForecasts } from './check-forecasts.ts';
import { createRoundChooser, type ChosenRound } from './choose-round.ts';
import type { EventSource, HubMapping } from './hub-mapping.ts';
import { listed, refuseFor } from './hub-rule.ts';
import { taskIdsOf, type HubTasks, type OutputType, type Scalar } from './hub-tasks.ts';
import { matchTask, type HubTask } from './match-task.ts';
import { numberSamples } from './number-samples.ts';
import { encodeSubmission } from './submission-table.ts';
import { fitValue, outputsOf, type OutputValue } from './target-outputs.ts';
import type { TaskForecasts } from './task-forecasts.ts';
import { nameOf, readTaskValue, type ForecastPlace, type TaskValue } from './task-values.ts';

/** Options of `createSubmission`. */
export interface SubmissionOptions {
  readonly hub: HubTasks;
  /** TEAM-MODEL. */
  readonly modelId: string;
  /** The round whose forecasts are taken; default: the one that the records are of. */
  readonly round?: string | undefined;
  readonly mapping?: HubMapping | undefined;
}

/** A submission that keeps every rule of its hub. */
export interface SubmissionFile {
  /** Its path under the folder of model outputs, without the suffix. */
  readonly stem: string;
  /** Formats of files that the round takes; undefined: what the hub says for all rounds. */
  readonly formats: readonly string[] | undefined;
  readonly rows: number;
  /** Forecasts of other rounds, or that the mapping leaves out. */
  readonly leftOut: number;
  encode(format: TableFormat): Uint8Array;
}

/** Records on their way to the file of one round of a hub; all of its rows are held. */
export interface Submission {
  /** @throws PulseError `hub-refused` naming the rule that a forecast breaks */
  add(record: ResultRecord): void;
  /** @throws PulseError `hub-refused` naming a rule that only shows in all records together */
  end(): SubmissionFile;
}

type EventForecast = ResultRecord['forecast']['events'][number];

/** A name of a file has two of these, and 255 bytes at most. */
const MOST_LETTERS = 100;
const MODEL_ID = /^[A-Za-z0-9_]+-[A-Za-z0-9_]+$/;
const NO_MAPPING: HubMapping = { tasks: new Map(), events: new Map() };

/**
 * Makes the file of one round of a hub.
 * @throws PulseError `option-invalid` for a model id, a round or a mapping that cannot be
 */
export function createSubmission(options: SubmissionOptions): Submission {
  const { hub, modelId, mapping = NO_MAPPING } = options;
  if (!MODEL_ID.test(modelId) || modelId.length > MOST_LETTERS)
    throw new PulseError(
      'option-invalid',
      `--model-id "${modelId}": the hub knows a model as TEAM-MODEL, each of letters, digits and underscores, ${MOST_LETTERS} together (rule "name")`,
    );
  refuseUnknownTaskIds(hub, mapping);
  return new HubSubmission(hub, modelId, mapping, options.round);
}

function refuseUnknownTaskIds(hub: HubTasks, mapping: HubMapping): void {
  const known = [...new Set(hub.rounds.flatMap(taskIdsOf))];
  for (const taskId of mapping.tasks.keys())
    if (!known.includes(taskId))
      throw new PulseError(
        'option-invalid',
        `the mapping names ${taskId}, and the hub has no such task id (${hintNearest(taskId, known) ?? `it has ${listed(known)}`})`,
      );
}

class HubSubmission implements Submission {
  readonly #hub: HubTasks;
  readonly #modelId: string;
  readonly #mapping: HubMapping;
  readonly #rounds: ReturnType<typeof createRoundChooser>;
  readonly #forecasts = new Map<string, TaskForecasts>();
  readonly #unseen: Set<string>;
  #chosen: ChosenRound | null = null;
  #records = 0;
  #leftOut = 0;

  constructor(hub: HubTasks, modelId: string, mapping: HubMapping, round: string | undefined) {
    this.#hub = hub;
    this.#modelId = modelId;
    this.#mapping = mapping;
    this.#rounds = createRoundChooser(hub, mapping, round);
    this.#unseen = new Set(mapping.events.keys());
  }

  add(record: ResultRecord): void {
    this.#records += 1;
    const { targets, horizon, events } = record.forecast;
    for (const [target, forecast] of Object.entries(targets))
      for (const [index, turn] of horizon.entries()) {
        const place = { record, target, horizon: turn };
        const task = this.#taskOf(place);
        if (task === null) continue;
        const where = () => `${target} at horizon ${turn} of ${nameOf(record)}`;
        const outputs = outputsOf(forecast, index, task, where);
        if (outputs.length === 0)
          refuseFor('types', `${where()} says nothing that the hub takes there`);
        for (const [type, values] of outputs)
          for (const value of values) this.#put(task, type, value, where);
      }
    for (const event of events) {
      const source = this.#mapping.events.get(event.name);
      if (source !== undefined) this.#addEvent(record, event, source);
    }
  }

  #addEvent(record: ResultRecord, event: EventForecast, source: EventSource): void {
    const { name } = event;
    this.#unseen.delete(name);
    const { type, target } = source;
    const task = this.#taskOf({ record, target, horizon: horizonOf(record, name) });
    if (task === null) return;
    const where = () => `event ${name} of ${nameOf(record)}`;
    const ids: readonly Scalar[] = task.model.output_type[type]?.output_type_id.required ?? [];
    const id = ids.find((known) => String(known) === String(source.id));
    if (id !== undefined) return this.#put(task, type, [id, probabilityOf(event)], where);
    if (ids.length === 0)
      refuseFor('types', `${where()}: the hub has no output type ${type} for ${target}`);
    refuseFor(
      'levels',
      `${where()} is mapped to "${source.id}", and the ids of ${type} are ${listed(ids)}`,
    );
  }

  /** null: not of this submission. */
  #taskOf(place: ForecastPlace): HubTask | null {
    const chosen = this.#rounds.of(place);
    const given = new Map<string, TaskValue>();
    for (const taskId of chosen === null ? [] : taskIdsOf(chosen.round)) {
      const value = readTaskValue(taskId, place, this.#mapping);
      if (value !== undefined) given.set(taskId, value);
    }
    if (chosen === null || given.size < taskIdsOf(chosen.round).length) {
      this.#leftOut += 1;
      return null;
    }
    this.#chosen = chosen;
    return matchTask(given, chosen, place);
  }

  #put(task: HubTask, type: OutputType, [id, value]: OutputValue, where: () => string): void {
    const { outputs, name } = this.#forecastsOf(task, where);
    const ids = outputs.get(type) ?? new Map<string, OutputValue>();
    outputs.set(type, ids);
    const key = String(id);
    if (ids.has(key))
      refuseFor(
        'unique',
        `${where()} and ${name} are both the ${type} of ${describeTask(task)}: a task is forecast once`,
      );
    ids.set(key, [id, fitValue(value, type, task, where)]);
  }

  #forecastsOf(task: HubTask, where: () => string): TaskForecasts {
    const known = this.#forecasts.get(task.key);
    if (known !== undefined) return known;
    const made = { task, outputs: new Map(), record: this.#records, name: where() };
    this.#forecasts.set(task.key, made);
    return made;
  }

  end(): SubmissionFile {
    const chosen = this.#chosen;
    if (chosen === null)
      return refuseFor('tasks', 'no record has a forecast for the round: there is nothing in it');
    const [event] = this.#unseen;
    if (event !== undefined)
      refuseFor('complete', `event "${event}" of the mapping is in no record of the submission`);
    const forecasts = [...this.#forecasts.values()];
    checkForecasts(forecasts, chosen, this.#hub);
    const samples = numberSamples(forecasts, taskIdsOf(chosen.round));
    const table = encodeSubmission(forecasts, samples, chosen.round, this.#hub);
    return {
      stem: `${this.#modelId}/${chosen.roundId}-${this.#modelId}`,
      formats: chosen.round.file_format,
      leftOut: this.#leftOut,
      ...table,
    };
  }
}

/** How far digits that were not printed move a probability. */
const PRINTED = 1e-5;

/** As it was counted: printed digits alone would not add up to 1. */
function probabilityOf({ probability, count, members }: EventForecast): number {
  const counted = count / members;
  return Math.abs(counted - probability) <= PRINTED ? counted : probability;
}

const describeTask = ({ values }: HubTask): string =>
  [...values].map(([taskId, value]) => `${taskId} ${String(value)}`).join(', ');
