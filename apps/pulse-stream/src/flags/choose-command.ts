import { COMMAND_NAMES, type CommandName } from './flag.ts';

export const isCommand = (word: string | undefined): word is CommandName =>
  COMMAND_NAMES.some((name) => name === word);

/** The sub-command and its words; without one, `run`. */
export function chooseCommand(words: readonly string[]): {
  readonly name: CommandName;
  readonly words: readonly string[];
} {
  const [first, ...rest] = words;
  return isCommand(first) ? { name: first, words: rest } : { name: 'run', words };
}
