import type { WorldModel } from '@pulse-stream/worldstate';
import { interpretNumber } from '../language/evaluate.ts';
import { parseNumber, type NameTable } from '../language/parse-expression.ts';
import type { NumberTree } from '../language/tree.ts';
import { factorCorrelations } from '../random/correlation.ts';
import { constantValue } from './constant-value.ts';
import type { CompiledModel, CompiledNoise, NoiseGroup } from './compiled-model.ts';
import { hintSlot } from './name-hints.ts';
import type { Namespace } from './namespace.ts';
import type { ModelProblems } from '../shape/problems.ts';

export type CompiledNoises = Pick<CompiledModel, 'noises' | 'turnNoise' | 'stepNoise'>;

/** Compiles the declared noise of every slot; what is wrong goes to `problems`. */
export function compileNoise(
  model: WorldModel,
  { table }: Namespace,
  problems: ModelProblems,
): CompiledNoises {
  const slots = Object.entries(model.slots);
  const perStep = slots.map(([, { noise }]) => typeof noise === 'object' && noise.per === 'time');
  const noises = slots.map(([name, { noise = 0 }]): CompiledNoise | null => {
    const { sd, dist = 'normal' } = typeof noise === 'object' ? noise : { sd: noise };
    if (sd === 0 || Object.hasOwn(model.measurements, name)) return null;
    const tree: NumberTree =
      typeof sd === 'number'
        ? { op: 'literal', value: sd }
        : (problems.attempt(['slots', name, 'noise', 'sd'], undefined, () =>
            parseNumber(sd, table),
          ) ?? { op: 'literal', value: 0 });
    const constant = typeof sd === 'number' ? null : constantValue(tree);
    if (constant !== null && constant < 0)
      problems.add(['slots', name, 'noise', 'sd'], `must be at least 0, and this is ${constant}`);
    const degrees = typeof dist === 'object' ? dist.student_t : null;
    return { sd: interpretNumber(tree), tree, degrees };
  });
  const groupOf = (wanted: boolean): readonly number[] =>
    [...noises.keys()].filter((slot) => noises[slot] !== null && perStep[slot] === wanted);
  const [turn, step] = [groupOf(false), groupOf(true)];
  const names = slots.map(([name]) => name);
  checkPairs(model, table, names, noises, perStep, problems);
  return {
    noises,
    turnNoise: { slots: turn, factor: factorOf(model, names, turn, problems) },
    stepNoise: { slots: step, factor: factorOf(model, names, step, problems) },
  };
}

function checkPairs(
  { noise_correlation: correlations = {} }: WorldModel,
  table: NameTable,
  names: readonly string[],
  noises: readonly (CompiledNoise | null)[],
  perStep: readonly boolean[],
  problems: ModelProblems,
): void {
  for (const [a, row] of Object.entries(correlations))
    for (const b of Object.keys(row)) {
      const path = ['noise_correlation', a, b];
      const [first, second] = [names.indexOf(a), names.indexOf(b)];
      for (const [name, slot] of [
        [a, first],
        [b, second],
      ] as const)
        if (slot < 0) problems.addUnknown(path, name, { hint: hintSlot(name, table) });
        else if (noises[slot] === null) problems.add(path, `${name} has no noise`);
        else if (noises[slot]?.degrees !== null)
          problems.add(path, `${name} has noise that is not normal: it has no correlations`);
      if (first === second && first >= 0)
        problems.add(path, 'the correlation of a slot with itself is 1');
      else if (Object.hasOwn(correlations[b] ?? {}, a) && correlations[b]?.[a] !== row[b])
        problems.add(path, `it is not that of ${b} with ${a}, which is given too`);
      else if (first >= 0 && second >= 0 && perStep[first] !== perStep[second])
        problems.add(path, 'one has noise per turn and the other per time');
    }
}

/** The factor of the correlations among some slots; null: there are none. */
function factorOf(
  { noise_correlation: correlations = {} }: WorldModel,
  names: readonly string[],
  slots: readonly number[],
  problems: ModelProblems,
): NoiseGroup['factor'] {
  const size = slots.length;
  const matrix = new Float64Array(size * size);
  for (let index = 0; index < size; index += 1) matrix[index * size + index] = 1;
  let some = false;
  for (const [a, row] of Object.entries(correlations))
    for (const [b, correlation] of Object.entries(row)) {
      const [first, second] = [slots.indexOf(names.indexOf(a)), slots.indexOf(names.indexOf(b))];
      if (first < 0 || second < 0 || first === second) continue;
      matrix[first * size + second] = correlation;
      matrix[second * size + first] = correlation;
      some = true;
    }
  if (!some) return null;
  const factor = factorCorrelations(matrix, size);
  if (factor === null)
    problems.add(['noise_correlation'], 'no numbers can be correlated like this', {
      hint: 'the matrix of correlations is not positive definite: make some of them smaller',
    });
  return factor;
}
