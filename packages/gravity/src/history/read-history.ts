import { fail, ScenarioError, type CausalCore } from '@pulse-stream/worldstate';
import { hintNearest, type History } from '@pulse-stream/worldstate/internal';

/** A history in the terms of a core. */
export interface ObservedHistory {
  /** Slot of each column. */
  readonly columns: readonly number[];
  /** One per row, in transformed units per slot of the core; NaN: missing or refused. */
  readonly rows: readonly Float64Array[];
  /** Observations that were taken. */
  readonly used: number;
  /** Observations that were not finite numbers. */
  readonly refused: number;
}

/**
 * Reads a history once: columns become slots, values become transformed units, what is not finite
 * is refused and counted.
 * @throws ScenarioError `observations-invalid` for a column that is no slot, is measured or comes
 * twice; `domain-error` for a value outside its transform, naming row
 * and column
 */
export function readHistory(core: CausalCore, history: History): ObservedHistory {
  const columns = history.columns.map((name, at) => findColumn(core, history, name, at));
  let used = 0;
  let refused = 0;
  const rows = history.rows.map((cells, row) => {
    const values = new Float64Array(core.slots.length).fill(Number.NaN);
    for (const [at, slot] of columns.entries()) {
      const cell = cells[at] ?? null;
      if (cell === null) continue;
      if (!Number.isFinite(cell)) {
        refused += 1;
        continue;
      }
      used += 1;
      values[slot] = transform(core, history, slot, row, cell);
    }
    return values;
  });
  return { columns, rows, used, refused };
}

function findColumn(core: CausalCore, history: History, name: string, at: number): number {
  const path = history.name === null ? `observations.${name}` : 'observations.dataset';
  const slot = core.slots.indexOf(name);
  if (slot < 0)
    fail('observations-invalid', 'gravity', `"${name}" is not a slot of the model`, {
      path,
      hint: hintNearest(name, core.slots),
    });
  if (core.measured[slot] === true)
    fail('observations-invalid', 'gravity', `"${name}" is measured and cannot be observed`, {
      path,
    });
  if (history.columns.indexOf(name) !== at)
    fail('observations-invalid', 'gravity', `column "${name}" comes twice`, { path });
  return slot;
}

function transform(
  core: CausalCore,
  history: History,
  slot: number,
  row: number,
  natural: number,
): number {
  try {
    return core.toTransformed(slot, natural);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const name = core.slots[slot] ?? '';
    const { type, message, hint } = error.failure;
    const at = history.lastRow - history.rows.length + 1 + row;
    const where = `row ${at + 1} (${history.labels[row] ?? row}), column "${name}"`;
    return fail(type, 'gravity', `${where}: ${message}`, {
      path: history.name === null ? `observations[${row}].${name}` : 'observations.dataset',
      hint,
    });
  }
}
