import { createWorld, useHistory, type World } from '@pulse-stream/pipeline';
import { loadDataset } from '@pulse-stream/sinks';
import { PulseError, type Dataset } from '@pulse-stream/worldstate';
import type { CommandContext } from './command-context.ts';
import { readWorldOptions } from './run-settings.ts';
import { isOn } from './settings.ts';

/**
 * The world and the one history of a command that goes through it.
 * @throws PulseError `option-invalid`, `model-invalid`, `dataset-invalid`, `input-unreadable`
 */
export async function openHistory(
  command: string,
  { settings, terminal }: CommandContext,
): Promise<{ world: World; dataset: Dataset }> {
  const given = settings.get('observations')?.value;
  const [file, ...others] = typeof given === 'object' ? Object.values(given) : [];
  if (file === undefined || others.length > 0)
    throw new PulseError(
      'option-invalid',
      `${command} goes through one history: --observations FILE`,
    );
  const world = createWorld(await readWorldOptions(settings));
  const { stdin, fileSystem } = terminal;
  const loaded = await loadDataset(file, file, { stdin, fileSystem });
  const ignoreColumns = isOn(settings, 'ignore-columns');
  return { world, dataset: useHistory(loaded, world.compiled.model, { ignoreColumns }) };
}
