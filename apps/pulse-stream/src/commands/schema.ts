import { describeSchema, PulseError } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import { COMMAND_WORDS } from '../settings/command-help.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { writeText } from '../terminal/write-text.ts';

/** `pulse-stream schema config|result|model`: the JSON Schema on standard output. */
export async function schema({ terminal, words }: CommandContext): Promise<number> {
  const [word = '', ...more] = words;
  const name = COMMAND_WORDS.schema.find((known) => known === word);
  if (name === undefined || more.length > 0) {
    const hint = hintNearest(word, COMMAND_WORDS.schema) ?? 'config, result or model';
    throw new PulseError('option-invalid', `schema needs one of its documents (${hint})`);
  }
  await writeText(terminal.stdout, `${JSON.stringify(describeSchema(name), null, 2)}\n`);
  return EXIT.ok;
}
