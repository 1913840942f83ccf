import type { WorldModel } from '@pulse-stream/worldstate';

type Parameter = WorldModel['params'][string];
type Slot = WorldModel['slots'][string];

/** The ends of a slider and how far apart its values are. */
export interface KnobRange {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** Standard deviations to both sides that a slider of a drawn parameter reaches. */
const REACH = 3;
const STEPS = 200;

/** Where nearly all draws of a distribution lie; null: not known. */
function rangeOfDraw(draw: NonNullable<Parameter['draw']>): [number, number] | null {
  const { normal, lognormal, uniform, triangular, beta, gamma } = draw;
  if (uniform !== undefined) return [uniform[0], uniform[1]];
  if (triangular !== undefined) return [triangular[0], triangular[2]];
  if (beta !== undefined) return [0, 1];
  if (normal !== undefined) return [normal[0] - REACH * normal[1], normal[0] + REACH * normal[1]];
  if (lognormal !== undefined) {
    const [mu, sigma] = lognormal;
    return [Math.exp(mu - REACH * sigma), Math.exp(mu + REACH * sigma)];
  }
  if (gamma !== undefined) {
    const [shape, scale] = gamma;
    return [0, scale * (shape + (REACH + 1) * Math.sqrt(shape))];
  }
  return null;
}

/** From nothing to twice as much; around 0 to both sides. */
function rangeAround(value: number): [number, number] {
  if (value === 0) return [-1, 1];
  return value > 0 ? [0, 2 * value] : [2 * value, 0];
}

/** The step of a slider: a round number, about a two-hundredth of what it covers. */
function stepOf(low: number, high: number): number {
  const rough = (high - low) / STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5].map((round) => round * power).find((one) => one >= rough * 0.7) ?? 10 * power;
}

/**
 * Ends that hold a value and lie within bounds. An end without a bound is a whole number of steps,
 * so that the values between are short.
 */
function settle(
  [from, to]: readonly [number, number],
  value: number,
  {
    min = -Infinity,
    max = Infinity,
  }: { readonly min?: number | undefined; readonly max?: number | undefined },
): KnobRange {
  const low = Math.max(min, Math.min(from, value));
  const high = Math.min(max, Math.max(to, value));
  if (!(high > low))
    return {
      low,
      high: low + Math.max(1, Math.abs(low)),
      step: Math.max(1, Math.abs(low)) / STEPS,
    };
  const step = stepOf(low, high);
  return {
    low: low === min ? low : Math.floor(low / step + 1e-9) * step,
    high: high === max ? high : Math.ceil(high / step - 1e-9) * step,
    step,
  };
}

/** What a slider of a parameter covers: its bounds, what it is drawn from, or around its value. */
export function rangeOfParameter({ value, draw, min, max }: Parameter): KnobRange {
  const drawn = draw === undefined ? null : rangeOfDraw(draw);
  const [low, high] = drawn ?? rangeAround(value);
  // declared bounds are a better guess than twice the value, unless they are far away
  const isNear = (bound: number | undefined): bound is number =>
    drawn === null &&
    bound !== undefined &&
    Math.abs(bound - value) <= 4 * Math.max(Math.abs(value), 0.25);
  return settle([isNear(min) ? min : low, isNear(max) ? max : high], value, { min, max });
}

/**
 * What a slider of a start value covers: overlays lie in 0..1.
 * @param size of like slots, for one that starts at 0
 */
export function rangeOfSlot({ kind, min, max }: Slot, start: number, size = 1): KnobRange {
  const bounds = kind === 'overlay' ? { min: min ?? 0, max: max ?? 1 } : { min, max };
  if (bounds.min !== undefined && bounds.max !== undefined)
    return settle([bounds.min, bounds.max], start, bounds);
  return settle(start === 0 ? [-size, size] : rangeAround(start), start, bounds);
}

/** The size of what a slot is compared with: the largest start of its kind and unit; 1 where all are 0. */
export function sizeOfLike(
  model: WorldModel,
  { kind, unit }: Slot,
  starts: Readonly<Record<string, number>>,
): number {
  const like = Object.entries(model.slots).flatMap(([name, slot]) =>
    slot.kind === kind && slot.unit === unit ? [Math.abs(starts[name] ?? 0)] : [],
  );
  return Math.max(...like) || 1;
}
