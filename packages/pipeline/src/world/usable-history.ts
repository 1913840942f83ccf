import { compileModel, type AnyModel } from '@pulse-stream/simulator';
import { nearestName, PulseError, type Dataset, type WorldModel } from '@pulse-stream/worldstate';
import {
  hintNearest,
  isObservable,
  knownColumns,
  readTimeAxis,
  type LabelFinding,
  type TimeAxis,
  type Warning,
} from '@pulse-stream/worldstate/internal';
import { DriverColumns } from './driver-columns.ts';
import { openValueWarnings } from './value-warnings.ts';

/** What is done about columns that the model does not have. */
export interface ColumnPolicy {
  /** true: they are left out; false: refused. */
  readonly ignoreColumns: boolean;
}

/** A history that a model can go through, with what must be said about it. */
export interface UsableHistory {
  /** The columns that are slots; where the model has series, to the last row with an observation. */
  readonly dataset: Dataset;
  /** The labels of all rows as times, also of those after the last observation. */
  readonly axis: TimeAxis;
  /** All columns, to the last row: what series can read. */
  readonly columns: DriverColumns;
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
  const { dataset, axis, columns } = fitHistory(given, model, policy);
  if (dataset.columns.length === 0)
    throw new PulseError(
      'dataset-invalid',
      `${placeOf(given)}${explainNoSlot(model, given.columns)}`,
    );
  const path = 'observations.dataset';
  const rows = { first: 0, last: dataset.rows.length - 1 };
  const ofValues = openValueWarnings(dataset, model, path)(rows);
  return { dataset, axis, columns, warnings: [...warnOf(dataset, axis, path), ...ofValues] };
}

/**
 * The part of a dataset that a model has slots for, its labels as times, and all that series can read.
 * @returns without columns and rows of a dataset that feeds series only: in a model that has series, one
 *   without a column that is a slot
 * @throws PulseError `dataset-invalid` naming the column or the row
 */
export function fitHistory(
  given: Dataset,
  model: WorldModel,
  { ignoreColumns }: ColumnPolicy,
): Omit<UsableHistory, 'warnings'> {
  const refuse = (message: string): never => {
    throw new PulseError('dataset-invalid', `${placeOf(given)}${message}`);
  };
  const isFeed = hasSeries(model) && !given.columns.some((name) => isObservable(model, name));
  if (!ignoreColumns && !isFeed) {
    const known = knownColumns(model);
    const foreign = given.columns.find((name) => !known.has(name));
    if (foreign !== undefined) refuse(explainForeign(foreign, model));
  }
  const axis = axisOf(given, model.time_unit);
  if (axis.finding?.refused === true) refuse(explainFinding(axis.finding, given));
  const dataset = observedPart(given, model);
  if (dataset.columns.length === 0 && !isFeed) refuse(explainNoSlot(model, given.columns));
  return { dataset, axis, columns: new DriverColumns(given) };
}

const placeOf = ({ name }: Dataset) => (name === null ? '' : `${name}: `);

/** Columns without one to learn from: which they are, and which they may have been meant to be. */
export function explainNoSlot(model: WorldModel, columns: readonly string[]): string {
  const slots = Object.keys(model.slots).filter((slot) => isObservable(model, slot));
  const values = columns.filter((column) => Object.hasOwn(model.values ?? {}, column));
  const [value] = values;
  const hints = columns.flatMap((column) => {
    if (values.includes(column)) return [];
    const nearest = nearestName(column, slots);
    return nearest === null ? [] : [`did you mean "${nearest}" by "${column}"?`];
  });
  const list = (names: readonly string[]): string =>
    `${names.slice(0, TOLD_NAMES).join(', ')}${names.length > TOLD_NAMES ? ' …' : ''}`;
  const have = columns.length === 0 ? 'there are none' : `they are ${list(columns)}`;
  const wayOut = hints.length > 0 ? hints.slice(0, TOLD_HINTS).join(' ') : `slots: ${list(slots)}`;
  const none = `no column is a slot of model ${model.name}: ${have}`;
  if (value === undefined) return `${none} (${wayOut})`;
  const isOne = values.length === 1;
  return `${none}; ${list(values)} ${isOne ? 'is a value' : 'are values'} of the model, computed from slots, so ${isOne ? 'it is' : 'they are'} only scored and nothing is learned (give a column of a slot, converted from ${value} if need be, or make ${value} a slot; ${wayOut})`;
}

/** Names and hints that one message lists. */
const TOLD_NAMES = 8;
const TOLD_HINTS = 3;

/** Whether later rows of a history may say more than what was observed. */
export const hasSeries = ({ series = {} }: WorldModel) => Object.keys(series).length > 0;

/**
 * What must be said about a history that can be used: labels that hide gaps, columns without a value.
 * @param path where a config names it
 */
export function warnOf(
  { columns, rows }: Pick<Dataset, 'columns' | 'rows'>,
  axis: TimeAxis,
  path: string,
): Warning[] {
  const empty = columns.filter((_, at) => rows.every((row) => (row[at] ?? null) === null));
  return [
    ...warnLabels(axis, 'rows left out are not seen', path),
    ...empty.map((name) => ({
      type: 'never-observed',
      message: `column "${name}" is empty in every row: nothing is learned of it`,
      path,
    })),
  ];
}

/**
 * What must be said about labels that can be used and do not say the times of their rows.
 * @param effect what follows from it
 * @param of the dataset, where the path does not name it
 */
export function warnLabels(
  { finding }: TimeAxis,
  effect: string,
  path: string,
  of = '',
): Warning[] {
  if (finding === null || finding.refused) return [];
  const message = `${of}row ${finding.row + 1}: ${finding.message}, so ${effect} (${finding.hint})`;
  return [{ type: `labels-${finding.kind}`, message, path }];
}

function explainFinding({ row, message, hint }: LabelFinding, { timeColumn }: Dataset): string {
  const column = timeColumn === undefined ? '' : `, column "${timeColumn}"`;
  return `row ${row + 1}${column}: ${message} (${hint})`;
}

function explainForeign(name: string, model: WorldModel): string {
  const wayOut = '--ignore-columns leaves it out';
  if (Object.hasOwn(model.measurements, name))
    return `column "${name}" is computed by a measurement of model ${model.name} and cannot be observed (${wayOut})`;
  const nearest = hintNearest(name, knownColumns(model));
  const hint = nearest === undefined ? wayOut : `${nearest}; ${wayOut}`;
  return `column "${name}" is not a slot of model ${model.name} (${hint})`;
}

/** The columns that are observed; in a model with series, to the last row in which one is. */
function observedPart(dataset: Dataset, model: WorldModel): Dataset {
  const kept = dataset.columns.flatMap((name, at) => (isObservable(model, name) ? [at] : []));
  const count = dataset.rows.length;
  const end = hasSeries(model)
    ? dataset.rows.findLastIndex((row) => kept.some((at) => (row[at] ?? null) !== null)) + 1
    : count;
  if (kept.length === dataset.columns.length && end === count) return dataset;
  return {
    ...dataset,
    columns: kept.map((at) => dataset.columns[at] ?? ''),
    labels: dataset.labels.slice(0, end),
    rows: dataset.rows.slice(0, end).map((row) => kept.map((at) => row[at] ?? null)),
  };
}

/** The last row up to `from` in which anything is observed; −1: none. */
export function lastObserved({ rows }: Pick<Dataset, 'rows'>, from: number): number {
  for (let row = Math.min(from, rows.length - 1); row >= 0; row--)
    if (rows[row]?.some((cell) => cell !== null)) return row;
  return -1;
}
