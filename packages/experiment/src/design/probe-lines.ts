import type { Axis, Scalar } from './axis.ts';
import type { SharedParts } from './level-designs.ts';
import { createTemplate } from './line-template.ts';

/** Values of a list that are looked at. */
const MOST_PROBES = 1000;
/** A distribution is looked at where one draw in four billion lies. */
const TAIL = 2 ** -32;

/** Values of an axis that say whether all can be: all of a list, the ends of everything else. */
function probesOf(axis: Axis): readonly Scalar[] {
  if (axis.kind === 'range') return [axis.low, axis.high];
  if (axis.kind === 'law') return [TAIL, 1 - TAIL].map((share) => axis.quantile(share));
  const { count, level } = axis;
  const first = Array.from({ length: Math.min(count, MOST_PROBES) }, (_, index) => level(index));
  return count > MOST_PROBES ? [...first, level(count - 1)] : first;
}

/** Lines in which one variable after the other has the values that could be wrong. */
export function* writeProbes({
  variables,
  base,
}: SharedParts): Generator<{ readonly name: string; readonly line: string }> {
  const print = createTemplate(base, [['id'], ...variables.map(({ path }) => path)]);
  const first = variables.map(({ axis }) => probesOf(axis)[0] ?? Number.NaN);
  for (const [at, { name, axis }] of variables.entries())
    for (const value of probesOf(axis)) {
      const values: Scalar[] = ['probe', ...first];
      values[at + 1] = value;
      yield { name, line: print(values) };
    }
}
