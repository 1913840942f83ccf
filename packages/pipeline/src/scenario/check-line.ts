import { effectiveSeed, foreseeRun, planScenario } from '@pulse-stream/simulator/internal';
import { attempt, isFailure, type Failure, type ScenarioConfig } from '@pulse-stream/worldstate';
import { inStage, type Warning } from '@pulse-stream/worldstate/internal';
import { selectHistory } from '../world/history.ts';
import type { Line } from '../batch/line.ts';
import { checkLimits } from '../world/limits.ts';
import { estimateRecordBytes, sumBytes } from '../world/record-size.ts';
import { countPerturbations } from './perturbations.ts';
import { explainByModel } from './explain-by-model.ts';
import { decodeScenario } from './decode-scenario.ts';
import { surroundingsOf } from '../world/surroundings.ts';
import { gravityOf, shadowOf, type World } from '../world/world.ts';

/** What is wrong or odd with a line, found without simulating it. */
export interface LineCheck {
  readonly failure: Failure | null;
  readonly warnings: readonly Warning[];
  /** What it would cost; null for a line that fails before it is simulated. */
  readonly cost: LineCost | null;
}

/** What a scenario costs, known before it is computed. */
export interface LineCost {
  /** Turns of all members and of the control run, re-runs of assess "full" included. */
  readonly memberTurns: number;
  /** Rows of a history of its own, learned for it alone; 0 for none and for a dataset's. */
  readonly ownRows: number;
  /** Estimated size of its record. */
  readonly recordBytes: number;
}

/**
 * Everything about a line that can be known before it is simulated: its bytes, its config, its
 * limits, its names and expressions, its history.
 */
export function checkLine(world: World, line: Line): LineCheck {
  const decoded = decodeScenario(world, line);
  if (isFailure(decoded)) return refuse(world, decoded);
  return checkConfig(world, decoded.config, line.bytes.length);
}

const refuse = (world: World, failure: Failure, warnings: readonly Warning[] = []): LineCheck => ({
  failure: explainByModel(failure, world.compiled.model),
  warnings,
  cost: null,
});

/** The same of a config, but for what only the bytes of its line show. */
export function checkConfig(world: World, config: ScenarioConfig, lineBytes: number): LineCheck {
  const warnings: Warning[] = [];
  const check = (): LineCost => {
    const { compiled, options } = world;
    const reruns = config.assess === 'full' ? countPerturbations(compiled, config) : 0;
    const size = {
      config,
      compiled,
      lineBytes,
      reruns,
      keepMembers: options.keepMembers,
      calibrates: options.gravityState !== undefined,
    };
    checkLimits(size, options.limits);
    const gravity = gravityOf(world, config.gravity);
    const span =
      config.observations === undefined
        ? null
        : selectHistory(config.observations, world.datasets, compiled.model);
    warnings.push(...(span?.warnings ?? []));
    const { surroundings, origin, warnings: ofTime } = surroundingsOf(world, config, span);
    warnings.push(...ofTime);
    shadowOf(world, gravity, config.forecast?.targets);
    const plan = planScenario(compiled, config, { ...options, surroundings });
    warnings.push(...plan.warnings);
    const seed = effectiveSeed(config, options);
    const isFresh = span === null && world.state === null;
    const ownEvents = config.forecast?.events !== undefined;
    foreseeRun({ plan, origin, seed, isFresh, ownEvents }, (warning) => warnings.push(warning));
    const members = (config.members ?? compiled.model.members) + 1;
    return {
      memberTurns: members * config.turns * (1 + reruns),
      ownRows: Array.isArray(config.observations) ? config.observations.length : 0,
      recordBytes: sumBytes(estimateRecordBytes(size)),
    };
  };
  const cost = attempt(() => inStage('initialise', check));
  if (isFailure(cost)) return refuse(world, cost, warnings);
  return { failure: null, warnings, cost };
}
