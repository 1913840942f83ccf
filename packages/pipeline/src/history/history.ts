import { digestObservations } from '@pulse-stream/codec';
import {
  fail,
  hintNearest,
  type Dataset,
  type DatasetReference,
  type Forecast,
  type History,
  type ObservationRow,
  type Warning,
  type WorldModel,
} from '@pulse-stream/worldstate';
import { findGap, isLater } from './time-labels.ts';

/** Columns that name the time of a row, unless the model declares a slot of that name. */
const LABEL_COLUMNS = ['date', 'turn'];

/** A dataset with the row of each label (the last one when a label repeats). */
export interface IndexedDataset {
  readonly dataset: Dataset;
  readonly rowOf: ReadonlyMap<string, number>;
}

/** Rows first..last of a dataset; `last` is turn 0. */
export interface HistorySpan {
  readonly dataset: Dataset;
  readonly first: number;
  readonly last: number;
  /** false: the labels are row numbers that nobody wrote. */
  readonly labelled: boolean;
  readonly warnings: readonly Warning[];
}

/** Makes the labels of a dataset findable. */
export function indexDataset(dataset: Dataset): IndexedDataset {
  return { dataset, rowOf: new Map(dataset.labels.map((label, row) => [label, row])) };
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
  const span = isRows(observations)
    ? readInlineRows(observations, model)
    : findRows(observations, datasets);
  checkColumns(span.dataset, model);
  return span;
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
export function describeOrigin(span: HistorySpan): NonNullable<Forecast['origin']> {
  const label = span.dataset.labels[span.last];
  return {
    ...(span.dataset.name === null ? {} : { dataset: span.dataset.name }),
    ...(span.labelled && label !== undefined ? { label } : {}),
    row: span.last,
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
  const columns = [...names];
  const labels = rows.map((row, index) => {
    if (labelName === undefined) return String(index);
    const label = Object.hasOwn(row, labelName) ? row[labelName] : null;
    return label === null || label === undefined
      ? refuse(`row ${index} has no ${labelName}`, `observations[${index}].${labelName}`)
      : String(label);
  });
  if (labelName !== undefined) checkLabels(labelName, labels, model.time_unit);
  const cells = rows.map((row, index) =>
    columns.map((name) => {
      const cell = Object.hasOwn(row, name) ? row[name] : null;
      return typeof cell === 'string'
        ? refuse(`an observation is a number or null`, `observations[${index}].${name}`)
        : (cell ?? null);
    }),
  );
  const { sha256 } = digestObservations(rows);
  return {
    dataset: { name: null, sha256, columns, labels, rows: cells },
    first: 0,
    last: rows.length - 1,
    labelled: labelName !== undefined,
    warnings: [],
  };
}

/** Rows go from old to new, one step apart, as in a file. */
function checkLabels(name: string, labels: readonly string[], timeUnit: string): void {
  for (const [row, label] of labels.entries()) {
    const before = labels[row - 1];
    if (before === undefined || isLater(label, before)) continue;
    const path = `observations[${row}].${name}`;
    if (label === before) refuse(`row ${row}: ${name} "${label}" is given twice`, path);
    refuse(
      `row ${row}: ${name} "${label}" does not come after "${before}"`,
      path,
      'rows go from old to new',
    );
  }
  const gap = findGap(labels, timeUnit);
  if (gap !== null)
    refuse(
      `row ${gap}: ${name} "${labels[gap] ?? ''}" is not one ${timeUnit} after "${labels[gap - 1] ?? ''}"`,
      `observations[${gap}].${name}`,
      'a row that nobody observed holds only its label',
    );
}

function findRows(
  reference: DatasetReference,
  datasets: ReadonlyMap<string, IndexedDataset>,
): HistorySpan {
  const indexed = datasets.get(reference.dataset);
  if (indexed === undefined)
    return fail('dataset-unknown', 'initialise', `no dataset is named "${reference.dataset}"`, {
      path: 'observations.dataset',
      hint: hintNearest(reference.dataset, datasets.keys()) ?? 'register it with --observations',
    });
  const { dataset, rowOf } = indexed;
  if (dataset.rows.length === 0) refuse('the dataset holds no row', 'observations.dataset');
  const last = findLastRow(reference, dataset, rowOf);
  const window = reference.window ?? last + 1;
  const short = window > last + 1;
  return {
    dataset,
    first: Math.max(0, last + 1 - window),
    last,
    labelled: true,
    warnings: short
      ? [
          {
            type: 'window-short',
            message: `the history has ${last + 1} rows up to there, not ${window}`,
            path: 'observations.window',
          },
        ]
      : [],
  };
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
  const from = dataset.labels[0] ?? '';
  const to = dataset.labels.at(-1) ?? '';
  return refuse(
    `dataset "${dataset.name ?? ''}" has no row labelled "${label}"`,
    'observations.until',
    hintNearest(label, dataset.labels) ?? `labels go from "${from}" to "${to}"`,
  );
}

/** Only declared slots that no measurement computes can be observed. */
function checkColumns(dataset: Dataset, model: WorldModel): void {
  for (const name of dataset.columns) {
    const path = dataset.name === null ? `observations.${name}` : 'observations.dataset';
    if (!declares(model, name))
      refuse(
        `"${name}" is not a slot of model ${model.name}`,
        path,
        hintNearest(name, Object.keys(model.slots)),
      );
    if (Object.hasOwn(model.measurements, name))
      refuse(`"${name}" is computed by a measurement and cannot be observed`, path);
  }
}

function declares(model: WorldModel, name: string): boolean {
  return Object.hasOwn(model.slots, name);
}
