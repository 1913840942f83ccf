import { ScenarioConfig } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { acceptConfig, detachMaps } from './accept.ts';
import { guardOf as guardOfPlan, REFUSED, UNKNOWN } from './guard.ts';
import { planGuard } from './guard-plan.ts';

/** As the bundle has it: its plan was data in between. */
const guardOf = (schema: z.ZodType) =>
  guardOfPlan(JSON.parse(JSON.stringify(planGuard(schema))) as ReturnType<typeof planGuard>); // as it was made

const Letter = z.string().regex(/^[a-z]$/);
const Pair = z.strictObject({ a: z.int(), b: z.string().optional() });

/** Kinds of schemas, those of a config and others that it may have one day. */
const KINDS: Readonly<Record<string, z.ZodType>> = {
  text: z.string(),
  'text of some length': z.string().min(2).max(3),
  'text of one form': Letter,
  'text that is changed': z.string().trim().toLowerCase().min(1),
  address: z.email(),
  number: z.number(),
  'number between bounds': z.number().gt(0).max(1),
  'number in steps': z.number().min(-1).multipleOf(0.5),
  integer: z.int(),
  'integer of 32 bits': z.int32(),
  'integer between bounds': z.int().min(1).max(9),
  'number from anything': z.coerce.number(),
  'true or false': z.boolean(),
  'null or an integer': z.int().nullable(),
  'one of some texts': z.enum(['a', 'b']),
  'one of some numbers': z.enum({ low: 1, high: 2 }),
  'one of some values': z.literal(['a', 1, null]),
  list: z.array(z.union([z.int(), z.null()])).max(2),
  'list of two': z.tuple([z.int(), z.string()]),
  object: Pair,
  'object with defaults': z.strictObject({
    a: z.int().default(3),
    b: z.array(z.int()).default([1]),
    hope: z.record(z.string(), z.int()).default({ b: 2 }),
    turn: z.string().optional().default('x'),
    set: z.int().default(4).optional(),
    add: z.unknown(),
  }),
  'object that has to have all': z.strictObject({ a: z.unknown(), b: z.undefined() }),
  'object that may have more': z.looseObject({ a: z.int() }),
  'object without what it does not know': z.object({ a: z.int() }),
  'object with a condition': Pair.refine(({ a, b }) => b === undefined || a > 1),
  'one of two objects': z.discriminatedUnion('a', [
    z.strictObject({ a: z.literal(1) }),
    z.strictObject({ a: z.literal('1') }),
  ]),
  'object or map': z.union([Pair, z.record(Letter, z.union([z.int(), z.string()]))]),
  map: z.record(z.string(), z.number()),
  'map of letters': z.record(Letter, z.int().nullable()),
  'map of two': z.record(z.enum(['a', 'b']), z.int()),
  'map of some of two': z.partialRecord(z.enum(['a', 'b']), z.int()),
  'map that may have more': z.looseRecord(Letter, z.int()),
  'map of numbers': z.record(z.number(), z.string()),
  'anything JSON has': z.json(),
  'made of something else': z.preprocess((value) => (value === 'x' ? 7 : value), z.int()),
  'made into something else': z.int().transform((value) => [value]),
  'made, then checked': z.string().transform(Number).pipe(z.int()),
  'checked at leisure': z.string().superRefine((text, context) => {
    if (text === 'a') context.addIssue('not that one');
  }),
  'caught when wrong': z.int().catch(5),
  'never changed': z.array(z.int()).readonly(),
  'only where it is': z.lazy(() => Pair),
};

const TEXTS = [
  '',
  'a',
  'b',
  'x',
  '1',
  '12',
  ' B ',
  '😀',
  '😀a',
  'a@b.cd',
  'x'.repeat(257),
  'a\u0000',
];
const NUMBERS = [-1, 0, -0, 0.5, 1, 2, 9, 100_001, 2 ** 31, 2 ** 53, 5e-324, NaN, Infinity];
const LEAVES = [...TEXTS, ...NUMBERS, null, true, false, undefined, new Date(0)];
const NAMES = [
  'a',
  'b',
  'hope',
  'turn',
  'set',
  'add',
  'not',
  'toString',
  'a b',
  '1',
  'constructor',
];

