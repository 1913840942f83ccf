import { orderOf } from './ranks.ts';

/** What a box leaves of one input, both ends inside; null: no end. */
export interface BoxLimit {
  readonly input: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** A part of the space of inputs in which the cases of interest lie close together. */
export interface Box {
  readonly limits: readonly BoxLimit[];
  /** Share of all cases of interest that lie in it. */
  readonly coverage: number;
  /** Share of what lies in it that is of interest. */
  readonly density: number;
  /** Rows in it. */
  readonly count: number;
}

/** Share of a box that one step takes away. */
const PEEL = 0.05;
/** A box holds this share of the rows at least. */
const LEAST_MASS = 0.02;
/** A further box is told when it has so much of the cases, and so dense. */
const FURTHER = { coverage: 0.1, density: 0.5 };
const MOST_BOXES = 4;
/** A box that is not better than the whole by this factor is one of chance. */
const LEAST_GAIN = 1.1;

interface Bounds {
  readonly low: Float64Array;
  readonly high: Float64Array;
}
interface Tally {
  readonly count: number;
  readonly hits: number;
}

const copyOf = ({ low, high }: Bounds): Bounds => ({ low: low.slice(), high: high.slice() });

/** The rows that are left, and boxes over them. */
class Cases {
  readonly inputs: readonly Float64Array[];
  readonly orders: readonly Uint32Array[];
  readonly hits: Uint8Array;
  /** Rows that no box has taken. */
  readonly free: Uint8Array;

  constructor(inputs: readonly Float64Array[], hits: Uint8Array) {
    this.inputs = inputs;
    this.orders = inputs.map((column) => orderOf(column));
    this.hits = hits;
    this.free = new Uint8Array(hits.length).fill(1);
  }

  isInside({ low, high }: Bounds, row: number): boolean {
    if (this.free[row] === 0) return false;
    for (const [at, column] of this.inputs.entries()) {
      const value = column[row] ?? 0;
      if (value < (low[at] ?? 0) || value > (high[at] ?? 0)) return false;
    }
    return true;
  }

  tally(bounds: Bounds): Tally {
    let [count, hits] = [0, 0];
    for (let row = 0; row < this.hits.length; row += 1)
      if (this.isInside(bounds, row)) {
        count += 1;
        hits += this.hits[row] ?? 0;
      }
    return { count, hits };
  }

