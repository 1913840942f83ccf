import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeSchema, PulseError } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import { writeTogether } from '../output/write-whole.ts';
import { COMMAND_WORDS } from '../flags/command-help.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { isOn, textOf } from '../settings/settings.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { plural } from '../terminal/plural.ts';
import { writeText } from '../terminal/write-text.ts';

const NAMES = COMMAND_WORDS.schema;
type SchemaName = (typeof NAMES)[number];
const textOfSchema = (name: SchemaName): string =>
  `${JSON.stringify(describeSchema(name), null, 2)}\n`;

/**
 * `pulse-stream schema config|result|model`: the JSON Schema on standard output; with `--out DIR` all of
 * them, or the one that is named, as files.
 */
export async function schema(context: CommandContext): Promise<number> {
  const { terminal, settings, words } = context;
  const folder = textOf(settings, 'out');
  const [word = '', ...more] = words;
  const name = NAMES.find((known) => known === word);
  if (more.length > 0 || (name === undefined && (folder === undefined || word !== ''))) {
    const hint = hintNearest(word, NAMES) ?? 'config, result or model';
    throw new PulseError('option-invalid', `schema needs one of its documents (${hint})`);
  }
  if (folder !== undefined) await writeFiles(folder, name === undefined ? NAMES : [name], context);
  else if (name !== undefined) await writeText(terminal.stdout, textOfSchema(name));
  return EXIT.ok;
}

async function writeFiles(
  folder: string,
  names: readonly SchemaName[],
  context: CommandContext,
): Promise<void> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new PulseError('output-unwritable', `--out ${folder}: is no folder, and cannot be made`, {
      cause,
    });
  }
  const texts = names.map((name) => ({
    path: join(folder, `${name}.schema.json`),
    text: textOfSchema(name),
  }));
  await writeTogether(texts, context);
  if (!isOn(context.settings, 'quiet'))
    context.messages.say('summary', `${plural(texts.length, 'schema')} written to ${folder}`, {
      files: texts.map(({ path }) => path),
    });
}
