import { readFile } from 'node:fs/promises';
import { createWorld, type PipelineOptions } from '@pulse-stream/pipeline';
import { ENGINE_VERSION } from '@pulse-stream/pipeline/internal';
import { renderLab } from '@pulse-stream/report/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { DEFAULT_MODEL } from '../catalog/model-catalog.ts';
import { chooseStart } from '../lab/choose-start.ts';
import { writeWhole } from '../output/write-whole.ts';
import { flagsFor, quoteWord } from '../run/next-command.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { readPipelineOptions } from '../settings/run-settings.ts';
import { isOn, textOf, type Settings } from '../settings/settings.ts';
import { EXIT } from '../terminal/exit-codes.ts';

/** A page that people pass on; observations can make it larger. */
const USUAL_BYTES = 2_000_000;

/** The text of the model, and what its places are called. */
async function readModel(reference: string): Promise<{ text: string; path: string }> {
  const { readModelText, SHIPPED_MODELS } = await import('../catalog/model-files.ts');
  const shipped = SHIPPED_MODELS.get(reference);
  return shipped === undefined
    ? { text: readModelText(reference), path: reference }
    : { text: shipped, path: `${reference}.yaml` };
}

/** What the page makes its world with: the model is a text there, data go in beside. */
function plainOptions(options: PipelineOptions): Readonly<Record<string, unknown>> {
  const { model: _model, datasets: _datasets, gravityState: _state, ...plain } = options;
  return JSON.parse(JSON.stringify(plain));
}

const commandOf = (words: readonly string[]): string =>
  ['pulse-stream', ...words.map((word) => quoteWord(word))].join(' ');

function modelWords(settings: Settings): string {
  const model = textOf(settings, 'model');
  return model === undefined ? '' : ` -m ${quoteWord(model)}`;
}

/** `pulse-stream lab -m MODEL -o lab.html`: a page with the engine inside. */
export async function lab(context: CommandContext): Promise<number> {
  const { settings, messages, argv, words } = context;
  if (words.length > 0)
    throw new PulseError(
      'option-invalid',
      `lab takes no files: name the model with -m (found "${words[0] ?? ''}")`,
    );
  const options = await readPipelineOptions(settings);
  const world = createWorld(options);
  const { text, path } = await readModel(textOf(settings, 'model') ?? DEFAULT_MODEL);
  const model = world.compiled.model.name;
  const { scenario, failure } = chooseStart(world, settings);
  const page = renderLab({
    name: model,
    setup: {
      path,
      options: plainOptions(options),
      datasets: [...(options.datasets ?? new Map())].map(([name, dataset]) => ({
        ...dataset,
        name,
      })),
      gravityState: options.gravityState ?? null,
    },
    text,
    scenario,
    runWords: commandOf(['run', ...flagsFor('run', settings)]),
    modelWords: modelWords(settings),
    command: commandOf(argv),
    version: ENGINE_VERSION,
    pageScript: await readFile(new URL('../bundle/lab-page.js', import.meta.url), 'utf8'),
    engineScript: await readFile(new URL('../bundle/lab-engine.js', import.meta.url), 'utf8'),
  });
  const output = textOf(settings, 'output') ?? '-';
  await writeWhole(output, page, context);
  const bytes = Buffer.byteLength(page);
  if (isOn(settings, 'quiet')) return EXIT.ok;
  if (failure !== null) {
    const { path: place = 'the scenario', message, hint } = failure;
    messages.say(
      'warning',
      `the page begins with a scenario that cannot run: ${place}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
    );
  }
  if (bytes > USUAL_BYTES)
    messages.say(
      'warning',
      `the page has ${(bytes / 1e6).toFixed(1)} MB: observations and what was learned from them are in it`,
      { bytes },
    );
  messages.say(
    'summary',
    `a lab of ${model}${output === '-' ? '' : ` in ${output}: open it in a browser`}`,
    { model, bytes },
  );
  return EXIT.ok;
}
