import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createSubmission,
  readHubMapping,
  readHubTasks,
  type HubTasks,
  type SubmissionFile,
} from '@pulse-stream/formats/internal';
import type { ResultRecord } from '@pulse-stream/worldstate';
import { exampleResult } from './example-record.ts';

/** The hub of these tests: weekly cases of two places with 23 levels and samples, and their trend. */
export const HUB_TASKS = join(import.meta.dirname, 'fixtures/hub/hub-config/tasks.json');

type ModelTask = HubTasks['rounds'][number]['model_tasks'][number];

/** The parsed config, to be changed. */
export const readTasks = (): HubTasks => JSON.parse(readFileSync(HUB_TASKS, 'utf8'));

/** A model task of the one entry of rounds: 0 has weekly cases, 1 their trend. */
export function modelTask(tasks: HubTasks, index: number): ModelTask {
  const task = tasks.rounds[0]?.model_tasks[index];
  if (task === undefined) throw new Error(`the hub has no model task ${index}`);
  return task;
}

/** The config, broken as a test wants it. */
export function hubWith(change: (tasks: HubTasks) => unknown = () => undefined): HubTasks {
  const tasks = readTasks();
  change(tasks);
  return readHubTasks(tasks, 'tasks.json');
}

/** What the records of these tests call otherwise than the hub. */
export const MAPPING = {
  tasks: { target: { from: 'target', values: { cases: 'weekly cases' } } },
  events: {
    fall: { type: 'pmf', id: 'fall', target: 'trend' },
    rise: { type: 'pmf', id: 'rise', target: 'trend' },
  },
};

export const LEVELS: readonly number[] =
  modelTask(readTasks(), 0).output_type.quantile?.output_type_id.required ?? [];
const MEMBERS = 60;
const DAY_MS = 86_400_000;

const later = (date: string, weeks: number): string =>
  new Date(Date.parse(date) + 7 * weeks * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);

/** A weekly forecast of cases in one place, with members and the events of its trend. */
export function weeklyRecord(location = 'US', origin = '2026-01-03', line = 1): ResultRecord {
  const example = exampleResult();
  const horizon = [1, 2, 3, 4];
  const middle = (turn: number): number => 200 + 10 * turn + line;
  const atEach = (of: (turn: number) => number): number[] => horizon.map(of);
  return {
    ...example,
    id: location,
    line,
    config: {
      turns: 4,
      meta: { location },
      forecast: {
        events: ['fall', 'rise'].map((name) => ({ name, when: 'cases > 200', at: 1 })),
      },
    },
    forecast: {
      ...example.forecast,
      origin: { dataset: 'weekly', label: origin, row: 9 },
      horizon,
      labels: horizon.map((turn) => later(origin, turn)),
      targets: {
        cases: {
          unit: null,
          mean: atEach(middle),
          median: atEach(middle),
          sd: atEach(() => 20),
          quantiles: Object.fromEntries(
            LEVELS.map((level) => [
              String(level),
              atEach((turn) => middle(turn) + 40 * (level - 0.5)),
            ]),
          ),
          members: horizon.map((turn) =>
            Array.from({ length: MEMBERS }, (_, member) => middle(turn) + member - 30.25),
          ),
        },
      },
      events: [
        { name: 'fall', probability: 0.333333, count: 20, members: MEMBERS },
        { name: 'rise', probability: 0.666667, count: 40, members: MEMBERS },
      ],
    },
  };
}

/** What a submission is made of. */
export interface Made {
  readonly records?: readonly ResultRecord[];
  readonly hub?: HubTasks;
  readonly mapping?: unknown;
  readonly round?: string;
}

/** The submission of records; by default of two places in one round. */
export function submit({
  records = [weeklyRecord('US'), weeklyRecord('06', '2026-01-03', 2)],
  hub = hubWith(),
  mapping = MAPPING,
  round,
}: Made = {}): SubmissionFile {
  const submission = createSubmission({
    hub,
    modelId: 'team-model',
    round,
    mapping: readHubMapping(mapping, 'map.yaml'),
  });
  for (const record of records) submission.add(record);
  return submission.end();
}
