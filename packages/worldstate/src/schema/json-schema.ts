import { z } from 'zod';
import { describeConfig } from './describe-config.ts';
import { describeModel } from './describe-model.ts';
import { describeRecords } from './describe-records.ts';
import type { KeyTexts } from './key-texts.ts';
import { OutputRecord } from '../record/records.ts';
import { ScenarioConfig } from '../scenario/scenario-config.ts';
import { WorldModel } from '../model/world-model.ts';

/** The three documents other programs rely on. */
export const SCHEMAS = { config: ScenarioConfig, result: OutputRecord, model: WorldModel } as const;
export type SchemaName = keyof typeof SCHEMAS;

/** Marks an object of the JSON Schema with the place of its texts, until they are put in. */
const MARK = 'x-texts';

/**
 * JSON Schema (draft 2020-12) of what a user writes (config, model) or reads (result), made from
 * the same zod schema that validates it; every key has a description.
 */
export function describeSchema(name: SchemaName): Record<string, unknown> {
  const described = [...describeConfig(), ...describeModel(), ...describeRecords()];
  const places = new Map<unknown, number>(described.map(({ schema }, at) => [schema, at]));
  const schema = z.toJSONSchema(SCHEMAS[name], {
    io: name === 'result' ? 'output' : 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const at = places.get(zodSchema);
      if (at !== undefined) Object.assign(jsonSchema, { [MARK]: at });
    },
  });
  // of its own: what is used twice in a schema is one object here, with two descriptions
  const copy: Record<string, unknown> = JSON.parse(JSON.stringify(schema));
  putTexts(copy, described);
  return { title: `pulse-stream ${name}`, ...copy };
}

function putTexts(node: unknown, described: readonly KeyTexts[]): void {
  if (typeof node !== 'object' || node === null) return;
  // what was parsed from JSON
  const object = node as Record<string, unknown>;
  const { [MARK]: at, properties } = object;
  delete object[MARK];
  if (typeof at === 'number' && isObject(properties))
    for (const [key, property] of Object.entries(properties))
      properties[key] = addText(property, described[at]?.texts[key]);
  for (const value of Object.values(object)) putTexts(value, described);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The description of a key, with its default where the schema has one. */
function addText(property: unknown, text: string | undefined): unknown {
  if (!isObject(property) || text === undefined) return property;
  const { default: usual } = property;
  const ending = usual === undefined ? '' : `; default ${JSON.stringify(usual)}`;
  return { description: `${text}${ending}`, ...property };
}
