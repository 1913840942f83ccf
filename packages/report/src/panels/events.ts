import { eventChart } from '../chart/event-chart.ts';
import type { RunFacts } from '../gather/run-facts.ts';
import { html, type Markup } from '../markup/html.ts';
import { listed, plural, showShare } from '../markup/show-number.ts';
import { card, panel } from './panel.ts';

/** Events that are drawn, and scenarios named at either end. */
const [MOST_EVENTS, MOST_NAMED] = [12, 5];
/** An event that happens in fewer of the members is called rare. */
const RARE = 0.1;

interface Chance {
  readonly name: string;
  readonly probability: number;
}

/** An event over the scenarios that have it, the least probable first. */
export interface EventChances {
  readonly event: string;
  readonly chances: readonly Chance[];
}

/** What the events of the run come to, in the order of its records; what the gate stopped is left out. */
export function gatherEvents({ scenarios }: RunFacts): EventChances[] {
  const found = new Map<string, Chance[]>();
  for (const { name, status, events } of scenarios) {
    if (status === 'gated') continue;
    for (const { name: event, probability } of events) {
      const chances = found.get(event) ?? [];
      chances.push({ name, probability });
      found.set(event, chances);
    }
  }
  return [...found].map(([event, chances]) => ({
    event,
    chances: chances.toSorted((a, b) => a.probability - b.probability),
  }));
}

/** Where an event is most and least probable, in a sentence. */
export function describeEvent({ event, chances }: EventChances): string {
  const [least, most] = [chances[0], chances.at(-1)];
  if (least === undefined || most === undefined) return event;
  if (chances.length === 1) return `${event}: ${showShare(least.probability)}`;
  if (least.probability === most.probability)
    return `${event}: ${showShare(least.probability)} in each of ${plural(chances.length, 'scenario')}`;
  return `${event} is most probable in ${most.name} (${showShare(most.probability)}), least in ${least.name} (${showShare(least.probability)})`;
}

/** Whether an event is not equally probable everywhere. */
export const differs = ({ chances }: EventChances): boolean =>
  chances[0]?.probability !== chances.at(-1)?.probability;

/** One end of the order, and how many more have the probability of the last that is named. */
function endOf(chances: readonly Chance[]): string {
  const named = chances.slice(0, MOST_NAMED);
  const last = named.at(-1)?.probability;
  const more = chances.slice(MOST_NAMED).filter(({ probability }) => probability === last).length;
  const texts = named.map(({ name, probability }) => `${name} ${showShare(probability)}`);
  if (more > 0) texts.push(`${more.toLocaleString('en-US')} more with ${showShare(last ?? 0)}`);
  return listed(texts);
}

function drawEvent(one: EventChances): Markup {
  const { event, chances } = one;
  const finding = describeEvent(one);
  const rare = chances.filter(({ probability }) => probability < RARE).length;
  const count = `under ${showShare(RARE)} in ${rare.toLocaleString('en-US')} of ${plural(chances.length, 'scenario')}`;
  const isVaried = differs(one);
  const probabilities = chances.map(({ probability }) => probability);
  return card(event, finding, [
    isVaried && eventChart(probabilities, `${finding}; ${count}.`),
    isVaried &&
      html`<p class="note">${count}</p>
        <p class="note">least probable in ${endOf(chances)}</p>
        <p class="note">most probable in ${endOf(chances.toReversed())}</p>`,
  ]);
}

/** In how many scenarios all of the events are rare. */
function tellRare({ scenarios }: RunFacts): string {
  const told = scenarios.filter(({ status, events }) => status !== 'gated' && events.length > 0);
  const rare = told.filter(({ events }) => events.every(({ probability }) => probability < RARE));
  return `All of them are under ${showShare(RARE)} in ${rare.length.toLocaleString('en-US')} of ${plural(told.length, 'scenario')}.`;
}

/** How probable the events are, and in which scenarios; nothing for a run without events. */
export function eventsPanel(facts: RunFacts): Markup | null {
  const events = gatherEvents(facts);
  if (events.length === 0) return null;
  const { scenarios, gated, complete } = facts;
  const rest = [
    events.length > 1 && tellRare(facts),
    gated > 0 && 'Scenarios that the gate stopped are left out.',
    scenarios.length < gated + complete &&
      `Of the first ${scenarios.length.toLocaleString('en-US')} scenarios.`,
    events.length > MOST_EVENTS &&
      `Not drawn: ${plural(events.length - MOST_EVENTS, 'more event')}.`,
  ].filter((text) => text !== false);
  return panel('events', [
    html`<p class="lead">
      The share of a scenario's members in which the event happens; without members 0 or 100 %.
      ${rest.join(' ')}
    </p>`,
    html`<div class="grid">${events.slice(0, MOST_EVENTS).map((one) => drawEvent(one))}</div>`,
  ]);
}
