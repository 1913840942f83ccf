import { Readable } from 'node:stream';
import type { CommandContext } from '../settings/command-context.ts';
import { DEMO_SCENARIOS } from '../run/demo-scenarios.ts';
import { run } from './run.ts';

/**
 * `pulse-stream demo`: a few scenarios through the real command, records on standard output, what
 * they show on stderr. Any flag of `run` applies.
 */
export async function demo(context: CommandContext): Promise<number> {
  const { messages, terminal } = context;
  const lines = DEMO_SCENARIOS.map(({ config }) => `${JSON.stringify(config)}\n`);
  for (const { config, story } of DEMO_SCENARIOS)
    messages.say('demo', `${config.id}: ${story}`, { id: config.id });
  const code = await run({
    ...context,
    words: ['-'],
    terminal: { ...terminal, stdin: Readable.from([Buffer.from(lines.join(''))]) },
  });
  messages.say(
    'demo',
    'one by hand: echo \'{"turns":5,"state_overrides":{"hope":0.8}}\' | pulse-stream',
  );
  return code;
}
