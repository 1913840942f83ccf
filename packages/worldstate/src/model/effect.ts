import { z } from 'zod';
import { NumberOrExpression } from './expression.ts';
import { SlotName } from '../names/slot-name.ts';

const Finite = z.number();

/** Whether an effect says in one way only what it does, and to what. */
export function hasOneAct({
  target,
  add,
  rate,
  set,
  flow,
}: {
  readonly target?: unknown;
  readonly add?: unknown;
  readonly rate?: unknown;
  readonly set?: unknown;
  readonly flow?: unknown;
}): boolean {
  const acts = [add, rate, set].filter((act) => act !== undefined).length;
  return acts === 1 && (target === undefined) !== (flow === undefined);
}

/** Whether only what moves by a rate flows. */
export const flowsByRate = ({
  flow,
  rate,
}: {
  readonly flow?: unknown;
  readonly rate?: unknown;
}): boolean => flow === undefined || rate !== undefined;

/** Overdispersed counts: variance mean + mean²/k. */
export const NegativeBinomial = z.strictObject({ negative_binomial: z.number().gt(0) });

/** Counts instead of means, for members. */
export const CountDraw = z.union([z.enum(['poisson', 'binomial']), NegativeBinomial]);
export type CountDraw = z.infer<typeof CountDraw>;

/** Takes from one slot and gives to another what it took; without one end, from or to outside. */
export const Flow = z
  .strictObject({ from: SlotName.optional(), to: SlotName.optional() })
  .refine(({ from, to }) => from !== undefined || to !== undefined, {
    message: 'a flow has from or to, or both',
  })
  .meta({ anyOf: [{ required: ['from'] }, { required: ['to'] }] });

/** What a rule does to one slot. min and max are in natural units of the target. */
export const Effect = z
  .strictObject({
    target: SlotName.optional(),
    /** Once a turn. */
    add: NumberOrExpression.optional(),
    /** Per unit of time, in every step. */
    rate: NumberOrExpression.optional(),
    /** Once a turn: the new value. */
    set: NumberOrExpression.optional(),
    flow: Flow.optional(),
    draw: CountDraw.optional(),
    /** true: multiplied by trust × importance. */
    scaled: z.boolean().default(true),
    min: Finite.optional(),
    max: Finite.optional(),
  })
  .refine(hasOneAct, {
    message: 'an effect has target and one of add, rate, set; or flow and rate',
  })
  .refine(flowsByRate, { message: 'what flows is a rate' })
  .meta({
    oneOf: [
      { required: ['target', 'add'] },
      { required: ['target', 'rate'] },
      { required: ['target', 'set'] },
      { required: ['flow', 'rate'] },
    ],
  });
export type Effect = z.infer<typeof Effect>;
