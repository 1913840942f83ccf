import type { Dataset, ResultRecord } from '@pulse-stream/worldstate';
import { fanChart, type Ghost } from '../../src/chart/fan-chart.ts';
import { centreOf, readFan, type Fan } from '../../src/gather/fan.ts';
import { readParts } from '../../src/gather/parts.ts';
import type { Origin } from '../../src/gather/drawn.ts';
import { readScenario } from '../../src/gather/scenario.ts';
import { html, type Markup } from '../../src/markup/html.ts';
import { NBSP, showNumber } from '../../src/markup/show-number.ts';
import { describeFan, describeSpread } from '../../src/panels/describe-fan.ts';
import { findObserved } from '../../src/panels/find-observed.ts';
import { card } from '../../src/panels/panel.ts';
import { whyPanel } from '../../src/panels/why.ts';
import { byId } from '../by-id.ts';
import { actsOf, type Scenario } from './scenario.ts';

/** What is drawn: the record of the scenario, and of the one before. */
export interface Drawn {
  readonly now: ResultRecord;
  readonly before: ResultRecord | null;
  readonly scenario: Scenario;
  readonly datasets: ReadonlyMap<string, Dataset>;
}

const MOST_TARGETS = 6;

function originOf({ forecast: { origin } }: ResultRecord): Origin | null {
  if (origin === null) return null;
  const { dataset = null, label, row = null } = origin;
  return { dataset, label: label === undefined ? null : String(label), row };
}

/** Where a fan ended: ".21, 80 %: .18 to .24 in turn 40". */
const describeEnd = (fan: Fan): string =>
  `${showNumber(centreOf(fan).at(-1) ?? 0)}, ${describeSpread(fan)}`;

function drawFan(fan: Fan, { now, before, scenario, datasets }: Drawn): Markup {
  const origin = originOf(now);
  const [finding, spread] = [describeFan(fan), describeSpread(fan)];
  const old = before === null ? null : readFan(before, fan.target);
  const ghosts: Ghost[] = old === null ? [] : [{ fan: old, shift: 0 }];
  const chart = fanChart(fan, {
    observed: findObserved(fan, origin, datasets),
    ghosts,
    marks: actsOf(scenario).map(({ turn }) => turn),
    domain: null,
    originLabel: origin?.label ?? null,
    sentence: `${fan.target} ${finding}; ${spread}.`,
  });
  return card(fan.target, `${fan.target} ${finding}`, [
    chart,
    html`<p class="note">${spread}</p>`,
    old !== null && html`<p class="before">before: ${describeEnd(old)}</p>`,
  ]);
}

/** In what order of sizes, in words: the first target, and how far it is from the run before. */
function headlineOf(
  now: ResultRecord,
  before: ResultRecord | null,
  [target]: readonly string[],
): string {
  const fan = target === undefined ? null : readFan(now, target);
  if (fan === null) return 'Nothing is forecast: the model has no target.';
  const unit = fan.unit === null ? '' : ` (${fan.unit})`;
  const old = before === null ? null : readFan(before, fan.target);
  const [end, last] = [fan.mean.at(-1) ?? 0, old?.mean.at(-1)];
  const moved = last === undefined ? 0 : end - last;
  const than =
    moved === 0
      ? ''
      : `, ${showNumber(Math.abs(moved))} ${moved > 0 ? 'above' : 'below'} the run before`;
  const spread = describeSpread(fan);
  return `${fan.target}${unit} ${describeFan(fan)}${than}; ${spread}.`;
}

/** How far the numbers are to be trusted, in the words of the record. */
function standingOf({ assessment, forecast, warnings, run }: ResultRecord): string {
  const { trust_label: label, confidence, reasons } = assessment;
  const why = reasons['confidence'] ?? reasons['trust_label'];
  const parts = [
    `${label}${why === undefined ? '' : ` (${why})`}`,
    confidence === null ? null : `confidence ${showNumber(confidence, 2)}`,
    `intervals ${forecast.calibration}`,
    `${run.members} members`,
    ...warnings.map(({ message }) => `warning: ${message}`),
  ];
  return parts.filter((part) => part !== null).join(' \u00b7 ');
}

