import { html, type Markup } from '../markup/html.ts';
import { lowerAxis, type Box } from './axes.ts';
import { linear, picture, place } from './picture.ts';

const WIDTH = 300;
const HEIGHT = 150;
const BOX: Box = { left: 12, right: 288, top: 22, bottom: 112 };
const TENTHS = 10;

/** How many probabilities lie in each tenth; the last one has both of its ends. */
export function countTenths(probabilities: readonly number[]): number[] {
  const counts = Array.from({ length: TENTHS }, () => 0);
  for (const probability of probabilities) {
    const tenth = Math.min(TENTHS - 1, Math.floor(probability * TENTHS));
    counts[tenth] = (counts[tenth] ?? 0) + 1;
  }
  return counts;
}

/** How many scenarios have an event with which probability: a bar per tenth, counts above them. */
export function eventChart(probabilities: readonly number[], sentence: string): Markup {
  const counts = countTenths(probabilities);
  const x = linear([0, 100], [BOX.left, BOX.right]);
  const y = linear([0, Math.max(...counts, 1)], [BOX.bottom, BOX.top]);
  const width = x(100 / TENTHS) - x(0);
  const bars = counts.flatMap((count, tenth) => {
    if (count === 0) return [];
    const left = x((100 / TENTHS) * tenth);
    return html`<rect
        class="plus"
        x="${place(left + 1)}"
        y="${place(y(count))}"
        width="${place(width - 2)}"
        height="${place(BOX.bottom - y(count))}"
      /><text class="value mid" x="${place(left + width / 2)}" y="${place(y(count) - 5)}"
        >${count.toLocaleString('en-US')}</text
      >`;
  });
  return picture({ width: WIDTH, height: HEIGHT, sentence }, [
    bars,
    lowerAxis(x, BOX, 'probability in %'),
  ]);
}