/** Values that are wrong for some schemas and right for others. */
const VALUES: readonly unknown[] = [
  ...LEAVES,
  [],
  {},
  Object.create(null),
  Object.create({ a: 1 }),
  Object.create(Object.create(null)),
  JSON.parse('{"__proto__":1}'),
  [[1], [null]],
  Array.from({ length: 2 }),
  ...LEAVES.flatMap((value) => [
    [value],
    [1, value],
    ...NAMES.flatMap((name) => [{ [name]: value }, { a: 1, [name]: value }]),
  ]),
  ...[{}, { hope: 1 }, { hope: null }, []].flatMap((set) => [
    [{ turn: 1, set }],
    [{ turn: 1, set, add: { hope: 1 } }],
    [{ turn: 1, set, add: undefined }],
    [set, set],
    { a: set },
  ]),
];

/** Compares what a guard made of a value with what the schema makes of it; says how it differs. */
function differ(schema: z.ZodType, made: unknown, value: unknown): string | null {
  if (made === UNKNOWN) return null;
  const parsed = schema.safeParse(value);
  if (parsed.success === (made === REFUSED)) return `${parsed.success ? 'refuses' : 'accepts'} it`;
  if (!parsed.success) return null;
  try {
    expect(made).toEqual(parsed.data);
    return null;
  } catch {
    return `makes ${JSON.stringify(made)} of it`;
  }
}

test.each(Object.entries(KINDS))('a guard says what its schema says: %s', (_, schema) => {
  const guard = guardOf(schema);
  const wrong = VALUES.flatMap((value) => {
    const how = differ(schema, guard(value), value);
    return how === null ? [] : [`${how}: ${JSON.stringify(value)}`];
  });
  expect(wrong).toEqual([]);
  expect(VALUES.some((value) => guard(value) !== REFUSED)).toBe(true);
});

test('what a config is accepted for the schema accepts too, with equal values, and nearly all that', () => {
  const keys = Object.keys(ScenarioConfig.shape);
  let [valid, accepted] = [0, 0];
  const wrong = [...keys, 'turnz', 'toString', ''].flatMap((key) =>
    VALUES.flatMap((value) => {
      const made = acceptConfig({ [key]: value });
      if (ScenarioConfig.safeParse({ [key]: value }).success) valid += 1;
      if (made === null) return [];
      accepted += 1;
      const how = differ(ScenarioConfig, made, { [key]: value });
      return how === null ? [] : [`${key} ${how}: ${JSON.stringify(value)}`];
    }),
  );
  expect(wrong).toEqual([]);
  expect(valid).toBeGreaterThan(10 * keys.length);
  expect(accepted / valid).toBeGreaterThan(0.95);
});

test('a key that the schema gains is accepted as the schema says, without a word here', () => {
  for (const [kind, schema] of Object.entries(KINDS)) {
    const Grown = ScenarioConfig.extend({ grown: schema.optional() });
    const guard = guardOf(Grown);
    const wrong = VALUES.map((grown) => ({ turns: 3, grown })).filter(
      (value) => differ(Grown, guard(value), value) !== null,
    );
    expect(wrong, kind).toEqual([]);
  }
});

test.each([
  ['the guard', {}],
  // so many units may be few enough characters
  ['the schema', { id: '😀'.repeat(200) }],
])('maps with keys of the user inherit no key, accepted by %s, and the input stays', (_, rest) => {
  const maps = { state_overrides: { hope: 1 }, observations: [{ hope: 1 }], meta: { a: { b: 1 } } };
  const raw = { ...maps, ...rest, interventions: [{ turn: 1, add: { hope: 1 } }] };
  const before = structuredClone(raw);
  expect(acceptConfig(raw) === null).toBe('id' in rest);
  const config = acceptConfig(raw) ?? detachMaps(ScenarioConfig.parse(raw));
  expect(config).toEqual(ScenarioConfig.parse(raw));
  const { state_overrides: overrides, params, meta, observations, interventions } = config;
  const own = [overrides, params, meta, meta?.['a'], interventions[0]?.add];
  for (const map of [...own, ...[observations].flat()]) {
    if (typeof map !== 'object' || map === null) throw new Error('there is no map');
    for (const name of ['valueOf', 'constructor', '__proto__']) expect(name in map).toBe(false);
  }
  expect(raw).toEqual(before);
});
