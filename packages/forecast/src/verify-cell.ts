import { crps, fairCrps } from './scores/crps.ts';
import { isInside, quantileCrps, wis } from './scores/interval.ts';
import { pit } from './scores/pit.ts';

/** What was forecast of one target at one horizon, natural units. */
export interface IssuedCell {
  /** The median; of a forecast that is one path, that path. null: neither is known. */
  readonly point: number | null;
  /** Ascending, inside (0, 1); none for a forecast that is one path. */
  readonly levels: readonly number[];
  /** One per level. */
  readonly quantiles: readonly number[];
  /** null: they were not kept. */
  readonly members: readonly number[] | null;
}

/** How a cell did, in the unit of its target; null: the forecast does not say what it takes. */
export interface CellScores {
  /** |point − truth| */
  readonly ae: number | null;
  readonly wis: number | null;
  /** Twice the mean pinball loss. */
  readonly crpsQ: number | null;
  /** Whether the central interval held the truth. */
  readonly in50: boolean | null;
  readonly in80: boolean | null;
  readonly in95: boolean | null;
  readonly crps: number | null;
  readonly fairCrps: number | null;
  /** Inside (0, 1). */
  readonly pit: number | null;
}

/** Levels that differ by no more than this are the same level. */
const LEVEL_TOLERANCE = 1e-9;

/**
 * Verifies one forecast of one target at one horizon.
 * @param truth what came true, natural units
 * @see FORECAST.md §4
 */
export function verifyCell(cell: IssuedCell, truth: number): CellScores {
  const { point, levels, quantiles, members } = cell;
  const hasLevels = levels.length > 0;
  const hasMembers = members !== null && members.length > 0;
  return {
    ae: point === null ? null : Math.abs(point - truth),
    wis: hasLevels ? wis(levels, quantiles, truth) : null,
    crpsQ: hasLevels ? quantileCrps(levels, quantiles, truth) : null,
    in50: holdsTruth(cell, 0.5, truth),
    in80: holdsTruth(cell, 0.8, truth),
    in95: holdsTruth(cell, 0.95, truth),
    crps: hasMembers ? crps(members, truth) : null,
    fairCrps: hasMembers ? fairCrps(members, truth) : null,
    pit: hasMembers ? pit(members, truth) : null,
  };
}

/** null: the forecast has no such interval. */
function holdsTruth(cell: IssuedCell, central: number, truth: number): boolean | null {
  const lower = quantileAt(cell, (1 - central) / 2);
  const upper = quantileAt(cell, (1 + central) / 2);
  return lower === null || upper === null ? null : isInside(lower, upper, truth);
}

function quantileAt({ levels, quantiles }: IssuedCell, level: number): number | null {
  const index = levels.findIndex((known) => Math.abs(known - level) <= LEVEL_TOLERANCE);
  return quantiles[index] ?? null;
}
