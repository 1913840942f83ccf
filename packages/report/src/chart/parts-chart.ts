import { html, type Markup } from '../markup/html.ts';
import { showChange } from '../markup/show-number.ts';
import { extent, linear, picture, place, shorten, type Scale } from './picture.ts';

/** One bar: signed pieces that add up to a change. */
export interface PartsBar {
  readonly name: string;
  readonly change: number;
  /** Colour (0-based class) and value, in the order they are stacked. */
  readonly pieces: readonly (readonly [colour: number, value: number])[];
  /** What stands at the right end of its name. */
  readonly aside: string;
}

const WIDTH = 380;
const LEFT = 8;
const RIGHT = 316;
const ROW = 40;
const TOP = 22;

/** Sums of what is below 0 and of what is above it. */
const reach = (bar: PartsBar): [number, number] =>
  bar.pieces.reduce<[number, number]>(
    ([low, high], [, value]) => [low + Math.min(0, value), high + Math.max(0, value)],
    [0, 0],
  );

function drawBar(bar: PartsBar, top: number, x: Scale): Markup {
  let [low, high] = [0, 0];
  const pieces = bar.pieces.map(([colour, value]) => {
    const from = value < 0 ? low + value : high;
    if (value < 0) low += value;
    else high += value;
    const [left, right] = [x(from), x(from + Math.abs(value))];
    return html`<rect
      class="part c${colour}"
      x="${place(left)}"
      y="${top + 17}"
      width="${place(Math.max(0, right - left))}"
      height="14"
    />`;
  });
  const [zero, net] = [place(x(0)), place(x(bar.change))];
  return html`<text class="name" x="${LEFT}" y="${top + 11}"
      >${shorten(bar.name, bar.aside === '' ? 56 : 22)}</text
    ><text class="tick end" x="${WIDTH - 4}" y="${top + 11}">${bar.aside}</text>${pieces}<path
      class="axis"
      d="M${zero},${top + 14}v20"
    /><path class="net" d="M${net},${top + 14}v20" /><text
      class="value"
      x="${RIGHT + 8}"
      y="${top + 28}"
      >${showChange(bar.change)}</text
    >`;
}

/** Why a target moves: one stacked bar per scenario, with a mark at the sum. */
export function partsChart(
  bars: readonly PartsBar[],
  { unit, sentence }: { readonly unit: string; readonly sentence: string },
): Markup {
  const x = linear(extent([0, ...bars.flatMap((bar) => reach(bar))]), [LEFT, RIGHT]);
  const height = TOP + ROW * bars.length + 6;
  return picture({ width: WIDTH, height, sentence }, [
    html`<text class="unit" x="${LEFT}" y="11">${shorten(unit, 40)}</text
      ><text class="unit end" x="${WIDTH - 4}" y="11">change</text>`,
    bars.map((bar, at) => drawBar(bar, TOP + ROW * at, x)),
  ]);
}
