import { parse } from 'node:path';
import { createWorld, useHistory, type World } from '@pulse-stream/pipeline';
import { warnHistoryDrivers, warnTurn } from '@pulse-stream/pipeline/internal';
import { loadDataset } from '@pulse-stream/sinks';
import { PulseError, type Dataset } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';
import { columnsOf, loadDatasets, readOptionsWithState } from '../settings/run-settings.ts';
import { isOn, type Settings } from '../settings/settings.ts';

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
      : `${command} goes through one history, which is the file without a name: --observations ${only?.[1] ?? 'FILE'}; those with one (${others.map(([name, file]) => `--observations ${name}=${file}`).join(' ')}) drive the model`,
  );
}

/** What a file without a name is called, by series, records and states: its stem, `rain` of data/rain.csv.gz. */
export const stemOf = (file: string): string => parse(file.replace(/\.gz$/i, '')).name;

/**
 * The world and the one history of a command that goes through it.
 * @param signal stops reading
 * @throws PulseError `option-invalid`, `model-invalid`, `dataset-invalid`, `input-unreadable`, `aborted`
 */
export async function openHistory(
  command: string,
  { settings, terminal, messages }: CommandContext,
  signal: AbortSignal,
): Promise<{ world: World; dataset: Dataset }> {
  const [name, file] = findHistory(command, settings);
  const { stdin, fileSystem } = terminal;
  const options = await readOptionsWithState(settings);
  // records print the name: it says nothing about where the file lies
  const called = name === '' ? stemOf(file) : name;
  const columns = columnsOf(settings, options.model.model);
  const loaded = await loadDataset(called, file, { stdin, fileSystem, signal, ...columns });
  const drivers = await loadDatasets(settings, options.model.model, name);
  if (drivers.has(called))
    throw new PulseError(
      'option-invalid',
      `${file} and ${called}=… are both dataset "${called}": give the history another name, --observations NAME=${file}`,
    );
  // a series of the model may read the history by its name
  const world = createWorld({ ...options, datasets: new Map([...drivers, [called, loaded]]) });
  const { dataset, warnings } = useHistory(loaded, world.compiled, world.options);
  const driven = warnHistoryDrivers(world, dataset);
  if (!isOn(settings, 'quiet')) {
    for (const { message } of warnTurn(world)) messages.say('warning', message);
    for (const { message } of warnings) messages.say('warning', `${called}: ${message}`);
    for (const { message, path } of driven) messages.say('warning', `${path ?? ''}: ${message}`);
  }
  return { world, dataset };
}
