import { html, type Markup } from '../markup/html.ts';
import { showNumber } from '../markup/show-number.ts';
import { tickTexts } from './axes.ts';
import { BOTTOM, heightOn, NONE, TOP, type ParallelAxis } from './parallel-axes.ts';
import { linear, picture, place, shorten } from './picture.ts';

/** Between two axes, and beside the first and the last. */
export const [SPACING, MARGIN] = [140, 80];
/** Letters of a name in each of its two lines, and of a word at its axis. */
const [NAME, WORD] = [22, 12];
/** The first line of a name that needs two: up to where one of its words ends. */
const FIRST = new RegExp(`^.{1,${NAME}}(?<=[_. -])`, 'u');
/** Values nearer than that would be written over each other. */
const CLOSE = 15;

/** Values as they are written at an axis: its ends as they are, round ones between. */
function textsOf({ ends, words }: ParallelAxis): (readonly [number | string, string])[] {
  if (words !== null) return words.map((word) => [word, shorten(word, WORD)]);
  if (ends[0] === ends[1]) return [[ends[0], showNumber(ends[0], 4)]];
  const scale = linear(ends, [BOTTOM, TOP]);
  const between = tickTexts(scale, 4).filter(([tick]) =>
    ends.every((end) => Math.abs(scale(tick) - scale(end)) >= CLOSE),
  );
  return [...ends.map((end) => [end, showNumber(end, 4)] as const), ...between];
}

function drawAxis(axis: ParallelAxis): Markup {
  const { column, x, isGapped } = axis;
  const name = column.replace(/^params\./, '');
  const letters = Array.from(name);
  const first =
    letters.length <= NAME ? name : (FIRST.exec(name)?.[0] ?? letters.slice(0, NAME).join(''));
  const names = [first, shorten(name.slice(first.length), NAME)].filter((line) => line !== '');
  const none = isGapped ? [[null, 'none'] as const] : [];
  return html`<path class="axis" d="M${x},${TOP}V${BOTTOM}" />${names.map(
      (line, at) =>
        html`<text class="name mid" x="${x}" y="${TOP - 14 - 13 * (names.length - 1 - at)}"
          >${line}</text
        >`,
    )}${[...textsOf(axis), ...none].map(([value, text]) => {
      const y = place(heightOn(axis, value));
      return html`<path class="axis" d="M${x - 4},${y}h4" /><text
          class="tick end"
          x="${x - 7}"
          y="${y}"
          dy=".32em"
          >${text}</text
        >`;
    })}`;
}

/** Scenarios as lines across one axis per column; it has a size of its own and may be scrolled. */
export function parallelChart(
  axes: readonly ParallelAxis[],
  lines: readonly string[],
  sentence: string,
): Markup {
  const size = {
    width: 2 * MARGIN + SPACING * (axes.length - 1),
    height: (axes.some(({ isGapped }) => isGapped) ? NONE : BOTTOM) + 12,
  };
  return picture({ ...size, sentence, isFixed: true }, [
    html`<g class="lines">${lines.map((line) => html`<path d="${line}" />`)}</g>
      <g class="axes">${axes.map((axis) => drawAxis(axis))}</g>`,
  ]);
}
