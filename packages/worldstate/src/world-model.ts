import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { namedValues, SlotName } from './slot-name.ts';

const Finite = z.number();
const Share = z.number().min(0).max(1);
const Text = z.string().max(2000);
const Identifier = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    'a letter or digit, then at most 63 of A-Z a-z 0-9 _ . -',
  );

/** A number or an expression (MODEL.md §2). Expressions are checked when the model is compiled. */
export const Expression = z.string().min(1).max(4000);
const NumberOrExpression = z.union([Finite, Expression]);

/**
 * One quantity of the world. initial, min, max are in natural units; noise is the standard
 * deviation per turn in transformed units; decay is per turn, overlays only.
 */
export const Slot = z.strictObject({
  kind: z.enum(['overlay', 'variable', 'capital']),
  initial: Finite,
  min: Finite.optional(),
  max: Finite.optional(),
  decay: z.number().min(0).optional(),
  noise: z.number().min(0).optional(),
  unit: z.string().max(64).optional(),
  transform: z.enum(['identity', 'log100', 'logit']).optional(),
  description: Text.optional(),
  /** Overlays only: how people group them. */
  category: z.enum(['primary', 'secondary']).optional(),
  parent: SlotName.optional(),
  priority: z.number().optional(),
});
export type Slot = z.infer<typeof Slot>;

/** What a rule does to one slot. min and max are in natural units of the target. */
export const Effect = z.strictObject({
  target: SlotName,
  add: NumberOrExpression,
  /** true: multiplied by trust × importance. */
  scaled: z.boolean().default(true),
  min: Finite.optional(),
  max: Finite.optional(),
});
export type Effect = z.infer<typeof Effect>;

/** A causal rule: when the condition holds, every effect is applied, in order. */
export const Rule = z.strictObject({
  id: Identifier,
  when: Expression.optional(),
  effects: z.array(Effect).min(1).max(64),
  importance: Share.default(1),
  trust: Share.default(1),
  category: z.string().max(64).optional(),
  description: Text.optional(),
});
export type Rule = z.infer<typeof Rule>;

/** A symbolic label; the first whose condition holds names the turn. Its overlays are read rounded to 4 decimals. */
export const Tag = z.strictObject({
  code: Identifier,
  label: z.string().min(1).max(128),
  when: Expression.optional(),
});
export type Tag = z.infer<typeof Tag>;

/** Whether an event has at most one time. */
export function hasOneTime({ by, at }: { readonly by?: unknown; readonly at?: unknown }): boolean {
  return by === undefined || at === undefined;
}

/** An event whose probability is forecast. `by`: at any turn 1..by (default: turns); `at`: at that turn. */
export const ForecastEvent = z
  .strictObject({
    name: SlotName,
    when: Expression,
    by: z.int().min(1).optional(),
    at: z.int().min(1).optional(),
  })
  .refine(hasOneTime, {
    message: 'an event has by or at, not both',
  });
export type ForecastEvent = z.infer<typeof ForecastEvent>;

const Quantile = z.number().gt(0).lt(1);

/** What is forecast. Quantiles ascend, also when they are rounded. */
export const ForecastOptions = z.strictObject({
  targets: z.array(SlotName).min(1).max(1000).optional(),
  quantiles: z.array(Quantile).min(1).max(99).optional(),
  horizons: z.array(z.int().min(1).max(100_000)).min(1).max(100_000).optional(),
  events: z.array(ForecastEvent).max(100).optional(),
});
export type ForecastOptions = z.infer<typeof ForecastOptions>;

/** A parameter of the model's expressions. */
export const Parameter = z.strictObject({
  value: Finite,
  min: Finite.optional(),
  max: Finite.optional(),
  description: Text.optional(),
});
export type Parameter = z.infer<typeof Parameter>;

/** What a name becomes that a scenario sets and the model does not declare: an overlay of this kind. */
export const DynamicOverlay = z.strictObject({
  initial: Share.default(0.5),
  decay: z.number().min(0).default(0),
  noise: z.number().min(0).default(0),
});
export type DynamicOverlay = z.infer<typeof DynamicOverlay>;

/** Most slots, and most parameters: a larger model would take minutes to be made ready. */
const MOST_NAMES = 10_000;
const isNotTooMany = (named: object): boolean => Object.keys(named).length <= MOST_NAMES;

/**
 * A world model as data (MODEL.md §1): anyone can bring one as YAML or JSON. This schema fixes the
 * shape; `compileModel` of the simulator checks what a shape cannot (names, expressions, bounds).
 */
export const WorldModel = z.strictObject({
  name: z.string().min(1).max(128),
  /** `version: 1` is the text "1": a whole number is what people write. */
  version: z
    .union([z.string().min(1).max(64), z.int()])
    .transform(String)
    .default('1'),
  time_unit: z.string().min(1).max(32).default('turn'),
  description: Text.default(''),
  slots: namedValues(SlotName, Slot)
    .refine((slots) => Object.keys(slots).length >= 1, { message: 'a model has at least one slot' })
    .refine(isNotTooMany, { message: `a model has at most ${MOST_NAMES} slots` }),
  dynamic_overlay: DynamicOverlay.optional(),
  params: namedValues(SlotName, Parameter)
    .refine(isNotTooMany, { message: `a model has at most ${MOST_NAMES} parameters` })
    .default({}),
  rules: z.array(Rule).max(10_000).default([]),
  evaluation: z.enum(['sequential', 'simultaneous']).default('sequential'),
  /** Overlays gravity may use as regressors. */
  symbols: z.array(SlotName).max(1000).default([]),
  /** Overlays computed from the other slots. */
  measurements: namedValues(SlotName, Expression).default({}),
  tags: z.array(Tag).max(100).default([]),
  forecast: ForecastOptions.default({}),
  members: z.int().min(1).max(100_000).default(100),
});
export type WorldModel = z.infer<typeof WorldModel>;
/** What a person may write: defaults left out. */
export type WorldModelInput = z.input<typeof WorldModel>;

type Declarations = Pick<WorldModelInput, 'name' | 'slots' | 'params' | 'dynamic_overlay'>;
/** A model as data, with or without its defaults, or compiled: what says which names there are. */
export type DeclaringModel = Declarations | { readonly model: Declarations };

/** What a model declares, whichever form it comes in. */
export function declarationsOf(model: DeclaringModel): Declarations {
  return 'slots' in model ? model : model.model;
}

/**
 * The text that a model is hashed by: canonical JSON of the parsed model. One without dynamic overlays
 * is hashed as if it had the default ones, which every model had before they could be left out.
 */
export function hashedText(model: WorldModel): string {
  return canonicalJson({
    ...model,
    dynamic_overlay: model.dynamic_overlay ?? DynamicOverlay.parse({}),
  });
}
