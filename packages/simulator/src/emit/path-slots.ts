import type { CompiledModel } from '../model/compiled-model.ts';
import type { LookupTable } from '../language/lookup-table.ts';
import { visitTree, type ConditionTree, type ExpressionTree } from '../language/tree.ts';

/** Every expression that a turn computes. */
export function treesOfTurn(compiled: CompiledModel): ExpressionTree[] {
  return [
    ...treesOfRules(compiled),
    ...treesBeside(compiled),
    ...compiled.measurements.map(({ tree }) => tree),
  ];
}

/** What steps, auxiliaries and noise read. */
function treesBeside({ values, hidden, lines, noises }: CompiledModel): ExpressionTree[] {
  return [
    ...values.map(({ tree }) => tree),
    ...hidden.flatMap(({ rate, time }) => [rate, time]),
    ...lines.map(({ input }) => input),
    ...noises.flatMap((noise) => (noise === null ? [] : [noise.tree])),
  ];
}

/** The tables that a turn reads. */
export function tablesOf(compiled: CompiledModel): LookupTable[] {
  const tables = new Set<LookupTable>();
  for (const tree of treesOfTurn(compiled))
    visitTree(tree, (node) => {
      if (node.op === 'table') tables.add(node.table);
    });
  return [...tables];
}

/** Whether an expression of a turn reads the clock or a series. */
export function readsMoment(compiled: CompiledModel): boolean {
  let reads = false;
  for (const tree of treesOfTurn(compiled))
    visitTree(tree, (node) => {
      reads ||= node.op === 'clock' || node.op === 'series';
    });
  return reads;
}

/** The slots that the stages of a step can read. */
export function slotsOfSteps(compiled: CompiledModel): Set<number> {
  const read = new Set<number>();
  for (const tree of [...treesOfRules(compiled), ...treesBeside(compiled)])
    visitTree(tree, (node) => {
      if (node.op === 'slot') read.add(node.slot);
    });
  return read;
}

/** The slots whose past is read, and how far back. */
export interface History {
  /** The slots, in the order of a row. */
  readonly slots: readonly number[];
  /** Rows before the present one. */
  readonly depth: number;
}

/** What the rows of a path's history must hold. */
export function historyOf(compiled: CompiledModel): History {
  const { maxLag, longestLag } = compiled;
  const read = new Set([...maxLag.keys()].filter((slot) => (maxLag[slot] ?? 0) > 0));
  for (const tree of treesOfTurn(compiled))
    visitTree(tree, (node) => {
      // also the end of the last completed turn
      if (node.op === 'lag') read.add(node.slot);
    });
  return { slots: [...read].toSorted((a, b) => a - b), depth: longestLag };
}

function treesOfRules({ rules }: CompiledModel): ExpressionTree[] {
  return rules.flatMap(({ when, effects }) => [
    ...(when === null ? [] : [when]),
    ...effects.map(({ add }) => add),
  ]);
}

/** Simultaneous rules read copies of the slots they change. */
export function frozenSlots(compiled: CompiledModel): Set<number> {
  if (!compiled.simultaneous) return new Set();
  const changed = new Set(
    compiled.rules.flatMap(({ effects }) => effects.map(({ target }) => target)),
  );
  const read = new Set<number>();
  for (const tree of [...treesOfRules(compiled), ...treesBeside(compiled)])
    visitTree(tree, (node) => {
      if (node.op === 'slot' && changed.has(node.slot)) read.add(node.slot);
    });
  return new Set([...read].toSorted((a, b) => a - b));
}

/** The slots whose values are read by a rule, a measurement or an event, or recorded. */
export function seenSlots(
  compiled: CompiledModel,
  { targets, events }: { targets: readonly number[]; events: readonly ConditionTree[] },
): Set<number> {
  const seen = new Set(targets);
  for (const tree of [...treesOfTurn(compiled), ...events])
    visitTree(tree, (node) => {
      if (node.op === 'slot' || node.op === 'lag') seen.add(node.slot);
    });
  return seen;
}
