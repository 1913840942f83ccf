import type { Influence } from '../gather/influence.ts';
import { html, type Markup } from '../markup/html.ts';
import { showNumber } from '../markup/show-number.ts';
import { linear, picture, place, shorten, type Scale } from './picture.ts';

const WIDTH = 380;
const ROW = 36;
const TOP = 4;

function drawBar({ input, value, low, high }: Influence, top: number, x: Scale): Markup {
  const [zero, end] = [x(0), x(value)];
  const [from, to] = [x(Math.min(low ?? value, value)), x(Math.max(high ?? value, value))];
  const middle = top + 24;
  const whisker =
    low === null || high === null
      ? null
      : html`<path class="whisker" d="M${place(from)},${middle}H${place(to)}" />`;
  const side = value < 0 ? 'minus' : 'plus';
  const text =
    value < 0
      ? html`<text class="value end" x="${place(from - 6)}" y="${middle}" dy=".32em"
          >${showNumber(value, 2)}</text
        >`
      : html`<text class="value" x="${place(to + 6)}" y="${middle}" dy=".32em"
          >${showNumber(value, 2)}</text
        >`;
  return html`<text
      class="name ${x.domain()[0] === 0 ? '' : 'mid'}"
      x="${place(zero)}"
      y="${top + 11}"
      >${shorten(input, 40)}</text
    ><rect
      class="${side}"
      x="${place(Math.min(zero, end))}"
      y="${top + 17}"
      width="${place(Math.abs(end - zero))}"
      height="14"
    /><path class="axis" d="M${place(zero)},${top + 14}v20" />${whisker}${text}`;
}

/** One bar per input, strongest first; values outside the bars, intervals as lines. */
export function tornadoChart(influences: readonly Influence[], sentence: string): Markup {
  const isSigned = influences.some(({ value }) => value < 0);
  const x = isSigned ? linear([-1, 1], [44, WIDTH - 44]) : linear([0, 1], [10, WIDTH - 44]);
  const height = TOP + ROW * influences.length + 4;
  return picture({ width: WIDTH, height, sentence }, [
    influences.map((influence, at) => drawBar(influence, TOP + ROW * at, x)),
  ]);
}
