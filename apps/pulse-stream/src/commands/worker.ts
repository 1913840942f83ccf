import { availableParallelism } from 'node:os';
import { runClusterWorker } from '@pulse-stream/jetstream';
import { PulseError } from '@pulse-stream/worldstate';
import { readClusterAddress } from '../cluster/cluster-address.ts';
import { readBuild } from '../cluster/command-build.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { isOn, numberOf } from '../settings/settings.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { plural } from '../terminal/plural.ts';
import { catchSignals } from '../terminal/signals.ts';

const HEAP_MEGABYTES = 1024;
const STALL_SECONDS = 300;

/** `pulse-stream worker`: computes for the runs of a cluster until it is stopped. */
export async function worker({ settings, messages, words }: CommandContext): Promise<number> {
  if (words.length > 0)
    throw new PulseError('option-invalid', `worker takes no words: ${words.join(' ')}`);
  const jobs = numberOf(settings, 'jobs') ?? availableParallelism();
  const quiet = isOn(settings, 'quiet');
  const signals = catchSignals();
  const address = readClusterAddress(settings);
  const build = await readBuild();
  try {
    const { chunks, records } = await runClusterWorker(
      address,
      {
        jobs,
        build,
        heapMegabytes: numberOf(settings, 'worker-heap-mb') ?? HEAP_MEGABYTES,
        stallSeconds: numberOf(settings, 'worker-stall-seconds') ?? STALL_SECONDS,
        idleSeconds: numberOf(settings, 'idle-seconds'),
        say: (text) => messages.say('worker', text),
        onReady: () => {
          if (quiet) return;
          const text = `waiting for work with ${plural(jobs, 'thread')}, build ${build}`;
          messages.say('ready', text, { jobs, build });
        },
      },
      signals.stop,
    );
    const did = `${plural(records, 'record')} in ${plural(chunks, 'chunk')}`;
    if (!quiet) messages.say('summary', did, { records, chunks });
    return signals.caught() ?? EXIT.ok;
  } finally {
    signals.release();
  }
}