  /**
   * Takes at least `share` of a box away at one end of one input, ties whole.
   * @returns the new end and what is taken; null: nothing would be left
   */
  peel(
    bounds: Bounds,
    inside: Tally,
    at: number,
    end: 'low' | 'high',
  ): (Tally & { readonly edge: number }) | null {
    const [column, order] = [this.inputs[at], this.orders[at]];
    if (column === undefined || order === undefined) return null;
    const least = Math.max(1, Math.floor(PEEL * inside.count));
    let [count, hits, last] = [0, 0, Number.NaN];
    for (let step = 0; step < order.length; step += 1) {
      const row = order[end === 'low' ? step : order.length - 1 - step] ?? 0;
      if (!this.isInside(bounds, row)) continue;
      const value = column[row] ?? 0;
      if (count >= least && value !== last) return { count, hits, edge: value };
      count += 1;
      hits += this.hits[row] ?? 0;
      last = value;
    }
    return null;
  }
}

/** How good a box is: the harmonic mean of coverage and density. */
const qualityOf = ({ count, hits }: Tally, total: number): number =>
  hits === 0 ? 0 : (2 * hits) / (count + total);

/** Peels to the smallest box, and takes the best one on the way. */
function peelBox(cases: Cases, start: Bounds, total: number): Bounds {
  const bounds = copyOf(start);
  let inside = cases.tally(bounds);
  let [best, quality] = [copyOf(bounds), qualityOf(inside, total)];
  const least = Math.max(2, LEAST_MASS * cases.hits.length);
  while (inside.count > least && inside.hits < inside.count) {
    let choice: { at: number; end: 'low' | 'high'; edge: number; left: Tally } | null = null;
    for (const at of cases.inputs.keys())
      for (const end of ['low', 'high'] as const) {
        const taken = cases.peel(bounds, inside, at, end);
        if (taken === null) continue;
        const left = { count: inside.count - taken.count, hits: inside.hits - taken.hits };
        const isDenser =
          choice === null || left.hits * choice.left.count > choice.left.hits * left.count;
        if (isDenser) choice = { at, end, edge: taken.edge, left };
      }
    if (choice === null || choice.left.hits === 0) break;
    bounds[choice.end][choice.at] = choice.edge;
    inside = choice.left;
    const reached = qualityOf(inside, total);
    if (reached > quality) [best, quality] = [copyOf(bounds), reached];
  }
  return best;
}

/** Moves every end out, and away, where that makes the box no worse; again while it gets better. */
function widenBox(cases: Cases, bounds: Bounds, start: Bounds, total: number): void {
  for (let quality = -1; ;) {
    const reached = widenOnce(cases, bounds, start, total);
    if (reached <= quality) return;
    quality = reached;
  }
}

function widenOnce(cases: Cases, bounds: Bounds, start: Bounds, total: number): number {
  let quality = qualityOf(cases.tally(bounds), total);
  for (const [at, order] of cases.orders.entries())
    for (const end of ['low', 'high'] as const) {
      const held = bounds[end][at] ?? 0;
      if (held === start[end][at]) continue;
      bounds[end][at] = start[end][at] ?? 0;
      const open = qualityOf(cases.tally(bounds), total);
      if (open >= quality) {
        quality = open;
        continue;
      }
      bounds[end][at] = held;
      quality = pasteEnd(cases, bounds, { at, end, order, total, quality });
    }
  return quality;
}

/** Moves one end out value by value; where it stops the box is best. */
function pasteEnd(
  cases: Cases,
  bounds: Bounds,
  {
    at,
    end,
    order,
    total,
    quality,
  }: { at: number; end: 'low' | 'high'; order: Uint32Array; total: number; quality: number },
): number {
  const column = cases.inputs[at] ?? new Float64Array(0);
  const held = bounds[end][at] ?? 0;
  const open = copyOf(bounds);
  open[end][at] = end === 'low' ? -Infinity : Infinity;
  let { count, hits } = cases.tally(bounds);
  let [edge, best] = [held, quality];
  const rows = end === 'low' ? order.toReversed() : order;
  const isBeyond = (value: number): boolean => (end === 'low' ? value < held : value > held);
  let reached = held;
  const judge = (): void => {
    const now = qualityOf({ count, hits }, total);
    if (now > best) [edge, best] = [reached, now];
  };
  for (const row of rows) {
    const value = column[row] ?? 0;
    if (!isBeyond(value) || !cases.isInside(open, row)) continue;
    // equal values go together
    if (value !== reached) judge();
    count += 1;
    hits += cases.hits[row] ?? 0;
    reached = value;
  }
  judge();
  bounds[end][at] = edge;
  return best;
}

function describeBox(cases: Cases, bounds: Bounds, start: Bounds, total: number): Box {
  const { count, hits } = cases.tally(bounds);
  const limits = cases.inputs.flatMap((_, input): BoxLimit[] => {
    const [low, high] = [bounds.low[input] ?? 0, bounds.high[input] ?? 0];
    const isLow = low > (start.low[input] ?? 0);
    const isHigh = high < (start.high[input] ?? 0);
    return isLow || isHigh ? [{ input, low: isLow ? low : null, high: isHigh ? high : null }] : [];
  });
  return { limits, count, coverage: hits / total, density: hits / count };
}

/**
 * Boxes of inputs in which cases of interest lie: the patient rule induction method (PRIM). From the
 * whole space 5 % of a box are peeled off, time and again, at the end of the input where that leaves
 * the densest one; of all boxes on the way that with the largest harmonic mean of coverage and density
 * is taken, and its ends are moved out where that makes it better. Further boxes are looked for among
 * what is left.
 * @param inputs columns of one length, no NaN
 * @param hits 1 for a case of interest
 * @returns the best box first; none where nothing or everything is of interest, or no box is better than the whole by a tenth (as with cases in two opposite corners: every peel loses
 *   cases of one)
 * @see J. H. Friedman, N. I. Fisher: Bump hunting in high-dimensional data, Stat. Comput. 9 (1999)
 */
export function findBoxes(inputs: readonly Float64Array[], hits: Uint8Array): Box[] {
  const total = hits.reduce((sum, hit) => sum + hit, 0);
  if (total === 0 || total === hits.length) return [];
  const cases = new Cases(inputs, hits);
  const start: Bounds = {
    low: new Float64Array(inputs.length).fill(-Infinity),
    high: new Float64Array(inputs.length).fill(Infinity),
  };
  const boxes: Box[] = [];
  while (boxes.length < MOST_BOXES) {
    const { hits: remaining } = cases.tally(start);
    if (remaining === 0) break;
    const bounds = peelBox(cases, start, remaining);
    widenBox(cases, bounds, start, remaining);
    const box = describeBox(cases, bounds, start, total);
    const isBetter =
      qualityOf(cases.tally(bounds), remaining) >
      LEAST_GAIN * qualityOf(cases.tally(start), remaining);
    if (box.limits.length === 0 || !isBetter) break;
    if (boxes.length > 0 && (box.coverage < FURTHER.coverage || box.density < FURTHER.density))
      break;
    boxes.push(box);
    for (let row = 0; row < hits.length; row += 1)
      if (cases.isInside(bounds, row)) cases.free[row] = 0;
  }
  return boxes;
}
