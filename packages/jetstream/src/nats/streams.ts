import {
  AckPolicy,
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  type ConsumerConfig,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { PulseError } from '@pulse-stream/worldstate';
import { consumerName, RESULT_STREAM, WORK_STREAM } from './names.ts';

/** What a cluster may take. */
export interface ClusterSize {
  /** Most bytes of orders, and of results. */
  readonly maxBytes: number;
  /** Servers that hold every message. */
  readonly replicas: number;
}

export const DEFAULT_SIZE: ClusterSize = { maxBytes: 1024 ** 3, replicas: 1 };

const NANOSECONDS = 1e9;
/** A worker that does not say that it works loses its order after this, seconds. */
const ACK_WAIT_S = 30;
/** Results that nobody took and removed go by themselves, seconds: a week. */
const RESULT_AGE_S = 7 * 24 * 3600;
/** Orders that workers hold together. */
const MOST_HELD = 65_536;

type Named<T> = Partial<T> & { readonly name: string };

/** One message in every place, which stays until it is taken off: the streams of a cluster. */
export function streamConfigs({ maxBytes, replicas }: ClusterSize): readonly Named<StreamConfig>[] {
  const usual = {
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    discard_new_per_subject: true,
    max_msgs_per_subject: 1,
    max_bytes: maxBytes,
    num_replicas: replicas,
    allow_direct: true,
  };
  return [
    {
      name: WORK_STREAM,
      subjects: ['pulse.work.>'],
      retention: RetentionPolicy.Workqueue,
      ...usual,
    },
    {
      name: RESULT_STREAM,
      subjects: ['pulse.res.>'],
      retention: RetentionPolicy.Limits,
      max_age: RESULT_AGE_S * NANOSECONDS,
      ...usual,
    },
  ];
}

/** What decides whether a stream keeps its promises; its size is a matter of taste. */
const DECISIVE = [
  'subjects',
  'retention',
  'storage',
  'discard',
  'discard_new_per_subject',
  'max_msgs_per_subject',
] as const satisfies readonly (keyof StreamConfig)[];

/** How a stream differs from what it has to be; empty: not at all. Old servers leave out silently what they do not know. */
export function differences(wanted: Partial<StreamConfig>, found: Partial<StreamConfig>): string[] {
  return DECISIVE.flatMap((key) => {
    const [a, b] = [JSON.stringify(wanted[key]), JSON.stringify(found[key])];
    return a === b ? [] : [`${key} is ${b ?? 'not known to the server'}, not ${a ?? ''}`];
  });
}

/**
 * Makes a stream where there is none, and reads back what it is.
 * @throws PulseError `engine-unreachable` where it is configured otherwise
 */
async function ensureStream(manager: JetStreamManager, wanted: Named<StreamConfig>): Promise<void> {
  const found = await manager.streams.info(wanted.name).catch(ifMissing);
  const { config } = found ?? (await manager.streams.add(wanted));
  const [difference] = differences(wanted, config);
  if (difference === undefined) return;
  throw new PulseError(
    'engine-unreachable',
    `the stream ${wanted.name} is configured otherwise: ${difference} (pulse-stream cluster init --force makes it anew)`,
  );
}

/** null for what is not there. */
export function ifMissing(error: unknown): null {
  if (error instanceof Error && /^(Stream|Consumer)NotFoundError$/.test(error.name)) return null;
  throw error;
}

/** Makes streams where they are missing. @throws PulseError `engine-unreachable` */
export async function ensureStreams(manager: JetStreamManager, size: ClusterSize): Promise<void> {
  for (const wanted of streamConfigs(size)) await ensureStream(manager, wanted);
}

/** The consumer that hands the orders of a build to whoever asks. */
export function consumerConfig(build: string): Partial<ConsumerConfig> {
  return {
    durable_name: consumerName(build),
    filter_subject: `pulse.work.${build}.>`,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ACK_WAIT_S * NANOSECONDS,
    max_deliver: -1,
    max_ack_pending: MOST_HELD,
    // of a build that nobody has any more; a run that is on its way makes it anew
    inactive_threshold: RESULT_AGE_S * NANOSECONDS,
  };
}

/** Makes the consumer of a build where it is missing. */
export async function ensureConsumer(manager: JetStreamManager, build: string): Promise<void> {
  const found = await manager.consumers.info(WORK_STREAM, consumerName(build)).catch(ifMissing);
  if (found === null) await manager.consumers.add(WORK_STREAM, consumerConfig(build));
}
