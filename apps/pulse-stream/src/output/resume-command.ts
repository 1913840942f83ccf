import { quoteWord } from '../run/next-command.ts';

/** The command that goes on with a run that ended early. */
export function resumeCommand(argv: readonly string[]): string {
  const again = argv.filter((word) => word !== '--resume' && word !== '--force');
  return ['pulse-stream', ...again.map((word) => quoteWord(word)), '--resume'].join(' ');
}
