import type { OutputRecord } from '@pulse-stream/worldstate';
import { defer, map, type OperatorFunction } from 'rxjs';
import type { Line } from './batch/line.ts';
import type { PipelineOptions } from './options.ts';
import { processLine } from './process-line.ts';
import { refuseSelection } from './select-record.ts';
import { createWorld, forgetful, isWorld, type World } from './world.ts';

/**
 * Turns lines into records, one out per line in, in order, synchronously. What is learned from
 * histories is remembered per subscription. It has no backpressure of its own: see `creditGate`.
 * @throws PulseError `option-invalid`, `model-invalid`, at once
 */
export function pulsePipeline(
  options: PipelineOptions | World = {},
): OperatorFunction<Line, OutputRecord> {
  const world = isWorld(options) ? options : createWorld(options);
  refuseSelection(world.options);
  return (lines$) =>
    defer(() => {
      const own = forgetful(world);
      return lines$.pipe(map((line) => processLine(own, line)));
    });
}
