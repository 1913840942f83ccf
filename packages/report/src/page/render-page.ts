import { createHash } from 'node:crypto';
import type { Dataset } from '@pulse-stream/worldstate';
import type { RunFacts } from '../gather/run-facts.ts';
import { html, rawElement, type Content } from '../markup/html.ts';
import { columnsOf } from '../panels/columns.ts';
import { eventsPanel } from '../panels/events.ts';
import { failuresPanel } from '../panels/failures.ts';
import { fansPanel } from '../panels/fans.ts';
import { headline, headlinePanel } from '../panels/headline.ts';
import { inputsPanel, scatterPanel } from '../panels/inputs.ts';
import { madePanel } from '../panels/made.ts';
import { MOST_LINES, readFirst, readFirstPanel, type ReadFirstLine } from '../panels/read-first.ts';
import { tablePanel } from '../panels/table.ts';
import { whyPanel } from '../panels/why.ts';
import { fitData } from './pack-data.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { STYLE } from './style.ts';

/** What a page says beside the records. */
export interface PageOptions {
  /** The command that made the page, and the one that runs the failures again. */
  readonly command: string;
  readonly retry: string;
  /** Observations by the name that records know them by. */
  readonly datasets: ReadonlyMap<string, Dataset>;
  /** What to read first of all; the page's own lines follow while there is room. */
  readonly readFirst?: readonly ReadFirstLine[] | undefined;
  /** Bytes of the page; default 3,000,000. Rows of the table that have no room are left out. */
  readonly mostBytes?: number | undefined;
}

const MOST_BYTES = 3_000_000;

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded, nothing is sent: only this style sheet and this script are let in. */
const policy = (): string =>
  [
    "default-src 'none'",
    `style-src ${hashOf(STYLE)}`,
    `script-src ${hashOf(PAGE_SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

function document(title: string, body: Content, data: string): string {
  // own texts go in as they are: a browser compares their hashes byte by byte
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy()}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        ${rawElement('style', '', STYLE)}
      </head>
      <body>
        <main>${body}</main>
        ${rawElement('script', ' type="application/octet-stream" id="data"', data)}
        ${rawElement('script', ' type="module"', PAGE_SCRIPT)}
      </body>
    </html> `.text;
}

/** The page of a run. The same facts and options give the same bytes. */
export function renderPage(facts: RunFacts, options: PageOptions): string {
  const { command, retry, datasets, mostBytes = MOST_BYTES } = options;
  const results = facts.complete + facts.gated;
  const all = columnsOf(facts);
  const render = (columns: typeof all, data: string): string => {
    const rows = columns[0]?.values.length ?? 0;
    const body = [
      headlinePanel(facts),
      readFirstPanel([...(options.readFirst ?? []), ...readFirst(facts)].slice(0, MOST_LINES)),
      fansPanel(facts, datasets),
      eventsPanel(facts),
      whyPanel(facts),
      inputsPanel(facts),
      scatterPanel(facts),
      tablePanel(columns, results),
      failuresPanel(facts.failures, retry),
      madePanel(facts, { command, datasets, rows }),
    ];
    return document(headline(facts), body, data);
  };
  const still = Buffer.byteLength(render(all, ''));
  const { columns, base64 } = fitData(all, facts.scenarios, Math.max(0, mostBytes - still));
  return render(columns, base64);
}
