import { html, type Markup } from '../markup/html.ts';
import { NBSP, plural, showCell } from '../markup/show-number.ts';
import type { Cell, Column } from './columns.ts';
import { panel } from './panel.ts';

/** Rows that stand in the page itself, and so in print and without scripts. */
export const STATIC_ROWS = 50;

const isNumeric = ({ values }: Column): boolean =>
  values.some((value) => typeof value === 'number') &&
  values.every((value) => typeof value !== 'string');

const cell = (value: Cell, numeric: boolean): Markup =>
  numeric
    ? html`<td class="number">${typeof value === 'number' ? showCell(value) : value}</td>`
    : html`<td>${value}</td>`;

/** How many of how many, and what must be done to see the others. */
function describeRows(rows: number, results: number): Markup {
  const isCut = rows < results;
  return html`<p class="note" id="table-note">
    ${isCut && `The table holds the first ${rows.toLocaleString('en-US')} of ${plural(results, 'scenario')}; the others are in the records only. `}${rows > STATIC_ROWS && html`<span class="static-only">The first ${STATIC_ROWS} of ${plural(rows, 'row')} are shown here; scripts, where they are allowed, show all.</span>`}
  </p> `;
}

/**
 * The table of scenarios: the first rows as they stand, controls that the script brings to life.
 * @param results of the run
 */
export function tablePanel(columns: readonly Column[], results: number): Markup {
  const shown = columns.filter((column) => column.shown);
  const rows = columns[0]?.values.length ?? 0;
  if (rows === 0)
    return panel('table', html`<p class="lead">There are no scenarios: the run has no result.</p>`);
  const kinds = shown.map((column) => isNumeric(column));
  const lines = Array.from({ length: Math.min(rows, STATIC_ROWS) }, (_, row) =>
    shown.map(({ values }, at) => cell(values[row] ?? null, kinds[at] === true)),
  );
  const hidden = columns.length - shown.length;
  return panel('table', [
    html`<p class="lead">
        Statistics are over the members of a scenario at its last turn. <code>name@turn</code> is
        the mean, <code>.q0.1</code> and <code>.q0.9</code> are the ends of the middle 80${NBSP}%,
        <code>p_name</code> is the probability of an event. <code>action</code> is what the trust in
        a forecast allows; what <code>--gate</code>
        asked is a column of its own: a forecast may be Actionable and be stopped by
        it.${hidden > 0 && ` ${plural(hidden, 'more column')} in the CSV.`}
      </p>
      <form class="controls" hidden>
        <label
          >Filter
          <input
            type="search"
            id="filter"
            spellcheck="false"
            autocomplete="off"
            aria-describedby="filter-help" /></label
        ><button type="button" id="save-csv">Save as CSV</button
        ><output id="filter-state" role="status"></output>
        <p class="note" id="filter-help"></p>
      </form> `,
    describeRows(rows, results),
    html`<div class="scroll" tabindex="0" role="region" aria-label="Table of scenarios">
        <table id="scenarios">
          <thead>
            <tr>
              ${shown.map(({ name }, at) => html`<th scope="col" ${kinds[at] === true && html` class="number"`}>${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${lines.map(
              (cells) =>
                html`<tr>
                  ${cells}
                </tr> `,
            )}
          </tbody>
        </table>
      </div>
      <nav class="controls pages" aria-label="Pages of the table" hidden>
        <button type="button" id="page-before">Previous</button><span id="page-state"></span
        ><button type="button" id="page-after">Next</button>
      </nav> `,
  ]);
}
