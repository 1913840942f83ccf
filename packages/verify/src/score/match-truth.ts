import { compileExpression } from '@pulse-stream/simulator';
import { ExpressionError, NumericError } from '@pulse-stream/simulator/internal';
import type { CompiledExpression } from '@pulse-stream/simulator';
import type { Dataset } from '@pulse-stream/worldstate';
import {
  continueLabels,
  readTimeLabels,
  type IssuedEvent,
  type IssuedForecast,
  type TimeAxis,
  type TimeLabel,
} from '@pulse-stream/worldstate/internal';
import { BoundedMap, axisOf, countsOnly } from '@pulse-stream/pipeline/internal';

/** Where the origin of a forecast stands in observations that go on after it. */
export interface FoundOrigin {
  readonly observed: ObservedTable;
  readonly row: number;
}

/** Why the origin of a forecast was not found. */
export type LostOrigin = 'no-label' | 'dataset-unknown' | 'label-unknown';

/** Why a value that was forecast has no truth (yet). */
export type NoTruth = 'not-observed' | 'beyond-history' | 'no-row' | 'no-label' | 'missing';

/** Why it cannot be told whether an event happened. */
export type NoOutcome = NoTruth | 'condition-unknown' | 'not-computable';

/** The name of a dataset that stands for every name. */
export const ANY_DATASET = '';

/** The time unit of observations whose model is not known: their labels say how far rows are apart. */
const ANY_STEP = 'turn';

/** The time of a label; where rows are days or more apart a day may have another zone than the next. */
const keyOf = ({ grain, at, day, clock }: TimeLabel, { step }: TimeAxis) =>
  clock === null || step?.unit === 'ms' ? `${grain} ${at}` : `${day} ${clock}`;

/** Conditions kept compiled. */
const CONDITIONS = 1000;

type Condition = CompiledExpression<boolean> | NoOutcome;

/** Observations that may have come after forecasts were issued; their rows are found by label. */
export class ObservedTable {
  readonly #dataset: Dataset;
  readonly #axis: TimeAxis;
  readonly #rows = new Map<string, number>();
  readonly #column: ReadonlyMap<string, number>;
  readonly #conditions = new BoundedMap<string, Condition>(CONDITIONS);

