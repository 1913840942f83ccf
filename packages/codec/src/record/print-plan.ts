import { assertNever } from '@pulse-stream/worldstate/internal';
import { isOptional, shapeOf, type Schema } from '../config/schema-shape.ts';

/** Which numbers of a part are rounded to `precision` significant digits. */
export type Rounding =
  | 'exact'
  | 'statistic'
  /** A statistic over members, exact when the forecast is one path. */
  | 'target'
  /** Not a number of ours: as it stands in its line, where that is at hand. */
  | 'source';

/** One key of an object. */
export interface PlannedKey {
  readonly name: string;
  /** `"name":` */
  readonly text: string;
  readonly required: boolean;
  readonly plan: PrintPlan;
}

/** How a value is printed: keys in which order, which numbers rounded. */
export interface PrintPlan {
  /** Keys in the order of the schema; null: any object, keys in their own order. */
  readonly keys: readonly PlannedKey[] | null;
  /** Other keys may follow, and required ones be absent (a config that was refused). */
  readonly open: boolean;
  /** Elements of an array, values of a map. */
  readonly item: PrintPlan | null;
  readonly rounding: Rounding;
}

/** Rounding of the parts of a record, by path; inner paths inherit (DESIGN.md §3). */
export type RoundingByPath = Readonly<Record<string, Rounding>>;

interface PlanContext {
  readonly path: string;
  readonly rounding: Rounding;
  readonly open: boolean;
  readonly roundings: RoundingByPath;
}

/**
 * Makes the plan of a schema: the schema is the one authority on the order of keys.
 * @param open see `PrintPlan.open`
 */
export function planPrinting(
  schema: Schema,
  roundings: RoundingByPath = {},
  open = false,
): PrintPlan {
  return plan(schema, { path: '', rounding: 'exact', open, roundings });
}

const leaf = (rounding: Rounding): PrintPlan => ({ keys: null, open: false, item: null, rounding });

function plan(schema: Schema, context: PlanContext): PrintPlan {
  const shape = shapeOf(schema);
  const { open, rounding } = context;
  switch (shape.kind) {
    case 'object':
      return {
        keys: Object.entries(shape.keys).map(([name, inner]) => ({
          name,
          text: `${JSON.stringify(name)}:`,
          required: !isOptional(inner),
          plan: plan(inner, enter(context, name)),
        })),
        open,
        item: null,
        rounding,
      };
    case 'array':
    case 'record':
      return { keys: null, open, item: plan(shape.item, context), rounding };
    case 'union':
      return shape.options.map((option) => plan(option, context)).reduce(merge, leaf(rounding));
    case 'number':
      return leaf(shape.integer ? 'exact' : rounding);
    case 'any':
    case 'other':
      return leaf(rounding);
    default:
      return assertNever(shape);
  }
}

function enter(context: PlanContext, name: string): PlanContext {
  const path = context.path === '' ? name : `${context.path}.${name}`;
  return { ...context, path, rounding: context.roundings[path] ?? context.rounding };
}

/** One plan for either of two: what is required by both together is required. */
function merge(a: PrintPlan, b: PrintPlan): PrintPlan {
  return {
    keys: a.keys === null || b.keys === null ? (a.keys ?? b.keys) : mergeKeys(a.keys, b.keys),
    open: a.open || b.open,
    item: a.item === null || b.item === null ? (a.item ?? b.item) : merge(a.item, b.item),
    rounding: a.rounding,
  };
}

function mergeKeys(a: readonly PlannedKey[], b: readonly PlannedKey[]): PlannedKey[] {
  const inB = new Map(b.map((key) => [key.name, key]));
  const namesOfA = new Set(a.map(({ name }) => name));
  return [
    ...a.map((key) => {
      const other = inB.get(key.name);
      return other === undefined
        ? { ...key, required: false }
        : { ...key, required: key.required && other.required, plan: merge(key.plan, other.plan) };
    }),
    ...b.filter(({ name }) => !namesOfA.has(name)).map((key) => ({ ...key, required: false })),
  ];
}
