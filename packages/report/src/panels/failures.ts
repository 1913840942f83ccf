import type { FailureKind } from '../gather/failures.ts';
import { html, type Markup } from '../markup/html.ts';
import { plural } from '../markup/show-number.ts';
import { panel } from './panel.ts';

function drawKind({ code, count, first }: FailureKind): Markup {
  const more = count - first.length;
  return html`<div class="failure">
    <h3><code>${code}</code> ${plural(count, 'line')}</h3>
    <ul>
      ${first.map(
        ({ name, line, source, path, message, hint }) =>
          html`<li>
            <span class="where">${source !== null && `${source}:`}${line}</span>
            ${name !== `line ${line}` && html`<b>${name}</b> `}${path !== null && html`<code>${path}</code> `}${message}${hint !== null && html` <i>(${hint})</i>`}
          </li>`,
      )}
    </ul>
    ${more > 0 && html`<p class="note">and ${plural(more, 'more line')} of this code</p>`}
  </div> `;
}

/** Failures by code, and the command that runs them again. */
export function failuresPanel(kinds: readonly FailureKind[], retry: string): Markup {
  if (kinds.length === 0) return panel('failures', html`<p class="lead">No line failed.</p>`);
  return panel('failures', [
    html`<p class="lead">
        A line that fails gives a record with a code and disturbs no other. With the lines mended in
        their place:
      </p>
      <pre><code>${retry}</code></pre>
      <p class="note">
        Words in capitals stand for files of the run. What else the run was given
        (<code>--observations</code>, <code>--seed</code> and so on) is to be given again:
        <code>retry</code> names what differs.
      </p> `,
    kinds.map((kind) => drawKind(kind)),
  ]);
}
