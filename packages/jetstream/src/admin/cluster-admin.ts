import { jetstreamManager, type JetStreamManager, type StreamInfo } from '@nats-io/jetstream';
import { Objm } from '@nats-io/obj';
import type { NatsConnection } from '@nats-io/transport-node';
import { ENGINE_VERSION } from '@pulse-stream/pipeline/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { BrokerError } from '../broker.ts';
import { answered } from '../nats/answer.ts';
import type { ClusterAddress } from '../nats/cluster-address.ts';
import { connectCluster, isOlder } from '../nats/connection.ts';
import { openBucket } from '../nats/driver-broker.ts';
import { RECOMMENDED_SERVER, WANTED_SERVER } from '../nats/server-versions.ts';
import {
  BUCKET,
  BUCKET_STREAM,
  buildToken,
  consumerName,
  ORDER_JOB,
  PART_JOB,
  pieceOf,
  RESULT_STREAM,
  WORK_STREAM,
} from '../nats/names.ts';
import {
  DEFAULT_SIZE,
  differences,
  ensureConsumer,
  ensureStreams,
  ifMissing,
  streamConfigs,
  type ClusterSize,
} from '../nats/streams.ts';
import { growStreams } from './cluster-size.ts';

const REQUEST_MS = 3000;
const MILLISECONDS_PER_HOUR = 3_600_000;

interface Reach {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
}

/** Connects, asks, disconnects. */
async function reach<T>(address: ClusterAddress, ask: (reached: Reach) => Promise<T>): Promise<T> {
  const connection = await connectCluster(address, 'admin');
  try {
    return await answered(async () => {
      const options = { checkAPI: false, timeout: REQUEST_MS };
      const manager = await jetstreamManager(connection, options);
      return await ask({ connection, manager });
    });
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    const wayOut =
      error.cause instanceof Error && error.cause.name === 'StreamNotFoundError'
        ? ' (run pulse-stream cluster init first)'
        : '';
    throw new PulseError('engine-unreachable', `${error.message}${wayOut}`, { cause: error });
  } finally {
    await connection.close();
  }
}

/**
 * Makes streams, bucket and the consumer of a build where they are missing, and gives those that
 * are there the size that is asked for.
 * @param size what is left out is left as it is
 * @param isForced what is there is removed before, with all that waits in it
 * @param build as drivers and workers name it; default: the version
 * @returns what has grown, a sentence each
 * @throws (rejects) PulseError `option-invalid`, `engine-unreachable`
 */
export function initCluster(
  address: ClusterAddress,
  size: Partial<ClusterSize> = {},
  isForced = false,
  build = ENGINE_VERSION,
): Promise<readonly string[]> {
  const wanted = { ...DEFAULT_SIZE, ...size };
  return reach(address, async ({ connection, manager }) => {
    // before anything is removed; a stream that is there would take the number, and keep one of each
    if (wanted.replicas > 1 && connection.info?.cluster === undefined)
      throw new PulseError(
        'engine-unreachable',
        `--replicas ${wanted.replicas} needs so many NATS servers in a cluster, and this one is in none (give it a cluster block with routes to the others, or leave --replicas out)`,
      );
    if (isForced)
      for (const name of [WORK_STREAM, RESULT_STREAM, BUCKET_STREAM])
        await manager.streams.delete(name).catch(ifMissing);
    await ensureStreams(manager, wanted);
    await ensureConsumer(manager, buildToken(build));
    await openBucket(new Objm(connection).js, wanted.replicas);
    return await growStreams(manager, size);
  });
}

/** One job, as the streams show it. */
export interface JobStatus {
  readonly job: string;
  /** Chunks that wait or are worked on. */
  readonly orders: number;
  /** Parts of results that no driver has removed. */
  readonly results: number;
}

export interface ClusterStatus {
  readonly server: string;
  readonly jobs: readonly JobStatus[];
  /** The workers of a build, together. */
  readonly builds: readonly {
    readonly build: string;
    /** Questions for orders that are open: threads that have nothing to do. */
    readonly waiting: number;
    /** Orders in the hands of workers. */
    readonly held: number;
    /** Orders that nobody has. */
    readonly pending: number;
  }[];
}

/**
 * What a cluster is at.
 * @throws (rejects) PulseError `option-invalid`, `engine-unreachable`
 */
