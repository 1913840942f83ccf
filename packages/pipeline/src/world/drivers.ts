import { fail, type ScenarioConfig, type WorldModel } from '@pulse-stream/worldstate';
import {
  hintNearest,
  isDated,
  joinAxes,
  seasonOfUnit,
  type Driver,
  type Series,
  type SeriesChoice,
  type Warning,
} from '@pulse-stream/worldstate/internal';
import { findDataset, type IndexedDataset } from './history.ts';
import { nameRow, type ScenarioClock } from './scenario-clock.ts';
import { countsOnly, warnLabels } from './usable-history.ts';

/** What drivers are made of. */
export interface DriverSources {
  readonly model: WorldModel;
  readonly datasets: ReadonlyMap<string, IndexedDataset>;
  readonly clock: ScenarioClock;
  /** What the config replaces; absent: nothing, as for what is learned. */
  readonly choices?: ScenarioConfig['series'];
}

/** A column of numbers as one scenario reads it. */
interface ColumnChoice {
  readonly dataset: string;
  readonly column: string;
  readonly scale?: number | undefined;
  readonly add?: number | undefined;
}

/**
 * The series of a model as one scenario has them, in the order of the model. Their rows are those of
 * the labels where both the history (or the start) and the dataset of the series have dates, else row k
 * of the dataset is absolute row k. What the config gives holds from turn 0 on.
 * @throws ScenarioError `unknown-name`, `dataset-unknown`, `driver-missing` for a column that is not
 *   there or rows that cannot be brought together
 */
export function resolveDrivers(sources: DriverSources): Driver[] {
  const { model, choices = {} } = sources;
  const { series = {} } = model;
  const unknown = Object.keys(choices).find((name) => !Object.hasOwn(series, name));
  if (unknown !== undefined) refuseUnknown(unknown, model);
  return Object.entries(series).map(([name, declared]) => {
    const choice = Object.hasOwn(choices, name) ? choices[name] : undefined;
    return choice === undefined
      ? declaredDriver(name, declared, sources)
      : chosenDriver(name, declared, choice, sources);
  });
}

function refuseUnknown(name: string, { name: called, series = {} }: WorldModel): never {
  const known = Object.keys(series);
  const hint = known.length === 0 ? 'it has no series' : `its series: ${known.join(', ')}`;
  return fail('unknown-name', 'initialise', `"${name}" is no series of model ${called}`, {
    path: `series.${name}`,
    hint: hintNearest(name, known) ?? hint,
  });
}

function declaredDriver(name: string, declared: Series, sources: DriverSources): Driver {
  const { dataset, column = name } = declared;
  return columnDriver(name, declared, { dataset, column }, sources);
}

/** The column of a dataset where nobody names one. */
const columnIn = (name: string, declared: Series, dataset: string): string =>
  (dataset === declared.dataset ? declared.column : undefined) ?? name;

function chosenDriver(
  name: string,
  declared: Series,
  choice: SeriesChoice,
  sources: DriverSources,
): Driver {
  const { datasets, clock } = sources;
  const { origin } = clock;
  // without rows before turn 0 nothing needs the model's own numbers, so that they may be absent
  const isNeeded = origin > 0 || datasets.has(declared.dataset);
  const replaced = isNeeded ? declaredDriver(name, declared, sources) : null;
  const before = replaced === null ? null : { row: origin, driver: replaced };
  if (!isColumn(choice))
    return {
      ...settingsOf(name, declared, sources),
      first: origin,
      values: Float64Array.from(choice),
      before,
    };
  const { dataset = declared.dataset, column = columnIn(name, declared, dataset) } = choice;
  return { ...columnDriver(name, declared, { ...choice, dataset, column }, sources), before };
}

const isColumn = (choice: SeriesChoice): choice is Exclude<SeriesChoice, readonly number[]> =>
  !Array.isArray(choice);

