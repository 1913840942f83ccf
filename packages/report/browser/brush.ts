import type { Column } from './table-data.ts';

/** What is kept of an input. */
interface Range {
  readonly low: number;
  readonly high: number;
}

/** What the pictures tell and are told. */
export interface BrushOptions {
  readonly columns: readonly Column[];
  /** The ranges have changed. */
  readonly onChange: () => void;
  /** A point was clicked. */
  readonly onSelect: (row: number) => void;
}

/** A pointer that moved less far has clicked. */
const CLICK = 4;
/** Steps of the range inputs over what an input covers. */
const STEPS = 200;
/** Points that are drawn as kept; more are a cloud already. */
const MOST_POINTS = 2000;

/** What an input is named by in a record stands above the picture already. */
const GROUP = /^(params|state_overrides)\./;

type Line = readonly [domain: readonly [number, number], range: readonly [number, number]];

/** A picture of scenarios as points, of which an interval of the input can be kept. */
class BrushedPicture {
  readonly #figure: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #across: Column;
  readonly #up: Column;
  readonly #x: Line;
  readonly #y: Line;
  readonly #options: BrushOptions;
  readonly #full: Range;
  readonly #shade: Element;
  readonly #kept: Element;
  readonly #ends: readonly HTMLInputElement[];
  #range: Range | null = null;

  constructor(
    figure: HTMLElement,
    svg: SVGSVGElement,
    [across, up]: readonly [Column, Column],
    options: BrushOptions,
  ) {
    [this.#figure, this.#svg, this.#across, this.#up] = [figure, svg, across, up];
    const [x, y]: [Line, Line] = JSON.parse(svg.dataset['scales'] ?? '[]');
    [this.#x, this.#y, this.#options] = [x, y, options];
    this.#full = { low: x[0][0], high: x[0][1] };
    this.#shade = document.createElementNS(svg.namespaceURI, 'rect');
    this.#kept = document.createElementNS(svg.namespaceURI, 'path');
    this.#shade.setAttribute('class', 'brush');
    this.#kept.setAttribute('class', 'points kept');
    svg.append(this.#shade, this.#kept);
    this.#ends = [this.#makeEnd('from'), this.#makeEnd('to')];
    this.#followPointer();
    this.#showRange();
  }

  keeps(row: number): boolean {
    const value = this.#across.values[row];
    const range = this.#range;
    return (
      range === null || (typeof value === 'number' && value >= range.low && value <= range.high)
    );
  }

  /** Draws the points that are left; null: all are. */
  draw(rows: readonly number[] | null): void {
    const points = (rows ?? []).slice(0, MOST_POINTS).flatMap((row) => {
      const place = this.#placeOf(row);
      return place === null ? [] : [`M${place[0].toFixed(1)},${place[1].toFixed(1)}h0`];
    });
    this.#kept.setAttribute('d', points.join(''));
    this.#svg.classList.toggle('brushed', rows !== null);
  }

  #placeOf(row: number): [number, number] | null {
    const [across, up] = [this.#across.values[row], this.#up.values[row]];
    if (typeof across !== 'number' || typeof up !== 'number') return null;
    return [along(this.#x, across), along(this.#y, up)];
  }

  #makeEnd(name: 'from' | 'to'): HTMLInputElement {
    const label = document.createElement('label');
    const input = document.createElement('input');
    label.className = 'end-of-range';
    label.append(`${this.#across.name.replace(GROUP, '')} ${name} `, input);
    input.type = 'range';
    const { low, high } = this.#full;
    input.min = String(low);
    input.max = String(high);
    input.step = String((high - low) / STEPS);
    input.addEventListener('input', () => this.#take(this.#ends.map((end) => end.valueAsNumber)));
    this.#figure.append(label);
    return input;
  }

  /** Takes an interval in either order; all of it is none. */
  #take(ends: readonly number[]): void {
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const tolerance = (this.#full.high - this.#full.low) / (2 * STEPS);
    const isAll = low <= this.#full.low + tolerance && high >= this.#full.high - tolerance;
    this.#range = isAll ? null : { low, high };
    this.#showRange();
    this.#options.onChange();
  }

  #showRange(): void {
    const { low, high } = this.#range ?? this.#full;
    const [from, to] = this.#ends;
    if (from !== undefined && from !== document.activeElement) from.valueAsNumber = low;
    if (to !== undefined && to !== document.activeElement) to.valueAsNumber = high;
    const [left, right] = [along(this.#x, low), along(this.#x, high)];
    const [bottom, top] = this.#y[1];
    const places = {
      x: left,
      y: top,
      width: this.#range === null ? 0 : right - left,
      height: bottom - top,
    };
    for (const [name, value] of Object.entries(places))
      this.#shade.setAttribute(name, String(value));
  }

  #followPointer(): void {
    let start: readonly [number, number] | null = null;
    this.#svg.addEventListener('pointerdown', (event) => {
      start = this.#at(event);
      this.#svg.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    this.#svg.addEventListener('pointermove', (event) => {
      if (start === null) return;
      const [x] = this.#at(event);
      if (Math.abs(x - start[0]) >= CLICK) this.#take([start[0], x].map((at) => back(this.#x, at)));
    });
    this.#svg.addEventListener('pointerup', (event) => {
      const place = this.#at(event);
      const isClick = start !== null && Math.abs(place[0] - start[0]) < CLICK;
      start = null;
      if (!isClick) return;
      const row = this.#nearest(place);
      if (row !== null) this.#options.onSelect(row);
    });
  }

  /** Where the pointer is, in units of the picture. */
  #at({ clientX, clientY }: PointerEvent): readonly [number, number] {
    const box = this.#svg.getBoundingClientRect();
    const { width, height } = this.#svg.viewBox.baseVal;
    return [
      ((clientX - box.left) / box.width) * width,
      ((clientY - box.top) / box.height) * height,
    ];
  }

  #nearest([x, y]: readonly [number, number]): number | null {
    let [best, found]: [number, number | null] = [CLICK * CLICK * CLICK, null];
    for (const row of this.#across.values.keys()) {
      const place = this.#placeOf(row);
      const far = place === null ? Infinity : (place[0] - x) ** 2 + (place[1] - y) ** 2;
      if (far < best) [best, found] = [far, row];
    }
    return found;
  }
}

const along = ([[low, high], [start, end]]: Line, value: number): number =>
  start + ((value - low) / (high - low || 1)) * (end - start);
const back = ([[low, high], [start, end]]: Line, place: number): number =>
  Math.min(high, Math.max(low, low + ((place - start) / (end - start)) * (high - low)));

/** All pictures of points of a page. */
export class Brushes {
  readonly #pictures: readonly BrushedPicture[];

  constructor(options: BrushOptions) {
    const byName = new Map(options.columns.map((column) => [column.name, column]));
    this.#pictures = [...document.querySelectorAll<HTMLElement>('figure[data-across]')].flatMap(
      (figure) => {
        const { across = '', up = '' } = figure.dataset;
        const [input, outcome] = [byName.get(across), byName.get(up)];
        const svg = figure.querySelector('svg');
        return svg === null || input === undefined || outcome === undefined
          ? []
          : [new BrushedPicture(figure, svg, [input, outcome], options)];
      },
    );
    const help = document.getElementById('brush-help');
    if (help !== null) help.hidden = this.#pictures.length === 0;
  }

  keeps(row: number): boolean {
    return this.#pictures.every((picture) => picture.keeps(row));
  }

  draw(rows: readonly number[] | null): void {
    for (const picture of this.#pictures) picture.draw(rows);
  }
}
