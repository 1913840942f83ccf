import { exp, sigmoid } from '../math/elementary.ts';
import { KernelDoubt } from '../law/law.ts';
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
    const transform = transforms[slot];
    if (transform !== 'log100' && transform !== 'logit') continue;
    const last = (target + 1) * column;
    for (let from = target * column; from < last; from += CONVERTED_AT_ONCE)
      convertBlock(values, from, Math.min(from + CONVERTED_AT_ONCE, last), transform === 'log100');
  }
}

/**
 * Short enough that the engine compiles the function and not one long loop of it, which it would
 * leave at the loop's end to begin again at the next: that doubled the cost of a run.
 */
const CONVERTED_AT_ONCE = 256;

function convertBlock(values: Float64Array, from: number, to: number, log100: boolean): void {
  let doubt = 0;
  for (let index = from; index < to; index += 1) {
    const x = values[index] as number; // in range
    const natural = log100 ? exp(x / 100) : sigmoid(x);
    values[index] = natural;
    doubt += natural - natural;
  }
  if (doubt !== 0) throw new KernelDoubt();
}
