import type { World } from '@pulse-stream/pipeline';
import {
  chunkSize,
  CHUNK_LINES,
  ENGINE_VERSION,
  type BatchSize,
  type WorkForce,
} from '@pulse-stream/pipeline/internal';
import { BrokerError, type Clock } from '../broker.ts';
import { digestOf } from '../chunk/digest.ts';
import { encodeWorld } from '../chunk/world-bytes.ts';
import { clusterForce } from '../driver/cluster-force.ts';
import { Driver } from '../driver/driver.ts';
import type { ClusterAddress } from '../nats/cluster-address.ts';
import { connectCluster } from '../nats/connection.ts';
import { NatsDriverBroker } from '../nats/driver-broker.ts';
import { buildToken } from '../nats/names.ts';
import { PulseError } from '@pulse-stream/worldstate';

/** Chunks between reading and writing: with them some dozens of workers have enough to do. */
const CREDITS = 128;
const JOB_DIGITS = 16;

export interface DriverOptions {
  /** What makes the job another one though it has the same world: its inputs. */
  readonly inputs: readonly string[];
  /** Only workers of the same build see the run; default: the version. */
  readonly build?: string | undefined;
  /** Most lines of a chunk; default 1000. */
  readonly chunkLines?: number | undefined;
  /** Chunks between reading and writing. */
  readonly credits?: number | undefined;
  /** Tells people what they should know. */
  readonly say: (message: string) => void;
}

/** A cluster as the force of one run: what `runPipeline` is to be given. */
export interface DriverSession {
  readonly force: WorkForce;
  readonly batchSize: BatchSize;
  readonly credits: number;
  /** @param isDone the run came to its end: nothing of it is needed any more */
  close(isDone: boolean): Promise<void>;
}

/** Timers of this process that do not keep it alive by themselves. */
export const timers: Clock = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Opens a cluster for a run. The job is named after what decides its records, so that a run that is
 * resumed finds what was computed for it.
 * @throws (rejects) PulseError `option-invalid`, `engine-unreachable`
 */
export async function openDriver(
  world: World,
  address: ClusterAddress,
  options: DriverOptions,
): Promise<DriverSession> {
  const { credits = CREDITS, chunkLines = CHUNK_LINES, inputs, say } = options;
  const { build = ENGINE_VERSION } = options;
  const connection = await connectCluster(address, 'driver');
  const bytes = encodeWorld(world);
  const name = JSON.stringify([build, digestOf(bytes), chunkLines, inputs]);
  const job = digestOf(new TextEncoder().encode(name)).slice(0, JOB_DIGITS);
  const broker = new NatsDriverBroker(connection, { build: buildToken(build), job });
  // an address with a password was refused
  const workerCommand = `pulse-stream worker --engine ${address.servers}`;
  const driver = new Driver({ broker, clock: timers, world: bytes, build, workerCommand, say });
  const close = async (isDone: boolean): Promise<void> => {
    await driver.close(isDone);
    await connection.close();
  };
  try {
    await driver.begin();
  } catch (error) {
    await close(false);
    if (!(error instanceof BrokerError)) throw error;
    throw new PulseError('engine-unreachable', error.message, { cause: error });
  }
  return {
    force: clusterForce(driver, credits, world.options.limits),
    batchSize: chunkSize(world, chunkLines),
    credits,
    close,
  };
}
