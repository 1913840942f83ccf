import type { RunFacts } from '../gather/run-facts.ts';
import { html, type Markup } from '../markup/html.ts';
import { plural, showNumber } from '../markup/show-number.ts';
import { describeEvent, differs, gatherEvents } from './events.ts';
import { strongestInput } from './inputs.ts';
import type { PanelId } from './panel.ts';
import { strongestPart } from './why.ts';

/** A line of what to read first, and the panel that it leads to. */
export interface ReadFirstLine {
  readonly text: string;
  readonly panel: PanelId;
}

/** So many lines are told. */
export const MOST_LINES = 5;

function failureLine({ failures, failed, records }: RunFacts): ReadFirstLine | null {
  const [most] = failures;
  if (most === undefined) return null;
  const share = failures.length === 1 ? 'all' : most.count.toLocaleString('en-US');
  const count = failed.toLocaleString('en-US');
  return {
    text: `${count} of ${plural(records, 'line')} failed, ${share} of them with ${most.code}`,
    panel: 'failures',
  };
}

function actionLine({ actions, gated, complete }: RunFacts): ReadFirstLine | null {
  const [most] = actions;
  const stopped =
    gated + complete === 1
      ? 'The gate stops the one forecast'
      : `The gate stops ${gated} of ${plural(gated + complete, 'forecast')}`;
  if (most === undefined) return gated === 0 ? null : { text: stopped, panel: 'table' };
  const [action, count] = most;
  const why = action === 'Unverified' ? ': what they are worth is not known' : '';
  if (gated > 0)
    return {
      text: `${stopped}; of the others ${count.toLocaleString('en-US')} ${count === 1 ? 'is' : 'are'} ${action}${why}`,
      panel: 'table',
    };
  const some = count === complete ? 'All' : `${count.toLocaleString('en-US')} of`;
  const subject =
    complete === 1 ? 'The one forecast is' : `${some} ${plural(complete, 'forecast')} are`;
  return { text: `${subject} ${action}${why}`, panel: 'table' };
}

function extremeLine({ scenarios, targets }: RunFacts): ReadFirstLine | null {
  const [target] = targets;
  const ends = scenarios.flatMap(({ name, outcomes }) =>
    outcomes.flatMap((one) => (one.target === target ? [{ name, mean: one.mean }] : [])),
  );
  const sorted = ends.toSorted((a, b) => a.mean - b.mean);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (target === undefined || lowest === undefined || highest === undefined) return null;
  if (lowest.mean === highest.mean) return null;
  return {
    text: `${target} ends highest in ${highest.name} (${showNumber(highest.mean)}), lowest in ${lowest.name} (${showNumber(lowest.mean)})`,
    panel: 'fans',
  };
}

function eventLine(facts: RunFacts): ReadFirstLine | null {
  const first = gatherEvents(facts).find(differs);
  return first === undefined ? null : { text: describeEvent(first), panel: 'events' };
}

function warningLine({ warnings }: RunFacts): ReadFirstLine | null {
  const [most] = warnings;
  if (most === undefined) return null;
  const [type, count] = most;
  return { text: `${plural(count, 'warning')} of kind ${type}`, panel: 'table' };
}

/** What to read first, of the page's own numbers. */
export function readFirst(facts: RunFacts): readonly ReadFirstLine[] {
  const [part, input] = [strongestPart(facts), strongestInput(facts)];
  return [
    failureLine(facts),
    extremeLine(facts),
    eventLine(facts),
    input === null ? null : ({ text: input, panel: 'inputs' } as const),
    part === null ? null : ({ text: part, panel: 'why' } as const),
    actionLine(facts),
    warningLine(facts),
  ].filter((line) => line !== null);
}

/** The lines as links. */
export function readFirstPanel(lines: readonly ReadFirstLine[]): Markup | null {
  if (lines.length === 0) return null;
  return html`<section aria-labelledby="first-title" class="first">
    <h2 id="first-title">What to read first</h2>
    <ol>
      ${lines.map(({ text, panel }) => html`<li><a href="#${panel}">${text}</a></li>`)}
    </ol>
  </section> `;
}
