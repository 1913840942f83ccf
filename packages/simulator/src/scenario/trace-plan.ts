import type { ScenarioConfig } from '@pulse-stream/worldstate';

/** Which turns of the control run stand in the record, and how. */
export interface TracePlan {
  readonly form: 'summary' | 'full';
  /** Every so many turns one. */
  readonly every: number;
  /** Slots whose values are shown, in slot order; null: all. */
  readonly slots: readonly number[] | null;
}

/**
 * @param slotOf index of a name; throws for one that is no slot
 * @returns null: no trace
 */
export function planTrace(
  { trace }: ScenarioConfig,
  slotOf: (name: string, path: string) => number,
): TracePlan | null {
  if (trace === 'none') return null;
  if (typeof trace === 'string') return { form: trace, every: 1, slots: null };
  const { every = 1, names } = trace;
  const slots = names?.map((name, index) => slotOf(name, `trace.names[${index}]`));
  const shown = slots === undefined ? null : [...new Set(slots)].toSorted((a, b) => a - b);
  return { form: 'full', every, slots: shown };
}
