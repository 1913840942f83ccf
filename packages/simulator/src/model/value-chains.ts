import { levelsOf, visitTree, type ExpressionTree } from '../language/tree.ts';
import type { ModelProblems } from '../shape/problems.ts';
import type { CompiledValue } from './compiled-model.ts';

/**
 * Levels of formulas within each other, from value to value. A path that has to be computed through more
 * of them could take more stack than there is.
 */
export const MOST_LEVELS = 2500;
/** Names at either end of a circle that a message repeats. */
const TOLD_NAMES = 8;

/**
 * Refuses values that read each other in a circle, or through too many others.
 * @returns whether all can be computed
 */
export function checkChains(values: readonly CompiledValue[], problems: ModelProblems): boolean {
  /** Of each value, the levels that computing it takes; 0: not known yet. */
  const levels = new Float64Array(values.length);
  const way: number[] = [];
  const nameOf = (value: number): string => values[value]?.name ?? '';
  /** @returns whether a value is sound, and what it reads */
  const visit = (value: number): boolean => {
    if (levels[value] !== 0) return true;
    const before = way.indexOf(value);
    if (before >= 0) {
      const circle = [...way.slice(before), value].map(nameOf);
      problems.add(['values', circle[0] ?? ''], `is made of itself: ${tellCircle(circle)}`, {
        hint: 'a circle needs a slot or a delay in it, which remembers',
      });
      return false;
    }
    const { tree } = values[value] as CompiledValue; // of a checked tree
    way.push(value);
    let deepest = 0;
    // every value on the way is at least one level
    let isSound = way.length <= MOST_LEVELS;
    for (const read of isSound ? valuesRead(values, tree, 0) : []) {
      if (!visit(read)) return false;
      deepest = Math.max(deepest, levels[read] as number); // as above
    }
    way.pop();
    levels[value] = levelsOf(tree) + deepest;
    isSound &&= levels[value] <= MOST_LEVELS;
    if (!isSound) refuseLevels(nameOf(value), problems);
    return isSound;
  };
  for (const value of values.keys()) if (!visit(value)) return false;
  return checkPasts(values, problems);
}

/** A circle as people read it: of a long one its beginning and its end. */
export function tellCircle(names: readonly string[]): string {
  const left = names.length - 2 * TOLD_NAMES;
  if (left <= 1) return names.join(' reads ');
  const [first, last] = [names.slice(0, TOLD_NAMES), names.slice(-TOLD_NAMES)];
  return [...first, `… (${left} more)`, ...last].join(' reads ');
}

function refuseLevels(name: string, problems: ModelProblems): void {
  problems.add(
    ['values', name],
    `is computed through more than ${MOST_LEVELS} levels of formulas, from value to value`,
    { hint: 'put a slot or a delay between them, or fewer operations into one formula' },
  );
}

/** The values that a tree reads as they are up to `back` turns before. */
function valuesRead(
  values: readonly CompiledValue[],
  tree: ExpressionTree,
  back: number,
): Set<number> {
  const read = new Set<number>();
  const first = values[0]?.slot ?? 0;
  visitTree(tree, (node) => {
    if (node.op === 'value') read.add(node.value);
    const index = node.op === 'lag' && node.back <= back ? node.slot - first : -1;
    if (index >= 0 && index < values.length) read.add(index);
  });
  return read;
}

/**
 * The same for values that read each other's past: at the start it is their present, and takes a level
 * more. Values in a circle are gone through once each, so they count together.
 */
function checkPasts(values: readonly CompiledValue[], problems: ModelProblems): boolean {
  const reads = values.map(({ tree }) => [...valuesRead(values, tree, Infinity)]);
  const isPast = new Set(
    values.flatMap(({ tree }, value) => {
      const now = valuesRead(values, tree, 0);
      return (reads[value] ?? []).filter((read) => !now.has(read));
    }),
  );
  const levels = new Float64Array(values.length);
  for (const circle of findCircles(reads)) {
    let [own, deepest] = [0, 0];
    for (const member of circle) {
      const { tree } = values[member] as CompiledValue; // of a checked tree
      own += levelsOf(tree) + (isPast.has(member) ? 1 : 0);
      for (const read of reads[member] ?? []) deepest = Math.max(deepest, levels[read] ?? 0);
    }
    if (own + deepest > MOST_LEVELS) {
      refuseLevels(values[circle[0] ?? 0]?.name ?? '', problems);
      return false;
    }
    for (const member of circle) levels[member] = own + deepest;
  }
  return true;
}

/**
 * The circles among nodes, each after those it leads to; a node in none is one of its own (Tarjan 1972,
 * without recursion).
 * @param reads by node: where it leads to
 */
function* findCircles(reads: readonly (readonly number[])[]): Generator<readonly number[]> {
  const NOT_MET = 0;
  const CLOSED = Infinity;
  const met = reads.map(() => NOT_MET);
  /** The earliest that a node leads back to. */
  const earliest = reads.map(() => NOT_MET);
  const [way, open]: [[node: number, next: number][], number[]] = [[], []];
  let count = 0;
  const enter = (node: number): void => {
    count += 1;
    met[node] = earliest[node] = count;
    way.push([node, 0]);
    open.push(node);
  };
  for (const start of reads.keys()) {
    if (met[start] === NOT_MET) enter(start);
    for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
      const [node, next] = last;
      const read = reads[node]?.[next];
      last[1] += 1;
      if (read !== undefined && met[read] === NOT_MET) enter(read);
      else if (read !== undefined) earliest[node] = Math.min(earliest[node] ?? 0, met[read] ?? 0);
      else {
        way.pop();
        const [before] = way.at(-1) ?? [];
        if (before !== undefined)
          earliest[before] = Math.min(earliest[before] ?? 0, earliest[node] ?? 0);
        if (earliest[node] !== met[node]) continue;
        const circle = open.splice(open.lastIndexOf(node));
        for (const member of circle) met[member] = CLOSED;
        yield circle;
      }
    }
  }
}
