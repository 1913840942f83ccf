import type { Axis, Scalar } from './axis.ts';
import { createTemplate, type BaseConfig } from './line-template.ts';
import type { Variable } from './variable.ts';

/** What all designs are written from. */
export interface SharedParts {
  readonly variables: readonly Variable[];
  readonly base: BaseConfig;
  readonly replications: number;
}

/** Ids longer than this are numbers instead. */
const MOST_ID_CHARACTERS = 120;
/** The shares of a distribution that stand for its ends. */
const ENDS = [0.05, 0.95] as const;

/** What is in front of every id of a design: the id of the base. */
export function prefixOf({ id }: BaseConfig): string {
  return typeof id === 'string' ? `${id}:` : '';
}

/** Ids of one scenario: with replications one for each. */
export function* eachReplication(id: string, replications: number): Generator<string> {
  if (replications === 1) yield id;
  else for (let copy = 1; copy <= replications; copy += 1) yield `${id},rep=${copy}`;
}

/** `0007` of a thousand. */
export function createNumbering(count: number): (index: number) => string {
  const width = String(count).length;
  return (index) => String(index + 1).padStart(width, '0');
}

/** The values an axis has when one variable varies at a time. */
function levelsOf(axis: Axis): {
  readonly count: number;
  readonly level: (index: number) => Scalar;
} {
  if (axis.kind === 'levels') return axis;
  const [low, high] =
    axis.kind === 'range' ? [axis.low, axis.high] : ENDS.map((share) => axis.quantile(share));
  return { count: 2, level: (index) => (index === 0 ? low : high) ?? Number.NaN };
}

/** The longest value of an axis that is looked at for the length of ids. */
const LOOKED_AT = 1000;
function longest(axis: Axis): number {
  const { count, level } = levelsOf(axis);
  let length = 0;
  for (let index = 0; index < Math.min(count, LOOKED_AT); index += 1)
    length = Math.max(length, String(level(index)).length);
  return count > LOOKED_AT ? Math.max(length, String(level(count - 1)).length) : length;
}

/** Every combination of the values, the last variable fastest. */
export function* writeGrid({ variables, base, replications }: SharedParts): Generator<string> {
  const print = createTemplate(base, [['id'], ...variables.map(({ path }) => path)]);
  const axes = variables.map(({ axis }) => levelsOf(axis));
  const total = axes.reduce((product, { count }) => product * count, 1);
  const number = createNumbering(total);
  const prefix = prefixOf(base);
  const length = variables.reduce(
    (sum, { name, axis }) => sum + name.length + longest(axis) + 2,
    0,
  );
  const readable = prefix.length + length <= MOST_ID_CHARACTERS;
  const places = axes.map(() => 0);
  const values: Scalar[] = ['', ...axes.map(({ level }) => level(0))];
  for (let index = 0; index < total; index += 1) {
    const id = readable
      ? variables.map(({ name }, at) => `${name}=${String(values[at + 1])}`).join(',')
      : `grid-${number(index)}`;
    for (const text of eachReplication(prefix + id, replications)) {
      values[0] = text;
      yield print(values);
    }
    for (let at = axes.length - 1; at >= 0; at -= 1) {
      const axis = axes[at];
      const next = ((places[at] ?? 0) + 1) % (axis?.count ?? 1);
      places[at] = next;
      values[at + 1] = axis?.level(next) ?? '';
      if (next > 0) break;
    }
  }
}

/** The base alone, then one variable after the other through its values, all others as in the base. */
export function* writeOneAtATime({
  variables,
  base,
  replications,
}: SharedParts): Generator<string> {
  const prefix = prefixOf(base);
  const alone = createTemplate(base, [['id']]);
  for (const id of eachReplication(`${prefix}base`, replications)) yield alone([id]);
  for (const { name, path, axis } of variables) {
    const print = createTemplate(base, [['id'], path]);
    const { count, level } = levelsOf(axis);
    const number = createNumbering(count);
    const readable = prefix.length + name.length + longest(axis) < MOST_ID_CHARACTERS;
    for (let index = 0; index < count; index += 1) {
      const value = level(index);
      const id = readable ? `${name}=${String(value)}` : `${name}-${number(index)}`;
      for (const text of eachReplication(prefix + id, replications)) yield print([text, value]);
    }
  }
}