  constructor(dataset: Dataset) {
    this.#dataset = dataset;
    this.#axis = axisOf(dataset, ANY_STEP);
    for (const [row, label] of (this.#axis.labels ?? []).entries())
      this.#rows.set(keyOf(label, this.#axis), row);
    for (const [row, label] of dataset.labels.entries()) this.#rows.set(label, row);
    this.#column = new Map(dataset.columns.map((name, column) => [name, column]));
  }

  /** The row of a label, also when it is written in another way (2011-Q2, 2011Q2). */
  rowOf(label: string): number | null {
    const [read] = this.#read([label]);
    return (
      this.#rows.get(label) ??
      (read === undefined ? null : this.#rows.get(keyOf(read, this.#axis))) ??
      null
    );
  }

  /** The label of a row, as it is written. */
  labelOf(row: number): string {
    return this.#dataset.labels[row] ?? '';
  }

  /** Whether two labels are one time. */
  isSame(one: string, other: string): boolean {
    const [a, b] = this.#read([one, other]);
    return (
      one === other ||
      (a !== undefined && b !== undefined && keyOf(a, this.#axis) === keyOf(b, this.#axis))
    );
  }

  /** Whether the observations end before a label. */
  endsBefore(label: string): boolean {
    const [last, read] = this.#read([this.#dataset.labels.at(-1) ?? '', label]);
    return last !== undefined && read !== undefined && last.at < read.at;
  }

  /** The labels of turns after a row; null when the labels of the rows do not say how time goes on. */
  labelsAfter(row: number, turns: readonly number[]): readonly string[] | null {
    return continueLabels(this.#axis, row, turns);
  }

  #read(labels: readonly string[]): readonly TimeLabel[] {
    return readTimeLabels(labels, countsOnly(this.#dataset)).labels ?? [];
  }

  /** What was observed of a slot, natural units. */
  valueAt(row: number, name: string): number | NoTruth {
    const column = this.#column.get(name);
    if (column === undefined) return 'not-observed';
    return this.#dataset.rows[row]?.[column] ?? 'missing';
  }

  /** Whether there is a column of this name. */
  observes(name: string): boolean {
    return this.#column.has(name);
  }

  /**
   * Whether an event happened. Told only when all of its turns are observed: an event that is over
   * early would otherwise be counted, and one that never came would not.
   * @param rowAt the row of a turn
   */
  outcomeOf(
    event: IssuedEvent,
    rowAt: (turn: number) => number | NoTruth,
    params: IssuedForecast['params'],
  ): boolean | NoOutcome {
    if (event.when === null) return 'condition-unknown';
    const condition = this.#compile(event.when, params);
    if (typeof condition === 'string') return condition;
    const end = rowAt(event.to);
    if (typeof end === 'string') return end;
    const read = condition.names.filter((name) => this.#column.has(name));
    let happened = false;
    for (let turn = event.from; turn <= event.to; turn += 1) {
      const row = rowAt(turn);
      if (typeof row === 'string') return row;
      if (read.some((name) => typeof this.valueAt(row, name) === 'string')) return 'missing';
      const holds = evaluate(condition, (name) => {
        const value = this.valueAt(row, name);
        return typeof value === 'number' ? value : (params?.[name] ?? turn);
      });
      if (holds === null) return 'not-computable';
      happened ||= holds;
    }
    return happened;
  }

  #compile(when: string, params: IssuedForecast['params']): Condition {
    const names = Object.keys(params ?? {}).filter((name) => !this.#column.has(name));
    return this.#conditions.getOrMake(`${names.join(' ')}\n${when}`, () => {
      try {
        return compileExpression(when, {
          names: [...this.#column.keys()],
          params: names,
          lags: false,
          kind: 'boolean',
        });
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        return error.code === 'unknown-name' ? 'not-observed' : 'condition-unknown';
      }
    });
  }
}

/** null: it cannot be computed there. */
function evaluate(
  condition: CompiledExpression<boolean>,
  read: (name: string) => number,
): boolean | null {
  try {
    return condition.evaluate(read);
  } catch (error) {
    if (error instanceof NumericError) return null;
    throw error;
  }
}

/**
 * Finds the origin of a forecast in the observations.
 * @param tables by the name that records call their dataset; `ANY_DATASET` stands for the others
 */
export function findOrigin(
  { origin }: IssuedForecast,
  tables: ReadonlyMap<string, ObservedTable>,
): FoundOrigin | LostOrigin {
  const observed = tables.get(origin.dataset ?? ANY_DATASET) ?? tables.get(ANY_DATASET);
  if (origin.label === undefined) return 'no-label';
  if (observed === undefined) return 'dataset-unknown';
  const row = observed.rowOf(String(origin.label));
  return row === null ? 'label-unknown' : { observed, row };
}

/**
 * Finds the rows that the turns of a forecast came true in, by their labels: those the record says, for
 * turns it does not name those that follow its origin. Never by counting rows: one may be left out.
 */
export function joinTurns(
  { horizon, labels }: IssuedForecast,
  { observed, row }: FoundOrigin,
): (turn: number) => number | NoTruth {
  const said = new Map(horizon.map((turn, at) => [turn, labels?.[at]]));
  const follows = (turn: number) => observed.labelsAfter(row, [turn])?.[0];
  const isOneRhythm = [...said].every(([turn, label]) => {
    const own = label === undefined ? undefined : follows(turn);
    return label === undefined || (own !== undefined && observed.isSame(own, label));
  });
  return (turn) => {
    const label = said.get(turn) ?? (isOneRhythm ? follows(turn) : undefined);
    if (label === undefined) return 'no-label';
    return observed.rowOf(label) ?? (observed.endsBefore(label) ? 'beyond-history' : 'no-row');
  };
}