/** A column where its rows are among those of the scenario. */
function columnDriver(
  name: string,
  declared: Series,
  { dataset, column, scale = 1, add = 0 }: ColumnChoice,
  sources: DriverSources,
): Driver {
  const indexed = findDataset(dataset, sources.datasets, `series.${name}.dataset`);
  const { columns } = indexed;
  const values =
    columns.valuesOf(column) ??
    fail('driver-missing', 'initialise', `dataset "${dataset}" has no column "${column}"`, {
      path: `series.${name}.column`,
      hint: hintNearest(column, columns.names) ?? `its columns: ${columns.names.join(', ')}`,
    });
  const { clock } = sources;
  const first = firstRow(name, dataset, indexed, clock);
  const { axis } = indexed;
  // turns without dates: a row of the dataset is called as it is there
  const dates = clock.dates === null && isDated(axis) ? { axis, row: first } : clock.dates;
  const placeOf = (row: number): string => nameRow({ dates }, row);
  return { ...settingsOf(name, declared, sources), first, values, scale, add, placeOf };
}

/** The absolute row of the first row of a dataset. */
function firstRow(
  name: string,
  dataset: string,
  indexed: IndexedDataset,
  clock: ScenarioClock,
): number {
  if (dataset === clock.dataset) return clock.datasetRow;
  const { dates } = clock;
  const { axis } = indexed;
  if (dates === null || isCounted(indexed)) return 0;
  if (!isDated(axis)) refuseUndated(name, dataset, indexed);
  const joined = joinAxes(dates.axis, axis);
  if ('rows' in joined) return dates.row + joined.rows;
  const message = `the rows of dataset "${dataset}" are not at the times of the scenario: ${joined.misfit}`;
  return fail('driver-missing', 'initialise', message, {
    path: `series.${name}`,
    hint: 'label the rows alike, one step of the model apart',
  });
}

/** Whether who wrote the rows says that row k is turn k: by a column turn, or by no column of times. */
const isCounted = ({ dataset, axis }: IndexedDataset) =>
  countsOnly(dataset) ||
  (dataset.timeColumn === undefined && axis.labels !== null && !isDated(axis));

/** Rows whose column of times holds no dates would be counted unasked beside turns that have dates. */
function refuseUndated(
  name: string,
  dataset: string,
  { dataset: table, axis }: IndexedDataset,
): never {
  const { finding, labels } = axis;
  const column = table.timeColumn === undefined ? '' : `column "${table.timeColumn}", `;
  const why = finding?.message ?? `"${labels?.[0]?.text ?? ''}" is no date`;
  const message = `the turns have dates, the rows of dataset "${dataset}" have none: ${column}row ${(finding?.row ?? 0) + 1}: ${why}`;
  return fail('driver-missing', 'initialise', message, {
    path: `series.${name}`,
    hint: 'write dates like 2012-01-31, 2012-01, 2012-Q1 or 2012-W05; or call the column turn: then row k is turn k',
  });
}

/**
 * What must be said about series whose rows are counted although one side has labels that were meant
 * to be times and cannot be read.
 */
export function warnCounted({ model, datasets, clock, choices = {} }: DriverSources): Warning[] {
  if (clock.dates !== null) return [];
  return Object.entries(model.series ?? {}).flatMap(([name, declared]) => {
    const choice = Object.hasOwn(choices, name) ? choices[name] : undefined;
    const chosen = choice === undefined || !isColumn(choice) ? declared : choice;
    const { dataset = declared.dataset } = chosen;
    const indexed = datasets.get(dataset);
    const isGiven = choice !== undefined && !isColumn(choice);
    if (isGiven || dataset === clock.dataset || indexed === undefined) return [];
    return isCounted(indexed) ? [] : warnRows(name, dataset, indexed, clock);
  });
}

function warnRows(
  name: string,
  dataset: string,
  { axis }: IndexedDataset,
  { isUnread }: ScenarioClock,
): Warning[] {
  const path = `series.${name}`;
  const effect = 'its row k is turn k, counted from the first row of a history';
  if (!isUnread || !isDated(axis)) return warnLabels(axis, effect, path, `dataset "${dataset}", `);
  const message = `the labels of the history cannot be read, so the dates of dataset "${dataset}" are not looked at: ${effect}`;
  return [{ type: 'labels-unread', message, path }];
}

function settingsOf(
  name: string,
  { between = 'hold', beyond = 'fail', shift = 0 }: Series,
  { model, clock }: DriverSources,
): Omit<Driver, 'first' | 'values'> {
  return {
    name,
    scale: 1,
    add: 0,
    between,
    beyond,
    shift,
    season: model.time?.season ?? seasonOfUnit(model.time_unit),
    before: null,
    placeOf: (row) => nameRow(clock, row),
  };
}
