import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { Distribution } from './distribution.ts';
import { Effect } from './effect.ts';
import { Expression, NumberOrExpression } from './expression.ts';
import { namedValues, SlotName } from '../names/slot-name.ts';

const Finite = z.number();
const Share = z.number().min(0).max(1);
const Text = z.string().max(2000);
const Identifier = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    'a letter or digit, then at most 63 of A-Z a-z 0-9 _ . -',
  );

/** Scales of a quantity: log100 is 100·ln x, log1p is 100·ln(1 + x), logit is ln(x/(1−x)). */
export const SCALES = ['identity', 'log100', 'logit', 'log1p', 'sqrt'] as const;
export type Scale = (typeof SCALES)[number];

/** Student's t, scaled to the standard deviation. */
export const StudentT = z.strictObject({ student_t: z.number().gt(2) });

/** Chance that moves a slot: `per: time` is per unit of time, after every step; else per turn. */
export const Noise = z.strictObject({
  sd: z.union([z.number().min(0), Expression]),
  dist: z.union([z.literal('normal'), StudentT]).optional(),
  per: z.enum(['turn', 'time']).optional(),
});
export type Noise = z.infer<typeof Noise>;

/**
 * One quantity of the world. initial, min, max are in natural units; noise is the standard
 * deviation per turn in transformed units; decay is per turn, overlays only.
 */
export const Slot = z.strictObject({
  kind: z.enum(['overlay', 'variable', 'capital']),
  initial: z.union([Finite, Expression, Distribution]),
  min: Finite.optional(),
  max: Finite.optional(),
  decay: z.number().min(0).optional(),
  noise: z.union([z.number().min(0), Noise]).optional(),
  unit: z.string().max(64).optional(),
  transform: z.enum(SCALES).optional(),
  /** The scale of noise, correction and scores where the rules read natural units. */
  errors: z.enum(SCALES).optional(),
  description: Text.optional(),
  /** Overlays only: how people group them. */
  category: z.enum(['primary', 'secondary']).optional(),
  parent: SlotName.optional(),
  priority: z.number().optional(),
});
export type Slot = z.infer<typeof Slot>;

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
  /** What it is drawn from once per member; the control run takes `value`. */
  draw: Distribution.optional(),
  min: Finite.optional(),
  max: Finite.optional(),
  unit: z.string().max(64).optional(),
  description: Text.optional(),
});
export type Parameter = z.infer<typeof Parameter>;

/** The clock: `time` is start + dt × steps since the first row of the history, else since turn 0. */
export const Time = z.strictObject({
  start: z.union([Finite, z.string().min(1).max(64)]).optional(),
  dt: z.number().gt(0).optional(),
  steps_per_turn: z.int().min(1).max(100_000).optional(),
  method: z.enum(['euler', 'rk4']).optional(),
  season: z.int().min(2).max(100_000).optional(),
});
export type Time = z.infer<typeof Time>;

/** A function of one number, straight between its points; they ascend in x. */
export const Table = z.strictObject({
  points: z
    .array(z.tuple([Finite, Finite]))
    .min(2)
    .max(100_000),
  beyond: z.enum(['hold', 'extend', 'fail']).optional(),
  description: Text.optional(),
});
export type Table = z.infer<typeof Table>;

/** A driver: numbers by turn from a registered dataset. */
export const Series = z.strictObject({
  dataset: z.string().min(1).max(256),
  /** default: the name of the series */
  column: z.string().min(1).max(256).optional(),
  between: z.enum(['hold', 'linear']).optional(),
  beyond: z.enum(['fail', 'hold', 'repeat_season']).optional(),
  /** 1: a turn reads the row it leads to, else the row it starts at. */
  shift: z.int().min(0).max(1).optional(),
  unit: z.string().max(64).optional(),
  description: Text.optional(),
});
export type Series = z.infer<typeof Series>;

/** A formula with what people want to know of it. */
export const DescribedValue = z.strictObject({
  formula: NumberOrExpression,
  unit: z.string().max(64).optional(),
  description: Text.optional(),
});

/** An auxiliary: a formula over slots, parameters, series, other values and the clock. */
export const Value = z.union([Finite, Expression, DescribedValue]);
export type Value = z.infer<typeof Value>;

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
  slots: namedValues(SlotName, Slot).refine(isNotTooMany, {
    message: `a model has at most ${MOST_NAMES} slots`,
  }),
  dynamic_overlay: DynamicOverlay.optional(),
  params: namedValues(SlotName, Parameter)
    .refine(isNotTooMany, { message: `a model has at most ${MOST_NAMES} parameters` })
    .default({}),
  time: Time.optional(),
  tables: namedValues(SlotName, Table).optional(),
  series: namedValues(SlotName, Series).optional(),
  values: namedValues(SlotName, Value)
    .refine(isNotTooMany, { message: `a model has at most ${MOST_NAMES} values` })
    .optional(),
  /** Correlations of declared noise: slot to slot to −1..1. */
  noise_correlation: namedValues(
    SlotName,
    namedValues(SlotName, z.number().min(-1).max(1)),
  ).optional(),
  rules: z.array(Rule).max(10_000).default([]),
  evaluation: z.enum(['sequential', 'simultaneous']).default('sequential'),
  /** Overlays gravity may use as regressors. */
  symbols: z.array(SlotName).max(1000).default([]),
  /** Overlays computed from the other slots. */
  measurements: namedValues(SlotName, Expression).default({}),
  tags: z.array(Tag).max(100).default([]),
  forecast: ForecastOptions.default({}),
  members: z.int().min(1).max(100_000).default(100),
  /** What other programs call a name, for people and for tables that were made elsewhere. */
  aliases: namedValues(SlotName, z.string().min(1).max(1000)).optional(),
});
export type WorldModel = z.infer<typeof WorldModel>;
/** What a person may write: defaults left out. */
export type WorldModelInput = z.input<typeof WorldModel>;

type Declarations = Pick<
  WorldModelInput,
  'name' | 'slots' | 'params' | 'values' | 'tables' | 'series' | 'dynamic_overlay'
>;
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
