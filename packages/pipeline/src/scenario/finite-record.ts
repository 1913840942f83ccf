import { fail, type ResultRecord } from '@pulse-stream/worldstate';
import type { Stage } from '@pulse-stream/worldstate/internal';

/**
 * Who computes a part of a record; null: it is told, and all of its numbers can be printed. A new
 * part does not compile until it is in this table.
 */
const COMPUTED_BY: Readonly<Record<keyof ResultRecord, Stage | null>> = {
  kind: null,
  schema: null,
  id: null,
  line: null,
  source: null,
  batch_index: null,
  status: null,
  line_sha256: null,
  config: null,
  run: null,
  final_state: 'simulate',
  trace: 'simulate',
  forecast: 'forecast',
  gravity: 'gravity',
  shadow_monitor: 'shadow-monitor',
  assessment: 'assess',
  warnings: null,
};

const COMPUTED = Object.entries(COMPUTED_BY).flatMap(
  ([part, stage]) => (stage === null ? [] : [{ part: part as keyof ResultRecord, stage }]), // its keys
);

/**
 * A record whose numbers can all be printed. Stages sum over members and turns, and a sum of doubles
 * may leave their range where no term does.
 * @throws ScenarioError `overflow` naming the first number that is none
 */
export function refuseNonFinite(record: ResultRecord): ResultRecord {
  for (const { part, stage } of COMPUTED) {
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
