import type { Cell, Column, Row } from '../tables/table.ts';
import type { RecordForm } from './record-form.ts';
import { controlOf, HEAD, headOf, horizonOf, levelsAt, TAIL, tailOf } from './record-columns.ts';

const COLUMNS: readonly Column[] = [
  ...HEAD,
  { name: 'target', type: 'text' },
  { name: 'unit', type: 'text' },
  { name: 'horizon', type: 'integer' },
  { name: 'label', type: 'text' },
  { name: 'mean', type: 'number' },
  { name: 'median', type: 'number' },
  { name: 'sd', type: 'number' },
  { name: 'control', type: 'number' },
  { name: 'probability', type: 'number' },
  { name: 'levels', type: 'numbers' },
  { name: 'quantiles', type: 'numbers' },
  ...TAIL,
];

/**
 * One row per scenario × target × horizon, and one per event. Levels differ from line to line, so
 * they are a list, and the quantiles are another of the same length.
 */
export const WIDE: RecordForm = {
  columns: COLUMNS,
  rows(record, inputs) {
    const { forecast } = record;
    const [head, tail] = [headOf(record), tailOf(record, inputs)];
    const rows: Row[] = [];
    const add = (...cells: Cell[]): number => rows.push([...head, ...cells, ...tail]);
    for (const [name, target] of Object.entries(forecast.targets)) {
      const control = controlOf(record, name);
      for (const [index, horizon] of forecast.horizon.entries()) {
        const at = (values: readonly number[] | null): number | null => values?.[index] ?? null;
        const levels = target.quantiles === null ? null : levelsAt(target.quantiles, index);
        add(
          name,
          target.unit,
          horizon,
          forecast.labels?.[index] ?? null,
          at(target.mean),
          at(target.median),
          at(target.sd),
          control.get(horizon) ?? null,
          null,
          levels?.map(([level]) => level) ?? null,
          levels?.map(([, value]) => value) ?? null,
        );
      }
    }
    for (const { name, probability } of forecast.events) {
      const horizon = horizonOf(record, name);
      add(name, null, horizon, null, null, null, null, null, probability, null, null);
    }
    return rows;
  },
};
