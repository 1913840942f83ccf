import { digestObservations } from '@pulse-stream/codec/internal';
import { compileModel, type AnyModel } from '@pulse-stream/simulator';
import { fail, type Dataset, type Forecast, type WorldModel } from '@pulse-stream/worldstate';
import {
  hintNearest,
  knownColumns,
  type DatasetReference,
  type History,
  type ObservationRow,
  type TimeAxis,
  type Warning,
} from '@pulse-stream/worldstate/internal';
import type { RowRange } from './missing-codes.ts';
import { openValueWarnings } from './value-warnings.ts';
import {
  axisOf,
  explainNoSlot,
  fitHistory,
  hasSeries,
  lastObserved,
  warnOf,
  type ColumnPolicy,
  type UsableHistory,
} from './usable-history.ts';

/** Columns that name the time of a row, unless the model declares a slot of that name. */
const LABEL_COLUMNS = ['date', 'turn'];

/** A usable dataset with the row of each label; its warnings are those of all spans. */
export interface IndexedDataset extends UsableHistory {
  /** Empty where the dataset feeds series only: no scenario starts from its rows. */
  readonly rowOf: ReadonlyMap<string, number>;
  /** What must be said about the values in these rows. */
  readonly warnValues: (rows: RowRange) => readonly Warning[];
}

/** Rows first..last of a dataset; `last` is turn 0. */
export interface HistorySpan {
  readonly dataset: Dataset;
  readonly first: number;
  readonly last: number;
  /** false: the labels are row numbers that nobody wrote. */
  readonly labelled: boolean;
  /** The labels of the whole dataset as times. */
  readonly axis: TimeAxis;
  readonly warnings: readonly Warning[];
}

/**
 * Checks a dataset and makes its labels findable.
 * @throws PulseError `dataset-invalid` naming the column or the row
 */
export function indexDataset(
  given: Dataset,
  anyModel: AnyModel,
  policy: ColumnPolicy,
): IndexedDataset {
  const { model } = compileModel(anyModel);
  const { dataset, axis, columns } = fitHistory(given, model, policy);
  return {
    dataset,
    axis,
    columns,
    warnings: warnOf(dataset, axis, 'observations.dataset'),
    warnValues: openValueWarnings(dataset, model, 'observations.dataset'),
    rowOf: dataset.columns.length === 0 ? new Map() : indexLabels(given.labels),
  };
}

function indexLabels(labels: readonly string[]): Map<string, number> {
  const rowOf = new Map<string, number>();
  for (const [row, label] of labels.entries()) rowOf.set(label, row);
  return rowOf;
}

/** All rows of a usable dataset. */
export function wholeHistory({
  dataset,
  axis,
  warnings,
}: Omit<UsableHistory, 'columns'>): HistorySpan {
  return { dataset, first: 0, last: dataset.rows.length - 1, labelled: true, axis, warnings };
}

/**
 * Finds the rows a scenario starts from: its inline rows, or a part of a registered dataset.
 * @param observations of the config
 * @param datasets registered datasets by name
 * @throws ScenarioError `dataset-unknown`, `observations-invalid`
 */
export function selectHistory(
  observations: readonly ObservationRow[] | DatasetReference,
  datasets: ReadonlyMap<string, IndexedDataset>,
  model: WorldModel,
): HistorySpan {
  return isRows(observations)
    ? readInlineRows(observations, model)
    : findRows(observations, datasets, model);
}

/** The rows of a span as the value the stages read. */
export function takeHistory(span: HistorySpan): History {
  const { dataset, first, last } = span;
  return {
    ...dataset,
    labels: dataset.labels.slice(first, last + 1),
    rows: dataset.rows.slice(first, last + 1),
    lastRow: last,
  };
}

/** Where a forecast starts, as the record prints it. */
export function describeOrigin(
  span: HistorySpan,
  realised: readonly string[],
): NonNullable<Forecast['origin']> {
  const label = span.dataset.labels[span.last];
  return {
    ...(span.dataset.name === null ? {} : { dataset: span.dataset.name }),
    ...(span.labelled && label !== undefined ? { label } : {}),
    row: span.last,
    ...(realised.length === 0 ? {} : { drivers: 'realised' as const }), // the schema's literal
  };
}

function isRows(
  observations: readonly ObservationRow[] | DatasetReference,
): observations is readonly ObservationRow[] {
  return Array.isArray(observations);
}

function refuse(message: string, path: string, hint?: string): never {
  return fail('observations-invalid', 'initialise', message, { path, hint });
}

