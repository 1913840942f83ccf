/**
 * A small validator for the keywords zod writes into JSON Schema (draft 2020-12); an unknown keyword
 * is an error, so nothing is skipped unseen.
 */
export type JsonSchema = { readonly [keyword: string]: unknown };

type Check = (value: unknown, argument: never, schema: JsonSchema, root: JsonSchema) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const TYPES: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: (value) => Array.isArray(value),
  object: isObject,
};

const onNumber = (holds: (value: number, limit: number) => boolean): Check => {
  return (value, limit) => typeof value !== 'number' || holds(value, limit);
};
const onText = (holds: (value: string, limit: never) => boolean): Check => {
  return (value, limit) => typeof value !== 'string' || holds(value, limit);
};
const onArray = (holds: (value: unknown[], limit: number) => boolean): Check => {
  return (value, limit) => !Array.isArray(value) || holds(value, limit);
};

const KEYWORDS: Record<string, Check> = {
  $schema: () => true,
  $defs: () => true,
  title: () => true,
  description: () => true,
  default: () => true,
  $ref: (value, pointer: string, _, root) => conforms(value, resolve(root, pointer), root),
  type: (value, types: string | string[]) =>
    [types].flat().some((type) => TYPES[type]?.(value) ?? false),
  const: (value, wanted: unknown) => value === wanted,
  enum: (value, wanted: unknown[]) => wanted.includes(value),
  anyOf: (value, schemas: JsonSchema[], _, root) =>
    schemas.some((schema) => conforms(value, schema, root)),
  oneOf: (value, schemas: JsonSchema[], _, root) =>
    schemas.filter((schema) => conforms(value, schema, root)).length === 1,
  minimum: onNumber((value, limit) => value >= limit),
  maximum: onNumber((value, limit) => value <= limit),
  exclusiveMinimum: onNumber((value, limit) => value > limit),
  exclusiveMaximum: onNumber((value, limit) => value < limit),
  minLength: onText((value, limit) => value.length >= limit),
  maxLength: onText((value, limit) => value.length <= limit),
  pattern: onText((value, pattern) => new RegExp(pattern, 'u').test(value)),
  minItems: onArray((value, limit) => value.length >= limit),
  maxItems: onArray((value, limit) => value.length <= limit),
  items: (value, schema: JsonSchema, _, root) =>
    !Array.isArray(value) || value.every((item) => conforms(item, schema, root)),
  required: (value, keys: string[]) =>
    !isObject(value) || keys.every((key) => Object.hasOwn(value, key)),
  properties: (value, schemas: Record<string, JsonSchema>, _, root) =>
    !isObject(value) ||
    Object.entries(value).every(([key, item]) => {
      const schema = Object.hasOwn(schemas, key) ? schemas[key] : undefined;
      return schema === undefined || conforms(item, schema, root);
    }),
  propertyNames: (value, schema: JsonSchema, _, root) =>
    !isObject(value) || Object.keys(value).every((key) => conforms(key, schema, root)),
  additionalProperties: (value, allowed: JsonSchema | boolean, schema, root) => {
    if (!isObject(value) || allowed === true) return true;
    const known = isObject(schema['properties']) ? schema['properties'] : {};
    const extra = Object.entries(value).filter(([key]) => !Object.hasOwn(known, key));
    return extra.every(([, item]) => allowed !== false && conforms(item, allowed, root));
  },
};

/** The sub-schema a local pointer (#/$defs/…) names. */
function resolve(root: JsonSchema, pointer: string): JsonSchema {
  let place: unknown = root;
  for (const key of pointer.split('/').slice(1)) place = isObject(place) ? place[key] : undefined;
  if (!isObject(place)) throw new Error(`${pointer} leads nowhere`);
  return place;
}

/** Whether `value` fits `schema`. */
export function conforms(value: unknown, schema: JsonSchema, root: JsonSchema = schema): boolean {
  return Object.entries(schema).every(([keyword, argument]) => {
    const check = KEYWORDS[keyword];
    if (check === undefined) throw new Error(`keyword ${keyword} is not known to this validator`);
    // Each keyword is given the kind of argument zod writes for it.
    return check(value, argument as never, schema, root);
  });
}
