import {
  type Distribution,
  hasNoControl,
  hintNearest,
  type DistributionKind,
} from '@pulse-stream/worldstate/internal';
import { LAWS } from '../quantile/laws.ts';

/** A value of a variable as a scenario holds it. */
export type Scalar = number | string | boolean;

/** The values a variable of a design takes. */
export type Axis =
  /** One of some values, in the order given. */
  | { readonly kind: 'levels'; readonly count: number; readonly level: (index: number) => Scalar }
  /** Any number between two. */
  | { readonly kind: 'range'; readonly low: number; readonly high: number; readonly whole: boolean }
  /** Numbers as a distribution spreads them, between its bounds. */
  | { readonly kind: 'law'; readonly quantile: (share: number) => number };

/** What an axis is read with. */
export interface AxisOptions {
  /** Only whole numbers make sense here (turns, members, a seed). */
  readonly whole: boolean;
  /** Bounds that cut a distribution; default none. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Why nothing can be drawn from a distribution; null: it can. */
  readonly explainImpossible: (distribution: Distribution) => string | null;
}

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const IS_NUMBER = new RegExp(`^${NUMBER}$`);
const RANGE = new RegExp(`^(${NUMBER})\\.\\.(${NUMBER})(?::(.*))?$`);
const CALL = /^([a-zA-Z_]\w*)\((.*)\)$/;
/** A distribution that begins: a list is split at its commas. */
const BEGUN = /^([a-zA-Z_]\w*)\(/;
/** Most values between two ends: each has a number of its own. */
const MOST_STEPS = 1e9;
/** A step that misses the end by less of itself reaches it: .1 is not a tenth. */
const MISSED = 1e-9;
/** The farthest place behind the point that a step is written with. */
const MOST_DECIMALS = 20;

/**
 * Reads the values of a variable: `0..1` (any number between), `0..1:0.1` (steps), `5,10` (a list of
 * numbers, true, false or words), `normal(.3,.03)` (a distribution of MODEL.md §8).
 * @returns the axis, or in one sentence what is wrong
 */
export function readAxis(text: string, options: AxisOptions): Axis | string {
  const [, low, high, step] = RANGE.exec(text) ?? [];
  if (low !== undefined && high !== undefined)
    return readRange(Number(low), Number(high), { step, low, whole: options.whole });
  const [, name, inside] = CALL.exec(text) ?? [];
  if (name !== undefined && inside !== undefined) return readLaw(name, inside, options);
  const [, begun = ''] = BEGUN.exec(text) ?? [];
  if (isKind(begun))
    return `${usageOf(begun)} stands alone, between its two parentheses, not "${text}"`;
  return readList(text, options.whole);
}

function decimalsOf(text: string): number {
  const [digits = '', exponent = '0'] = text.toLowerCase().split('e');
  const behind = digits.split('.')[1]?.length ?? 0;
  return Math.max(0, behind - Number(exponent));
}

function readRange(
  low: number,
  high: number,
  given: { readonly step: string | undefined; readonly low: string; readonly whole: boolean },
): Axis | string {
  const shown = `${low}..${high}`;
  if (!Number.isFinite(low) || !Number.isFinite(high) || !Number.isFinite(high - low))
    return `the range ${shown} reaches beyond the largest number`;
  if (low > high) return `the range ${shown} is empty: its ends are the wrong way round`;
  const isWhole = Number.isSafeInteger(low) && Number.isSafeInteger(high);
  if (given.step === undefined) {
    if (low === high) return `the range ${shown} is empty: for one value write it alone`;
    if (given.whole && !isWhole) return `the range ${shown} needs whole numbers`;
    return { kind: 'range', low, high, whole: given.whole };
  }
  const step = IS_NUMBER.test(given.step) ? Number(given.step) : Number.NaN;
  if (!(step > 0) || !Number.isFinite(step))
    return `the step of ${shown} is a number above 0, not "${given.step}"`;
  if (given.whole && !(isWhole && Number.isSafeInteger(step)))
    return `the range ${shown}:${step} needs whole numbers`;
  const count = Math.floor((high - low) / step + MISSED) + 1;
  if (count === 1 && low < high) return `the step of ${shown} is larger than the range`;
  if (count > MOST_STEPS) return `the range ${shown}:${step} has more than ${MOST_STEPS} steps`;
  const decimals = Math.max(decimalsOf(given.low), decimalsOf(given.step));
  const tidy = (value: number): number =>
    decimals > MOST_DECIMALS ? value : Number(value.toFixed(decimals));
  return { kind: 'levels', count, level: (index) => tidy(low + index * step) };
}

const isKind = (name: string): name is DistributionKind => Object.hasOwn(LAWS, name);

const usageOf = (kind: DistributionKind): string => `${kind}(${LAWS[kind].parameters.join(', ')})`;

function readLaw(name: string, inside: string, options: AxisOptions): Axis | string {
  if (!isKind(name)) {
    const hint =
      hintNearest(name, Object.keys(LAWS)) ?? `there are ${Object.keys(LAWS).join(', ')}`;
    return `"${name}" is not a distribution (${hint})`;
  }
  const law = LAWS[name];
  const texts = inside.split(',').map((part) => part.trim());
  if (texts.length !== law.parameters.length || !texts.every((part) => IS_NUMBER.test(part)))
    return `${usageOf(name)} takes ${law.parameters.length} numbers, not "${inside}"`;
  if (options.whole) return 'whole numbers are needed: give a list or a range';
  const numbers = texts.map(Number);
  // the kind is one of them, and it has as many parameters as it takes
  const reason = options.explainImpossible({ [name]: numbers });
  if (reason !== null) return reason;
  const [a = 0, b = 0, c = 0] = numbers;
  const { min = -Infinity, max = Infinity } = options;
  const [from, to] = [
    min === -Infinity ? 0 : law.share(min, a, b, c),
    max === Infinity ? 1 : law.share(max, a, b, c),
  ];
  if (!(from < to)) return `${name}(${inside}) leaves nothing between ${min} and ${max}`;
  const quantile = (share: number): number =>
    Math.min(max, Math.max(min, law.quantile(from + (to - from) * share, a, b, c)));
  return { kind: 'law', quantile };
}

/** A word of a list as a value. */
function readItem(item: string): Scalar {
  if (item === 'true' || item === 'false') return item === 'true';
  const value = IS_NUMBER.test(item) ? Number(item) : Number.NaN;
  return Number.isFinite(value) ? value : item;
}

function readList(text: string, whole: boolean): Axis | string {
  const items = text.split(',').map((item) => item.trim());
  if (items.includes(''))
    return text === '' ? 'it has no values' : 'a value of the list is missing';
  if (!hasNoControl(text)) return 'control characters are not allowed';
  const odd = items.find((item) => whole && IS_NUMBER.test(item) && !/^[+-]?\d+$/.test(item));
  if (odd !== undefined) return `${odd} is not a whole number`;
  const levels = items.map(readItem);
  const repeated = levels.find((level, index) => levels.indexOf(level) !== index);
  if (repeated !== undefined) return `${repeated} is in the list twice`;
  return { kind: 'levels', count: levels.length, level: (index) => levels[index] ?? Number.NaN };
}
