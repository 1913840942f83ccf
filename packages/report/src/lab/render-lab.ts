import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { ScenarioConfigInput } from '@pulse-stream/worldstate';
import { html, rawElement, type Markup } from '../markup/html.ts';
import { listed, plural } from '../markup/show-number.ts';
import { STYLE } from '../page/style.ts';
import { LAB_STYLE } from './lab-style.ts';
import type { EngineSetup } from './protocol.ts';

/** What the page holds for its script. */
export interface LabData {
  readonly setup: EngineSetup;
  /** The text of the model file. */
  readonly text: string;
  /** What the page begins with. */
  readonly scenario: ScenarioConfigInput;
  /** The words of a run with the same numbers, without the scenarios. */
  readonly runWords: string;
  /** The words that name the model. */
  readonly modelWords: string;
}

/** What a lab is made of. */
export interface LabOptions extends LabData {
  /** Of the model. */
  readonly name: string;
  /** The script of the page and of its worker, as `tools/bundle-lab.mjs` bundles them. */
  readonly pageScript: string;
  readonly engineScript: string;
  /** The command that made the page. */
  readonly command: string;
  readonly version: string;
}

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded, nothing is sent; the engine may run in a worker and compile its own code. */
const policy = (style: string, script: string): string =>
  [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)} 'wasm-unsafe-eval'`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

const pack = (text: string): string => gzipSync(text, { level: 9 }).toString('base64');

const section = (id: string, title: string, content: Markup): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section> `;

/** Which observations the page has taken in: who passes it on passes them on. */
function describeData({ datasets, gravityState }: EngineSetup): Markup {
  const held = datasets.map(
    ({ name, rows, columns, labels }) =>
      html`<li>
        <code>${name}</code>: ${plural(rows.length, 'row')}, ${labels[0] ?? ''} to
        ${labels.at(-1) ?? ''}, ${plural(columns.length, 'column')}
        (${listed(columns.slice(0, 12))}${columns.length > 12 && ', \u2026'})
      </li>`,
  );
  if (held.length === 0 && gravityState === null)
    return html`<p>The page holds the model and no observations.</p>`;
  return html`<p>Whoever gets this page gets what it holds beside the model:</p>
    <ul>
      ${held}${
        gravityState !== null &&
        html`<li>what was learned from a history (<code>--gravity-state</code>)</li>`
      }
    </ul>`;
}

function madeSection({ setup, command, version, runWords }: LabOptions): Markup {
  return section(
    'made',
    'How this was made',
    html`<dl class="facts">
        <div>
          <dt>Made by</dt>
          <dd><code>${command}</code></dd>
        </div>
        <div>
          <dt>Engine</dt>
          <dd>pulse-stream ${version}, in this page; nothing leaves it</dd>
        </div>
        <div>
          <dt>The same numbers</dt>
          <dd><code>${runWords}</code>, with the scenario line above as input</dd>
        </div>
      </dl>
      ${describeData(setup)}`,
  );
}

const TAKE = html`<p class="lead">
    The scenario as one line, as <code>pulse-stream run</code> reads it. Change it here, or paste
    another one.
  </p>
  <label class="stacked" for="line">Scenario line</label
  ><textarea id="line" rows="3" spellcheck="false" autocomplete="off"></textarea>
  <p class="problem" id="line-problem" role="alert" hidden></p>
  <p class="buttons">
    <button type="button" id="copy-line">Copy as scenario line</button>
    <button type="button" id="copy-design">Copy as design</button>
    <button type="button" id="copy-link">Copy link</button>
    <button type="button" id="reset">Back to the start</button>
    <output id="copied" role="status"></output>
  </p>
  <textarea id="design" rows="4" readonly hidden aria-label="Commands of a design"></textarea>
  <label class="stacked" for="link"
    >A link to this page that carries the model and the scenario</label
  ><input id="link" readonly />`;

const MANY = html`<p class="lead">
    Runs every line of a file of scenarios here, and gives the records that
    <code>pulse-stream run</code> would write, byte for byte.
  </p>
  <p class="buttons">
    <label for="many-file">Scenario lines</label><input type="file" id="many-file" />
    <button type="button" id="many-stop" hidden>Stop</button>
    <button type="button" id="many-save" hidden>Save the records</button>
  </p>
  <p id="many-state" role="status"></p>`;

const EDITOR = html`<p class="lead">
    The model file. A change acts as soon as it can be read; what is wrong is said with its line.
  </p>
  <div role="status">
    <ol class="mistakes" id="mistakes" aria-label="What is wrong with the model"></ol>
  </div>
  <div class="editor">
    <pre id="gutter" aria-hidden="true"></pre>
    <textarea
      id="yaml"
      aria-label="Text of the model"
      spellcheck="false"
      autocomplete="off"
      wrap="off"
      rows="24"
    ></textarea>
  </div>
  <p class="buttons">
    <button type="button" id="model-back" hidden>Back to the model as it came</button>
    <button type="button" id="model-save">Save the model</button>
  </p>`;

const BENCH = html`<noscript
    ><p class="problem">
      This page simulates: it needs scripts, which are not allowed here.
    </p></noscript
  >
  <p class="problem" id="alarm" role="alert" hidden></p>
  <div class="bench">
    <section id="drawn" aria-labelledby="drawn-title">
      <h2 id="drawn-title">What is forecast</h2>
      <ul class="legend" id="legend"></ul>
      <div class="grid" id="fans"></div>
    </section>
    <form id="controls" aria-label="Inputs of the scenario"></form>
  </div>
  <div id="why-place"></div> `;

/** The page of a lab: one file with the engine inside. The same options give the same page. */
export function renderLab(options: LabOptions): string {
  const { name, setup, text, scenario, runWords, modelWords, pageScript, engineScript } = options;
  const style = `${STYLE}${LAB_STYLE}`;
  const data: LabData = { setup, text, scenario, runWords, modelWords };
  const body = [
    html`<header>
      <p class="kind">pulse-stream lab</p>
      <p class="lead" id="about"></p>
      <h1 id="headline">${name}</h1>
      <p class="note" id="standing"></p>
    </header> `,
    BENCH,
    section('take', 'Take it with you', TAKE),
    section('many', 'Run a file of scenarios', MANY),
    section('model', 'The model', EDITOR),
    madeSection(options),
  ];
  // own texts go in as they are: a browser compares their hashes byte by byte
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy(style, pageScript)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>Lab: ${name}</title>
        ${rawElement('style', '', style)}
      </head>
      <body class="lab">
        <main>${body}</main>
        ${rawElement('script', ' type="application/octet-stream" id="data"', pack(JSON.stringify(data)))}
        ${rawElement('script', ' type="application/octet-stream" id="engine"', pack(engineScript))}
        ${rawElement('script', ' type="module"', pageScript)}
      </body>
    </html> `.text;
}
