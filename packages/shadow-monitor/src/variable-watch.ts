import type { ShadowVariable } from '@pulse-stream/worldstate/internal';
import { dominanceOf, openEnergyWindow, shareOf } from './energy-share.ts';
import { explainVariance } from './explain-variance.ts';
import type { ShadowOptions } from './options.ts';
import { refuseOverflow } from './sum-finite.ts';
import { judgeVariable } from './verdict.ts';

/** Scored steps of one variable, oldest first, each list as long as the others. */
export interface ScoredLists {
  readonly coreErrors: readonly number[];
  readonly correctedErrors: readonly number[];
  readonly corrections: readonly number[];
  readonly drifts: readonly number[];
}

/** One critical variable while it is watched. */
export interface VariableWatch {
  /**
   * A step of which no observation is known: the forecast.
   * @param gravity correction, transformed units
   * @param causal D: what interventions, decay and rules changed
   * @throws ScenarioError `shadow-overflow` when one of them is not finite
   */
  move(gravity: number, causal: number): void;
  /** @param scored the scored steps to judge by; the energy window is not touched */
  judge(scored: ScoredLists | undefined): ShadowVariable;
  /** Whether the energy share is over its threshold on a full window. */
  isTriggered(): boolean;
}

/**
 * @param seed scored steps the energy window begins with
 */
export function watchVariable(
  variable: string,
  options: ShadowOptions,
  seed: ScoredLists | undefined,
): VariableWatch {
  const energy = openEnergyWindow(options.windowSteps, variable);
  const first = Math.max(0, (seed?.corrections.length ?? 0) - options.windowSteps);
  for (const [at, gravity] of (seed?.corrections.slice(first) ?? []).entries())
    energy.push(gravity, seed?.drifts[first + at] ?? 0);
  let corrected = 0;
  let drifted = 0;
  return {
    move(gravity, causal) {
      if (!Number.isFinite(gravity) || !Number.isFinite(causal)) refuseOverflow(variable);
      energy.push(gravity, causal);
      corrected += Math.abs(gravity);
      drifted += Math.abs(causal);
    },
    judge(scored) {
      const { value, samples } =
        scored === undefined
          ? { value: null, samples: 0 }
          : explainVariance(scored, options, variable);
      const recent = (list: readonly number[]) => list.slice(-options.windowSize);
      return {
        variance_explained: value,
        dominance:
          scored === undefined || samples === 0
            ? shareOf(corrected, drifted, variable)
            : dominanceOf(recent(scored.corrections), recent(scored.drifts), variable),
        energy_share: energy.share(),
        samples,
        verdict: judgeVariable(value, options.varianceThreshold),
      };
    },
    isTriggered: () => energy.isFull() && energy.share() > options.energyThreshold,
  };
}
