import { fail } from '@pulse-stream/worldstate';
import type {
  Attribution,
  RunAttribution,
  RunSlot,
  Scale,
} from '@pulse-stream/worldstate/internal';

/** Parts that every target has, 0 when nothing of the kind happened, in record order. */
const ALWAYS = ['decay', 'measurement', 'intervention', 'noise', 'bounds', 'calibration'] as const;

/** Place of the kinds of parts in a record (DESIGN.md §3). */
const ORDER = ['rule', 'decay', 'measurement', 'intervention', 'gravity', 'noise', 'bounds'];

function placeOf(part: string): number {
  const dot = part.indexOf('.');
  const place = ORDER.indexOf(dot < 0 ? part : part.slice(0, dot));
  return place < 0 ? ORDER.length : place;
}

/** What to do about a sum that is too large. */
export const UNBOUNDED = 'the world grows without bound: give the slot min and max';

/** How far Σ parts may be from the change, as a share of the largest amount involved. */
const TOLERANCE = 1e-9;

/** The unit in which rules, noise and gravity act on a slot, e.g. "100 ln(USD)". */
export function attributionUnit({ unit, transform }: RunSlot): string | null {
  return transform === 'identity' ? unit : SCALE_UNITS[transform](unit ?? 'value');
}

const SCALE_UNITS: Record<Exclude<Scale, 'identity'>, (unit: string) => string> = {
  log100: (unit) => `100 ln(${unit})`,
  log1p: (unit) => `100 ln(1 + ${unit})`,
  logit: (unit) => `logit(${unit})`,
  sqrt: (unit) => `sqrt(${unit})`,
};

/**
 * The record form of what moved one target from turn 0 to the last turn. The parts are those the
 * run counted as they happened, untouched; none is a remainder.
 * @param account start, end and parts in transformed units
 * @param slot the target
 * @returns parts in record order: rules, decay, measurement, intervention, gravity, noise, bounds,
 *   calibration; change = end − start
 * @throws ScenarioError `overflow` when the end, the change or a part is beyond the range of a double
 * @throws Error when |Σ parts − change| > 1e-9 · scale: a part was lost, which is a bug of the
 *   simulate stage. scale = the largest of |start|, |end|, Σ|part| and, when the run says it,
 *   the largest magnitude on the way
 * @see FORECAST.md §4
 */
export function attributeTarget(account: RunAttribution, slot: RunSlot): Attribution {
  const { start, end } = account;
  const change = end - start;
  let sum = 0;
  let magnitude = 0;
  const parts: Record<string, number> = {};
  for (const [name, amount] of inRecordOrder(account.parts)) {
    requireFinite(account.target, name, amount);
    parts[name] = amount;
    sum += amount;
    magnitude += Math.abs(amount);
  }
  requireFinite(account.target, 'end', end);
  requireFinite(account.target, 'change', change);
  const scale = Math.max(Math.abs(start), Math.abs(end), magnitude, account.scale ?? 0);
  if (!(Math.abs(sum - change) <= TOLERANCE * scale)) {
    throw new Error(
      `the parts of ${account.target} sum to ${sum}, but it changed by ${change} (scale ${scale})`,
    );
  }
  return {
    start,
    end,
    change,
    unit: attributionUnit(slot),
    parts,
  };
}

/** The parts that happened and those that every target has, in record order. */
function inRecordOrder(given: ReadonlyMap<string, number>): [name: string, amount: number][] {
  const parts = [...given];
  for (const name of ALWAYS) if (!given.has(name)) parts.push([name, 0]);
  // a run counts them in this order
  let last = 0;
  for (const [name] of parts) {
    const place = placeOf(name);
    if (place < last) return parts.toSorted(([a], [b]) => placeOf(a) - placeOf(b));
    last = place;
  }
  return parts;
}

/** The run sums over members and turns, and sums may leave the range of a double. */
function requireFinite(target: string, part: string, amount: number): void {
  if (Number.isFinite(amount)) return;
  fail(
    'overflow',
    'forecast',
    `the attribution of ${target} (${part}) is beyond the range of a double`,
    { path: 'forecast.targets', hint: UNBOUNDED },
  );
}
