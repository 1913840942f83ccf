import {
  createJsonEncoder,
  LineDigester,
  type DecodedScenario,
} from '@pulse-stream/codec/internal';
import { isFailure, type Failure } from '@pulse-stream/worldstate';
import { failureOf, finish } from '@pulse-stream/worldstate/internal';
import type { Line } from '../batch/line.ts';
import { createRooms, type LineProcessor } from '../batch/process-batch.ts';
import { createExpressLane } from './express-lane.ts';
import { MOST_LINE_BYTES } from './learn-shape.ts';
import { decodeScenario, openEnvelope } from '../scenario/decode-scenario.ts';
import { createFailureRecord } from '../scenario/record.ts';
import { recordSteps } from '../scenario/stages.ts';
import type { World } from '../world/world.ts';

/** What `processBatch` needs of a world. */
export function createLineProcessor(world: World): LineProcessor {
  const { select } = world;
  const { precision } = world.options;
  const encoder = createJsonEncoder({ precision, select });
  const lane = createExpressLane(world);
  // what the express lane decoded and did not take
  let known: { readonly line: Line; readonly decoded: DecodedScenario | Failure } | null = null;
  const processor: LineProcessor = {
    steps(line) {
      const decoded = known?.line === line ? known.decoded : decodeScenario(world, line);
      return recordSteps(world, openEnvelope(line, decoded));
    },
    encode: (record, { bytes }, room) => encoder.write(record, bytes, room),
    fail: (line, error, record) =>
      createFailureRecord(world, line, failureOf(error, record === null ? 'simulate' : 'encode'), {
        id: record?.id,
      }),
    rooms: createRooms(),
  };
  if (lane === null) return processor;
  const digester = new LineDigester(MOST_LINE_BYTES);
  return {
    ...processor,
    digest: (lines) => digester.hash(lines),
    express(line, room, digests, index, warn) {
      const copied = line.cut === undefined ? lane.copy(line, room, digests, index, warn) : 0;
      if (copied > 0) return copied;
      const decoded = decodeScenario(world, line);
      known = { line, decoded };
      if (isFailure(decoded)) return 0;
      const long = (scenario: DecodedScenario) => finish(recordSteps(world, { line, ...scenario }));
      return lane.write(line, decoded, long, room, digests, index, warn);
    },
  };
}
