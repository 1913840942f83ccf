import { area, line } from 'd3-shape';
import { centreOf, type Fan } from '../gather/fan.ts';
import { html, type Markup } from '../markup/html.ts';
import { showNumber } from '../markup/show-number.ts';
import { turnAxis, valueAxis, type Box } from './axes.ts';
import { extent, linear, picture, place, type Scale } from './picture.ts';

/** What was observed around a forecast. */
export interface Observed {
  /** Turn relative to the origin (0 is the last row that was known) and value. */
  readonly points: readonly (readonly [turn: number, value: number])[];
}

/** Another forecast of the same target, drawn faintly behind. */
export interface Ghost {
  readonly fan: Fan;
  /** Turns from the origin of the fan in front to its own; below 0 where it was issued earlier. */
  readonly shift: number;
}

/** What is drawn beside the fan itself. */
export interface FanOptions {
  readonly observed: Observed;
  readonly ghosts?: readonly Ghost[] | undefined;
  /** Turns at which somebody steps in. */
  readonly marks?: readonly number[] | undefined;
  /** Values that the axis covers; null: those of this fan. */
  readonly domain: readonly [number, number] | null;
  /** What the origin is called; null: it has no label. */
  readonly originLabel: string | null;
  readonly sentence: string;
}

const WIDTH = 300;
const HEIGHT = 182;
const BOX: Box = { left: 42, right: 258, top: 24, bottom: 160 };
/** Half the width of the bands of a forecast of one turn. */
const HALF = 7;

/** Turns and values of a fan and what was observed. */
function* valuesOf({ bands, mean, median, control, horizon, start }: Fan, observed: Observed) {
  for (const { low, high } of bands) yield* [...low, ...high];
  yield* median ?? mean;
  if (start !== null) yield start;
  for (const [turn, value] of control) if (turn <= (horizon.at(-1) ?? 0)) yield value;
  for (const [, value] of observed.points) yield value;
}

/** Nothing was observed, or it is drawn already. */
const UNSEEN: Observed = { points: [] };

/** The values that an axis covers which holds all of some fans, and what is drawn behind them. */
export function sharedDomain(
  fans: readonly {
    readonly fan: Fan;
    readonly observed: Observed;
    readonly ghosts?: readonly Ghost[] | undefined;
  }[],
): readonly [number, number] {
  return extent(
    fans.flatMap(({ fan, observed, ghosts = [] }) => [
      ...valuesOf(fan, observed),
      ...ghosts.flatMap((ghost) => [...valuesOf(narrow(ghost.fan), UNSEEN)]),
    ]),
  );
}

/** Of a ghost one band is drawn: that of 80 %, or the narrowest. */
function narrow(fan: Fan): Fan {
  const band = fan.bands.find(({ percent }) => percent === 80) ?? fan.bands.at(-1);
  return { ...fan, bands: band === undefined ? [] : [band], control: [] };
}

interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}
type Point = readonly [x: number, y: number];

const pathOf = (points: readonly Point[]): string =>
  line<Point>(
    ([x]) => x,
    ([, y]) => y,
  ).digits(1)([...points]) ?? '';

function drawBands({ bands, horizon, start }: Fan, { x, y }: Scales, name = 'band'): Markup[] {
  const [only] = horizon;
  return bands.map(({ low, high }) => {
    const sides = horizon.map((turn, at): [number, number, number] => [
      x(turn),
      y(low[at] ?? 0),
      y(high[at] ?? 0),
    ]);
    const [first = [0, 0, 0]] = sides;
    if (start !== null) sides.unshift([x(0), y(start), y(start)]);
    else if (horizon.length === 1 && only !== undefined)
      sides.splice(
        0,
        1,
        [x(only) - HALF, first[1], first[2]],
        [x(only) + HALF, first[1], first[2]],
      );
    const shape = area<[number, number, number]>()
      .x(([at]) => at)
      .y0(([, bottom]) => bottom)
      .y1(([, , top]) => top)
      .digits(1);
    return html`<path class="${name}" d="${shape(sides) ?? ''}" />`;
  });
}

