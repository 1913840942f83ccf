import { html, type Markup } from '../markup/html.ts';
import { lowerAxis, valueAxis, type Box } from './axes.ts';
import { extent, linear, picture, place } from './picture.ts';

const WIDTH = 300;
const HEIGHT = 214;
const BOX: Box = { left: 42, right: 288, top: 24, bottom: 180 };

/** Scenarios as points: an input across, an outcome up. */
export function scatterChart(
  points: readonly (readonly [input: number, outcome: number])[],
  {
    input,
    unit,
    sentence,
  }: { readonly input: string; readonly unit: string; readonly sentence: string },
): Markup {
  const x = linear(extent(points.map(([across]) => across)), [BOX.left + 6, BOX.right - 6]);
  const y = linear(extent(points.map(([, up]) => up)), [BOX.bottom - 6, BOX.top]);
  const dots = points.map(([across, up]) => `M${place(x(across))},${place(y(up))}h0`).join('');
  return picture({ width: WIDTH, height: HEIGHT, sentence, scales: [x, y] }, [
    valueAxis(y, BOX, unit),
    lowerAxis(x, BOX, input),
    html`<path class="points" d="${dots}" />`,
  ]);
}
