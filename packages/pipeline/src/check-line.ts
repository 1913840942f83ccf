import { planScenario } from '@pulse-stream/simulator';
import { attempt, isFailure, type Failure, type Warning } from '@pulse-stream/worldstate';
import { selectHistory } from './history.ts';
import type { Line } from './line.ts';
import { checkLimits } from './limits.ts';
import { countPerturbations } from './perturbations.ts';
import { decodeScenario } from './process-line.ts';
import { gravityOf, type World } from './world.ts';

/** What is wrong or odd with a line, found without simulating it. */
export interface LineCheck {
  readonly failure: Failure | null;
  readonly warnings: readonly Warning[];
}

/**
 * Everything about a line that can be known before it is simulated: its bytes, its config, its
 * limits, its names and expressions, its history.
 */
export function checkLine(world: World, line: Line): LineCheck {
  const config = decodeScenario(world, line);
  if (isFailure(config)) return { failure: config, warnings: [] };
  const warnings = attempt((): readonly Warning[] => {
    const { compiled, options } = world;
    const reruns = config.assess === 'full' ? countPerturbations(compiled, config) : 0;
    checkLimits({ config, compiled, lineBytes: line.bytes.length, reruns }, options.limits);
    gravityOf(world, config.gravity);
    const span =
      config.observations === undefined
        ? null
        : selectHistory(config.observations, world.datasets, compiled.model);
    const plan = planScenario(compiled, config, options.strict);
    return [...(span?.warnings ?? []), ...plan.warnings];
  });
  return isFailure(warnings) ? { failure: warnings, warnings: [] } : { failure: null, warnings };
}
