import type { WorldModel } from '@pulse-stream/worldstate';
import type { Distribution } from '@pulse-stream/worldstate/internal';
import { interpretNumber } from '../language/evaluate.ts';
import { parseNumber, type NameTable } from '../language/parse-expression.ts';
import { visitTree, type NumberTree } from '../language/tree.ts';
import { centreOf, explainImpossible } from '../random/named-distribution.ts';
import type { CompiledDraw, CompiledInitial, CompiledModel } from './compiled-model.ts';
import { ownerOfHidden, type CompiledValues } from './compile-values.ts';
import type { Namespace } from './namespace.ts';
import type { ModelProblems } from '../shape/problems.ts';
import { tellCircle } from './value-chains.ts';

export type CompiledStarts = Pick<CompiledModel, 'initials' | 'initialDraws' | 'paramDraws'>;

/** What is computed or drawn when a path starts; what is wrong goes to `problems`. */
export function compileStarts(
  model: WorldModel,
  { table }: Namespace,
  values: CompiledValues,
  problems: ModelProblems,
): CompiledStarts {
  const names = Object.keys(model.slots);
  const firstHidden = names.length + values.values.length;
  const placeOf = (slot: number): readonly string[] => {
    const name = names[slot];
    return name === undefined
      ? ['values', ownerOfHidden(values.hiddenNames[slot - firstHidden])]
      : ['slots', name, 'initial'];
  };
  const initials = compileInitials(model, table, values, problems);
  const initialDraws = compileInitialDraws(model, problems);
  const paramDraws = compileParamDraws(model, problems);
  return {
    initials: sortInitials([...initials, ...values.starts], values, placeOf, problems),
    initialDraws,
    paramDraws,
  };
}

function compileInitials(
  model: WorldModel,
  table: NameTable,
  { values }: CompiledValues,
  problems: ModelProblems,
): CompiledInitial[] {
  const names = Object.keys(model.slots);
  const noLags = { message: 'nothing is earlier than the initial values' };
  return Object.entries(model.slots).flatMap(([name, { initial }], slot): CompiledInitial[] => {
    if (typeof initial !== 'string') return [];
    const path = ['slots', name, 'initial'];
    const tree = problems.attempt(path, undefined, () =>
      parseNumber(initial, { ...table, noLags }),
    );
    if (tree === null) return [];
    for (const read of slotsReadNow(tree, values)) {
      const measured = names[read] ?? '';
      if (Object.hasOwn(model.measurements, measured))
        problems.add(path, `${measured} is measured after the start`, {
          hint: `write what ${measured} is measured by`,
        });
    }
    return [{ slot, tree, value: interpretNumber(tree) }];
  });
}

function compileInitialDraws({ slots }: WorldModel, problems: ModelProblems): CompiledDraw[] {
  return Object.entries(slots).flatMap(([name, { kind, initial, ...bounds }], index) => {
    if (typeof initial !== 'object') return [];
    const least = kind === 'overlay' ? 0 : -Infinity;
    const { min = least, max = kind === 'overlay' ? 1 : Infinity } = bounds;
    const drawn = { index, name, distribution: initial, min, max };
    return checkDraw(['slots', name, 'initial'], drawn, problems);
  });
}

function compileParamDraws({ params }: WorldModel, problems: ModelProblems): CompiledDraw[] {
  return Object.entries(params).flatMap(([name, param], index) => {
    const { draw, min = -Infinity, max = Infinity } = param;
    if (draw === undefined) return [];
    const path = ['params', name, 'draw'];
    if (draw.value !== undefined)
      problems.add([...path, 'value'], 'the control run takes the value of the parameter', {
        hint: 'leave it out here',
      });
    return checkDraw(path, { index, name, distribution: draw, min, max }, problems);
  });
}

function checkDraw(
  path: readonly string[],
  draw: CompiledDraw,
  problems: ModelProblems,
): CompiledDraw[] {
  const wrong = explainImpossible(draw.distribution);
  if (wrong !== null) {
    problems.add(path, wrong);
    return [];
  }
  // the control run takes the value of a parameter, whatever is drawn
  const centre = path[0] === 'params' ? null : centreOf(draw.distribution);
  if (centre !== null && (centre < draw.min || centre > draw.max))
    problems.add(path, `${centre}, which the control run takes, is outside of min and max`);
  return [draw];
}

/** The value of a distribution on the control run. */
export function controlValue(initial: number | string | Distribution): number {
  if (typeof initial === 'number') return initial;
  if (typeof initial === 'string') return NaN;
  return explainImpossible(initial) === null ? centreOf(initial) : NaN;
}

/** Orders initial values so that each comes after those it reads; a circle goes to `problems`. */
function sortInitials(
  initials: readonly CompiledInitial[],
  { values }: CompiledValues,
  placeOf: (slot: number) => readonly string[],
  problems: ModelProblems,
): CompiledInitial[] {
  const bySlot = new Map(initials.map((initial) => [initial.slot, initial]));
  const sorted: CompiledInitial[] = [];
  const state = new Map<number, 'on the way' | 'done'>();
  /** No recursion: thousands may read each other in a row. */
  const way: { readonly initial: CompiledInitial; readonly reads: Iterator<number> }[] = [];
  const enter = (initial: CompiledInitial): void => {
    if (state.has(initial.slot)) return;
    state.set(initial.slot, 'on the way');
    way.push({ initial, reads: slotsRead(initial.tree, values).values() });
  };
  for (const start of initials) {
    enter(start);
    for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
      const { value: read, done } = last.reads.next();
      if (done === true) {
        way.pop();
        state.set(last.initial.slot, 'done');
        sorted.push(last.initial);
        continue;
      }
      if (state.get(read) === 'on the way') {
        const slots = way.map(({ initial }) => initial.slot);
        refuseCircle([...slots.slice(slots.indexOf(read)), read].map(placeOf), problems);
        return sorted;
      }
      const needed = bySlot.get(read);
      if (needed !== undefined) enter(needed);
    }
  }
  return sorted;
}

function refuseCircle(circle: readonly (readonly string[])[], problems: ModelProblems): void {
  problems.add(
    circle[0] ?? [],
    `is made of itself: ${tellCircle(circle.map(([, name = '']) => name))}`,
    { hint: 'give one of them a number to start from' },
  );
}

/** The slots an expression reads now or earlier, through auxiliaries too. */
export const slotsRead = (tree: NumberTree, values: CompiledValues['values']) =>
  collectSlots(tree, values, true);

/** The same without those of which it reads the past alone. */
export const slotsReadNow = (tree: NumberTree, values: CompiledValues['values']) =>
  collectSlots(tree, values, false);

function collectSlots(
  tree: NumberTree,
  values: CompiledValues['values'],
  withPast: boolean,
): ReadonlySet<number> {
  const slots = new Set<number>();
  const seen = new Set<number>();
  const collect = (part: NumberTree): void =>
    visitTree(part, (node) => {
      if (node.op === 'slot' || (withPast && node.op === 'lag')) slots.add(node.slot);
      if (node.op !== 'value' || seen.has(node.value)) return;
      seen.add(node.value);
      const value = values[node.value];
      if (value !== undefined) collect(value.tree);
    });
  collect(tree);
  return slots;
}
