import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createWorld, useHistory, type World } from '@pulse-stream/pipeline';
import { loadDataset } from '@pulse-stream/sinks';
import type { Vintage } from '@pulse-stream/verify/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { readTimeLabels } from '@pulse-stream/worldstate/internal';
import type { CommandContext } from '../settings/command-context.ts';
import { isOn } from '../settings/settings.ts';
import { stemOf } from './history-input.ts';
import { columnsOf, loadDatasets, readOptionsWithState } from '../settings/run-settings.ts';

/** What the history is called in the world and by series; messages name the file. */
const NAME = 'vintage';

interface DatedFile {
  readonly date: string;
  readonly path: string;
}

/** The files of a folder whose names a pattern like `DIR/*.csv` has, by their dates, oldest first. */
async function listFiles(pattern: string): Promise<readonly DatedFile[]> {
  const refuse = (why: string): never => {
    throw new PulseError('option-invalid', `--vintages ${pattern}: ${why}`);
  };
  const folder = dirname(pattern);
  const parts = basename(pattern).split('*');
  const [start = '', ...others] = parts;
  if (folder.includes('*') || others.length !== 1)
    refuse("one * stands for a part of the names of files: 'DIR/*.csv'");
  const [end = ''] = others;
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new PulseError('input-unreadable', `--vintages ${pattern}: cannot read ${folder}`, {
      cause,
    });
  });
  const files = names
    .filter((name) => name.length >= start.length + end.length)
    .filter((name) => name.startsWith(start) && name.endsWith(end))
    .map((name) => ({
      date: stemOf(name),
      path: join(folder, name),
    }));
  if (files.length < 2)
    refuse(
      `${files.length === 1 ? 'one file' : 'no file'}: the truth of a vintage is in a later one`,
    );
  return inOrder(files, refuse);
}

/** By date: a name that is none would be of no time. */
function inOrder(
  files: readonly DatedFile[],
  refuse: (why: string) => never,
): readonly DatedFile[] {
  const dated = files.map((file) => {
    const [label] = readTimeLabels([file.date]).labels ?? [];
    return label === undefined || label.grain === 'count'
      ? refuse(`${file.path}: a vintage is called by its date, as 2024-11-16.csv`)
      : { ...file, grain: label.grain, at: label.at };
  });
  const [first] = dated;
  const odd = dated.find(({ grain }) => grain !== first?.grain);
  if (odd !== undefined) refuse(`"${first?.date ?? ''}" and "${odd.date}" are dates of two kinds`);
  const sorted = dated.toSorted((a, b) => a.at - b.at);
  for (const [index, { at, path }] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before?.at === at) refuse(`${before.path} and ${path} are of one date: keep one of them`);
  }
  return sorted;
}

/**
 * The world and the vintages of a backtest, oldest first.
 * @throws PulseError `option-invalid`, `model-invalid`, `dataset-invalid`, `input-unreadable`
 */
export async function openVintages(
  pattern: string,
  { settings, terminal, messages }: CommandContext,
  signal: AbortSignal,
): Promise<{ world: World; vintages: readonly Vintage[] }> {
  const files = await listFiles(pattern);
  const { stdin, fileSystem } = terminal;
  const options = await readOptionsWithState(settings);
  const columns = columnsOf(settings, options.model.model);
  const datasets = await loadDatasets(settings, options.model.model, null);
  if (datasets.has(''))
    throw new PulseError(
      'option-invalid',
      '--vintages and a history without a name: the vintages are the history, --observations NAME=FILE drives the model',
    );
  const world = createWorld({ ...options, datasets });
  const vintages: Vintage[] = [];
  const said = new Map<string, string>();
  for (const { date, path } of files) {
    const read = { stdin, fileSystem, signal, ...columns };
    const loaded = await loadDataset(basename(path), path, read);
    const { dataset, warnings } = useHistory(loaded, world.compiled, world.options);
    vintages.push({ date, dataset: { ...dataset, name: NAME } });
    for (const { message } of warnings) if (!said.has(message)) said.set(message, basename(path));
  }
  if (!isOn(settings, 'quiet'))
    for (const [message, file] of said) messages.say('warning', `${file}: ${message}`);
  return { world, vintages };
}
