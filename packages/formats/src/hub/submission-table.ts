import { createCsvTable } from '../tables/csv-table.ts';
import { createParquetTable } from '../tables/parquet-table.ts';
import type { Cell, Column, ColumnType, Row } from '../tables/table.ts';
import type { TableFormat } from '../records/table-format.ts';
import {
  isDateId,
  OUTPUT_TYPES,
  taskIdsOf,
  valuesOf,
  type HubTasks,
  type ModelTask,
  type Round,
  type Scalar,
} from './hub-tasks.ts';
import type { SampleRange } from './number-samples.ts';
import type { TaskForecasts } from './task-forecasts.ts';

/** The simplest type that holds all of the values. */
function typeOf(values: readonly Scalar[]): ColumnType {
  if (values.length === 0 || values.some((value) => typeof value !== 'number')) return 'text';
  return values.every(Number.isInteger) ? 'integer' : 'number';
}

const DATATYPES = {
  character: 'text',
  double: 'number',
  integer: 'integer',
  logical: 'text',
  Date: 'date',
} as const satisfies Record<Exclude<HubTasks['output_type_id_datatype'], 'auto'>, ColumnType>;

/** Every id that the output types of a model task may have, or one that stands for them. */
function idsOf({ output_type: types }: ModelTask): readonly Scalar[] {
  const { quantile, cdf, pmf, sample } = types;
  const listed = [quantile, cdf, pmf].flatMap(
    (output): readonly Scalar[] => output?.output_type_id.required ?? [],
  );
  if (sample === undefined) return listed;
  return [...listed, sample.output_type_id_params.type === 'integer' ? 1 : '1'];
}

/** The columns have one type in all files of a hub, so its whole config is looked at. */
function columnsOf(hub: HubTasks, round: Round): readonly Column[] {
  const models = hub.rounds.flatMap(({ model_tasks }) => model_tasks);
  const { output_type_id_datatype: datatype } = hub;
  const isWhole = models.every(({ output_type }) =>
    Object.values(output_type).every((output) => output?.value.type !== 'double'),
  );
  return [
    ...taskIdsOf(round).map((name): Column => {
      const values = models.flatMap((model) => valuesOf(model, name));
      return { name, type: isDateId(hub.rounds, name) ? 'date' : typeOf(values) };
    }),
    { name: 'output_type', type: 'text' },
    {
      name: 'output_type_id',
      type: datatype === 'auto' ? typeOf(models.flatMap(idsOf)) : DATATYPES[datatype],
    },
    { name: 'value', type: isWhole ? 'integer' : 'number' },
  ];
}

function toCell(value: Scalar | null, { type }: Column): Cell {
  if (value === null) return null;
  return type === 'text' || type === 'date' ? String(value) : Number(value);
}

/** The rows of one task, by output type and in the order in which the hub has their ids. */
function* rowsOf(
  { task, outputs }: TaskForecasts,
  samples: SampleRange | undefined,
): Generator<readonly (Scalar | null)[]> {
  const values = [...task.values.values()];
  for (const type of OUTPUT_TYPES)
    for (const [id, value] of outputs.get(type)?.values() ?? []) {
      if (type !== 'sample') yield [...values, type, id, value];
      else if (samples !== undefined && Number(id) < samples.count)
        yield [...values, type, samples.first + Number(id), value];
    }
}

/** The rows of a submission, ready to be written in either format. */
export function encodeSubmission(
  forecasts: readonly TaskForecasts[],
  samples: ReadonlyMap<TaskForecasts, SampleRange>,
  round: Round,
  hub: HubTasks,
): { readonly rows: number; encode(format: TableFormat): Uint8Array } {
  const columns = columnsOf(hub, round);
  const rows = forecasts.flatMap((forecast) =>
    [...rowsOf(forecast, samples.get(forecast))].map((values): Row =>
      columns.map((column, index) => toCell(values[index] ?? null, column)),
    ),
  );
  return {
    rows: rows.length,
    encode(format) {
      const table = format === 'csv' ? createCsvTable(columns) : createParquetTable(columns);
      table.add(rows);
      return table.end();
    },
  };
}
