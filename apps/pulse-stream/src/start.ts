import { main, processTerminal } from './main.ts';

/**
 * Where the bundle begins.
 * @param argv without node and script
 * @returns the exit code
 */
export async function start(argv: readonly string[]): Promise<number> {
  return await main(argv, processTerminal());
}
