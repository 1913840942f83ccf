import {
  createWorld,
  processLine,
  type Line,
  type PipelineOptions,
  type World,
} from '@pulse-stream/pipeline';
import type { OutputRecord, ScenarioConfigInput } from '@pulse-stream/worldstate';

function toLine(config: unknown, index = 0): Line {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  return { line: index + 1, batchIndex: index, bytes: new TextEncoder().encode(text) };
}

export function recordOf(
  config: ScenarioConfigInput | string | Record<string, unknown>,
  options: PipelineOptions | World = {},
): OutputRecord {
  return processLine('kind' in options ? options : createWorld(options), toLine(config));
}
