import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { expect, test } from 'vitest';
import type { SubmissionFile } from '@pulse-stream/formats/internal';
import { ORACLE } from './hub-oracle.ts';
import { readTasks, submit, weeklyRecord } from './hub-record.ts';
import { query } from './query.ts';
import { createFolder } from './temp-folder.ts';

const FORMATS = ['csv', 'parquet'] as const;
const ROUNDS = ['2026-01-03', '2026-01-10'];

function write(file: SubmissionFile, format: (typeof FORMATS)[number]): string {
  const path = join(createFolder(), 'model-output', `${file.stem}.${format}`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, file.encode(format));
  return path;
}

/** The rules of the oracle that a file breaks. */
async function brokenIn(path: string): Promise<string[]> {
  const broken: string[] = [];
  for (const [rule, sql] of Object.entries(ORACLE)) {
    const { rows } = await query(sql(path));
    if (rows.length > 0) broken.push(rule);
  }
  return broken;
}

test.each(FORMATS)(
  'a submission of both rounds keeps the ten rules, read as %s',
  async (format) => {
    expect(Object.keys(ORACLE)).toHaveLength(10);
    for (const round of ROUNDS) {
      const records = ROUNDS.flatMap((origin, index) => [
        weeklyRecord('US', origin, 2 * index + 1),
        weeklyRecord('06', origin, 2 * index + 2),
      ]);
      const file = submit({ records, round });
      // mean, median, 23 levels and 60 samples of 2 places at 4 horizons, and 2 categories of their trend
      expect([file.rows, file.leftOut]).toEqual([2 * 4 * (2 + 23 + 60) + 2 * 2, 2 * (4 + 2)]);
      const path = write(file, format);
      expect(path).toContain(`/model-output/team-model/${round}-team-model.${format}`);
      expect(await brokenIn(path)).toEqual([]);
    }
  },
);

test('a Parquet submission has the types that the config says', async () => {
  const { types } = await query(`select * from '${write(submit(), 'parquet')}'`);
  expect(types).toEqual([
    // five task ids
    'DATE',
    'VARCHAR',
    'BIGINT',
    'VARCHAR',
    'DATE',
    'VARCHAR',
    'VARCHAR',
    'DOUBLE',
  ]);
});

/** One change of a good file for each rule, as lines. */
const BREACHES: Readonly<Record<string, (lines: string[]) => readonly string[]>> = {
  columns: (lines) => lines.map((line) => line.replace(/^[^,]+,/, '')),
  round: (lines) => lines.with(1, (lines[1] ?? '').replace('2026-01-03', '2026-01-10')),
  dates: (lines) => lines.map((line) => line.replace('2026-01-10', '2026-1-10')),
  levels: (lines) => lines.map((line) => line.replace('quantile,0.1,', 'quantile,0.10,')),
  complete: (lines) => lines.filter((line) => !line.includes('quantile,0.975,')),
  limits: (lines) => lines.map((line) => line.replace(/(quantile,0\.01,).*/, '$1-1')),
  order: (lines) => lines.map((line) => line.replace(/(quantile,0\.5,).*/, '$19999')),
  samples: (lines) => lines.filter((line) => !line.includes('US,2026-01-10,sample,7,')),
  unique: (lines) => [...lines, lines[1] ?? ''],
};

test.each(Object.keys(BREACHES))('the oracle of the rules sees a breach of %s', async (rule) => {
  const path = write(submit(), 'csv');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const broken = BREACHES[rule]?.(lines) ?? [];
  expect(broken).not.toEqual(lines);
  writeFileSync(path, broken.join('\n'));
  const sql = ORACLE[rule]?.(path) ?? '';
  expect((await query(sql)).rows).not.toEqual([]);
});

test('the oracle of the rules sees a wrong name', async () => {
  for (const path of [
    '/h/model-output/t-m/2026-01-03-t-x.csv',
    '/h/model-output/t/2026-01-03-t.csv',
  ])
    expect((await query(ORACLE['name']?.(path) ?? '')).rows).toHaveLength(1);
});

const ajv = new Ajv({ strict: true, allowUnionTypes: true });

/** What hubverse schemas v6 say of the parts of tasks.json that submissions depend on. */
const values = { type: ['array', 'null'], uniqueItems: true };
const limitsOf = {
  type: 'object',
  properties: {
    type: { enum: ['double', 'integer'] },
    minimum: { type: 'number' },
    maximum: { type: 'number' },
  },
  required: ['type'],
  additionalProperties: false,
};
const output = (ids: object) => ({
  type: 'object',
  properties: { ...ids, value: limitsOf, is_required: { type: 'boolean' } },
  required: [...Object.keys(ids), 'value', 'is_required'],
  additionalProperties: false,
});
const idsOf = (required: object) =>
  output({
    output_type_id: {
      type: 'object',
      properties: { required },
      required: ['required'],
      additionalProperties: false,
    },
  });
