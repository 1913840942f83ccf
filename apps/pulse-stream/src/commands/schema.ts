import { describeSchema, PulseError } from '@pulse-stream/worldstate';
import { hintNearest, SCHEMAS } from '@pulse-stream/worldstate/internal';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { writeText } from '../write-text.ts';

/** `pulse-stream schema config|result|model`: the JSON Schema on standard output. */
export async function schema({ terminal, words }: CommandContext): Promise<number> {
  const [name = '', ...more] = words;
  if ((name !== 'config' && name !== 'result' && name !== 'model') || more.length > 0) {
    const hint = hintNearest(name, Object.keys(SCHEMAS)) ?? 'config, result or model';
    throw new PulseError('option-invalid', `schema needs one of its documents (${hint})`);
  }
  await writeText(terminal.stdout, `${JSON.stringify(describeSchema(name), null, 2)}\n`);
  return EXIT.ok;
}
