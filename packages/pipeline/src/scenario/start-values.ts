import { effectiveSeed } from '@pulse-stream/simulator/internal';
import { attempt, isFailure, type Failure } from '@pulse-stream/worldstate';
import { inStage } from '@pulse-stream/worldstate/internal';
import type { Line } from '../batch/line.ts';
import type { World } from '../world/world.ts';
import { decodeScenario } from './decode-scenario.ts';
import { prepareScenario } from './prepare-scenario.ts';

/**
 * Where the control run of a line starts, before its overrides: values at turn 0 by name, natural
 * units; of a line that fails before it is simulated, why.
 */
export function startValues(world: World, line: Line): ReadonlyMap<string, number> | Failure {
  const decoded = decodeScenario(world, line);
  if (isFailure(decoded)) return decoded;
  const { config } = decoded;
  return attempt(() =>
    inStage('initialise', () => {
      const seed = effectiveSeed(config, world.options);
      const { core, start } = prepareScenario(world, config, seed, line.bytes.length);
      const { x } = start?.path ?? core.start(core.initial, 0);
      return new Map(core.slots.map((name, slot) => [name, core.toNatural(slot, x[slot] ?? 0)]));
    }),
  );
}
