import { evenly, lineThrough, MOST_LINES, type ParallelAxis } from '../src/chart/parallel-axes.ts';
import { byId } from './by-id.ts';
import type { Column } from './table-data.ts';

/** Scenarios as lines across parallel axes: those that are left stand out, and the selected one. */
export class ParallelLines {
  readonly #axes: readonly ParallelAxis[];
  readonly #columns: readonly (Column | undefined)[];
  readonly #svg: SVGSVGElement | null;
  readonly #kept: Element | null;
  readonly #selected: Element | null;

  constructor(columns: readonly Column[]) {
    const figure = document.querySelector<HTMLElement>('figure[data-axes]');
    this.#axes = JSON.parse(figure?.dataset['axes'] ?? '[]');
    const byName = new Map(columns.map((column) => [column.name, column]));
    this.#columns = this.#axes.map(({ column }) => byName.get(column));
    this.#svg = figure?.querySelector('svg') ?? null;
    [this.#kept, this.#selected] = [this.#addLayer('kept'), this.#addLayer('selected')];
  }

  /** Draws the lines that are left; null: all are. */
  draw(rows: readonly number[] | null): void {
    if (this.#svg === null) return;
    const drawn = evenly(rows ?? [], MOST_LINES);
    this.#kept?.replaceChildren(...drawn.map((row) => this.#makeLine(row)));
    this.#svg.classList.toggle('brushed', rows !== null);
    const [some, all] = [drawn.length, rows?.length ?? 0].map((count) =>
      count.toLocaleString('en-US'),
    );
    byId('lines-kept', HTMLElement).textContent =
      some === all ? '' : `; ${some} of the ${all} that are left`;
  }

  select(row: number): void {
    this.#selected?.replaceChildren(this.#makeLine(row));
  }

  /** Below the axes, so that their values can be read. */
  #addLayer(name: string): Element | null {
    const axes = this.#svg?.querySelector('.axes');
    const layer = document.createElementNS(this.#svg?.namespaceURI ?? null, 'g');
    layer.setAttribute('class', `lines ${name}`);
    axes?.before(layer);
    return layer;
  }

  #makeLine(row: number): Element {
    const line = document.createElementNS(this.#svg?.namespaceURI ?? null, 'path');
    line.setAttribute(
      'd',
      lineThrough(this.#axes, (at) => this.#columns[at]?.values[row] ?? null),
    );
    return line;
  }
}
