// Brings the table of the page to life: sorting, filtering, pages, arrow keys, CSV. All text of
// records goes in as text, never as markup. Without this script the page is whole, but still.
import { filterRows } from './filter.ts';
import { sortRows, toCsv, type Cell, type Column } from './table-data.ts';

const PAGE_ROWS = 50;

type Direction = 'ascending' | 'descending';

function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

/** The data of the page: columns as JSON, packed. */
async function readColumns(): Promise<readonly Column[]> {
  const packed = document.getElementById('data')?.textContent ?? '';
  const bytes = Uint8Array.from(atob(packed), (character) => character.codePointAt(0) ?? 0);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const columns: readonly Column[] = await new Response(stream).json();
  return columns;
}

/** A cell as the page shows it; what records print has six digits at most. */
function showCell(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? String(Number(cell.toPrecision(6))) : cell;
}

class ScenarioTable {
  readonly #columns: readonly Column[];
  readonly #shown: readonly Column[];
  readonly #table = byId('scenarios', HTMLTableElement);
  readonly #body: HTMLTableSectionElement;
  readonly #filter = byId('filter', HTMLInputElement);
  readonly #state = byId('filter-state', HTMLOutputElement);
  readonly #before = byId('page-before', HTMLButtonElement);
  readonly #after = byId('page-after', HTMLButtonElement);
  readonly #pageState = byId('page-state', HTMLSpanElement);
  #rows: readonly number[];
  #order: { readonly column: Column; readonly direction: Direction } | null = null;
  #page = 0;

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.#shown = columns.filter(({ shown }) => shown);
    const [body] = this.#table.tBodies;
    if (body === undefined) throw new Error('the table has no body');
    this.#body = body;
    this.#rows = (columns[0]?.values ?? []).map((_, row) => row);
  }

  start(): void {
    document.documentElement.classList.add('scripted');
    const input = this.#columns.find(({ name }) => name.startsWith('params.'));
    const example = input?.name.slice('params.'.length) ?? this.#shown.at(-1)?.name ?? 'line';
    byId('filter-help', HTMLParagraphElement).textContent =
      `For example ${example} > 0.3, or status = gated and line < 100, or a part of a name. A click on a heading sorts; arrow keys move between rows.`;
    for (const [at, heading] of [...this.#table.querySelectorAll('thead th')].entries())
      this.#makeSortable(heading, at);
    this.#filter.addEventListener('input', () => this.#applyFilter());
    this.#filter.form?.addEventListener('submit', (event) => event.preventDefault());
    byId('save-csv', HTMLButtonElement).addEventListener('click', () => this.#save());
    this.#before.addEventListener('click', () => this.#turnTo(this.#page - 1));
    this.#after.addEventListener('click', () => this.#turnTo(this.#page + 1));
    this.#body.addEventListener('keydown', (event) => this.#move(event));
    for (const controls of document.querySelectorAll<HTMLElement>('.controls'))
      controls.hidden = false;
    this.#applyFilter();
  }

  #makeSortable(heading: Element, at: number): void {
    const column = this.#shown[at];
    if (column === undefined) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = column.name;
    heading.replaceChildren(button);
    button.addEventListener('click', () => {
      const isUp = this.#order?.column === column && this.#order.direction === 'ascending';
      this.#order = { column, direction: isUp ? 'descending' : 'ascending' };
      for (const other of this.#table.querySelectorAll('th')) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', this.#order.direction);
      this.#applyFilter();
    });
  }

  #applyFilter(): void {
    const { rows, problem } = filterRows(this.#filter.value, this.#columns);
    this.#filter.setAttribute('aria-invalid', String(problem !== null));
    if (rows === null) {
      this.#state.textContent = problem;
      return;
    }
    this.#rows =
      this.#order === null ? rows : sortRows(rows, this.#order.column, this.#order.direction);
    const all = this.#columns[0]?.values.length ?? 0;
    const [shown, total] = [rows.length, all].map((count) => count.toLocaleString('en-US'));
    this.#state.textContent = `${shown ?? ''} of ${total ?? ''} rows`;
    this.#turnTo(0);
  }

  #turnTo(page: number): void {
    const pages = Math.max(1, Math.ceil(this.#rows.length / PAGE_ROWS));
    this.#page = Math.min(Math.max(0, page), pages - 1);
    const from = this.#page * PAGE_ROWS;
    const rows = this.#rows.slice(from, from + PAGE_ROWS);
    this.#body.replaceChildren(...rows.map((row, at) => this.#makeRow(row, at === 0)));
    this.#before.disabled = this.#page === 0;
    this.#after.disabled = this.#page === pages - 1;
    this.#pageState.textContent = `page ${this.#page + 1} of ${pages}`;
  }

  #makeRow(row: number, isFirst: boolean): HTMLTableRowElement {
    const line = document.createElement('tr');
    // one stop for the tab key: arrow keys go on from there
    line.tabIndex = isFirst ? 0 : -1;
    for (const { values } of this.#shown) {
      const cell: Cell = values[row] ?? null;
      const place = line.insertCell();
      place.textContent = showCell(cell);
      if (typeof cell === 'number') place.className = 'number';
    }
    return line;
  }

  #focus(at: number): void {
    const rows = this.#body.rows;
    for (const row of rows) row.tabIndex = -1;
    const row = rows[Math.min(Math.max(0, at), rows.length - 1)];
    if (row === undefined) return;
    row.tabIndex = 0;
    row.focus();
  }

  #move(event: KeyboardEvent): void {
    const { target } = event;
    if (!(target instanceof HTMLTableRowElement)) return;
    const at = target.sectionRowIndex;
    const last = this.#body.rows.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to > last && !this.#after.disabled) {
      this.#turnTo(this.#page + 1);
      this.#focus(0);
    } else if (to < 0 && !this.#before.disabled) {
      this.#turnTo(this.#page - 1);
      this.#focus(PAGE_ROWS);
    } else this.#focus(to);
  }

  #save(): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(
      new Blob([toCsv(this.#columns, this.#rows)], { type: 'text/csv' }),
    );
    link.download = 'scenarios.csv';
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

if (document.getElementById('scenarios') !== null) {
  const columns = await readColumns();
  new ScenarioTable(columns).start();
}
