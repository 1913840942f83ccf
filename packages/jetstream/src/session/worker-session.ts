import { ENGINE_VERSION } from '@pulse-stream/pipeline/internal';
import { PulseError } from '@pulse-stream/worldstate';
import type { ClusterAddress } from '../nats/cluster-address.ts';
import { connectCluster } from '../nats/connection.ts';
import { buildToken } from '../nats/names.ts';
import { NatsWorkerBroker } from '../nats/worker-broker.ts';
import type { CarefulOptions } from '../worker/careful-process.ts';
import { ThreadCompute } from '../worker/thread-compute.ts';
import { work, type WorkerSummary } from '../worker/worker.ts';
import { timers } from './driver-session.ts';

export interface WorkerOptions extends CarefulOptions {
  /** Threads that compute. */
  readonly jobs: number;
  /** Drivers of another build do not see this worker; default: the version. */
  readonly build?: string | undefined;
  /** It ends when there was nothing to do for so long; absent: never. */
  readonly idleSeconds?: number | undefined;
  /** Called when it waits for orders. */
  readonly onReady: () => void;
  /** Tells people what they should know. */
  readonly say: (message: string) => void;
}

/**
 * Works for a cluster until it is stopped; finishes what it has begun.
 * @throws (rejects) PulseError `option-invalid`, `engine-unreachable`
 */
export async function runClusterWorker(
  address: ClusterAddress,
  options: WorkerOptions,
  stop: AbortSignal,
): Promise<WorkerSummary> {
  const { jobs, build = ENGINE_VERSION, idleSeconds, say, onReady } = options;
  const idleMs = idleSeconds === undefined ? undefined : idleSeconds * 1000;
  const connection = await connectCluster(address, 'worker');
  const compute = new ThreadCompute(jobs, options);
  const broker = new NatsWorkerBroker(connection, buildToken(build));
  const ending = new AbortController();
  // the client connects again by itself, for ever, unless it is not let in any more
  const lost = connection.closed().then((cause): never => {
    throw new PulseError(
      'engine-unreachable',
      'the NATS server does not let this worker in any more (is its user still one: --creds FILE, --nkey FILE?)',
      { cause },
    );
  });
  const parts = { broker, clock: timers, compute, slots: jobs, idleMs, say };
  try {
    onReady();
    return await Promise.race([work(parts, AbortSignal.any([stop, ending.signal])), lost]);
  } finally {
    ending.abort();
    await compute.close();
    // what was said last has to leave
    if (!connection.isClosed()) await connection.drain();
  }
}
