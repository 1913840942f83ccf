import { expect, test } from 'vitest';
import { createSubmission } from '@pulse-stream/formats/internal';
import { refusalOf, withSamples } from './hub-changes.ts';
import { hubWith, modelTask, submit, weeklyRecord, type Made } from './hub-record.ts';

test.each([
  ['map.yaml: tasks.location does not fit', { tasks: { location: 'place' } }],
  [
    'map.yaml: events.fall.type does not fit',
    { events: { fall: { type: 'mean', id: 1, target: 'x' } } },
  ],
  [
    'the mapping names locaton, and the hub has no such task id (did you mean "location"?)',
    { tasks: { locaton: 'group' } },
  ],
])('a mapping that cannot be is refused in one line: %s', (said, mapping) => {
  const { code, message } = refusalOf(() => submit({ mapping }));
  expect([code, message]).toEqual(['option-invalid', expect.stringContaining(said)]);
  expect(message).not.toContain('\n');
});

const LONG = `${'a'.repeat(300)}-b`;

test.each(['team', 'team-model-two', '../x-y', 'team-', 'a b-c', '', LONG])(
  'a model id that is no TEAM-MODEL is refused: "%s"',
  (modelId) => {
    const { code, message } = refusalOf(() => createSubmission({ hub: hubWith(), modelId }));
    expect([code, message]).toEqual(['option-invalid', expect.stringContaining('rule "name"')]);
  },
);

test('where the config names several rounds, a person says which', () => {
  const hub = hubWith((tasks) => {
    tasks.rounds = ['first', 'second'].flatMap((round_id) =>
      tasks.rounds.map((round) => ({ ...round, round_id, round_id_from_variable: false })),
    );
  });
  expect(refusalOf(() => submit({ hub })).message).toBe(
    'the hub has rounds first, second: say which with --round',
  );
  expect(submit({ hub, round: 'second' }).stem).toBe('team-model/second-team-model');
});

/** The cells of a column of a submission as CSV. */
function column(name: string, made: Made, where = ''): string[] {
  const [head = '', ...lines] = new TextDecoder()
    .decode(submit(made).encode('csv'))
    .trimEnd()
    .split('\n');
  const at = head.split(',').indexOf(name);
  return lines.filter((line) => line.includes(where)).map((line) => line.split(',')[at] ?? '');
}

test('a mapping moves horizons and dates, names values, and leaves out what it calls null', () => {
  const hub = hubWith((tasks) => {
    modelTask(tasks, 0).task_ids['horizon'] = { required: null, optional: [0, 1, 2, 3] };
  });
  const made = {
    hub,
    records: [weeklyRecord('CA')],
    mapping: {
      tasks: {
        target: { from: 'target', values: { cases: 'weekly cases' } },
        horizon: { from: 'horizon', add: -1, values: { 4: null } },
        origin_date: { from: 'origin', add: 7 },
        location: { from: 'id', values: { CA: '06' } },
      },
    },
  };
  expect([...new Set(column('horizon', made))]).toEqual(['0', '1', '2']);
  expect([...new Set(column('origin_date', made))]).toEqual(['2026-01-10']);
  expect([...new Set(column('location', made))]).toEqual(['06']);
  expect(submit(made).leftOut).toBe(1);
});

test('of more members than a hub takes the first are taken, whole numbers where it says so', () => {
  const made = { hub: withSamples({ max_samples_per_task: 50 }) };
  const values = column('value', made, ',sample,');
  expect(values).toHaveLength(2 * 4 * 50);
  // members of the first place at the first horizon begin at 211 − 30.25
  expect(values.slice(0, 3)).toEqual(['181', '182', '183']);
  const ids = column('output_type_id', made, 'US,2026-01-10,sample,');
  expect(ids).toEqual(Array.from({ length: 50 }, (_, member) => String(member + 1)));
  expect(column('output_type_id', made, '06,2026-01-10,sample,')[0]).toBe('51');
});

test('a location is meta.location, else what --split made the name of', () => {
  const record = weeklyRecord('US');
  record.config.meta = {};
  record.forecast.origin = { dataset: 'flu.06', label: '2026-01-03', row: 9 };
  expect([...new Set(column('location', { records: [record] }))]).toEqual(['06']);
  record.config.meta = { location: 'US' };
  expect([...new Set(column('location', { records: [record] }))]).toEqual(['US']);
});

test('a probability is as it was counted, whatever digits are printed', () => {
  expect(column('value', {}, 'US,2026-01-10,pmf,')).toEqual([String(20 / 60), String(40 / 60)]);
});

test('a task id that does not apply to a target is empty', () => {
  const hub = hubWith((tasks) => {
    const { task_ids } = modelTask(tasks, 1);
    for (const taskId of ['horizon', 'target_end_date'])
      task_ids[taskId] = { required: null, optional: null };
  });
  expect(column('horizon', { hub }, ',pmf,')).toEqual(['', '', '', '']);
});
