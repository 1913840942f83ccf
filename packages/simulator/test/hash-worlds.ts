import { attempt, isFailure, ScenarioConfig } from '@pulse-stream/worldstate';
import { compileModel, simulateRun } from '@pulse-stream/simulator';
import { hash53, openRng } from '@pulse-stream/simulator/internal';
import { WorldMaker } from './random-models.ts';

/** Which kernels ran some random worlds, and a hash of all that came of them. */
export interface WorldsHash {
  readonly kernels: readonly string[];
  readonly hash: number;
}

/** Runs forty random worlds. */
export function hashWorlds(): WorldsHash {
  const maker = new WorldMaker(openRng(5, 0, 'worlds'));
  const kernels = new Set<string>();
  let text = '';
  for (let index = 0; index < 40; index += 1) {
    const model = maker.model();
    const config = ScenarioConfig.parse(maker.scenario(model, index));
    const run = attempt(() => simulateRun(compileModel(model), config));
    if (!isFailure(run)) kernels.add(run.kernel ?? '');
    text += JSON.stringify(run, (key, value: unknown) => {
      if (key === 'kernel') return undefined;
      if (value instanceof Map) return [...value];
      return ArrayBuffer.isView(value) ? Object.values(value) : value;
    });
  }
  return { kernels: [...kernels], hash: hash53(text) };
}