const listOf = (items: object) => idsOf({ type: 'array', uniqueItems: true, items });
const schema = {
  type: 'object',
  properties: {
    schema_version: { type: 'string', pattern: String.raw`/v6\.\d+\.\d+/tasks-schema\.json$` },
    derived_task_ids: { type: ['array', 'null'], items: { type: 'string' } },
    rounds: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          round_id_from_variable: { type: 'boolean' },
          round_id: { type: 'string' },
          submissions_due: { type: 'object' },
          model_tasks: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                task_ids: {
                  type: 'object',
                  additionalProperties: {
                    type: 'object',
                    properties: { required: values, optional: values },
                    required: ['required', 'optional'],
                    additionalProperties: false,
                  },
                },
                output_type: {
                  type: 'object',
                  properties: {
                    mean: idsOf({ type: 'null' }),
                    median: idsOf({ type: 'null' }),
                    quantile: listOf({ type: 'number', minimum: 0, maximum: 1 }),
                    cdf: listOf({ type: ['number', 'string'] }),
                    pmf: listOf({ type: 'string' }),
                    sample: output({
                      output_type_id_params: {
                        type: 'object',
                        properties: {
                          type: { enum: ['character', 'integer'] },
                          max_length: { type: 'integer', minimum: 1 },
                          min_samples_per_task: { type: 'integer', minimum: 1 },
                          max_samples_per_task: { type: 'integer', minimum: 1 },
                          compound_taskid_set: { type: 'array', items: { type: 'string' } },
                        },
                        required: ['type', 'min_samples_per_task', 'max_samples_per_task'],
                        additionalProperties: false,
                      },
                    }),
                  },
                  additionalProperties: false,
                },
                target_metadata: { type: 'array', items: { type: 'object' } },
              },
              required: ['task_ids', 'output_type', 'target_metadata'],
              additionalProperties: false,
            },
          },
        },
        required: ['round_id_from_variable', 'round_id', 'model_tasks', 'submissions_due'],
        additionalProperties: false,
      },
    },
  },
  required: ['schema_version', 'rounds'],
  additionalProperties: false,
};

test('the config of the hub is one of schemas v6', () => {
  const validate = ajv.compile(schema);
  expect([validate(readTasks()), validate.errors]).toEqual([true, null]);
  expect(validate({ ...readTasks(), rounds: [{}] })).toBe(false);
});

/** What a row may be, as a JSON schema that the config of the hub is turned into. */
function rowSchema(): ValidateFunction {
  const models = readTasks().rounds.flatMap(({ model_tasks }) => model_tasks);
  const rows = models.flatMap(({ task_ids, output_type }) =>
    Object.entries(output_type).flatMap(([type, of]) => {
      if (of === undefined) return [];
      const ids = 'output_type_id' in of ? of.output_type_id.required : null;
      const taskIds = Object.entries(task_ids).map(([name, { required, optional }]) => [
        name,
        { enum: [...(required ?? []), ...(optional ?? [])] },
      ]);
      const id =
        type === 'sample' ? { type: 'string', maxLength: 6 } : { enum: (ids ?? ['']).map(String) };
      const { type: number, ...limits } = of.value;
      const value = { ...limits, type: number === 'integer' ? 'integer' : 'number' };
      return {
        type: 'object',
        properties: {
          ...Object.fromEntries(taskIds),
          output_type: { const: type },
          output_type_id: id,
          value,
        },
        required: [...Object.keys(task_ids), 'output_type', 'output_type_id', 'value'],
        additionalProperties: false,
      };
    }),
  );
  return ajv.compile({ anyOf: rows });
}

test('every row of a submission is one that the config of the hub describes', () => {
  const validate = rowSchema();
  const [head = '', ...lines] = new TextDecoder()
    .decode(submit().encode('csv'))
    .trimEnd()
    .split('\n');
  const names = head.split(',');
  const rows = lines.map((line) => {
    const cells = line.split(',');
    const row = Object.fromEntries(names.map((name, index) => [name, cells[index]]));
    return { ...row, horizon: Number(row['horizon']), value: Number(row['value']) };
  });
  for (const row of rows) expect([validate(row), row]).toEqual([true, row]);
  expect(rows).toHaveLength(submit().rows);
  expect(validate({ ...rows[0], location: '99' })).toBe(false);
});
