import {
  createWorld,
  processLine,
  type Line,
  type PipelineOptions,
  type World,
} from '@pulse-stream/pipeline';
import type {
  FailureRecord,
  OutputRecord,
  ResultRecord,
  ScenarioConfigInput,
} from '@pulse-stream/worldstate';

export function toLine(config: unknown, index = 0): Line {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  return { line: index + 1, batchIndex: index, bytes: new TextEncoder().encode(text) };
}

export function recordOf(
  config: ScenarioConfigInput | string | Record<string, unknown>,
  options: PipelineOptions | World = {},
): OutputRecord {
  return processLine('kind' in options ? options : createWorld(options), toLine(config));
}

export function resultOf(...args: Parameters<typeof recordOf>): ResultRecord {
  const record = recordOf(...args);
  if (record.kind === 'result') return record;
  throw new Error(`${record.error.type}: ${record.error.message}`);
}

export function failureOf(...args: Parameters<typeof recordOf>): FailureRecord {
  const record = recordOf(...args);
  if (record.kind === 'failure') return record;
  throw new Error('it did not fail');
}
