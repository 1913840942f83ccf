import { compileModel, type AnyModel } from '@pulse-stream/simulator';
import { PulseError, type Dataset, type WorldModel } from '@pulse-stream/worldstate';
import {
  hintNearest,
  readTimeAxis,
  type LabelFinding,
  type TimeAxis,
  type Warning,
} from '@pulse-stream/worldstate/internal';
import { findOutside, warnOutside } from './outside-bounds.ts';

/** What is done about columns that the model does not have. */
export interface ColumnPolicy {
  /** true: they are left out; false: refused. */
  readonly ignoreColumns: boolean;
}

/** A history that a model can go through, with what must be said about it. */
export interface UsableHistory {
  readonly dataset: Dataset;
  readonly axis: TimeAxis;
  readonly warnings: readonly Warning[];
}

/** Whether the labels of a dataset are counts whatever they look like. */
export const countsOnly = ({ timeColumn }: Dataset) => timeColumn?.toLowerCase() === 'turn';

/** The labels of a dataset as times. */
export function axisOf(dataset: Dataset, timeUnit: string): TimeAxis {
  return readTimeAxis(dataset.labels, { timeUnit, counts: countsOnly(dataset) });
}

/**
 * A history that scenarios, `learn` and `backtest` can go through: its columns are slots of the model,
 * its rows one step of the model apart.
 * @throws PulseError `dataset-invalid` naming the column or the row; `model-invalid`
 */
export function useHistory(
  given: Dataset,
  anyModel: AnyModel,
  policy: ColumnPolicy,
): UsableHistory {
  const { model } = compileModel(anyModel);
  const { dataset, axis } = fitHistory(given, model, policy);
  const path = 'observations.dataset';
  const outside = warnOutside(findOutside(dataset, model), dataset.labels, path);
  return { dataset, axis, warnings: [...warnOf(dataset, axis, path), ...outside] };
}

/**
 * The part of a dataset that a model has slots for, and its labels as times.
 * @throws PulseError `dataset-invalid` naming the column or the row
 */
export function fitHistory(
  given: Dataset,
  model: WorldModel,
  { ignoreColumns }: ColumnPolicy,
): Pick<UsableHistory, 'dataset' | 'axis'> {
  const where = given.name === null ? '' : `${given.name}: `;
  const refuse = (message: string): never => {
    throw new PulseError('dataset-invalid', `${where}${message}`);
  };
  if (!ignoreColumns) {
    const foreign = given.columns.find((name) => !isObservable(model, name));
    if (foreign !== undefined) refuse(explainForeign(foreign, model));
  }
  const axis = axisOf(given, model.time_unit);
  if (axis.finding?.refused === true) refuse(explainFinding(axis.finding, given));
  const dataset = dropForeignColumns(given, model);
  if (dataset.columns.length === 0) refuse(`no column is a slot of model ${model.name}`);
  return { dataset, axis };
}

/**
 * What must be said about a history that can be used: labels that hide gaps, columns without a value.
 * @param path where a config names it
 */
export function warnOf(
  { columns, rows }: Pick<Dataset, 'columns' | 'rows'>,
  { finding }: TimeAxis,
  path: string,
): Warning[] {
  const empty = columns.filter((_, at) => rows.every((row) => (row[at] ?? null) === null));
  return [
    ...(finding === null || finding.refused
      ? []
      : [
          {
            type: `labels-${finding.kind}`,
            message: `row ${finding.row + 1}: ${finding.message} (${finding.hint})`,
            path,
          },
        ]),
    ...empty.map((name) => ({
      type: 'never-observed',
      message: `column "${name}" is empty in every row: nothing is learned of it`,
      path,
    })),
  ];
}

function explainFinding({ row, message, hint }: LabelFinding, { timeColumn }: Dataset): string {
  const column = timeColumn === undefined ? '' : `, column "${timeColumn}"`;
  return `row ${row + 1}${column}: ${message} (${hint})`;
}

/** Whether a history may have this column: a declared slot that no measurement computes. */
function isObservable(model: WorldModel, name: string): boolean {
  return Object.hasOwn(model.slots, name) && !Object.hasOwn(model.measurements, name);
}

function explainForeign(name: string, model: WorldModel): string {
  const wayOut = '--ignore-columns leaves it out';
  if (Object.hasOwn(model.measurements, name))
    return `column "${name}" is computed by a measurement of model ${model.name} and cannot be observed (${wayOut})`;
  const nearest = hintNearest(name, Object.keys(model.slots));
  const hint = nearest === undefined ? wayOut : `${nearest}; ${wayOut}`;
  return `column "${name}" is not a slot of model ${model.name} (${hint})`;
}

/** The dataset without the columns that the model cannot observe. */
function dropForeignColumns(dataset: Dataset, model: WorldModel): Dataset {
  const kept = dataset.columns.flatMap((name, at) => (isObservable(model, name) ? [at] : []));
  if (kept.length === dataset.columns.length) return dataset;
  return {
    ...dataset,
    columns: kept.map((at) => dataset.columns[at] ?? ''),
    rows: dataset.rows.map((row) => kept.map((at) => row[at] ?? null)),
  };
}
