import type { World } from '@pulse-stream/pipeline';
import type { DriverSession } from '@pulse-stream/jetstream';
import { PulseError } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';
import { isOn, numberOf } from '../settings/settings.ts';
import { readClusterAddress } from './cluster-address.ts';
import { readBuild } from './command-build.ts';

/** Flags about threads of this machine, which computes nothing when a cluster does. */
const LOCAL = ['jobs', 'worker-heap-mb', 'worker-stall-seconds'] as const;

/**
 * Opens the cluster of a run.
 * @throws (rejects) PulseError `option-invalid`, `engine-unreachable`
 */
export async function openEngine(
  world: World,
  paths: readonly string[],
  { settings, messages }: CommandContext,
): Promise<DriverSession> {
  const useless = LOCAL.map((name) => settings.get(name)).find((found) => found?.source === 'flag');
  if (useless !== undefined)
    throw new PulseError(
      'option-invalid',
      `${useless.from} has no effect with --engine: workers have their own (pulse-stream worker)`,
    );
  const address = readClusterAddress(settings);
  const { openDriver } = await import('@pulse-stream/jetstream');
  return await openDriver(world, address, {
    inputs: paths,
    build: await readBuild(),
    chunkLines: numberOf(settings, 'chunk'),
    credits: numberOf(settings, 'credits'),
    say: (text) => {
      if (!isOn(settings, 'quiet')) messages.say('engine', messages.paint('yellow', text));
    },
  });
}
