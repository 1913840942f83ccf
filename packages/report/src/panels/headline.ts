import type { RunFacts } from '../gather/run-facts.ts';
import type { Outcome } from '../gather/scenario.ts';
import { html, type Markup } from '../markup/html.ts';
import { NBSP, plural, showNumber } from '../markup/show-number.ts';

/** Outcomes of the first target, lowest first. */
function firstOutcomes({ targets, scenarios }: RunFacts): Outcome[] {
  const [target] = targets;
  return scenarios
    .flatMap(({ outcomes }) => outcomes.filter((outcome) => outcome.target === target))
    .toSorted((a, b) => a.mean - b.mean);
}

function unitOf({ unit }: Outcome): string {
  return unit === null ? '' : ` (${unit})`;
}

/** What came of the run, in one sentence. */
export function headline(facts: RunFacts): string {
  const { records, failed, complete, gated } = facts;
  if (records === 0) return 'This run has no records.';
  const outcomes = firstOutcomes(facts);
  const [lowest, highest] = [outcomes[0], outcomes.at(-1)];
  const trouble = [
    failed > 0 && `${failed.toLocaleString('en-US')} of ${plural(records, 'line')} failed`,
    gated > 0 && `${plural(gated, 'scenario')} did not pass the gate`,
  ].filter((text) => text !== false);
  if (lowest === undefined || highest === undefined)
    return complete + gated === 0
      ? `Nothing was forecast: ${records === 1 ? 'the one line' : `all ${plural(records, 'line')}`} failed.`
      : `Nothing was forecast: the scenarios have no target${trouble.length > 0 ? `; ${trouble.join(', ')}` : ''}.`;
  const isOneTurn = outcomes.every(({ turn }) => turn === lowest.turn);
  const turn = isOneTurn ? `turn ${lowest.turn}` : 'the last turn';
  const end = trouble.length > 0 ? `; ${trouble.join(', ')}.` : '.';
  if (outcomes.length === 1) {
    const { low, high } = lowest;
    const spread =
      low === null || high === null
        ? ''
        : ` (80${NBSP}%: ${showNumber(low)} to ${showNumber(high)})`;
    return `The mean of ${lowest.target}${unitOf(lowest)} is ${showNumber(lowest.mean)} in ${turn}${spread}${end}`;
  }
  const middle = outcomes[Math.floor((outcomes.length - 1) / 2)] ?? lowest;
  return `The mean of ${lowest.target}${unitOf(lowest)} ends between ${showNumber(lowest.mean)} and ${showNumber(highest.mean)} in ${turn}, half of ${plural(outcomes.length, 'scenario')} at or below ${showNumber(middle.mean)}${end}`;
}

const tile = (name: string, value: number, kind = ''): Markup =>
  html`<div class="tile ${kind}">
    <dt>${name}</dt>
    <dd>${value.toLocaleString('en-US')}</dd>
  </div>`;

/** The sentence, and the counts below it. */
export function headlinePanel(facts: RunFacts): Markup {
  const { records, complete, failed, gated, models, versions, seeds } = facts;
  const [seed] = seeds;
  const seedText = seeds.length === 1 && seed !== undefined ? `, seed ${seed}` : ', one seed each';
  return html`<header>
    <p class="kind">pulse-stream report</p>
    <h1>${headline(facts)}</h1>
    <dl class="tiles">
      ${tile('records', records)}${tile('complete', complete)}${tile('failed', failed, failed > 0 ? 'bad' : '')}${tile('gated', gated, gated > 0 ? 'bad' : '')}
    </dl>
    <p class="note">
      ${models.length === 0 ? 'no model' : `model ${models.join(', ')}`}${versions.length > 0 && `, pulse-stream ${versions.join(', ')}`}${records > 0 && seedText}
    </p>
  </header> `;
}
