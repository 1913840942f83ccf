import { html, type Markup } from '../markup/html.ts';
import { MINUS, showNumber } from '../markup/show-number.ts';
import { place, shorten, type Scale } from './picture.ts';

/** Room around what is drawn. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Sizes that have a prefix of their own, from y to Y. */
const PREFIXED = { least: 1e-24, most: 1e27 };

/** Ticks as short as their differences allow. */
export function tickTexts(scale: Scale, count: number): (readonly [number, string])[] {
  const ticks = scale.ticks(count);
  const largest = Math.max(...ticks.map((tick) => Math.abs(tick)), 0);
  if (largest >= PREFIXED.most || (largest > 0 && largest < PREFIXED.least))
    return ticks.map((tick) => [tick, showNumber(tick, 4)]);
  const format = largest >= 1e5 || (largest > 0 && largest < 1e-3) ? '.3~s' : undefined;
  const text = scale.tickFormat(count, format);
  return ticks.map((tick) => [tick, text(tick).replace('-', MINUS)]);
}

/** So near to the label of the last turn that of the origin ends at its place. */
const CLOSE = 100;

/** Lines across at round values, with the values at the left, and the unit above them. */
export function valueAxis(scale: Scale, box: Box, unit: string): Markup {
  return html`${tickTexts(scale, 4).map(([tick, text]) => {
      const y = place(scale(tick));
      return html`<path class="gridline" d="M${box.left},${y}H${box.right}" /><text
          class="tick end"
          x="${box.left - 5}"
          y="${y}"
          dy=".32em"
          >${text}</text
        >`;
    })}<text class="unit" x="${box.left - 5}" y="${box.top - 9}">${shorten(unit, 36)}</text>`;
}

/** Round values below, and what they are of at the right end. */
export function lowerAxis(scale: Scale, box: Box, name: string): Markup {
  return html`<path class="axis" d="M${box.left},${box.bottom}H${box.right}" />${tickTexts(
      scale,
      4,
    ).map(
      ([tick, text]) =>
        html`<text class="tick mid" x="${place(scale(tick))}" y="${box.bottom + 13}"
          >${text}</text
        >`,
    )}<text class="unit end" x="${box.right}" y="${box.bottom + 26}">${shorten(name, 40)}</text>`;
}

/** Turns below: whole ones, or the labels of the first and the last where turns have labels. */
export function turnAxis(
  scale: Scale,
  box: Box,
  labels: { readonly first: string; readonly last: string } | null,
): Markup {
  const line = html`<path class="axis" d="M${box.left},${box.bottom}H${box.right}" />`;
  if (labels !== null)
    return html`${line}<text
        class="tick ${box.right - scale(0) < CLOSE ? 'end' : 'mid'}"
        x="${place(scale(0))}"
        y="${box.bottom + 14}"
        >${labels.first}</text
      ><text class="tick end" x="${box.right}" y="${box.bottom + 14}">${labels.last}</text>`;
  const ticks = scale.ticks(4).filter((tick) => Number.isInteger(tick));
  return html`${line}${ticks.map(
      (tick) =>
        html`<text class="tick mid" x="${place(scale(tick))}" y="${box.bottom + 14}"
          >${String(tick).replace('-', MINUS)}</text
        >`,
    )}<text class="tick end" x="${box.right + 34}" y="${box.bottom + 14}">turn</text>`;
}
