import {
  JetStreamApiError,
  type JetStreamManager,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { PulseError } from '@pulse-stream/worldstate';
import { BUCKET_STREAM, RESULT_STREAM, WORK_STREAM } from '../nats/names.ts';
import type { ClusterSize } from '../nats/streams.ts';

const BYTES_PER_MEBIBYTE = 1024 * 1024;

/** What of a stream its size is, in words. */
const MEASURES = {
  max_bytes: (bytes: number) =>
    bytes < 0 ? 'room without a limit' : `room for ${bytes / BYTES_PER_MEBIBYTE} MiB`,
  num_replicas: (servers: number) => `${servers} of each message`,
};
type Measure = keyof typeof MEASURES;
type Size = Partial<Pick<StreamConfig, Measure>>;

const names = Object.keys(MEASURES) as Measure[]; // of the constant above

interface Difference {
  readonly measure: Measure;
  readonly asked: number;
  readonly has: number;
}

function compare(size: Size, { config }: StreamInfo): readonly Difference[] {
  return names.flatMap((measure) => {
    const [asked, has] = [size[measure], config[measure]];
    return asked === undefined || asked === has ? [] : [{ measure, asked, has }];
  });
}

/** Whether a stream would be smaller; none is larger than one without a limit. */
const isSmaller = ({ measure, asked, has }: Difference): boolean =>
  asked < has || (measure === 'max_bytes' && has < 0);

/** What a server answers to a change: the stream as it is then, or why not. */
async function change(
  manager: JetStreamManager,
  before: StreamInfo,
  size: Size,
): Promise<{ readonly info: StreamInfo; readonly why: string }> {
  try {
    // both at once: a server that cannot do one of them changes neither
    return { info: await manager.streams.update(before.config.name, size), why: '' };
  } catch (error) {
    if (!(error instanceof JetStreamApiError)) throw error;
    return { info: before, why: ` (the NATS server: ${error.message})` };
  }
}

/**
 * Gives streams that are there already the size that is asked for. They grow; what would make one
 * smaller is left, since it may hold more than that.
 * @returns what has grown, a sentence each
 * @throws (rejects) PulseError `engine-unreachable` naming all that is not as asked
 */
export async function growStreams(
  manager: JetStreamManager,
  { maxBytes, replicas }: Partial<ClusterSize>,
): Promise<readonly string[]> {
  const copies = replicas === undefined ? {} : { num_replicas: replicas };
  const whole = { ...copies, ...(maxBytes === undefined ? {} : { max_bytes: maxBytes }) };
  const grown: string[] = [];
  const lacks: string[] = [];
  for (const [name, asked] of [
    [WORK_STREAM, whole],
    [RESULT_STREAM, whole],
    // objects have all the room there is
    [BUCKET_STREAM, copies],
  ] as const) {
    const before = await manager.streams.info(name);
    const different = compare(asked, before);
    if (different.length === 0) continue;
    const { info, why } = different.some(isSmaller)
      ? { info: before, why: '' }
      : await change(manager, before, asked);
    const left = compare(asked, info);
    for (const { measure, asked: wanted, has } of left)
      lacks.push(`${name} has ${MEASURES[measure](has)}, not ${MEASURES[measure](wanted)}${why}`);
    for (const { measure, asked: wanted, has } of left.length === 0 ? different : [])
      grown.push(`${name} has ${MEASURES[measure](wanted)} now, before ${MEASURES[measure](has)}`);
  }
  if (lacks.length === 0) return grown;
  throw new PulseError(
    'engine-unreachable',
    `the cluster is not as asked: ${lacks.join('; ')} (streams grow as far as their servers go, and never shrink: ask for other sizes, or pulse-stream cluster init --force makes them anew, without what waits in them)`,
  );
}
