import { declarationsOf, type DeclaringModel } from '../model/world-model.ts';
import type { WorldState } from './world-state.ts';

/** An overlay counts as dominant from this value on. */
export const DOMINANT_FROM = 0.65;

/** One symbolic overlay with its value in [0, 1] and its place among the others. */
export interface Overlay {
  readonly name: string;
  readonly value: number;
  readonly category: 'primary' | 'secondary';
  readonly parent: string | null;
  /** Higher comes first; default 0. */
  readonly priority: number;
  /** true when the model does not declare it: a config made it. */
  readonly dynamic: boolean;
}

/**
 * The overlays of a state, highest priority first, then in the order of the state.
 * @param model the model the state belongs to
 */
export function listOverlays(model: DeclaringModel, state: WorldState): Overlay[] {
  const { slots } = declarationsOf(model);
  const overlays = Object.entries(state.overlays).map(([name, value]): Overlay => {
    const slot = Object.hasOwn(slots, name) ? slots[name] : undefined;
    return {
      name,
      value,
      category: slot?.category ?? (slot === undefined ? 'secondary' : 'primary'),
      parent: slot?.parent ?? null,
      priority: slot?.priority ?? 0,
      dynamic: slot === undefined,
    };
  });
  return overlays.toSorted((a, b) => b.priority - a.priority);
}

/** The overlays whose parent is `parent`. */
export function childrenOf(overlays: readonly Overlay[], parent: string): Overlay[] {
  return overlays.filter((overlay) => overlay.parent === parent);
}

/** The overlays of category primary. */
export function primaryOverlays(overlays: readonly Overlay[]): Overlay[] {
  return overlays.filter((overlay) => overlay.category === 'primary');
}

/** The overlays at or above `DOMINANT_FROM`. */
export function dominantOverlays(overlays: readonly Overlay[]): Overlay[] {
  return overlays.filter((overlay) => overlay.value >= DOMINANT_FROM);
}
