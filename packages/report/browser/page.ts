// Brings the table of the page to life: sorting, filtering, pages, arrow keys, CSV. All text of
// records goes in as text, never as markup. Without this script the page is whole, but still.
import { Brushes } from './brush.ts';
import { byId } from './by-id.ts';
import { filterRows } from './filter.ts';
import { ParallelLines } from './parallel-lines.ts';
import { showPath, type Path } from './path-picture.ts';
import { readPacked } from './read-packed.ts';
import { saveFile } from './save-file.ts';
import { sortRows, toCsv, type Cell, type Column } from './table-data.ts';

const PAGE_ROWS = 50;

type Direction = 'ascending' | 'descending';

/** A cell as the page shows it; what records print has six digits at most. */
function showCell(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? String(Number(cell.toPrecision(6))) : cell;
}

class ScenarioTable {
  readonly #columns: readonly Column[];
  readonly #paths: readonly (Path | null)[];
  readonly #brushes: Brushes;
  readonly #lines: ParallelLines;
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

  constructor({ columns, paths }: { columns: readonly Column[]; paths: readonly (Path | null)[] }) {
    this.#columns = columns;
    this.#paths = paths;
    this.#brushes = new Brushes({
      columns,
      onChange: () => this.#applyFilter(),
      onSelect: (row) => this.#select(row),
    });
    this.#lines = new ParallelLines(columns);
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
    this.#body.addEventListener('click', (event) => this.#selectAt(event.target));
    this.#body.addEventListener('focusin', (event) => this.#selectAt(event.target));
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
    const kept = rows.filter((row) => this.#brushes.keeps(row));
    this.#rows =
      this.#order === null ? kept : sortRows(kept, this.#order.column, this.#order.direction);
    const all = this.#columns[0]?.values.length ?? 0;
    const [shown, total] = [kept.length, all].map((count) => count.toLocaleString('en-US'));
    this.#state.textContent = `${shown ?? ''} of ${total ?? ''} rows`;
    const left = kept.length === all ? null : kept;
    this.#brushes.draw(left);
    this.#lines.draw(left);
    this.#turnTo(0);
  }

  #selectAt(target: EventTarget | null): void {
    const line = target instanceof Element ? target.closest('tr') : null;
    const row = this.#rows[this.#page * PAGE_ROWS + (line?.sectionRowIndex ?? -1)];
    if (line !== null && row !== undefined) this.#select(row);
  }

  /** Shows the path of a scenario beside the pictures of points, where there are some, and its line. */
  #select(row: number): void {
    this.#lines.select(row);
    if (document.getElementById('selected') === null) return;
    const [name, outcome] = [
      'scenario',
      this.#columns.find((one) => one.name.includes('.q0.1'))?.name,
    ].map((column) => this.#columns.find((one) => one.name === column));
    showPath(
      String(name?.values[row] ?? ''),
      outcome?.name.replace(/\.q0\.1.*$/, '') ?? '',
      this.#paths[row] ?? null,
    );
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
    saveFile('scenarios.csv', 'text/csv', [toCsv(this.#columns, this.#rows)]);
  }
}

if (document.getElementById('scenarios') !== null) {
  new ScenarioTable(await readPacked('data').json()).start();
}
