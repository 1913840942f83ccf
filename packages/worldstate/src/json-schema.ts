import { z } from 'zod';
import { OutputRecord } from './records.ts';
import { ScenarioConfig } from './scenario-config.ts';
import { WorldModel } from './world-model.ts';

/** The three documents other programs rely on. */
export const SCHEMAS = { config: ScenarioConfig, result: OutputRecord, model: WorldModel } as const;
export type SchemaName = keyof typeof SCHEMAS;

/**
 * JSON Schema (draft 2020-12) of what a user writes (config, model) or reads (result), made from
 * the same zod schema that validates it.
 */
export function describeSchema(name: SchemaName): Record<string, unknown> {
  const schema = z.toJSONSchema(SCHEMAS[name], { io: name === 'result' ? 'output' : 'input' });
  return { title: `pulse-stream ${name}`, ...schema };
}
