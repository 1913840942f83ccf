import {
  createStages,
  type Framed,
  type Line,
  type PipelineOptions,
  type World,
} from '@pulse-stream/pipeline';
import type { OutputRecord } from '@pulse-stream/worldstate';
import { concatMap, map, type MonoTypeOperatorFunction, type OperatorFunction } from 'rxjs';

/** A stage of somebody else, which takes its time. */
const awaiting = <T>(): MonoTypeOperatorFunction<T> =>
  concatMap(async (item) => {
    await Promise.resolve();
    return item;
  });

/** The pipeline as a library user puts it together, with a stage that awaits between every two of ours. */
export function byStages(options: PipelineOptions | World): OperatorFunction<Line, OutputRecord> {
  const stages = createStages(options);
  return (lines$) => {
    const simulated$ = lines$.pipe(
      map((line): Framed => ({ line })),
      stages.decode,
      awaiting(),
      stages.initialise,
      awaiting(),
      stages.simulate,
    );
    const monitored$ = simulated$.pipe(
      awaiting(),
      stages.forecast,
      awaiting(),
      stages.gravity,
      awaiting(),
      stages['shadow-monitor'],
    );
    return monitored$.pipe(awaiting(), stages.assess, awaiting(), stages.record);
  };
}
