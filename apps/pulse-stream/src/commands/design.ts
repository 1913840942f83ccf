import { createDesign, readVariable, type Design } from '@pulse-stream/experiment';
import { DESIGN_METHODS, type DesignMethod } from '@pulse-stream/experiment/internal';
import { explainImpossible, openRng } from '@pulse-stream/simulator/internal';
import { openOutput, type OutputSink } from '@pulse-stream/sinks';
import { PulseError } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import { openModel } from '../catalog/model-catalog.ts';
import { boundsOf, checkDesign, readBase } from '../experiment/design-checks.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { isOn, numberOf, textOf, textsOf, type Settings } from '../settings/settings.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { plural } from '../terminal/plural.ts';
import { catchSignals } from '../terminal/signals.ts';

/** Characters that are written together. */
const CHUNK_CHARACTERS = 64 * 1024;

function readMethod([method, ...more]: readonly string[]): DesignMethod {
  const known = DESIGN_METHODS.find((name) => name === method);
  if (known === undefined)
    throw new PulseError(
      'option-invalid',
      method === undefined
        ? `design needs a kind: ${DESIGN_METHODS.join(', ')}`
        : `design ${method} is not a command (${hintNearest(method, DESIGN_METHODS) ?? DESIGN_METHODS.join(', ')})`,
    );
  if (more.length > 0)
    throw new PulseError(
      'option-invalid',
      `design ${known} reads no file: what varies is said by --var NAME=VALUES`,
    );
  return known;
}

/** A seed of a settings file or the environment may be there for other commands. */
function readSeed(settings: Settings, method: DesignMethod): number | string | undefined {
  const { value, source } = settings.get('seed') ?? {};
  const isForMany = source !== 'flag' && (method === 'grid' || method === 'oat');
  return isForMany || (typeof value !== 'number' && typeof value !== 'string') ? undefined : value;
}

async function readDesign({ settings, words }: CommandContext): Promise<Design> {
  const method = readMethod(words);
  const reference = textOf(settings, 'model');
  const model = reference === undefined ? null : await openModel(reference);
  const file = textOf(settings, 'base');
  const base = file === undefined ? undefined : readBase(file);
  const places = model === null ? {} : { boundsOf: boundsOf(model) };
  const made = createDesign({
    method,
    variables: textsOf(settings, 'var').map((text) =>
      readVariable(text, { explainImpossible, ...places }),
    ),
    base: base?.keys,
    points: numberOf(settings, 'points'),
    seed: readSeed(settings, method),
    replications: numberOf(settings, 'replications'),
    maximin: isOn(settings, 'maximin'),
    indices: isOn(settings, 'indices'),
    openRng,
  });
  checkDesign(made, model, base);
  return made;
}

/** Writes the lines as they are made, no faster than they are taken. */
async function writeLines(made: Design, sink: OutputSink, stop: AbortSignal): Promise<void> {
  const encoder = new TextEncoder();
  let text = '';
  for (const line of made.lines()) {
    text += `${line}\n`;
    if (text.length < CHUNK_CHARACTERS) continue;
    await sink.write(encoder.encode(text));
    text = '';
    if (stop.aborted) return;
  }
  await sink.write(encoder.encode(text));
}

/** `pulse-stream design grid|oat|lhs|sobol|mc`: scenario lines in which inputs vary. */
export async function design(context: CommandContext): Promise<number> {
  const { settings, terminal, messages } = context;
  const made = await readDesign(context);
  const signals = catchSignals();
  const { fileSystem, stdout } = terminal;
  const output = textOf(settings, 'output') ?? '-';
  const sink = await openOutput(output, { force: isOn(settings, 'force'), fileSystem, stdout });
  signals.stop.addEventListener('abort', () => void sink.abort());
  try {
    await writeLines(made, sink, signals.stop);
    await sink.close();
  } catch (error) {
    await sink.abort();
    if (signals.caught() === null) throw error;
  } finally {
    signals.release();
  }
  const signal = signals.caught();
  if (signal !== null) return signal;
  if (!isOn(settings, 'quiet'))
    messages.say('summary', `${plural(made.count, 'scenario')} written`, { lines: made.count });
  return EXIT.ok;
}
