import type { IssuedCell } from '@pulse-stream/forecast/internal';
import type { IssuedForecast, IssuedTarget } from '@pulse-stream/worldstate/internal';
import type { CellPlace } from './group-keys.ts';
import type { FoundOrigin, NoTruth, ObservedTable } from './match-truth.ts';

/** One value that was forecast, with what came true of it. */
export interface VerifiableCell {
  readonly place: CellPlace;
  /** The same for forecasts of one value from one origin in one table. */
  readonly key: string;
  readonly cell: IssuedCell;
  readonly truth: number | NoTruth;
}

/**
 * The values of a forecast, each target at each turn.
 * @param rowAt the row of a turn
 */
export function* cellsOf(
  issued: IssuedForecast,
  { observed, row: origin }: FoundOrigin,
  rowAt: (turn: number) => number | NoTruth,
): Generator<VerifiableCell> {
  for (const [h, turn] of issued.horizon.entries()) {
    const row = rowAt(turn);
    const label = typeof row === 'string' ? '' : observed.labelOf(row);
    for (const [target, parts] of Object.entries(issued.targets))
      yield {
        place: { issued, target, unit: parts.unit, turn, label },
        key: JSON.stringify([origin, turn, target]),
        cell: cellAt(parts, h),
        truth: truthOf(observed, target, row),
      };
  }
}

function truthOf(observed: ObservedTable, name: string, row: number | NoTruth): number | NoTruth {
  if (!observed.observes(name)) return 'not-observed';
  return typeof row === 'string' ? row : observed.valueAt(row, name);
}

function cellAt({ point, quantiles, members }: IssuedTarget, h: number): IssuedCell {
  const levels = Object.entries(quantiles ?? {})
    .map(([level, values]) => ({ level: Number(level), value: values[h] }))
    .filter((entry): entry is { level: number; value: number } => entry.value !== undefined)
    .toSorted((a, b) => a.level - b.level);
  return {
    point: point[h] ?? null,
    levels: levels.map(({ level }) => level),
    quantiles: levels.map(({ value }) => value),
    members: members?.[h] ?? null,
  };
}
