import type { Reading } from '@pulse-stream/forecast';
import {
  explainMissing,
  judgedTargets,
  measureSkill,
  stretchOf,
  type EvidenceOf,
  type Stretch,
  type SpreadKnowledge,
  type Standings,
  type TargetCalibration,
} from '@pulse-stream/forecast/internal';
import { hasEarlySpread, isTaught } from '@pulse-stream/gravity/internal';
import type { DrivenCore } from '@pulse-stream/simulator/internal';
import type { SimulatedRun } from '@pulse-stream/worldstate';
import { boundsOf } from '../world/slot-bounds.ts';
import type { Learned } from '../world/learned.ts';
import type { ChosenGravity } from '../world/world.ts';

/** What earlier forecasts of a history say about one run on it. */
export interface LearnedEvidence {
  readonly spread: SpreadKnowledge;
  readonly evidence: EvidenceOf;
  readonly skill: Reading;
  /** Why the quantiles are not calibrated; null: they are, or there are none. */
  readonly uncalibrated: string | null;
}

/**
 * Reads the track record for a run: a target is calibrated when gravity knows it and something is
 * known of the spread at every horizon of the run.
 * @see FORECAST.md §1.2, §4
 */
export function gatherEvidence(
  core: DrivenCore,
  { retrodiction, standings }: Learned,
  gravity: ChosenGravity,
  run: SimulatedRun,
): LearnedEvidence {
  const { horizons } = run;
  const { state } = retrodiction;
  const isKnown = (target: string) => {
    const row = state.variables.indexOf(target);
    return row >= 0 && isTaught(state, row, gravity.options);
  };
  const stretches = stretchesAt(standings, run);
  const bounds = boundsOf(core);
  const calibrations = new Map(
    run.targets.flatMap(({ name }): [string, TargetCalibration][] => {
      const slot = core.slots.indexOf(name);
      if (stretches === null || slot < 0 || !isKnown(name)) return [];
      return [
        [
          name,
          {
            stretches,
            toTransformed: (natural) => core.reached(slot, natural),
            toNatural: (x) => core.toNatural(slot, x),
            ...bounds(slot),
          },
        ],
      ];
    }),
  );
  const missing = judgedTargets(run).find(({ name }) => !calibrations.has(name));
  return {
    spread: {
      calibrationOf: (target) => calibrations.get(target) ?? null,
      isResidual: (target) => gravity.options.method === 'bank' && isKnown(target),
      isEarly: (target) => {
        const row = state.variables.indexOf(target);
        return row >= 0 && hasEarlySpread(state, row, gravity.options);
      },
    },
    evidence: (target, at) => {
      const h = horizons[at] ?? 0;
      return standings.at(target, h) ?? explainMissing(standings, h);
    },
    skill: measureSkill(
      standings,
      judgedTargets(run).map(({ name }) => name),
      horizons.at(-1) ?? 0,
    ),
    uncalibrated:
      missing === undefined
        ? null
        : explainUncalibrated(standings, missing.name, isKnown(missing.name), horizons),
  };
}

/** How members are moved at every horizon; null as soon as nothing is known of one. */
function stretchesAt(standings: Standings, { horizons, ensemble }: SimulatedRun): Stretch[] | null {
  const members = ensemble?.members ?? 2; // one path is not moved
  const stretches = horizons.map((h) => stretchOf(standings.spreadAt(h), members));
  return stretches.every((stretch) => stretch !== null) ? stretches : null;
}

function explainUncalibrated(
  standings: Standings,
  target: string,
  known: boolean,
  horizons: readonly number[],
): string {
  const h = Math.max(...horizons);
  if (standings.at(target, Math.min(h, standings.horizon)) === null)
    return `${target}: no forecast of it was verified: it was not observed, or is a value`;
  return known
    ? `fewer than 30 origins were verified up to ${h} turns ahead`
    : `${target} is untaught`;
}
