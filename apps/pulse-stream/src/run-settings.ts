import type { GravityState, PipelineOptions } from '@pulse-stream/pipeline';
import type { CompiledModel } from '@pulse-stream/simulator';
import type { DatasetOptions } from '@pulse-stream/sinks';
import { PulseError, type Dataset, type WorldModel } from '@pulse-stream/worldstate';
import { readGravity } from './gravity-settings.ts';
import { DEFAULT_MODEL, openModel } from './model-catalog.ts';
import { filesOf, isOn, listOf, numberOf, textOf, type Settings } from './settings.ts';

/** Options with the model they name. */
type CompiledOptions = PipelineOptions & { readonly model: CompiledModel };

/** Drops the keys whose value is undefined: an absent option has its default. */
function given<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  // Object.fromEntries forgets the keys' types; the entries are those of `options`.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

/** How the columns of a history are read. */
export function columnsOf(
  settings: Settings,
  model?: WorldModel,
): Pick<DatasetOptions, 'time' | 'ignoreColumns' | 'slots'> {
  const time = textOf(settings, 'time');
  const names = Object.keys(model?.slots ?? {});
  return {
    ignoreColumns: isOn(settings, 'ignore-columns'),
    ...(time === undefined ? {} : { time }),
    ...(model === undefined
      ? {}
      : { slots: new Set(names.filter((name) => !Object.hasOwn(model.measurements, name))) }),
  };
}

/**
 * The histories of `--observations`, by name.
 * @param model whose slots they observe; absent: not known
 * @throws PulseError `dataset-invalid`, `input-unreadable`
 */
export async function loadDatasets(
  settings: Settings,
  model?: WorldModel,
): Promise<Map<string, Dataset>> {
  const files = filesOf(settings, 'observations');
  const datasets = new Map<string, Dataset>();
  if (files === undefined) return datasets;
  const { loadDataset } = await import('./dataset-files.ts');
  const columns = columnsOf(settings, model);
  for (const [name, file] of Object.entries(files))
    datasets.set(name, await loadDataset(name, file, columns));
  return datasets;
}

/** A config names a dataset, so one without a name would be of no use. */
function refuseNameless(settings: Settings): void {
  const file = filesOf(settings, 'observations')?.[''];
  if (file === undefined) return;
  const from = settings.get('observations')?.from ?? '';
  throw new PulseError('option-invalid', `${from}: needs NAME=FILE, not "${file}"`);
}

function readKeepMembers(settings: Settings): boolean {
  const isKept = isOn(settings, 'keep-members');
  if (isKept && settings.has('member'))
    throw new PulseError(
      'option-invalid',
      '--keep-members with --member: one member is replayed, and its path is the forecast already',
    );
  return isKept;
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
  const model = await openModel(textOf(settings, 'model') ?? DEFAULT_MODEL);
  const number = (name: string): number | undefined => numberOf(settings, name);
  const seed = settings.get('seed')?.value;
  const options = given({
    gravity,
    ignoreColumns: isOn(settings, 'ignore-columns'),
    seed: typeof seed === 'number' || typeof seed === 'string' ? seed : undefined,
    crn: isOn(settings, 'crn'),
    strict: isOn(settings, 'strict'),
    allowNames: listOf(settings, 'allow-name')?.slice(),
    debug: isOn(settings, 'debug'),
    echoFull: textOf(settings, 'echo') === 'full',
    record: textOf(settings, 'record') as 'full' | 'slim' | undefined, // checked choice
    fields: listOf(settings, 'fields')?.slice(),
    keepMembers: readKeepMembers(settings),
    member: number('member'),
    precision: number('precision'),
    gate: textOf(settings, 'gate'),
    defaults: given({
      turns: number('turns'),
      members: number('members'),
      trace: textOf(settings, 'trace') as 'none' | 'summary' | 'full' | undefined, // checked choice
      assess: textOf(settings, 'assess') as 'basic' | 'full' | undefined, // checked choice
    }),
    thresholds: given({
      confidence: number('min-confidence'),
      fragility: number('max-fragility'),
      risk: number('max-risk'),
    }),
    limits: given({
      lineBytes: number('max-line-bytes'),
      turns: number('limit-turns'),
      members: number('limit-members'),
      memberTurns: number('limit-member-turns'),
      memberValues: number('limit-member-values'),
      recordBytes: number('limit-record-bytes'),
      fuel: number('limit-fuel'),
    }),
  });
  return { ...options, model };
}
