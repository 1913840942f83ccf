import type { Settings } from './settings.ts';
import type { Messages, Terminal } from '../terminal/terminal.ts';

/** What a sub-command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly messages: Messages;
  readonly settings: Settings;
  /** Words after the sub-command. */
  readonly words: readonly string[];
  /** The whole command line, to say how to go on. */
  readonly argv: readonly string[];
}
