import { scaleLinear } from 'd3-scale';
import { html, type Content, type Markup } from '../markup/html.ts';

/** Where values lie in a picture, and the round ones among them. */
export interface Scale {
  (value: number): number;
  /** Finite, ascending, about so many. */
  ticks(count: number): number[];
  tickFormat(count: number, format?: string): (tick: number) => string;
  domain(): readonly [number, number];
  range(): readonly [number, number];
}

/** Beyond these sizes, or below, differences and powers of ten leave what a double can hold. */
const [SMALL, LARGE] = [1e-200, 1e200];

/** What values are divided by before they are computed with. */
function unitOf(largest: number): number {
  if (largest > LARGE) return 1e300;
  return largest > 0 && largest < SMALL ? 1e-300 : 1;
}

/** A scale; a domain without width gets one, so that a constant lies in the middle. */
export function linear(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const room = (end: number): number =>
    end === 0 ? 1 : Math.max(Math.abs(end) * 0.1, Number.MIN_VALUE);
  const [low, high] =
    domain[0] === domain[1]
      ? [
          Math.max(domain[0] - room(domain[0]), -Number.MAX_VALUE),
          Math.min(domain[1] + room(domain[1]), Number.MAX_VALUE),
        ]
      : domain;
  const unit = unitOf(Math.max(Math.abs(low), Math.abs(high)));
  const scale = scaleLinear([low / unit, high / unit], range);
  return Object.assign((value: number) => scale(value / unit), {
    ticks: (count: number) =>
      // where doubles lie wide, some round values are one, or lie outside
      [...new Set(scale.ticks(count).map((tick) => tick * unit))].filter(
        (tick) => low <= tick && tick <= high,
      ),
    tickFormat: (count: number, format?: string) => {
      const text = scale.tickFormat(count, format);
      return (tick: number) => text(tick / unit);
    },
    domain: () => [low, high] as const,
    range: () => range,
  });
}

/** A place in a picture: a tenth of a unit is less than can be seen. */
export const place = (value: number): string => String(Math.round(value * 10) / 10);

/**
 * A picture that says in a sentence what it shows. What is inside is for eyes only.
 * @param sentence for who cannot see it
 */
export function picture(
  {
    width,
    height,
    sentence,
    scales,
    isFixed = false,
  }: {
    width: number;
    height: number;
    sentence: string;
    /** Ends of the values and of their places, for a script that draws into it. */
    scales?: readonly Scale[] | undefined;
    /** Never smaller or larger than that on a screen. */
    isFixed?: boolean;
  },
  content: Content,
): Markup {
  return html`<svg
    class="picture"
    viewBox="0 0 ${width} ${height}"
    ${isFixed && html` width="${width}"`}
    role="img"
    aria-label="${sentence}"
    ${scales !== undefined && html` data-scales="${JSON.stringify(scales.map((scale) => [scale.domain(), scale.range()]))}"`}
  >
    ${content}
  </svg>`;
}

/** A name as far as it fits into a picture, about so many letters. */
export function shorten(name: string, letters: number): string {
  const characters = Array.from(name);
  return characters.length > letters ? `${characters.slice(0, letters - 1).join('')}\u2026` : name;
}

/** Least and greatest of some numbers; [0, 1] without any. */
export function extent(values: Iterable<number>): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? [0, 1] : [low, high];
}
