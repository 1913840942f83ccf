import { compileExpression, ExpressionError, NumericError } from '@pulse-stream/simulator';
import type { CompiledExpression } from '@pulse-stream/simulator';
import type { Dataset, IssuedEvent, IssuedForecast } from '@pulse-stream/worldstate';
import { BoundedMap } from '../bounded-map.ts';
import { indexDataset, type IndexedDataset } from '../history/history.ts';

/** Where the origin of a forecast stands in observations that go on after it. */
export interface FoundOrigin {
  readonly observed: ObservedTable;
  readonly row: number;
}

/** Why the origin of a forecast was not found. */
export type LostOrigin = 'no-label' | 'dataset-unknown' | 'label-unknown';

/** Why a value that was forecast has no truth (yet). */
export type NoTruth = 'not-observed' | 'beyond-history' | 'missing';

/** Why it cannot be told whether an event happened. */
export type NoOutcome = NoTruth | 'condition-unknown' | 'not-computable';

/** The name of a dataset that stands for every name. */
export const ANY_DATASET = '';

/** Conditions kept compiled. */
const CONDITIONS = 1000;

type Condition = CompiledExpression<boolean> | NoOutcome;

/** Observations that may have come after forecasts were issued. */
export class ObservedTable {
  readonly #indexed: IndexedDataset;
  readonly #column: ReadonlyMap<string, number>;
  readonly #conditions = new BoundedMap<string, Condition>(CONDITIONS);

  constructor(dataset: Dataset) {
    this.#indexed = indexDataset(dataset);
    this.#column = new Map(dataset.columns.map((name, column) => [name, column]));
  }

  rowOf(label: string): number | null {
    return this.#indexed.rowOf.get(label) ?? null;
  }

  labelAt(row: number): string | undefined {
    return this.#indexed.dataset.labels[row];
  }

  /** What was observed of a slot, natural units. */
  valueAt(row: number, name: string): number | NoTruth {
    const { rows } = this.#indexed.dataset;
    const column = this.#column.get(name);
    if (column === undefined) return 'not-observed';
    const cells = rows[row];
    return cells === undefined ? 'beyond-history' : (cells[column] ?? 'missing');
  }

  /**
   * Whether an event happened after an origin. Told only when all of its turns are observed: an
   * event that is over early would otherwise be counted, and one that never came would not.
   */
  outcomeOf(
    event: IssuedEvent,
    origin: number,
    params: IssuedForecast['params'],
  ): boolean | NoOutcome {
    if (event.when === null) return 'condition-unknown';
    const condition = this.#compile(event.when, params);
    if (typeof condition === 'string') return condition;
    if (this.labelAt(origin + event.to) === undefined) return 'beyond-history';
    const read = condition.names.filter((name) => this.#column.has(name));
    let happened = false;
    for (let turn = event.from; turn <= event.to; turn += 1) {
      const row = origin + turn;
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
