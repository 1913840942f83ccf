import type { SimulatedRun } from '@pulse-stream/worldstate';
import { quantile7 } from './quantile.ts';
import { unknownBecause, type Reading } from './reading.ts';
import { createScratch, sortMembers } from './sort-members.ts';

/** How far the medians move when the model is perturbed. */
export interface Fragility extends Reading {
  /** S/(1+S), 0..1: index t × horizons.length + h; empty when it could not be measured. */
  readonly cells: Float64Array;
}

/** The same scenario under each perturbation, or why one of them could not be run. */
export type PerturbedRuns = { readonly runs: Iterable<SimulatedRun> } | { readonly failed: string };

/** IQR of a Gaussian in standard deviations. */
const GAUSSIAN_IQR = 1.349;

interface CellSummary {
  readonly medians: Float64Array;
  readonly ranges: Float64Array;
}

function summariseCells(run: SimulatedRun): CellSummary {
  const { ensemble, horizons, targets } = run;
  if (ensemble === null) throw new Error('a run for fragility has an ensemble');
  const cells = targets.length * horizons.length;
  const scratch = createScratch(ensemble.members);
  const medians = new Float64Array(cells);
  const ranges = new Float64Array(cells);
  for (let cell = 0; cell < cells; cell += 1) {
    const sorted = sortMembers(ensemble.values, cell * ensemble.members, scratch);
    medians[cell] = quantile7(sorted, 0.5);
    ranges[cell] = quantile7(sorted, 0.75) - quantile7(sorted, 0.25);
  }
  return { medians, ranges };
}

function toShare(strength: number): number {
  return strength === Infinity ? 1 : strength / (1 + strength);
}

/**
 * Fragility of a run: S/(1+S) per target and horizon, S = root mean square over the perturbations
 * of |median′ − median| / (IQR/1.349). The value is that of the most fragile target at the last
 * horizon. Without spread (IQR 0) a median that stays counts 0 and one that moves counts 1; the
 * reason then names the target.
 * @param base the run as it was
 * @param perturbed the same scenario under each perturbation, with common random numbers; read once,
 *   one at a time, so it may be a generator
 * @returns value null with a reason without an ensemble or without perturbed runs
 * @see FORECAST.md §4
 */
export function measureFragility(base: SimulatedRun, perturbed: Iterable<SimulatedRun>): Fragility {
  const nothing = new Float64Array();
  if (base.ensemble === null || base.member !== null) {
    return { ...unknownBecause('one path has no spread'), cells: nothing };
  }
  const { medians, ranges } = summariseCells(base);
  const squares = new Float64Array(medians.length);
  let runs = 0;
  for (const run of perturbed) {
    const moved = summariseCells(run).medians;
    if (moved.length !== medians.length) {
      throw new Error('a perturbed run has other targets or horizons');
    }
    moved.forEach((median, cell) => {
      const shift = Math.abs(median - (medians[cell] ?? 0));
      const unit = (ranges[cell] ?? 0) / GAUSSIAN_IQR;
      squares[cell] = (squares[cell] ?? 0) + (shift === 0 ? 0 : (shift / unit) ** 2);
    });
    runs += 1;
  }
  if (runs === 0) return { ...unknownBecause('no perturbed re-runs were made'), cells: nothing };

  const cells = squares.map((sum) => toShare(Math.sqrt(sum / runs)));
  const turns = base.horizons.length;
  let value = 0;
  const spreadless: string[] = [];
  for (const [t, { name }] of base.targets.entries()) {
    const cell = t * turns + turns - 1;
    const share = cells[cell] ?? 0;
    value = Math.max(value, share);
    if (share > 0 && ranges[cell] === 0) spreadless.push(name);
  }
  if (spreadless.length === 0) return { value, cells };
  return { value, cells, reason: `moved without having any spread: ${spreadless.join(', ')}` };
}
