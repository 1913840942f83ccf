import { expect, test } from 'vitest';
import { HUB_RULES, readHubTasks, type HubTasks } from '@pulse-stream/formats/internal';
import {
  labelled,
  quantilesAt,
  recordWith,
  refusalOf,
  withOutputs,
  withSamples,
  withTask,
} from './hub-changes.ts';
import {
  hubWith,
  LEVELS,
  MAPPING,
  modelTask,
  readTasks,
  submit,
  weeklyRecord,
  type Made,
} from './hub-record.ts';

/** Bad input for every rule, and words of the refusal. */
const CASES: readonly (readonly [rule: keyof typeof HUB_RULES, said: string, made: Made])[] = [
  [
    'name',
    'round "../x" cannot be in the name of a file',
    {
      hub: hubWith(({ rounds }) =>
        Object.assign(rounds[0] ?? {}, { round_id_from_variable: false, round_id: '../x' }),
      ),
    },
  ],
  [
    'columns',
    'nothing in scenario "US" (line 1) says its location: give the scenario meta.location',
    { records: [recordWith((_, record) => delete record.config.meta)] },
  ],
  [
    'columns',
    'says its horizon',
    {
      records: [recordWith((_, record) => delete record.config.forecast)],
      mapping: withTask('horizon', 'group'),
    },
  ],
  [
    'round',
    'is of round 2026-01-10 and others are of 2026-01-03: a file is of one (--round 2026-01-10)',
    { records: [weeklyRecord('US'), weeklyRecord('06', '2026-01-10')] },
  ],
  ['round', 'origin_date "2026-01-17" of', { records: [weeklyRecord('US', '2026-01-17')] }],
  [
    'round',
    '"2026-02-07" is no round of the hub (it has 2026-01-03, 2026-01-10)',
    { round: '2026-02-07' },
  ],
  [
    'dates',
    'origin_date of scenario "US" (line 1) is "20260103", and the hub writes YYYY-MM-DD',
    { records: [labelled('20260103')] },
  ],
  [
    'dates',
    'target_end_date of scenario "US" (line 1) is "2026-W02"',
    { records: [recordWith((_, { forecast }) => forecast.labels?.splice(0, 1, '2026-W02'))] },
  ],
  [
    'dates',
    'adds days to "soon", which is no date',
    {
      records: [labelled('soon')],
      mapping: withTask('origin_date', { from: 'origin', add: 7 }),
    },
  ],
  [
    'tasks',
    'has location "99", and round 2026-01-03 takes US, 06',
    { records: [weeklyRecord('99')] },
  ],
  [
    'tasks',
    'has target "cases", and round 2026-01-03 takes weekly cases (ask the scenario for others, or name it as the hub does in a file for --mapping: {tasks: {target: {from: target, values: {cases: weekly cases}}}}',
    { mapping: {} },
  ],
  [
    'tasks',
    'requires horizon 3 also with',
    {
      records: [
        recordWith((cases, { forecast }) => {
          forecast.horizon.length = 2;
          for (const values of Object.values(cases.quantiles ?? {})) values.length = 2;
        }),
      ],
    },
  ],
  ['tasks', 'there is nothing in it', { records: [] }],
  [
    'tasks',
    'requires target weekly cases, horizon 1|2|3, location US, and nothing of it is there',
    {
      records: [recordWith((_, { forecast }) => (forecast.targets = {}))],
      hub: hubWith((tasks) => {
        modelTask(tasks, 0).task_ids['location'] = { required: ['US'], optional: null };
      }),
    },
  ],
  [
    'types',
    'lacks quantile, which the hub requires: the forecast has no spread',
    { records: [recordWith((cases) => Object.assign(cases, { quantiles: null, median: null }))] },
  ],
  [
    'types',
    'lacks sample, which the hub requires: run with --keep-members',
    {
      records: [recordWith((cases) => delete cases.members)],
      hub: withOutputs(({ sample }) => Object.assign(sample ?? {}, { is_required: true })),
    },
  ],
  [
    'types',
    'cases at horizon 1 of scenario "US" (line 1) says nothing that the hub takes there',
    {
      hub: hubWith((tasks) => {
        modelTask(tasks, 0).output_type = modelTask(tasks, 1).output_type;
      }),
    },
  ],
  [
    'types',
    'event fall of scenario "US" (line 1): the hub has no output type cdf for cases',
    { mapping: { ...MAPPING, events: { fall: { type: 'cdf', id: 100, target: 'cases' } } } },
  ],
  [
    'levels',
    'event fall of scenario "US" (line 1) is mapped to "Fall", and the ids of pmf are fall, rise',
    { mapping: { ...MAPPING, events: { fall: { ...MAPPING.events.fall, id: 'Fall' } } } },
  ],
  [
    'complete',
    'has no quantile 0.025, which the hub wants with the others: ask for it in the scenario (forecast.quantiles)',
    { records: [recordWith(({ quantiles }) => delete quantiles?.['0.025'])] },
  ],
  [
    'complete',
    'pmf has no value for rise',
    { mapping: { ...MAPPING, events: { fall: MAPPING.events.fall } } },
  ],
  [
    'complete',
    'event "flat" of the mapping is in no record',
    { mapping: { ...MAPPING, events: { ...MAPPING.events, flat: MAPPING.events.fall } } },
  ],
  [
    'limits',
    'cases at horizon 2 of scenario "US" (line 1) has a quantile of -0.5, below the minimum 0 (min and max of the slot',
    { records: [recordWith((cases) => quantilesAt(cases, '0.01').splice(1, 1, -0.5))] },
  ],
  [
    'limits',
    'above the maximum 250',
    {
      hub: withOutputs(({ mean }) => Object.assign(mean?.value ?? {}, { maximum: 250 })),
      records: [recordWith(({ mean }) => mean.splice(3, 1, 250.1))],
    },
  ],
  [
    'order',
    'the quantile at 0.5 is 300, less than',
    {
      records: [
        recordWith((cases) => {
          for (const level of LEVELS)
            quantilesAt(cases, String(level))[0] = level === 0.5 ? 300 : 400 + level;
        }),
      ],
    },
  ],
  [
    'sum',
    'the probabilities of the categories add up to 1.1',
    {
      records: [
        recordWith((_, { forecast }) => {
          forecast.events[0] = { name: 'fall', probability: 0.5, count: 30, members: 60 };
          forecast.events[1] = { name: 'rise', probability: 0.6, count: 36, members: 60 };
        }),
      ],
    },
  ],
  [
    'samples',
    'has 60 members, and the hub takes 80 to 100 (members: 80 in the scenario)',
    { hub: withSamples({ min_samples_per_task: 80 }) },
  ],
  [
    'samples',
    'has 55 members and',
    {
      records: [
        weeklyRecord('US'),
        recordWith(({ members }) => members?.forEach((values) => values.splice(55)), '06'),
      ],
    },
  ],
  [
    'samples',
    'are one compound unit of the hub, whose samples are drawn together',
    { hub: withSamples({ compound_taskid_set: ['origin_date', 'target'] }) },
  ],
  [
    'samples',
    'sample 120 has more characters than the 2 that the hub takes',
    { hub: withSamples({ max_length: 2 }) },
  ],
  ['unique', 'a task is forecast once', { records: [weeklyRecord('US'), weeklyRecord('US')] }],
];

