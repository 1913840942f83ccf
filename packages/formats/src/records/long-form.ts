import type { ResultRecord } from '@pulse-stream/worldstate';
import type { Cell, Column, Row } from '../tables/table.ts';
import type { RecordForm } from './record-form.ts';
import { controlOf, HEAD, headOf, horizonOf, levelsAt, TAIL, tailOf } from './record-columns.ts';

const COLUMNS: readonly Column[] = [
  ...HEAD,
  { name: 'target', type: 'text' },
  { name: 'unit', type: 'text' },
  { name: 'horizon', type: 'integer' },
  { name: 'label', type: 'text' },
  { name: 'output', type: 'text' },
  { name: 'level', type: 'number' },
  { name: 'value', type: 'number' },
  ...TAIL,
];

/** What the `output` column can say. */
type Output = 'mean' | 'median' | 'sd' | 'quantile' | 'control' | 'event';
type Statistic = readonly [output: Output, level: number | null, value: number];

/** The statistics of a target at one of its horizons; what a record has no number for is left out. */
function* statisticsAt(
  { forecast }: ResultRecord,
  name: string,
  index: number,
  control: ReadonlyMap<number, number>,
): Generator<Statistic> {
  const target = forecast.targets[name];
  if (target === undefined) return;
  for (const output of ['mean', 'median', 'sd'] as const) {
    const value = target[output]?.[index];
    if (value !== undefined) yield [output, null, value];
  }
  for (const [level, value] of levelsAt(target.quantiles, index)) yield ['quantile', level, value];
  const value = control.get(forecast.horizon[index] ?? -1);
  if (value !== undefined) yield ['control', null, value];
}

/** One row per scenario × target × horizon × statistic; an event is a row with its probability. */
export const LONG: RecordForm = {
  columns: COLUMNS,
  rows(record, inputs) {
    const { forecast } = record;
    const [head, tail] = [headOf(record), tailOf(record, inputs)];
    const rows: Row[] = [];
    const add = (...cells: Cell[]): number => rows.push([...head, ...cells, ...tail]);
    for (const [name, { unit }] of Object.entries(forecast.targets)) {
      const control = controlOf(record, name);
      for (const [index, horizon] of forecast.horizon.entries()) {
        const label = forecast.labels?.[index] ?? null;
        for (const statistic of statisticsAt(record, name, index, control))
          add(name, unit, horizon, label, ...statistic);
      }
    }
    for (const { name, probability } of forecast.events)
      add(name, null, horizonOf(record, name), null, 'event', null, probability);
    return rows;
  },
};
