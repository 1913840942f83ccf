import { WorldModel } from '@pulse-stream/worldstate';
import { describeModel } from '@pulse-stream/worldstate/internal';
import { z } from 'zod';

export type Path = readonly PropertyKey[];
/** Keys of an object and what may stand there. */
export type Shape = Readonly<Record<string, unknown>>;

/** What a schema with a default, an optional one or one beside a preprocessor describes. */
export function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodPipe)
    return unwrap(schema.out instanceof z.ZodTransform ? schema.in : schema.out);
  return schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
    ? unwrap(schema.unwrap())
    : schema;
}

/** Whether a key has to be there. */
export function isNeeded(schema: unknown): boolean {
  return !(
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  );
}

/** What may stand at a place, one schema for each way to write it. */
export function optionsOf(schema: unknown): readonly unknown[] {
  const inner = unwrap(schema);
  return inner instanceof z.ZodUnion ? inner.options.map(unwrap) : [inner];
}

/** The keys of an object, of the object among several options, or of the entries of a list. */
export function shapeOf(schema: unknown): Shape | null {
  for (const option of optionsOf(schema)) {
    if (option instanceof z.ZodArray) return shapeOf(option.element);
    if (option instanceof z.ZodObject) return option.shape;
  }
  return null;
}

/** What a person who wrote this value meant of several options; null: none of them. */
export function optionMeant(schema: unknown, found: unknown): number | null {
  const isMeant = (option: unknown): boolean =>
    Array.isArray(found)
      ? option instanceof z.ZodArray || option instanceof z.ZodTuple
      : typeof found === 'object' &&
        found !== null &&
        (option instanceof z.ZodObject || option instanceof z.ZodRecord);
  const index = optionsOf(schema).findIndex(isMeant);
  return index < 0 ? null : index;
}

/** What the schema of models says of a place; undefined where it knows none. */
export function schemaAt(path: Path): unknown {
  let schema: unknown = WorldModel;
  for (const key of path) schema = stepInto(schema, key);
  return schema;
}

function stepInto(schema: unknown, key: PropertyKey): unknown {
  for (const option of optionsOf(schema)) {
    if (option instanceof z.ZodObject) return Reflect.get(option.shape, key);
    if (option instanceof z.ZodArray) return option.element;
    if (option instanceof z.ZodTuple) return option.def.items[Number(key)];
    if (option instanceof z.ZodRecord) return option.valueType;
  }
  return undefined;
}

/** The keys that the schema knows at a path; null where it knows none. */
export function shapeAt(path: Path): Shape | null {
  const schema = optionsOf(schemaAt(path)).find((option) => option instanceof z.ZodObject);
  return schema?.shape ?? null;
}

/** What the parts of a list are, as in `[mean, standard deviation]`; null where no page says it. */
export function partsOf(owner: Shape, key: string): string | null {
  const texts = describeModel().find(({ schema }) => schema.shape === owner)?.texts;
  return /\[[^[\]]+\]/.exec(texts?.[key] ?? '')?.[0] ?? null;
}

/** `partsOf` for a place. */
export function partsAt(path: Path): string | null {
  const key = path.findLast((step) => typeof step === 'string');
  const owner = key === undefined ? null : shapeAt(path.slice(0, path.lastIndexOf(key)));
  return owner === null || key === undefined ? null : partsOf(owner, key);
}

/** Whether a place is `outer` or lies inside of it. */
export function isWithin(outer: Path, place: Path): boolean {
  return outer.length <= place.length && outer.every((key, index) => key === place[index]);
}
