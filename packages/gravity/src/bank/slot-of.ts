import type { CausalCore } from '@pulse-stream/worldstate';

/** Index of a slot that this core is known to have. */
export function slotOf(core: CausalCore, name: string): number {
  const slot = core.slots.indexOf(name);
  if (slot < 0) throw new Error(`the causal core has no slot "${name}"`);
  return slot;
}
