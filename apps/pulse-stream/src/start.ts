import { main, processTerminal } from './main.ts';
import { openStandardError } from './terminal/standard-streams.ts';

/**
 * Where the bundle begins.
 * @param argv without node and script
 * @returns the exit code
 */
export async function start(argv: readonly string[]): Promise<number> {
  const stderr = openStandardError();
  const code = await main(argv, processTerminal(stderr.stream));
  // all is written and said: a signal that comes while the process ends must not change what it says
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => undefined);
  await stderr.settle();
  return code;
}