const KEYS: readonly (readonly [Markup, string])[] = [
  [
    html`<path class="band" d="M0,0h30v14h-30z" /><path class="band" d="M0,4h30v6h-30z" /><path
        class="median"
        d="M0,7h30"
      />`,
    `median and the middle of the members`,
  ],
  [html`<path class="control" d="M0,7h30" />`, 'control run, without noise'],
];
const GHOST_KEY: readonly [Markup, string] = [
  html`<path class="ghost-band" d="M0,1h30v12h-30z" /><path class="ghost" d="M0,7h30" />`,
  `the run before, its middle 80${NBSP}%`,
];
const MARK_KEY: readonly [Markup, string] = [
  html`<path class="mark" d="M15,11l-4,-7h8z" />`,
  'intervention',
];
const OBSERVED_KEY: readonly [Markup, string] = [
  html`<path class="observed" d="M2,7h26" /><path class="dots" d="M2,7h0M15,7h0M28,7h0" />`,
  'observed',
];

/** What stands in elements: to write the same again would have them laid out again. */
const standing = new WeakMap<Element, string>();

/** Replaces what stands in an element; every text in the markup is escaped where it was put in. */
function put(place: Element, { text }: Markup): void {
  if (standing.get(place) === text) return;
  standing.set(place, text);
  place.innerHTML = text;
}

function putLegend({ before, scenario, now, datasets }: Drawn): void {
  const name = now.forecast.origin?.dataset;
  const keys = [
    ...KEYS,
    ...(before === null ? [] : [GHOST_KEY]),
    ...(actsOf(scenario).length > 0 ? [MARK_KEY] : []),
    ...(name !== undefined && datasets.has(name) ? [OBSERVED_KEY] : []),
  ];
  put(
    byId('legend', HTMLUListElement),
    html`${keys.map(
      ([picture, words]) =>
        html`<li>
          <svg class="key" viewBox="0 0 30 14" aria-hidden="true">${picture}</svg> ${words}
        </li> `,
    )}`,
  );
}

/** Pictures and sentences of a record. */
export function drawFans(drawn: Drawn): void {
  const { now, before } = drawn;
  const targets = Object.keys(now.forecast.targets).slice(0, MOST_TARGETS);
  byId('headline', HTMLHeadingElement).textContent = headlineOf(now, before, targets);
  byId('standing', HTMLParagraphElement).textContent = standingOf(now);
  putLegend(drawn);
  const fans = targets.flatMap((target) => readFan(now, target) ?? []);
  const left = Object.keys(now.forecast.targets).length - targets.length;
  put(
    byId('fans', HTMLDivElement),
    html`${fans.map((fan) => drawFan(fan, drawn))}${left > 0 && html`<p class="note">${left} more targets are in the record.</p>`}`,
  );
}

/** Why it moves; costs as much as the pictures, and is read when a slider rests. */
export function drawWhy({ now, before }: Pick<Drawn, 'now' | 'before'>): void {
  const targets = Object.keys(now.forecast.targets).slice(0, MOST_TARGETS);
  const named = [
    { record: now, name: 'now' },
    ...(before === null ? [] : [{ record: before, name: 'before' }]),
  ];
  const why = byId('why-place', HTMLDivElement);
  const isOpen = [...why.querySelectorAll('details')].map(({ open }) => open);
  put(
    why,
    whyPanel({
      targets,
      chosen: named.map(({ record, name }) => ({
        scenario: { ...readScenario(record, targets), name },
        fans: [],
        parts: targets.flatMap((target) => readParts(record, target) ?? []),
        origin: null,
        earlier: [],
      })),
      meanParts: [],
      complete: named.length,
      gated: 0,
    }),
  );
  for (const [at, details] of why.querySelectorAll('details').entries())
    details.open = isOpen[at] === true;
}
