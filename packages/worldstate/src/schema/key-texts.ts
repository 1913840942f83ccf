import type { z } from 'zod';

/** One sentence for every key of an object schema, with unit and default where it has them. */
export interface KeyTexts {
  readonly schema: z.ZodObject;
  readonly texts: Readonly<Record<string, string>>;
}

/** The texts of a schema; the compiler demands one for each of its keys. */
export function keyTexts<Schema extends z.ZodObject>(
  schema: Schema,
  texts: Readonly<Record<keyof Schema['shape'], string>>,
): KeyTexts {
  return { schema, texts };
}
