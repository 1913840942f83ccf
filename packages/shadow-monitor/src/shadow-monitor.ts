import type { ControlStep, TurnObserver } from '@pulse-stream/worldstate';
import type { ScoredSteps, ShadowRecord } from '@pulse-stream/worldstate/internal';
import { explainVariance } from './explain-variance.ts';
import { judgeRun } from './judge-run.ts';
import type { ShadowOptions } from './options.ts';
import { watchVariable } from './variable-watch.ts';
import { judgeVariable } from './verdict.ts';

/** Watches one run; never shared between scenarios. */
export interface ShadowMonitor extends TurnObserver {
  /** What is to be said so far; at the end of the control run: what the record says. */
  judge(): ShadowRecord;
}

/**
 * Watches how much of each critical variable is correction rather than model. Variance explained
 * and dominance rest on the scored steps of retrodiction (dominance, without any, on the forecast);
 * the energy window begins with the last scored steps and goes on with the turns of the control run.
 * @param scored of the taught variables; those that are not critical are ignored
 * @throws ScenarioError `shadow-overflow`, here or later, when a sum is not finite
 * @see FORECAST.md §3
 */
export function createShadowMonitor(
  options: ShadowOptions,
  scored: readonly ScoredSteps[],
): ShadowMonitor {
  const pages = new Map(scored.map((steps) => [steps.variable, steps]));
  const watches = new Map(
    options.criticalVariables.map((name) => [name, watchVariable(name, options, pages.get(name))]),
  );
  let known: readonly string[] | null = null;
  let places: number[] = [];
  return {
    observeTurn(step: ControlStep) {
      if (known !== step.slots) {
        known = step.slots;
        places = options.criticalVariables.map((name) => findSlot(step.slots, name));
      }
      let at = 0;
      for (const watch of watches.values()) {
        const slot = places[at] ?? 0;
        watch.move(step.correction[slot] ?? 0, step.drift[slot] ?? 0);
        at += 1;
      }
    },
    judge: () => judgeRun(options, watches, (name) => pages.get(name)),
  };
}

/**
 * Critical variables whose correction has done harm out of sample: it is halved while that lasts.
 * @param scored of the taught variables
 * @throws ScenarioError `shadow-overflow`
 */
export function attenuatedVariables(
  scored: readonly ScoredSteps[],
  options: ShadowOptions,
): Set<string> {
  const harmful = scored.filter((steps) => {
    if (!options.criticalVariables.includes(steps.variable)) return false;
    const { value } = explainVariance(steps, options, steps.variable);
    return judgeVariable(value, options.varianceThreshold) === 'harmful';
  });
  return new Set(harmful.map(({ variable }) => variable));
}

function findSlot(slots: readonly string[], name: string): number {
  const slot = slots.indexOf(name);
  if (slot < 0) throw new Error(`the run has no slot "${name}"`);
  return slot;
}
