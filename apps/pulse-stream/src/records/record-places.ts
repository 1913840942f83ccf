import { PulseError } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';

/**
 * Where a command that looks at a run reads its records: the files that are named, else standard input.
 * @throws PulseError `option-invalid` where nothing is named and nothing is piped in
 */
export function recordPlaces(
  command: string,
  { words, terminal }: Pick<CommandContext, 'words' | 'terminal'>,
): readonly string[] {
  if (words.length > 0) return words;
  if (terminal.stdin.isTTY !== true) return ['-'];
  throw new PulseError(
    'option-invalid',
    `${command} needs the records of a run: pulse-stream ${command} out.jsonl`,
  );
}
