import type { Dataset } from '@pulse-stream/worldstate';
import type { RunFacts } from '../gather/run-facts.ts';
import { html, type Markup } from '../markup/html.ts';
import { listed, plural } from '../markup/show-number.ts';
import { panel } from './panel.ts';

const row = (name: string, value: string): Markup =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;

function describeDatasets(datasets: ReadonlyMap<string, Dataset>): string {
  if (datasets.size === 0) return 'none';
  return [...datasets.values()]
    .map(
      ({ name, sha256, rows }) =>
        `${name ?? 'one'} (${plural(rows.length, 'row')}, sha256 ${sha256})`,
    )
    .join('; ');
}

/** Where the page comes from, and what of the run it holds. */
export function madePanel(
  facts: RunFacts,
  {
    command,
    datasets,
    rows,
  }: {
    readonly command: string;
    readonly datasets: ReadonlyMap<string, Dataset>;
    readonly rows: number;
  },
): Markup {
  const { records, models, versions, sources, calibrations, warnings } = facts;
  const kinds = calibrations.map(([name, count]) => `${name} (${count})`);
  return panel('made', [
    html`<pre><code>${command}</code></pre>
      <dl class="facts">
        ${row('records', plural(records, 'record'))}${row('model and its hash', listed(models) || 'none')}${row('build', listed(versions) || 'none')}${sources.length > 0 && row('inputs', listed(sources))}${row('spread comes from', listed(kinds) || 'nothing')}${row('warnings', warnings.map(([type, count]) => `${type} (${count})`).join(', ') || 'none')}${row('observations', describeDatasets(datasets))}
      </dl>
      <p class="note">
        This page holds names, lines, inputs and outcomes of ${plural(rows, 'scenario')}, the
        messages of the first failures, and of the observations the rows that are drawn. It holds no
        <code>meta</code>. It was made without a clock: the same records give the same page. It
        loads nothing and sends nothing. Figures of a model are illustrations of what it assumes,
        never advice.
      </p> `,
  ]);
}