test.each(CASES)('what breaks the rule %s is refused by its name: %s', (rule, said, made) => {
  const { code, message } = refusalOf(() => submit(made));
  expect([code, message]).toEqual([
    'hub-refused',
    expect.stringMatching(/^the hub would refuse it \(rule "\w+"\): [^\n]+$/),
  ]);
  expect(message).toContain(`(rule "${rule}")`);
  expect(message).toContain(said);
});

test('every rule has an input that breaks it', () => {
  expect(new Set(CASES.map(([rule]) => rule))).toEqual(new Set(Object.keys(HUB_RULES)));
});

/** The config with other levels of its quantiles. */
function withLevels(tasks: HubTasks, required: number[]): HubTasks {
  const { quantile } = modelTask(tasks, 0).output_type;
  Object.assign(quantile?.output_type_id ?? {}, { required });
  return tasks;
}
function withTaskId(tasks: HubTasks, name: string): HubTasks {
  modelTask(tasks, 0).task_ids[name] = { required: null, optional: [1] };
  return tasks;
}

test.each([
  [
    'tasks.json: schema_version is',
    (tasks: HubTasks) => ({ ...tasks, schema_version: tasks.schema_version.replace('v6', 'v5') }),
  ],
  ['tasks.json: has no schema_version', ({ rounds }: HubTasks) => ({ rounds })],
  ['tasks.json: has no schema_version', () => []],
  [
    'tasks.json: rounds does not fit the hubverse schema v6',
    (tasks: HubTasks) => ({ ...tasks, rounds: [] }),
  ],
  [
    'output_type.quantile.output_type_id.required[0] does not fit',
    (tasks: HubTasks) => withLevels(tasks, [1.5]),
  ],
  ['task_ids["../x"] does not fit', (tasks: HubTasks) => withTaskId(tasks, '../x')],
])('a config that is none of schemas v6 is refused in one line: %s', (said, change) => {
  const tasks = change(readTasks());
  const { code, message } = refusalOf(() => readHubTasks(tasks, 'tasks.json'));
  expect([code, message]).toEqual(['option-invalid', expect.stringContaining(said)]);
  expect(message).not.toContain('\n');
});