export function inspectCluster(address: ClusterAddress): Promise<ClusterStatus> {
  return reach(address, async ({ connection, manager }) => {
    const jobs = new Map<string, { orders: number; results: number }>();
    const count = (job: string): { orders: number; results: number } => {
      const found = jobs.get(job) ?? { orders: 0, results: 0 };
      jobs.set(job, found);
      return found;
    };
    for (const subject of await subjectsOf(manager, WORK_STREAM))
      count(pieceOf(subject, ORDER_JOB)).orders += 1;
    for (const subject of await subjectsOf(manager, RESULT_STREAM))
      count(pieceOf(subject, PART_JOB)).results += 1;
    const builds = [];
    for await (const { name, num_waiting, num_ack_pending, num_pending } of manager.consumers.list(
      WORK_STREAM,
    ))
      builds.push({
        build: name.replace(consumerName(''), ''),
        waiting: num_waiting,
        held: num_ack_pending,
        pending: num_pending,
      });
    const server = connection.info?.version ?? '';
    return { server, builds, jobs: [...jobs].map(([job, counts]) => ({ job, ...counts })) };
  });
}

async function subjectsOf(manager: JetStreamManager, stream: string): Promise<string[]> {
  const { state } = await manager.streams.info(stream, { subjects_filter: '>' });
  return Object.keys(state.subjects ?? {});
}

/** What a look at a cluster found: each a sentence. */
export interface ClusterHealth {
  readonly fine: readonly string[];
  readonly warnings: readonly string[];
  readonly faults: readonly string[];
}

/**
 * Says what a cluster lacks. It reads back what the server made of the streams: an old one leaves out
 * silently what it does not know.
 * @throws (rejects) PulseError `option-invalid`, `engine-unreachable`
 */
export function examineCluster(
  address: ClusterAddress,
  build = ENGINE_VERSION,
): Promise<ClusterHealth> {
  return reach(address, async ({ connection, manager }) => {
    const [fine, warnings, faults]: [string[], string[], string[]] = [[], [], []];
    const { version = '0' } = connection.info ?? {};
    if (isOlder(version, RECOMMENDED_SERVER))
      warnings.push(`the server is ${version}, wanted is ${WANTED_SERVER}`);
    else fine.push(`the server is ${version}`);
    for (const wanted of streamConfigs(DEFAULT_SIZE)) {
      const info = await manager.streams.info(wanted.name).catch(ifMissing);
      const found = info === null ? ['it is missing'] : differences(wanted, info.config);
      if (info !== null && found.length === 0) fine.push(describeStream(wanted.name, info));
      for (const difference of found)
        faults.push(`${wanted.name}: ${difference} (pulse-stream cluster init)`);
    }
    const bucket = await manager.streams.info(BUCKET_STREAM).catch(ifMissing);
    if (bucket === null) faults.push(`${BUCKET}: it is missing (pulse-stream cluster init)`);
    else fine.push(describeStream(BUCKET, bucket));
    const consumer = await manager.consumers
      .info(WORK_STREAM, consumerName(buildToken(build)))
      .catch(ifMissing);
    if (consumer === null)
      faults.push(`build ${build}: nobody can ask for its orders (cluster init)`);
    else fine.push(`build ${build}: ${consumer.num_waiting} threads wait for orders`);
    return { fine, warnings, faults };
  });
}

function describeStream(name: string, { state, config }: StreamInfo): string {
  const room = config.max_bytes > 0 ? ` of ${config.max_bytes}` : '';
  return `${name}: ${state.messages} messages, ${state.bytes}${room} bytes, ${config.num_replicas} of each`;
}

export interface Cleared {
  readonly jobs: number;
  readonly objects: number;
}

/**
 * Removes jobs of which nothing has been stored for a while, and objects as old. A run that still
 * needs them makes them anew.
 * @throws (rejects) PulseError `option-invalid`, `engine-unreachable`
 */
export function clearCluster(address: ClusterAddress, hours: number): Promise<Cleared> {
  return reach(address, async ({ connection, manager }) => {
    const cleared = { jobs: 0, objects: 0 };
    for (const [stream, head, piece] of [
      [RESULT_STREAM, 'pulse.res', PART_JOB],
      [WORK_STREAM, 'pulse.work.*', ORDER_JOB],
    ] as const) {
      const { ts = '' } = await manager.streams.info(stream);
      const jobs = new Set((await subjectsOf(manager, stream)).map((all) => pieceOf(all, piece)));
      for (const job of jobs) {
        const filter = `${head}.${job}.>`;
        const last = await manager.streams.getMessage(stream, { last_by_subj: filter });
        if (last === null || !isPast(last.time, ts, hours)) continue;
        await manager.streams.purge(stream, { filter });
        cleared.jobs += 1;
      }
    }
    const bucket = await openBucket(new Objm(connection).js, DEFAULT_SIZE.replicas);
    const { ts = '' } = await manager.streams.info(BUCKET_STREAM);
    for (const { name, mtime } of await bucket.list()) {
      if (!isPast(new Date(mtime), ts, hours)) continue;
      await bucket.delete(name);
      cleared.objects += 1;
    }
    return cleared;
  });
}

/** Whether a time is so many hours before another, by the clock of the server. */
const isPast = (time: Date, now: string, hours: number): boolean =>
  new Date(now).getTime() - time.getTime() >= hours * MILLISECONDS_PER_HOUR;
