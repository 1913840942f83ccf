import type { CausalCore } from '@pulse-stream/worldstate';

/** Beyond any bound a model can have. */
const FAR = 1e300;

/** The bounds of a slot in transformed units; ±1e300 where it has none. */
export function boundsOf(core: CausalCore): (slot: number) => { lower: number; upper: number } {
  const lowest = new Float64Array(core.slots.length).fill(-FAR);
  const highest = new Float64Array(core.slots.length).fill(FAR);
  core.bound(lowest);
  core.bound(highest);
  return (slot) => ({ lower: lowest[slot] ?? -FAR, upper: highest[slot] ?? FAR });
}
