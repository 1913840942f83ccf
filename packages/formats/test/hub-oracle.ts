import { HUB_TASKS } from './hub-record.ts';

/**
 * The rules of the hub of these tests in SQL, read off the contract and the config, not off the
 * exporter: each query gives the rows that break its rule.
 */
const TASK_IDS = ['origin_date', 'target', 'horizon', 'location', 'target_end_date'];
const COLUMNS = [...TASK_IDS, 'output_type', 'output_type_id', 'value'];
const TASK = TASK_IDS.join(', ');

/** The file as texts, whatever its format. */
const rowsOf = (file: string): string =>
  file.endsWith('.csv')
    ? `read_csv('${file}', header = true, all_varchar = true)`
    : `(select columns(*)::varchar from '${file}')`;

/** `model`: a row per model task of the config; `said`: the file with its model task. */
const config = (file: string): string => `
  with model as (
    select nth, rounds->'$[0].model_tasks'->(nth::int) as task from (
      select content::json->'rounds' as rounds, unnest(range(2)) as nth from read_text('${HUB_TASKS}'))
  ), output as (
    select nth, task, name, task->'output_type'->name as of
    from (select *, unnest(json_keys(task->'output_type')) as name from model)
  ), said as (
    select s.*, nth, task, of, try_cast(s.value as double) as number
    from ${rowsOf(file)} s left join output on
      name = s.output_type and (
        json_contains(coalesce(task->'$.task_ids.target.required', '[]'), to_json(s.target)) or
        json_contains(coalesce(task->'$.task_ids.target.optional', '[]'), to_json(s.target)))
  ), listed as (
    select nth, name, unnest(from_json(of->'$.output_type_id.required', '["VARCHAR"]')) as id,
      unnest(range(json_array_length(of->'$.output_type_id.required')::bigint)) as place
    from output where json_type(of->'$.output_type_id.required') = 'ARRAY'
  )`;

const ISO = String.raw`'\d{4}-\d{2}-\d{2}'`;

export const ORACLE: Readonly<Record<string, (file: string) => string>> = {
  name: (file) => `select * from (select '${file}' as path) where not regexp_full_match(path,
    '.*/model-output/([A-Za-z0-9_]+-[A-Za-z0-9_]+)/[A-Za-z0-9_-]+-([A-Za-z0-9_]+-[A-Za-z0-9_]+)\\.(csv|parquet)')
    or split_part(path, '/', -2) || '.' || split_part(path, '.', -1) <> substring(split_part(path, '/', -1), 12)`,
  columns: (file) => `select * from (
    select list(column_name) as found from (describe select * from ${rowsOf(file)}))
    where list_sort(found) <> list_sort([${COLUMNS.map((name) => `'${name}'`).join(', ')}])`,
  round: (file) => `select distinct origin_date from ${rowsOf(file)}
    where origin_date <> left(split_part('${file}', '/', -1), 10)`,
  dates: (file) => `select * from ${rowsOf(file)} where not (
    regexp_full_match(origin_date, ${ISO}) and regexp_full_match(target_end_date, ${ISO}))`,
  levels: (
    file,
  ) => `${config(file)} select * from said where output_type in ('quantile', 'pmf', 'cdf')
    and not exists (from listed where listed.nth = said.nth and name = output_type and id = output_type_id)`,
  complete: (file) => `${config(file)} select ${TASK}, output_type from said
    where output_type in ('quantile', 'pmf', 'cdf') group by nth, ${TASK}, output_type
    having count(distinct output_type_id) <> (
      select count(*) from listed where listed.nth = said.nth and name = output_type)`,
  limits: (file) => `${config(file)} select * from said where number is null
    or number < coalesce((of->>'$.value.minimum')::double, '-inf') or number > coalesce((of->>'$.value.maximum')::double, 'inf')
    or (of->>'$.value.type' = 'integer' and number <> floor(number))`,
  order: (file) => `${config(file)} select * from (
    select *, lag(number) over (partition by ${TASK}, output_type order by place) as before
    from said join listed on listed.nth = said.nth and name = output_type and id = output_type_id
    where output_type in ('quantile', 'cdf')) where number < before`,
  samples: (file) => `${config(file)}, drawn as (
      select * from said where output_type = 'sample'
    ), unit as (
      select origin_date, target, location, count(distinct output_type_id) as n,
        count(*) / count(distinct horizon) as per_task,
        min((of->>'$.output_type_id_params.min_samples_per_task')::int) as least,
        max((of->>'$.output_type_id_params.max_samples_per_task')::int) as most
      from drawn group by origin_date, target, location
    ), shared as (
      select output_type_id from drawn group by output_type_id
      having count(distinct (origin_date, target, location)) > 1
    )
    select 'count' as why, count(*) as n from unit
      where n < least or n > most or per_task <> n having count(*) > 0
    union all select 'uneven', count(distinct n) from unit having count(distinct n) > 1
    union all select 'shared', count(*) from shared having count(*) > 0`,
  unique: (file) => `select ${TASK}, output_type, output_type_id from ${rowsOf(file)}
    group by all having count(*) > 1`,
};
