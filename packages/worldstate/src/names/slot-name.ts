import { z } from 'zod';

/** Keys that could reach an object's prototype: refused wherever a user chooses a name. */
export const FORBIDDEN_NAMES: readonly string[] = ['__proto__', 'constructor', 'prototype'];

const SLOT_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** Words of the expression language, which therefore cannot name a slot or a parameter. */
export const RESERVED_NAMES: readonly string[] = ['turn', 'and', 'or', 'not'];

/**
 * Says why `name` cannot name a slot or a parameter, or null when it can.
 * Names live in maps of their own, so `data`, `items` or `valueOf` are ordinary names.
 * @param name any string
 * @returns a message for people, or null
 * @see MODEL.md §1
 */
export function explainBadName(name: string): string | null {
  if (FORBIDDEN_NAMES.includes(name)) return `"${name}" cannot be used as a name`;
  if (RESERVED_NAMES.includes(name)) return `"${name}" is a word of the expression language`;
  if (!SLOT_NAME.test(name))
    return 'a name is a letter followed by at most 63 letters, digits or underscores';
  return null;
}

/** Whether `explainBadName` has nothing to say. */
export function isSlotName(name: string): boolean {
  return explainBadName(name) === null;
}

/** The same law as `explainBadName`, for the JSON Schema. */
const NAME_PATTERN = `^(?!(${[...FORBIDDEN_NAMES, ...RESERVED_NAMES].join('|')})$)[A-Za-z][A-Za-z0-9_]{0,63}$`;

/** A name a model or a config may give to a slot, a parameter or an event. */
export const SlotName = z
  .string()
  .refine(isSlotName, { error: ({ input }) => explainBadName(String(input)) ?? undefined })
  .meta({ pattern: NAME_PATTERN });
export type SlotName = z.infer<typeof SlotName>;

/**
 * A map whose keys are names of the user's choice. z.record by itself drops a key `__proto__`
 * silently; here it is refused like the other forbidden names.
 * @param names schema of the keys
 * @param values schema of the values
 */
export function namedValues<K extends z.ZodString, V extends z.ZodType>(names: K, values: V) {
  return z.preprocess(refuseProto<z.input<V>>, z.record(names, values));
}

/** Passes on a map; of what it says, a guard needs to know only that a key `__proto__` is refused. */
export function refuseProto<Value>(
  value: Record<string, Value>,
  context: z.RefinementCtx,
): Record<string, Value> {
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__'))
    context.addIssue({
      code: 'custom',
      path: ['__proto__'],
      message: explainBadName('__proto__') ?? '',
    });
  return value;
}
