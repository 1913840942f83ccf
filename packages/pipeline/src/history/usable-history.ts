import { compileModel, type AnyModel } from '@pulse-stream/simulator';
import { hintNearest, PulseError, type Dataset, type WorldModel } from '@pulse-stream/worldstate';
import { findGap } from './time-labels.ts';

/** What is done about columns that the model does not have. */
export interface ColumnPolicy {
  /** true: they are left out; false: refused. */
  readonly ignoreColumns: boolean;
}

/** Whether a history may have this column: a declared slot that no measurement computes. */
function isObservable(model: WorldModel, name: string): boolean {
  return Object.hasOwn(model.slots, name) && !Object.hasOwn(model.measurements, name);
}

/** The dataset without the columns that the model cannot observe. */
export function dropForeignColumns(dataset: Dataset, model: WorldModel): Dataset {
  const kept = dataset.columns.flatMap((name, at) => (isObservable(model, name) ? [at] : []));
  if (kept.length === dataset.columns.length) return dataset;
  return {
    ...dataset,
    columns: kept.map((at) => dataset.columns[at] ?? ''),
    rows: dataset.rows.map((row) => kept.map((at) => row[at] ?? null)),
  };
}

/**
 * Rows that are left out between the first and the last would count as one step.
 * @throws PulseError `dataset-invalid` naming the row
 */
export function refuseGap({ name, labels }: Dataset, model: WorldModel): void {
  const gap = findGap(labels, model.time_unit);
  if (gap === null) return;
  throw new PulseError(
    'dataset-invalid',
    `${name === null ? '' : `${name}: `}row ${gap + 1}, column "date" or "turn": "${labels[gap] ?? ''}" is not one ${model.time_unit} after "${labels[gap - 1] ?? ''}" (a row that nobody observed is written with empty cells)`,
  );
}

/**
 * A history that `learn` and `backtest` can go through: its columns are slots of the model and no
 * row is left out between its first and its last.
 * @throws PulseError `dataset-invalid` naming the column or the row; `model-invalid`
 */
export function useHistory(
  dataset: Dataset,
  anyModel: AnyModel,
  { ignoreColumns }: ColumnPolicy,
): Dataset {
  const { model } = compileModel(anyModel);
  const where = dataset.name === null ? '' : `${dataset.name}: `;
  const refuse = (message: string): never => {
    throw new PulseError('dataset-invalid', `${where}${message}`);
  };
  for (const name of ignoreColumns ? [] : dataset.columns) {
    if (isObservable(model, name)) continue;
    if (Object.hasOwn(model.measurements, name))
      refuse(
        `column "${name}" is computed by a measurement of model ${model.name} and cannot be observed (--ignore-columns leaves it out)`,
      );
    const hint = hintNearest(name, Object.keys(model.slots)) ?? '--ignore-columns leaves it out';
    refuse(`column "${name}" is not a slot of model ${model.name} (${hint})`);
  }
  refuseGap(dataset, model);
  const used = ignoreColumns ? dropForeignColumns(dataset, model) : dataset;
  return used.columns.length > 0 ? used : refuse(`no column is a slot of model ${model.name}`);
}
