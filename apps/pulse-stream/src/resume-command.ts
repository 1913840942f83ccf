/** A word as the shell reads it back. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command that goes on with a run that ended early. */
export function resumeCommand(argv: readonly string[]): string {
  const again = argv.filter((word) => word !== '--resume' && word !== '--force');
  return ['pulse-stream', ...again.map((word) => quote(word)), '--resume'].join(' ');
}
