import { PulseError } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import type { CommandContext } from '../settings/command-context.ts';
import { COMMAND_WORDS } from '../flags/command-help.ts';
import { COMPLETION_SCRIPTS } from '../shell/completion-scripts.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { writeText } from '../terminal/write-text.ts';

const SHELLS = COMMAND_WORDS.completion;

/** `pulse-stream completion bash|zsh|fish`: what the shell reads to complete this command. */
export async function completion({ terminal, words }: CommandContext): Promise<number> {
  const [word = '', ...more] = words;
  const shell = SHELLS.find((known) => known === word);
  if (shell === undefined || more.length > 0) {
    const hint = shell === undefined ? hintNearest(word, SHELLS) : undefined;
    throw new PulseError(
      'option-invalid',
      `completion needs the name of one shell (${hint ?? SHELLS.join(', ')})`,
    );
  }
  await writeText(terminal.stdout, COMPLETION_SCRIPTS[shell]);
  return EXIT.ok;
}
