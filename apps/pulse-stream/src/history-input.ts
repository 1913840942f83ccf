import { basename, parse } from 'node:path';
import { createWorld, useHistory, type World } from '@pulse-stream/pipeline';
import { warnTurn } from '@pulse-stream/pipeline/internal';
import { loadDataset } from '@pulse-stream/sinks';
import { PulseError, type Dataset } from '@pulse-stream/worldstate';
import type { CommandContext } from './command-context.ts';
import { columnsOf, loadDatasets, readOptionsWithState } from './run-settings.ts';
import { isOn, type Settings } from './settings.ts';

/** Which of the observations is gone through: the one without a name, or the only one. */
function findHistory(command: string, settings: Settings): [name: string, file: string] {
  const given = settings.get('observations')?.value;
  const entries = typeof given === 'object' ? Object.entries(given) : [];
  const [only, ...others] = entries;
  const nameless = entries.find(([name]) => name === '');
  const entry = nameless ?? (others.length === 0 ? only : undefined);
  if (entry !== undefined) return entry;
  throw new PulseError(
    'option-invalid',
    entries.length === 0
      ? `${command} goes through one history: --observations FILE`
      : `${command} goes through one history: --observations FILE; with NAME=FILE are what drives the model`,
  );
}

/**
 * The world and the one history of a command that goes through it.
 * @throws PulseError `option-invalid`, `model-invalid`, `dataset-invalid`, `input-unreadable`
 */
export async function openHistory(
  command: string,
  { settings, terminal, messages }: CommandContext,
): Promise<{ world: World; dataset: Dataset }> {
  const [name, file] = findHistory(command, settings);
  const { stdin, fileSystem } = terminal;
  const options = await readOptionsWithState(settings);
  // records print the name: it says nothing about where the file lies
  const called = name === '' ? basename(file) : name;
  const columns = columnsOf(settings, options.model.model);
  const loaded = await loadDataset(called, file, { stdin, fileSystem, ...columns });
  const drivers = await loadDatasets(settings, options.model.model, name);
  // a series of the model may read the history by its name, which is that of its file
  const own = name === '' ? parse(file).name : name;
  const world = createWorld({ ...options, datasets: new Map([...drivers, [own, loaded]]) });
  const { dataset, warnings } = useHistory(loaded, world.compiled, world.options);
  if (!isOn(settings, 'quiet')) {
    for (const { message } of warnTurn(world)) messages.say('warning', message);
    for (const { message } of warnings) messages.say('warning', `${called}: ${message}`);
  }
  return { world, dataset };
}
