import { reviewStep, type Surroundings } from '@pulse-stream/simulator/internal';
import { ScenarioError } from '@pulse-stream/worldstate';
import type { Warning } from '@pulse-stream/worldstate/internal';
import { surroundingsOf } from './surroundings.ts';
import type { World } from './world.ts';

/**
 * Says that the step of the model is coarse, where it is: looked at once per world, with the drivers
 * of the model, so that it is the same whichever line comes first.
 * @returns one warning, or none
 */
export function warnCoarseStep(world: World): readonly Warning[] {
  const { compiled, memo, options } = world;
  if (!compiled.isStepped) return [];
  return memo.coarseStep.getOrMake('step', () => {
    const surroundings = driversOf(world);
    const { turns } = options.defaults;
    const found =
      surroundings === null ? null : reviewStep(compiled, { turns, surroundings }).coarse;
    if (found === null) return [];
    const hint = found.hint === undefined ? '' : ` (${found.hint})`;
    return [
      { type: 'step-coarse', message: `${found.message.replace(/^step-coarse: /, '')}${hint}` },
    ];
  });
}

/** null: a driver of the model is not there, which a scenario that needs it is told. */
function driversOf(world: World): Surroundings | null {
  try {
    return surroundingsOf(world, { mode: 'strict_injection' }, null).surroundings;
  } catch (error) {
    if (error instanceof ScenarioError) return null;
    throw error;
  }
}
