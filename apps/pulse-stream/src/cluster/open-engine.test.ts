import type { DriverOptions } from '@pulse-stream/jetstream';
import { createWorld } from '@pulse-stream/pipeline';
import { expect, test, vi } from 'vitest';
import type { CommandContext } from '../settings/command-context.ts';
import type { Setting } from '../settings/settings.ts';
import { openEngine } from './open-engine.ts';

const told = vi.hoisted(() => ({ text: 'no worker has answered' }));
vi.mock('@pulse-stream/jetstream', () => ({
  openDriver: (_world: unknown, _address: unknown, { say }: DriverOptions) => say(told.text),
}));

// a command from its sources has no programs
vi.mock('./command-build.ts', () => ({ readBuild: () => Promise.resolve('a build') }));

/** What is said of a cluster under some flags. */
async function sayings(flags: Readonly<Record<string, Setting['value']>>): Promise<string[]> {
  const said: string[] = [];
  const settings = new Map(
    Object.entries(flags).map(([name, value]) => [
      name,
      { value, source: 'flag' as const, from: `--${name}` },
    ]),
  );
  const messages = {
    say: (_: string, text: string) => said.push(text),
    paint: (_: string, text: string) => text,
  };
  // all that opening a cluster looks at
  await openEngine(createWorld(), ['-'], { settings, messages } as unknown as CommandContext);
  return said;
}

test('what a run says of its cluster are warnings: --quiet is without them', async () => {
  const engine = 'nats://127.0.0.1:4222';
  expect(await sayings({ engine })).toEqual([told.text]);
  expect(await sayings({ engine, quiet: true })).toEqual([]);
});
