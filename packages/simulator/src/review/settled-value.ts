import { interpretNumber, readParams, type Readings } from '../language/evaluate.ts';
import { constancyOf } from '../language/nodes.ts';
import { visitTree, type NumberTree } from '../language/tree.ts';
import { NumericError } from '../math/numeric-error.ts';
import type { CompiledModel } from '../model/compiled-model.ts';

/** What of a model its settled values depend on. */
type Settled = Pick<CompiledModel, 'values' | 'params' | 'paramDraws' | 'clock'>;

/** The same where it can be computed. @returns null: it reads what moves, or cannot be */
export function settledValue(tree: NumberTree, model: Settled): number | null {
  const value = settle(tree, model);
  return value instanceof NumericError ? null : value;
}

/**
 * The value that an expression has in every turn of every scenario that changes no parameter, or why
 * it has none.
 * @returns null: it reads what moves or is drawn
 */
export function settle(tree: NumberTree, model: Settled): number | NumericError | null {
  if (!isSettled(tree, model, new Map())) return null;
  const { values, params, clock } = model;
  const at: Readings = {
    ...readParams(params.values),
    value: (index) => values[index]?.formula(at) ?? Number.NaN,
    clock: { time: 0, step_start: 0, calendar: () => 0, dt: clock.dt },
  };
  try {
    return interpretNumber(tree)(at);
  } catch (error) {
    if (error instanceof NumericError) return error;
    throw error;
  }
}

/** @param known by value; they read each other in no circle */
function isSettled(tree: NumberTree, model: Settled, known: Map<number, boolean>): boolean {
  let settled = true;
  visitTree(tree, (node) => {
    if (!settled) return;
    if (node.op === 'clock') settled = node.reading === 'dt';
    else if (node.op === 'param')
      settled = model.paramDraws.every(({ index }) => index !== node.param);
    else if (node.op === 'value') {
      const { tree: formula } = model.values[node.value] ?? {};
      settled =
        known.get(node.value) ?? (formula !== undefined && isSettled(formula, model, known));
      known.set(node.value, settled);
    } else settled = constancyOf(node) !== 'turn';
  });
  return settled;
}