function readInlineRows(rows: readonly ObservationRow[], model: WorldModel): HistorySpan {
  if (rows.length === 0) refuse('the history holds no row', 'observations');
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  const labelName = LABEL_COLUMNS.find((name) => names.has(name) && !declares(model, name));
  if (labelName !== undefined) names.delete(labelName);
  const columns = [...names].filter((name) => isObserved(name, model));
  const labels = rows.map((row, index) => {
    if (labelName === undefined) return String(index);
    const label = Object.hasOwn(row, labelName) ? row[labelName] : null;
    return label === null || label === undefined
      ? refuse(`row ${index} has no ${labelName}`, `observations[${index}].${labelName}`)
      : String(label);
  });
  const cells = rows.map((row, index) =>
    columns.map((name) => {
      const cell = Object.hasOwn(row, name) ? row[name] : null;
      return typeof cell === 'string'
        ? refuse(`an observation is a number or null`, `observations[${index}].${name}`)
        : (cell ?? null);
    }),
  );
  const { sha256 } = digestObservations(rows);
  const dataset = { name: null, sha256, columns, labels, timeColumn: labelName, rows: cells };
  const axis = axisOf(dataset, model.time_unit);
  const last = hasSeries(model) ? lastObserved(dataset, rows.length - 1) : rows.length - 1;
  if (last < 0) refuse('nothing was observed in any row', 'observations');
  const { finding } = axis;
  if (labelName !== undefined && finding?.refused === true)
    refuse(
      `row ${finding.row}: ${labelName} ${finding.message}`,
      `observations[${finding.row}].${labelName}`,
      finding.hint,
    );
  const warnings = [
    ...warnOf(dataset, axis, 'observations'),
    ...openValueWarnings(dataset, model, 'observations')({ first: 0, last }),
  ];
  return { dataset, first: 0, last, labelled: labelName !== undefined, axis, warnings };
}

function findRows(
  reference: DatasetReference,
  datasets: ReadonlyMap<string, IndexedDataset>,
  model: WorldModel,
): HistorySpan {
  const indexed = findDataset(reference.dataset, datasets, 'observations.dataset');
  const { dataset, rowOf, axis, warnValues } = indexed;
  if (dataset.columns.length === 0)
    refuse(explainNoSlot(model, indexed.columns.names), 'observations.dataset');
  if (rowOf.size === 0) refuse('the dataset holds no row', 'observations.dataset');
  const asked = findLastRow(reference, dataset, rowOf);
  const last = hasSeries(model) ? lastObserved(dataset, asked) : asked;
  if (last < 0) refuse('nothing was observed in any row up to there', 'observations.dataset');
  const window = reference.window ?? last + 1;
  const short = window > last + 1;
  const first = Math.max(0, last + 1 - window);
  return {
    dataset,
    first,
    last,
    labelled: true,
    axis,
    warnings: [
      ...indexed.warnings,
      ...warnValues({ first, last }),
      ...(reference.until === undefined || last === asked
        ? []
        : [
            {
              type: 'until-unobserved',
              message: `nothing was observed at "${reference.until}": the history ends at "${dataset.labels[last] ?? ''}"`,
              path: 'observations.until',
            },
          ]),
      ...(short
        ? [
            {
              type: 'window-short',
              message: `the history has ${last + 1} rows up to there, not ${window}`,
              path: 'observations.window',
            },
          ]
        : []),
    ],
  };
}

/**
 * A registered dataset.
 * @param path where it is named
 * @throws ScenarioError `dataset-unknown`
 */
export function findDataset(
  name: string,
  datasets: ReadonlyMap<string, IndexedDataset>,
  path: string,
): IndexedDataset {
  return (
    datasets.get(name) ??
    fail('dataset-unknown', 'initialise', `no dataset is named "${name}"`, {
      path,
      hint: hintDataset(name, [...datasets.keys()]),
    })
  );
}

/** Names of datasets that one hint lists. */
const LISTED = 8;

function hintDataset(name: string, known: readonly string[]): string {
  if (known.length === 0) return 'register it with --observations NAME=FILE';
  const nearest = hintNearest(name, known);
  if (nearest !== undefined) return nearest;
  const list = known.slice(0, LISTED).map((each) => `"${each}"`);
  return `registered: ${list.join(', ')}${known.length > LISTED ? ' …' : ''}`;
}

function findLastRow(
  reference: DatasetReference,
  dataset: Dataset,
  rowOf: ReadonlyMap<string, number>,
): number {
  if (reference.until === undefined) return dataset.rows.length - 1;
  const label = String(reference.until);
  const row = rowOf.get(label);
  if (row !== undefined) return row;
  const labels = [...rowOf.keys()];
  const [from = '', to = ''] = [labels[0], labels.at(-1)];
  return refuse(
    `dataset "${dataset.name ?? ''}" has no row labelled "${label}"`,
    'observations.until',
    [hintNearest(label, labels), `labels go from "${from}" to "${to}"`]
      .filter((part) => part !== undefined)
      .join(' '),
  );
}

/**
 * Whether a column is learned from: declared slots that no measurement computes are; values are known
 * by their formulas.
 */
function isObserved(name: string, model: WorldModel): boolean {
  const path = `observations.${name}`;
  if (Object.hasOwn(model.series ?? {}, name))
    refuse(
      `"${name}" is a series of model ${model.name}`,
      path,
      `give its numbers in series.${name}`,
    );
  if (Object.hasOwn(model.values ?? {}, name)) return false;
  if (!declares(model, name))
    refuse(
      `"${name}" is not a slot of model ${model.name}`,
      path,
      hintNearest(name, knownColumns(model)),
    );
  if (Object.hasOwn(model.measurements, name))
    refuse(`"${name}" is computed by a measurement and cannot be observed`, path);
  return true;
}

function declares(model: WorldModel, name: string): boolean {
  return Object.hasOwn(model.slots, name);
}
