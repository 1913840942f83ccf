import { VERSION } from './version.ts';

/**
 * Where the process begins: `--version` alone is answered without loading the command.
 * @param argv without node and script
 * @returns the exit code
 */
export async function start(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const { main, processTerminal } = await import('./main.ts');
  return await main(argv, processTerminal());
}
