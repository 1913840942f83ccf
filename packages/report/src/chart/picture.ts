import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { html, type Content, type Markup } from '../markup/html.ts';

export type Scale = ScaleLinear<number, number>;

/** A scale; a domain without width gets one, so that a constant lies in the middle. */
export function linear(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  const room = low === high ? Math.abs(low) * 0.1 || 1 : 0;
  return scaleLinear([low - room, high + room], range);
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
