import { KernelDoubt } from '../law/law.ts';
import { NumericError } from '../math/numeric-error.ts';
import { toNatural, type Transform } from '../math/transform.ts';
import type { ScenarioPlan } from '../scenario/plan-scenario.ts';

/**
 * The kernel records transformed values; here they become natural ones.
 * @param column values of one target
 * @throws KernelDoubt when one is not finite
 */
export function convertTargets(
  { program, targets }: ScenarioPlan,
  values: Float64Array,
  column: number,
): void {
  const { transforms } = program;
  for (const [target, slot] of targets.entries()) {
    const transform = transforms[slot] ?? 'identity';
    if (transform === 'identity') continue;
    const last = (target + 1) * column;
    for (let from = target * column; from < last; from += CONVERTED_AT_ONCE)
      convertBlock(values, from, Math.min(from + CONVERTED_AT_ONCE, last), transform);
  }
}

/**
 * Short enough that the engine compiles the function and not one long loop of it, which it would
 * leave at the loop's end to begin again at the next: that doubled the cost of a run.
 */
const CONVERTED_AT_ONCE = 256;

function convertBlock(values: Float64Array, from: number, to: number, transform: Transform): void {
  try {
    for (let index = from; index < to; index += 1)
      values[index] = toNatural(transform, values[index] as number); // in range
  } catch (error) {
    if (error instanceof NumericError) throw new KernelDoubt();
    throw error;
  }
}
