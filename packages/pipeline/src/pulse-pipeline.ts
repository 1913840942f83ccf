import type { OutputRecord } from '@pulse-stream/worldstate';
import { defer, map, type OperatorFunction } from 'rxjs';
import type { Line } from './batch/line.ts';
import type { PipelineOptions } from './world/options.ts';
import type { Assessed, Failed, Framed } from './scenario/envelope.ts';
import { recordOf } from './scenario/record.ts';
import { STAGES } from './scenario/stages.ts';
import { refuseSelection } from './world/select-record.ts';
import { createWorld, forgetful, isWorld, type World } from './world/world.ts';

/**
 * The stages of a scenario as operators over its envelope, by name, and `record` that ends the way.
 * Between any two of them stands whatever you like, also what awaits: an envelope has everything
 * that is known of its line so far, a failed one (`isFailed`) passes every later stage untouched.
 * @param options as of `pulsePipeline`
 * @throws PulseError `option-invalid`, `model-invalid`, at once
 */
export function createStages(options: PipelineOptions | World = {}) {
  const world = isWorld(options) ? options : createWorld(options);
  refuseSelection(world.options);
  return {
    ...STAGES.operators(world),
    /** Puts the record together and shows it to the observers of the run. */
    record: map((item: Assessed | Failed): OutputRecord => recordOf(world, item)),
  };
}

/**
 * Turns lines into records, one out per line in, in order, synchronously: all stages in a row. What
 * is learned from histories is remembered per subscription. It has no backpressure of its own: see
 * `creditGate`.
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
      return lines$.pipe(
        map((line): Framed => ({ line })),
        STAGES.operator(own),
        map((item) => recordOf(own, item)),
      );
    });
}
