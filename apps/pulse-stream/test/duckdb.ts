import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '../../../packages/formats/test/duckdb-process.mjs');

/**
 * What a reader of tables that is not ours finds; whole numbers are bigints. Each query has a process
 * of its own: DuckDB is code of the machine, and a fault in it would end the tests.
 */
export async function query(sql: string): Promise<unknown[][]> {
  const child = fork(PROGRAM, { serialization: 'advanced', execArgv: [] });
  const ended = once(child, 'exit').then(([code]) => [{ error: `DuckDB ended: ${code}` }]);
  child.send({ sql });
  const [answer]: { error?: string; rows?: unknown[][] }[] = await Promise.race([
    once(child, 'message'),
    ended,
  ]);
  if (child.connected) child.disconnect();
  await ended;
  if (answer?.rows === undefined) throw new Error(answer?.error);
  return answer.rows;
}

/** The long form of the results in an output, made by SQL that shares nothing with the encoder. */
export const longFormOf = (file: string): string => `
  with result as (
    select * from read_json('${file}', format = 'newline_delimited', maximum_object_size = 100000000, columns = {
      id: 'VARCHAR', line: 'BIGINT', batch_index: 'BIGINT', status: 'VARCHAR', source: 'VARCHAR', kind: 'VARCHAR',
      config: 'JSON', run: 'JSON', forecast: 'JSON', final_state: 'JSON'})
    where kind = 'result'
  ), target as (
    select *, unnest(json_keys(forecast->'targets')) as target from result
  ), place as (
    select *, forecast->'targets'->target as of, unnest(range(json_array_length(forecast->'horizon')::bigint)) as nth from target
  ), statistic as (
    select *, unnest(['mean', 'median', 'sd']) as output, null::double as level from place
  ), quantile as (
    select *, unnest(json_keys(of->'quantiles')) as name from place where json_type(of->'quantiles') = 'OBJECT'
  ), long as (
    select *, (of->output->>(nth::int))::double as value from statistic
    union all by name
    select * exclude (name), 'quantile' as output, name::double as level, (of->'quantiles'->name->>(nth::int))::double as value from quantile
    union all by name
    select *, 'control' as output, null as level, coalesce(
      final_state->'overlays'->>target, final_state->'variables'->>target, final_state->'capital'->>target)::double as value
    from place where (forecast->'horizon'->>(nth::int))::bigint = (final_state->>'turn')::bigint
  )
  select id, line, batch_index, config->>'group' as "group", run->>'model' as model, target, of->>'unit' as unit,
    (forecast->'horizon'->>(nth::int))::bigint as horizon, null::varchar as label, output, level, value, status, source,
    (config->'state_overrides'->>'hope')::double as "state_overrides.hope"
  from long where value is not null
  union all
  select id, line, batch_index, config->>'group', run->>'model', event->>'name', null, (asked->>'by')::bigint, null, 'event', null,
    (event->>'probability')::double, status, source, (config->'state_overrides'->>'hope')::double
  from (select *, unnest(from_json(forecast->'events', '["JSON"]')) as event,
    config->'forecast'->'events'->0 as asked from result)`;
