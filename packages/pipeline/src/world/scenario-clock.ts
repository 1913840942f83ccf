import { fail, type ScenarioConfig, type WorldModel } from '@pulse-stream/worldstate';
import {
  calendarFrom,
  continueLabels,
  explainStart,
  isDated,
  readTimeAxis,
  type Calendar,
  type TimeAxis,
} from '@pulse-stream/worldstate/internal';
import type { GravityState } from './gravity-state.ts';
import type { HistorySpan } from './history.ts';

/** The time of one scenario in absolute rows: turns completed since the first row of its history. */
export interface ScenarioClock {
  readonly calendar: Calendar;
  /** Absolute row of turn 0. */
  readonly origin: number;
  /** The dataset its history is a part of; null: none. */
  readonly dataset: string | null;
  /** Absolute row of the first row of that dataset: 0, but where rows follow a gravity state. */
  readonly datasetRow: number;
  /** Dates that the rows of other tables are brought together with; null: there are none. */
  readonly dates: DatedRows | null;
  /** Its rows have labels that cannot be read, so that rows of other tables are counted. */
  readonly isUnread: boolean;
}

/** Labels of rows, one of them known by its absolute row. */
export interface DatedRows {
  readonly axis: TimeAxis;
  /** Absolute row of the first label. */
  readonly row: number;
}

/** What says the time of a scenario. */
export interface ClockSources {
  readonly model: WorldModel;
  /** Of the config. */
  readonly start?: ScenarioConfig['start'];
  /** Its rows; null: none. */
  readonly span: HistorySpan | null;
  /** What it goes on from; null: nothing. */
  readonly state: Pick<GravityState, 'labels' | 'rows'> | null;
}

/**
 * The clock of a scenario. Dates are those of its rows, else of the state it goes on from, else they go
 * on from `start` of the config or `time.start` of the model, which is the date of row 0.
 * @throws ScenarioError `config-invalid` for a `start` that is no date, or beside rows with dates
 */
export function resolveClock({ model, start, span, state }: ClockSources): ScenarioClock {
  const { time_unit: timeUnit, time } = model;
  const rows = rowsOf({ model, span, state });
  const known = rows.dates !== null && isDated(rows.dates.axis) ? rows.dates : null;
  checkStart(start, timeUnit, known);
  const first = start ?? time?.start;
  const dates =
    known ??
    (typeof first === 'string' ? { axis: readTimeAxis([first], { timeUnit }), row: 0 } : null);
  const { axis = null, row = 0 } = dates ?? rows.dates ?? {};
  const { origin, dataset, datasetRow } = rows;
  const calendar = calendarFrom(axis, { timeUnit, season: time?.season, row });
  const isUnread = dates === null && rows.dates?.axis.labels === null;
  return { calendar, origin, dataset, datasetRow, dates, isUnread };
}

/**
 * What people call an absolute row: its label, as far as it is known, else its number, as the origin
 * of a forecast has it. Never a turn: that which starts from a row is not the one that leads to it.
 * @returns `2024-05`, `row 3`
 */
export function nameRow({ dates }: Pick<ScenarioClock, 'dates'>, row: number): string {
  if (dates === null) return `row ${row}`;
  const { labels } = dates.axis;
  const at = row - dates.row;
  const last = (labels?.length ?? 0) - 1;
  const label = labels?.[at]?.text ?? continueLabels(dates.axis, last, [at - last])?.[0];
  return label ?? `row ${row}`;
}

/** Rows and their labels, be they dates or not. */
function rowsOf({
  model,
  span,
  state,
}: ClockSources): Omit<ScenarioClock, 'calendar' | 'isUnread'> {
  if (span !== null) {
    const datasetRow = state === null ? 0 : state.rows - span.first;
    return {
      origin: span.last + datasetRow,
      dataset: span.dataset.name,
      datasetRow,
      dates: span.labelled ? { axis: span.axis, row: datasetRow } : null,
    };
  }
  if (state === null) return { origin: 0, dataset: null, datasetRow: 0, dates: null };
  const axis = readTimeAxis(state.labels, { timeUnit: model.time_unit });
  const row = state.rows - state.labels.length;
  return { origin: state.rows - 1, dataset: null, datasetRow: 0, dates: { axis, row } };
}

function checkStart(
  start: ScenarioConfig['start'],
  timeUnit: string,
  known: DatedRows | null,
): void {
  if (start === undefined) return;
  if (known !== null)
    fail('config-invalid', 'initialise', 'the history has dates of its own', {
      path: 'start',
      hint: 'leave start out: it dates runs without a history, or with rows that have no dates',
    });
  const reason = explainStart(start, timeUnit);
  if (reason === null) return;
  fail('config-invalid', 'initialise', reason, {
    path: 'start',
    hint: 'a date like 2024, 2024-01, 2024-01-31, 2024-Q1 or 2024-W05 that names one step',
  });
}