function drawCentre(fan: Fan, { x, y }: Scales): Markup {
  const values = centreOf(fan);
  const points = fan.horizon.map((turn, at): Point => [x(turn), y(values[at] ?? 0)]);
  const [[first, level] = [0, 0]] = points;
  if (fan.start !== null) points.unshift([x(0), y(fan.start)]);
  else if (points.length === 1) points.splice(0, 1, [first - HALF, level], [first + HALF, level]);
  const last = values.at(-1) ?? 0;
  return html`<path class="median" d="${pathOf(points)}" /><text
      class="value"
      x="${BOX.right + 8}"
      y="${place(y(last))}"
      dy=".32em"
      >${showNumber(last)}</text
    >`;
}

/** The control run as a dashed line; as far as it is known only at the end, as a ring there. */
function drawControl({ control, horizon, start, median }: Fan, { x, y }: Scales): Markup | null {
  if (median === null) return null;
  const last = horizon.at(-1) ?? 0;
  const points = control.flatMap(([turn, value]): Point[] =>
    turn <= last ? [[x(turn), y(value)]] : [],
  );
  const [only] = points;
  if (only === undefined) return null;
  if (points.length === 1)
    return html`<circle class="control" cx="${place(only[0])}" cy="${place(only[1])}" r="3.5" />`;
  if (start !== null && control[0]?.[0] !== 0) points.unshift([x(0), y(start)]);
  return html`<path class="control" d="${pathOf(points)}" />`;
}

function drawObserved({ points }: Observed, { x, y }: Scales): Markup | null {
  if (points.length === 0) return null;
  const places = points.map(([turn, value]): Point => [x(turn), y(value)]);
  // a dot is a line without length and with round ends: a tenth of the bytes of a circle
  const dots = places.map(([left, top]) => `M${place(left)},${place(top)}h0`).join('');
  return html`<path class="observed" d="${pathOf(places)}" /><path class="dots" d="${dots}" />`;
}

function drawGhost({ fan, shift }: Ghost, { x, y }: Scales): Markup {
  const [first, last] = x.domain();
  const moved = linear([first - shift, last - shift], x.range());
  const scales = { x: moved, y };
  const values = centreOf(fan);
  const points = fan.horizon.map((turn, at): Point => [moved(turn), y(values[at] ?? 0)]);
  if (fan.start !== null) points.unshift([moved(0), y(fan.start)]);
  const bands = drawBands(narrow(fan), scales, 'ghost-band');
  return html`${bands}<path class="ghost" d="${pathOf(points)}" />`;
}

const drawMark = (turn: number, { x }: Scales): Markup =>
  html`<path class="mark-line" d="M${place(x(turn))},${BOX.top}V${BOX.bottom}" /><path
      class="mark"
      d="M${place(x(turn))},${BOX.top + 1}l-4,-7h8z"
    />`;

/** A fan: bands, median, control run, observations, the rule at the origin, what is behind it. */
export function fanChart(fan: Fan, options: FanOptions): Markup {
  const { observed, originLabel, sentence, ghosts = [], marks = [] } = options;
  const last = fan.horizon.at(-1) ?? 1;
  const firstTurn = Math.min(
    0,
    ...observed.points.map(([turn]) => turn),
    ...ghosts.map(({ shift }) => shift),
  );
  const x = linear([firstTurn, last], [BOX.left, BOX.right]);
  const domain = options.domain ?? sharedDomain([{ fan, observed, ghosts }]);
  const y = linear(domain, [BOX.bottom - 4, BOX.top]);
  const scales = { x, y };
  const lastLabel = fan.labels?.at(-1);
  const labels = lastLabel === undefined ? null : { first: originLabel ?? '0', last: lastLabel };
  const rule = place(x(0));
  return picture({ width: WIDTH, height: HEIGHT, sentence }, [
    valueAxis(y, BOX, fan.unit ?? fan.target),
    turnAxis(x, BOX, labels),
    html`<path class="origin" d="M${rule},${BOX.top - 4}V${BOX.bottom}" />`,
    ghosts.map((ghost) => drawGhost(ghost, scales)),
    drawBands(fan, scales),
    marks.filter((turn) => turn <= last).map((turn) => drawMark(turn, scales)),
    drawObserved(observed, scales),
    drawControl(fan, scales),
    drawCentre(fan, scales),
  ]);
}
