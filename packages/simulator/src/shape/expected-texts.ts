import { Distribution, Expression } from '@pulse-stream/worldstate/internal';
import { z } from 'zod';
import { isNeeded, optionsOf, partsOf, shapeOf, unwrap, type Shape } from './schema-places.ts';

/** `a, b or c`. */
const listed = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;

/** What a value may be, in the words of a person who writes YAML. */
export function expectedOf(schema: unknown): string {
  const options = optionsOf(schema);
  if (options.length === 1) return expectedOption(options[0]);
  return listed([...new Set(options.map(expectedAmong))]);
}

/** An object among other options is told by what is in it. */
function expectedAmong(schema: unknown): string {
  if (schema instanceof z.ZodObject && schema !== Distribution) return exampleOf(schema);
  return expectedOption(schema);
}

function expectedOption(schema: unknown): string {
  if (schema === Expression) return 'an expression';
  if (schema === Distribution) return 'a distribution';
  if (schema instanceof z.ZodEnum) return `one of ${schema.options.join(', ')}`;
  if (schema instanceof z.ZodLiteral) return [...schema.values].join(', ');
  if (schema instanceof z.ZodNumber)
    return schema.format === 'safeint' ? 'a whole number' : 'a finite number';
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodTuple) return `a list of ${schema.def.items.length}`;
  if (schema instanceof z.ZodArray) return 'a list';
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return 'a map';
  return 'a text';
}

/** The words that may stand at a place. */
export function wordsOf(schema: unknown): readonly string[] {
  return optionsOf(schema).flatMap((option) => {
    if (option instanceof z.ZodEnum) return option.options.map(String);
    return option instanceof z.ZodLiteral ? [...option.values].map(String) : [];
  });
}

/**
 * How an object is begun, as in `{ kind: …, initial: … }`: the keys it needs, else its first ones.
 * @param found a number that was written instead: it stands where a number does
 */
export function exampleOf(schema: unknown, found?: unknown): string {
  const shape = shapeOf(schema) ?? {};
  if (shape === Distribution.shape) return `{ normal: ${partsOf(shape, 'normal') ?? '[…]'} }`;
  const needed = Object.keys(shape).filter((key) => isNeeded(shape[key]));
  const shown = needed.length === 0 ? Object.keys(shape).slice(0, 2) : needed;
  const place =
    typeof found === 'number' ? shown.find((key) => takes(shape, key, 'number')) : undefined;
  const begun = shown.map(
    (key) => `${key}: ${key === place ? String(found) : valueOf(shape, key)}`,
  );
  return `{ ${begun.join(', ')} }`;
}

function valueOf(shape: Shape, key: string): string {
  return unwrap(shape[key]) instanceof z.ZodArray ? `[${partsOf(shape, key) ?? '…'}, …]` : '…';
}

/** Whether a number or an expression can stand behind a key. */
export function takes(shape: Shape, key: string, what: 'number' | 'expression'): boolean {
  return optionsOf(shape[key]).some((option) =>
    what === 'number' ? option instanceof z.ZodNumber : option === Expression,
  );
}

/** What stands at a place, for people. */
export function describeValue(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}
