import type { GravityState, PipelineOptions } from '@pulse-stream/pipeline';
import type { CompiledModel } from '@pulse-stream/simulator';
import type { DatasetOptions } from '@pulse-stream/sinks';
import { PulseError, type Dataset, type WorldModel } from '@pulse-stream/worldstate';
import { knownColumns } from '@pulse-stream/worldstate/internal';
import { readGravity } from './gravity-settings.ts';
import { DEFAULT_MODEL, openModel } from '../catalog/model-catalog.ts';
import { optionsUnder } from './option-settings.ts';
import { filesOf, isOn, textOf, type Settings } from './settings.ts';

/** Options with the model they name. */
type CompiledOptions = PipelineOptions & { readonly model: CompiledModel };

/** How the columns of a history are read. */
export function columnsOf(
  settings: Settings,
  model?: WorldModel,
): Pick<DatasetOptions, 'time' | 'ignoreColumns' | 'slots'> {
  const time = textOf(settings, 'time');
  return {
    ignoreColumns: isOn(settings, 'ignore-columns'),
    ...(time === undefined ? {} : { time }),
    ...(model === undefined ? {} : { slots: knownColumns(model) }),
  };
}

/**
 * The histories of `--observations`, by name.
 * @param model whose slots they observe; absent: not known
 * @param except name of one that the command reads apart; null: those that it does have none
 * @throws PulseError `dataset-invalid`, `input-unreadable`
 */
export async function loadDatasets(
  settings: Settings,
  model?: WorldModel,
  except?: string | null,
): Promise<Map<string, Dataset>> {
  const files = filesOf(settings, 'observations');
  const datasets = new Map<string, Dataset>();
  const split = textOf(settings, 'split');
  if (files === undefined) {
    // a command that has a history of its own reads that by them too
    if (except === undefined) refuseWithoutFiles(settings);
    return datasets;
  }
  const { loadDataset } = await import('./dataset-files.ts');
  const columns = columnsOf(settings, model);
  if (split !== undefined) return await loadLong(files, split, columns);
  for (const [name, file] of Object.entries(files))
    if (name !== except) datasets.set(name, await loadDataset(name, file, columns));
  return datasets;
}

/** Flags that say how the files of histories are read. */
const OF_FILES = ['split', 'time', 'ignore-columns'] as const;

/** A flag that would change nothing. */
function refuseWithoutFiles(settings: Settings): void {
  const flag = OF_FILES.find((name) => settings.get(name)?.source === 'flag');
  if (flag === undefined) return;
  const value = textOf(settings, flag);
  const given = value === undefined ? '' : ` ${value}`;
  throw new PulseError('option-invalid', `--${flag}${given} needs --observations NAME=FILE`);
}

/** Long files as one dataset for each value of a column; files without the column as they are. */
async function loadLong(
  files: Readonly<Record<string, string>>,
  split: string,
  columns: DatasetOptions,
): Promise<Map<string, Dataset>> {
  const { loadLongFile } = await import('./dataset-files.ts');
  const entries = Object.entries(files);
  const refuse = (why: string): never => {
    throw new PulseError('option-invalid', `--split ${split}: ${why}`);
  };
  const [, nameless] = entries.find(([name]) => name === '') ?? [];
  if (nameless !== undefined)
    refuse(`datasets are called NAME.VALUE: --observations NAME=${nameless}`);
  const long = [];
  for (const [name, file] of entries) long.push(await loadLongFile(name, file, split, columns));
  if (!long.some(({ isSplit }) => isSplit)) refuse('no file of --observations has such a column');
  const datasets = long.flatMap((file) => [...file.datasets()]);
  const named = new Map(datasets);
  const [twice] = datasets.find(([name, dataset]) => named.get(name) !== dataset) ?? [];
  if (twice !== undefined) refuse(`two datasets would be "${twice}"`);
  return named;
}

/** A config names a dataset, so one without a name would be of no use. */
export function refuseNameless(settings: Settings): void {
  const file = filesOf(settings, 'observations')?.[''];
  if (file === undefined) return;
  const from = settings.get('observations')?.from ?? '';
  throw new PulseError('option-invalid', `${from}: needs NAME=FILE, not "${file}"`);
}

function refuseKeptMember(settings: Settings): void {
  if (!isOn(settings, 'keep-members') || !settings.has('member')) return;
  throw new PulseError(
    'option-invalid',
    '--keep-members with --member: one member is replayed, and its path is the forecast already',
  );
}

/**
 * The options of the pipeline that the settings stand for; reads the model and the datasets.
 * @throws PulseError `option-invalid`, `model-invalid`, `dataset-invalid`, `input-unreadable`
 */
export async function readPipelineOptions(settings: Settings): Promise<PipelineOptions> {
  refuseNameless(settings);
  const options = await readOptionsWithState(settings);
  return { ...options, datasets: await loadDatasets(settings, options.model.model) };
}

/**
 * The same without datasets.
 * @throws PulseError `option-invalid`, `model-invalid`, `input-unreadable`
 */
export async function readOptionsWithState(settings: Settings): Promise<CompiledOptions> {
  const options = await readWorldOptions(settings);
  const file = textOf(settings, 'gravity-state');
  return file === undefined ? options : { ...options, gravityState: await readState(file) };
}

/** Longest gravity state; one of a hundred variables has a million characters. */
const STATE_CHARACTERS = 64 * 1024 * 1024;

/** Only JSON so far: `createWorld` refuses what is no state. */
async function readState(file: string): Promise<GravityState> {
  const { openInput } = await import('./dataset-files.ts');
  const source = openInput(file);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    let text = '';
    for (let chunk = await source.read(); chunk !== null; chunk = await source.read()) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > STATE_CHARACTERS)
        throw new PulseError(
          'option-invalid',
          `${file}: is no gravity state: it has more than ${STATE_CHARACTERS} characters`,
        );
    }
    return JSON.parse(text + decoder.decode());
  } catch (cause) {
    if (cause instanceof PulseError) throw cause;
    throw new PulseError('option-invalid', `${file}: is no gravity state: it is not JSON`, {
      cause,
    });
  } finally {
    await source.close();
  }
}

async function readWorldOptions(settings: Settings): Promise<CompiledOptions> {
  const gravity = readGravity(settings);
  refuseKeptMember(settings);
  return {
    ...optionsUnder('', settings),
    gravity,
    echoFull: textOf(settings, 'echo') === 'full',
    defaults: optionsUnder('defaults', settings),
    thresholds: optionsUnder('thresholds', settings),
    limits: optionsUnder('limits', settings),
    model: await openModel(textOf(settings, 'model') ?? DEFAULT_MODEL),
  };
}
