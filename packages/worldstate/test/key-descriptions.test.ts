import { describeSchema } from '@pulse-stream/worldstate';
import { SCHEMAS, type SchemaName } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';

interface Found {
  readonly path: string;
  readonly description: unknown;
  readonly usual: unknown;
}

/** Every key that a JSON Schema names, wherever it stands. */
function listKeys(node: unknown, path: string): Found[] {
  if (Array.isArray(node)) return node.flatMap((item) => listKeys(item, path));
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([keyword, value]) => {
    if (keyword !== 'properties') return listKeys(value, path);
    // keys of a JSON Schema, which are schemas
    return Object.entries(value as Record<string, Record<string, unknown>>).flatMap(
      ([key, schema]) => [
        {
          path: `${path}.${key}`,
          description: schema['description'],
          usual: schema['default'],
        },
        ...listKeys(schema, `${path}.${key}`),
      ],
    );
  });
}

test.each(Object.keys(SCHEMAS) as SchemaName[])(
  'every key of the JSON Schema of a %s says what it is, and its default',
  (name) => {
    const keys = listKeys(describeSchema(name), name);
    expect(keys.length).toBeGreaterThan(50);
    const silent = keys.filter(({ description }) => typeof description !== 'string');
    expect(silent.map(({ path }) => path)).toEqual([]);
    const texts = keys.map(({ description }) => String(description));
    expect(texts.filter((text) => text.length < 4 || /^[A-Z].*\.$|undefined/.test(text))).toEqual(
      [],
    );
    for (const { usual, description } of keys)
      if (usual !== undefined) expect(description).toContain(`default ${JSON.stringify(usual)}`);
  },
);
