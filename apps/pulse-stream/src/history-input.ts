import { basename } from 'node:path';
import { createWorld, useHistory, type World } from '@pulse-stream/pipeline';
import { warnTurn } from '@pulse-stream/pipeline/internal';
import { loadDataset } from '@pulse-stream/sinks';
import { PulseError, type Dataset } from '@pulse-stream/worldstate';
import type { CommandContext } from './command-context.ts';
import { columnsOf, readOptionsWithState } from './run-settings.ts';
import { isOn } from './settings.ts';

/**
 * The world and the one history of a command that goes through it.
 * @throws PulseError `option-invalid`, `model-invalid`, `dataset-invalid`, `input-unreadable`
 */
export async function openHistory(
  command: string,
  { settings, terminal, messages }: CommandContext,
): Promise<{ world: World; dataset: Dataset }> {
  const given = settings.get('observations')?.value;
  const [entry, ...others] = typeof given === 'object' ? Object.entries(given) : [];
  if (entry === undefined || others.length > 0)
    throw new PulseError(
      'option-invalid',
      `${command} goes through one history: --observations FILE`,
    );
  const world = createWorld(await readOptionsWithState(settings));
  const { stdin, fileSystem } = terminal;
  const [name, file] = entry;
  // records print the name: it says nothing about where the file lies
  const called = name === '' ? basename(file) : name;
  const columns = columnsOf(settings, world.compiled.model);
  const loaded = await loadDataset(called, file, { stdin, fileSystem, ...columns });
  const { dataset, warnings } = useHistory(loaded, world.compiled, world.options);
  if (!isOn(settings, 'quiet')) {
    for (const { message } of warnTurn(world)) messages.say('warning', message);
    for (const { message } of warnings) messages.say('warning', `${called}: ${message}`);
  }
  return { world, dataset };
}
