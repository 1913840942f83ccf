import type { Dataset } from '@pulse-stream/worldstate';
import { fanChart, sharedDomain, type Ghost, type Observed } from '../chart/fan-chart.ts';
import type { Chosen } from '../gather/drawn.ts';
import type { Fan } from '../gather/fan.ts';
import type { RunFacts } from '../gather/run-facts.ts';
import { html, type Markup } from '../markup/html.ts';
import { listed, NBSP, plural } from '../markup/show-number.ts';
import { describeFan, describeSpread } from './describe-fan.ts';
import { findObserved } from './find-observed.ts';
import { card, panel } from './panel.ts';

interface Drawn {
  readonly item: Chosen;
  readonly ghosts: readonly Ghost[];
  readonly fan: Fan;
  readonly observed: Observed;
}

/** Without observations nothing is said of them. */
function legend(drawn: readonly Drawn[]): Markup {
  const bands = [...new Set(drawn.flatMap(({ fan }) => fan.bands.map(({ percent }) => percent)))];
  const sorted = bands.toSorted((a, b) => a - b);
  const isObserved = drawn.some(({ observed }) => observed.points.length > 0);
  const isControl = drawn.some(({ fan }) => fan.median !== null && fan.control.length > 0);
  const isPath = drawn.some(({ fan }) => fan.control.length > 1);
  return html`<ul class="legend">
    ${
      sorted.length > 0 &&
      html`<li>
        <svg class="key" viewBox="0 0 30 14" aria-hidden="true">
          <path class="band" d="M0,0h30v14h-30z" />
          <path class="band" d="M0,2h30v10h-30z" />
          <path class="band" d="M0,4h30v6h-30z" />
          <path class="median" d="M0,7h30" />
        </svg>
        median and the middle ${listed(sorted.map((percent) => `${percent}`))}${NBSP}% of the
        members
      </li>`
    }${isControl && html`<li><svg class="key" viewBox="0 0 30 14" aria-hidden="true">${isPath ? html`<path class="control" d="M0,7h30" />` : html`<circle class="control" cx="15" cy="7" r="3.5" />`}</svg> control run, without noise${isPath ? null : ', at its end'}</li>`}${
      isObserved &&
      html`<li>
        <svg class="key" viewBox="0 0 30 14" aria-hidden="true">
          <path class="observed" d="M2,7h26" />
          <path class="dots" d="M2,7h0M15,7h0M28,7h0" />
        </svg>
        observed
      </li>`
    }
    ${
      drawn.some(({ ghosts }) => ghosts.length > 0) &&
      html`<li>
        <svg class="key" viewBox="0 0 30 14" aria-hidden="true">
          <path class="ghost-band" d="M0,1h30v12h-30z" />
          <path class="ghost" d="M0,7h30" />
        </svg>
        forecasts from earlier rows, their middle 80${NBSP}%
      </li>`
    }
    <li>
      <svg class="key" viewBox="0 0 30 14" aria-hidden="true">
        <path class="origin" d="M15,0v14" />
      </svg>
      where the forecast begins
    </li>
  </ul> `;
}

/** What was forecast of a target from earlier rows. */
function ghostsOf({ origin, earlier }: Chosen, { target }: Fan): Ghost[] {
  return earlier.flatMap(({ fans, origin: before }): Ghost[] => {
    const fan = fans.find((one) => one.target === target);
    return fan === undefined ? [] : [{ fan, shift: (before?.row ?? 0) - (origin?.row ?? 0) }];
  });
}

function drawCard(
  { item, fan, observed, ghosts }: Drawn,
  domain: readonly [number, number] | null,
): Markup {
  const { name, group } = item.scenario;
  const [finding, spread] = [describeFan(fan), describeSpread(fan)];
  const sentence = `${fan.target} of ${name} ${finding}; ${spread}.`;
  const originLabel = item.origin?.label ?? null;
  const caption = group === null ? name : `${name} \u00b7 ${group}`;
  const chart = fanChart(fan, { observed, ghosts, domain, originLabel, sentence });
  return card(caption, `${fan.target} ${finding}`, [chart, html`<p class="note">${spread}</p>`]);
}

function drawTarget(target: string, drawn: readonly Drawn[]): Markup | null {
  const fans = drawn.filter(({ fan }) => fan.target === target);
  if (fans.length === 0) return null;
  const own = html`<div class="grid own">${fans.map((one) => drawCard(one, null))}</div>`;
  const heading = html`<h3>${target}</h3> `;
  // one picture has no other to share with
  if (fans.length === 1) return html`${heading}${own}`;
  const domain = sharedDomain(fans);
  return html`${heading}${own}
    <div class="grid shared">${fans.map((one) => drawCard(one, domain))}</div>`;
}

function describeChoice({ chosen, complete, gated, targets, otherTargets }: RunFacts): Markup {
  const results = complete + gated;
  const [first = ''] = targets;
  const which =
    chosen.length < results
      ? `${chosen.length} of ${plural(results, 'scenario')}, evenly from the one whose ${first} ends lowest to the one where it ends highest. `
      : null;
  const others =
    otherTargets.length > 0
      ? `Not drawn: ${plural(otherTargets.length, 'more target')} (${listed(otherTargets)}).`
      : null;
  return html`<p class="lead">${which}${others}</p> `;
}

/** Small multiples of what is forecast, by target. */
export function fansPanel(facts: RunFacts, datasets: ReadonlyMap<string, Dataset>): Markup {
  const drawn = facts.chosen.flatMap((item) =>
    item.fans.map((fan): Drawn => ({
      item,
      fan,
      ghosts: ghostsOf(item, fan),
      observed: findObserved(fan, item.origin, datasets),
    })),
  );
  if (drawn.length === 0)
    return panel(
      'fans',
      html`<p class="lead">
        ${facts.complete + facts.gated > 0 ? 'No scenario was to be drawn, or none has a target.' : 'Nothing was forecast: the run has no result.'}
      </p>`,
    );
  const isShared = facts.chosen.length > 1;
  return panel('fans', [
    describeChoice(facts),
    legend(drawn),
    isShared &&
      html`<input type="checkbox" id="shared-y" /><label class="switch" for="shared-y"
          >One scale for all scenarios of a target</label
        > `,
    html`<div class="fans">${facts.targets.map((target) => drawTarget(target, drawn))}</div>`,
  ]);
}
