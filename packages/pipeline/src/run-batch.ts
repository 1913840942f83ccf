import { decodeScenarioValue, type DecodedScenario } from '@pulse-stream/codec/internal';
import {
  attempt,
  isFailure,
  PulseError,
  type Failure,
  type OutputRecord,
  type ScenarioConfig,
  type ScenarioConfigInput,
} from '@pulse-stream/worldstate';
import { inStage } from '@pulse-stream/worldstate/internal';
import { nextTurn } from './batch/drive-batches.ts';
import type { Line } from './batch/line.ts';
import type { PipelineOptions } from './world/options.ts';
import { openEnvelope } from './scenario/decode-scenario.ts';
import { recordSteps } from './scenario/stages.ts';
import { refuseSelection } from './world/select-record.ts';
import { createWorld, isWorld, type World } from './world/world.ts';

/** Scenarios, or failures of those that could not be read. */
type Configs = ScenarioConfig | ScenarioConfigInput | Failure;

export interface RunBatchControl {
  /** Ends the iteration with a PulseError `aborted`, also inside a long scenario. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Simulates scenarios: one record per config, in order. A config is taken only when the consumer
 * asks for its record; leaving the loop early ends the iteration of the configs. `line` is the
 * 1-based number of the config.
 * @param configs parsed or as a person writes them; checked either way. A failure passes as a record
 * @throws PulseError `option-invalid`, `model-invalid` at once; `aborted` while iterating
 */
export function runBatch(
  configs: AsyncIterable<Configs> | Iterable<Configs>,
  options: PipelineOptions | World = {},
  control: RunBatchControl = {},
): AsyncIterable<OutputRecord> {
  const world = isWorld(options) ? options : createWorld(options);
  refuseSelection(world.options);
  return { [Symbol.asyncIterator]: () => iterate(world, configs, control.signal) };
}

async function* iterate(
  world: World,
  configs: AsyncIterable<Configs> | Iterable<Configs>,
  signal: AbortSignal | undefined,
): AsyncGenerator<OutputRecord, void> {
  let index = 0;
  refuseAborted(signal);
  for await (const value of configs) {
    const decoded = isFailure(value) ? value : decodeValue(world, value);
    const steps = recordSteps(world, openEnvelope(lineOf(index, decoded), decoded));
    index += 1;
    let step = steps.next();
    while (step.done !== true) {
      await nextTurn();
      refuseAborted(signal);
      step = steps.next();
    }
    yield step.value;
    refuseAborted(signal);
  }
}

function decodeValue(world: World, value: Configs): DecodedScenario | Failure {
  return attempt(() => inStage('decode', () => decodeScenarioValue(value, world.decode)));
}

function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new PulseError('aborted', 'the batch was aborted', { cause: signal.reason });
}

/** The line a config would have been: JSON of what it gave; of what could not be read, the failure's. */
function lineOf(index: number, decoded: DecodedScenario | Failure): Line {
  const text = JSON.stringify(isFailure(decoded) ? decoded : decoded.given);
  const bytes = new TextEncoder().encode(text);
  return { line: index + 1, batchIndex: index, bytes };
}
