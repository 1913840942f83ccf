import type { GravityState, PipelineOptions } from '@pulse-stream/pipeline';
import { PulseError, type Dataset } from '@pulse-stream/worldstate';
import { readGravity } from './gravity-settings.ts';
import { DEFAULT_MODEL, openModel } from './model-catalog.ts';
import { isOn, numberOf, textOf, type Settings } from './settings.ts';

/** Drops the keys whose value is undefined: an absent option has its default. */
function given<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  // Object.fromEntries forgets the keys' types; the entries are those of `options`.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

/**
 * The histories of `--observations`, by name.
 * @throws PulseError `dataset-invalid`, `input-unreadable`
 */
export async function loadDatasets(settings: Settings): Promise<Map<string, Dataset>> {
  const files = settings.get('observations')?.value;
  const datasets = new Map<string, Dataset>();
  if (typeof files !== 'object') return datasets;
  const { loadDataset } = await import('./dataset-files.ts');
  for (const [name, file] of Object.entries(files))
    datasets.set(name, await loadDataset(name, file));
  return datasets;
}

/** A config names a dataset, so one without a name would be of no use. */
function refuseNameless(settings: Settings): void {
  const { value, from } = settings.get('observations') ?? {};
  if (typeof value !== 'object' || value[''] === undefined) return;
  throw new PulseError('option-invalid', `${from ?? ''}: needs NAME=FILE, not "${value['']}"`);
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
  return { ...(await readOptionsWithState(settings)), datasets: await loadDatasets(settings) };
}

/**
 * The same without datasets.
 * @throws PulseError `option-invalid`, `model-invalid`, `input-unreadable`
 */
export async function readOptionsWithState(settings: Settings): Promise<PipelineOptions> {
  const options = await readWorldOptions(settings);
  const file = textOf(settings, 'gravity-state');
  return file === undefined ? options : { ...options, gravityState: await readState(file) };
}

/** Only JSON so far: `createWorld` refuses what is no state. */
async function readState(file: string): Promise<GravityState> {
  const { openInput } = await import('./dataset-files.ts');
  const source = openInput(file);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    let text = '';
    for (let chunk = await source.read(); chunk !== null; chunk = await source.read())
      text += decoder.decode(chunk, { stream: true });
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

async function readWorldOptions(settings: Settings): Promise<PipelineOptions> {
  const gravity = readGravity(settings);
  const model = await openModel(textOf(settings, 'model') ?? DEFAULT_MODEL);
  const number = (name: string): number | undefined => numberOf(settings, name);
  const seed = settings.get('seed')?.value;
  return given({
    model,
    gravity,
    ignoreColumns: isOn(settings, 'ignore-columns'),
    seed: typeof seed === 'number' || typeof seed === 'string' ? seed : undefined,
    crn: isOn(settings, 'crn'),
    strict: isOn(settings, 'strict'),
    debug: isOn(settings, 'debug'),
    echoFull: textOf(settings, 'echo') === 'full',
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
}
