import { fail, type ResultRecord } from '@pulse-stream/worldstate';
import type { Stage } from '@pulse-stream/worldstate/internal';

/** The parts of a record that are computed, and who computes them. */
const COMPUTED = [
  ['final_state', 'simulate'],
  ['trace', 'simulate'],
  ['forecast', 'forecast'],
  ['gravity', 'gravity'],
  ['shadow_monitor', 'shadow-monitor'],
  ['assessment', 'assess'],
] as const satisfies readonly (readonly [keyof ResultRecord, Stage])[];

/**
 * A record whose numbers can all be printed. Stages sum over members and turns, and a sum of doubles
 * may leave their range where no term does.
 * @throws ScenarioError `overflow` naming the first number that is none
 */
export function refuseNonFinite(record: ResultRecord): ResultRecord {
  for (const [part, stage] of COMPUTED) {
    const place = findNonFinite(record[part]);
    if (place !== null)
      fail('overflow', stage, `${part}${place} is beyond the range of a double`, {
        hint: 'the world grows without bound: give its slots min and max',
      });
  }
  return record;
}

/** Where in a value a number is not finite; null: nowhere. */
function findNonFinite(value: unknown): string | null {
  if (typeof value === 'number') return value - value === 0 ? null : '';
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const found = findNonFinite(value[index]);
      if (found !== null) return `[${index}]${found}`;
    }
    return null;
  }
  for (const key in value) {
    const found = findNonFinite(value[key as keyof typeof value]); // a key of it
    if (found !== null) return `.${key}${found}`;
  }
  return null;
}
