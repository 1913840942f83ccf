import { scatterChart } from '../chart/scatter-chart.ts';
import { tornadoChart } from '../chart/tornado-chart.ts';
import type { Influence, OutcomeInfluences } from '../gather/influence.ts';
import type { RunFacts } from '../gather/run-facts.ts';
import { html, type Markup } from '../markup/html.ts';
import { MINUS, NBSP, plural, showNumber } from '../markup/show-number.ts';
import { outcomeColumn } from './columns.ts';
import { card, panel } from './panel.ts';
import { parallelCard } from './parallel.ts';

/** What is drawn: outcomes, inputs of one, pairs, points of a pair. */
const MOST_OUTCOMES = 6;
const MOST_INPUTS = 10;
const MOST_PAIRS = 4;
const MOST_POINTS = 2000;
/** Correlations this near to 0 are not told as a finding. */
const WEAK = 0.1;

/** Outcomes of targets that are drawn come first, then events. */
function chooseOutcomes({ influences, targets }: RunFacts): readonly OutcomeInfluences[] {
  const rank = ({ outcome }: OutcomeInfluences): number => {
    const at = targets.indexOf(outcome.split('@')[0] ?? '');
    if (at >= 0) return at;
    return outcome.startsWith('p_') ? targets.length : targets.length + 1;
  };
  return influences.outcomes
    .filter((one) => one.influences.length > 0 && rank(one) <= targets.length)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MOST_OUTCOMES);
}

/** "params.beta moves infected@40 most (rank correlation .9, .8 to .95)". */
function describeTop({ outcome, measure, influences }: OutcomeInfluences): string {
  const [top] = influences;
  if (top === undefined || Math.abs(top.value) < WEAK) return `no input clearly moves ${outcome}`;
  const interval =
    top.low === null || top.high === null
      ? ''
      : `, ${showNumber(top.low, 2)} to ${showNumber(top.high, 2)}`;
  return `${top.input} moves ${outcome} most (${measure} ${showNumber(top.value, 2)}${interval})`;
}

/** The finding about the first outcome; null: there is none. */
export function strongestInput(facts: RunFacts): string | null {
  const [first] = chooseOutcomes(facts);
  const text = first === undefined ? null : describeTop(first);
  return text?.startsWith('no ') === true ? null : text;
}

function drawTornado(one: OutcomeInfluences): Markup {
  const { outcome, measure, records, influences } = one;
  const shown = influences.slice(0, MOST_INPUTS);
  const left = influences.length - shown.length;
  const values = shown.map(({ input, value }) => `${input} ${showNumber(value, 2)}`).join(', ');
  const [top] = shown;
  const title =
    top === undefined || Math.abs(top.value) < WEAK
      ? `no input clearly moves ${outcome}`
      : `${top.input} moves ${outcome} most`;
  return card(outcome, title, [
    tornadoChart(shown, `How inputs move ${outcome}, ${measure}: ${values}.`),
    html`<p class="note">
      ${measure}, ${plural(records, 'scenario')}; thin lines: 95${NBSP}%
      intervals${left > 0 && `; ${plural(left, 'weaker input')} left out`}
    </p>`,
  ]);
}

/** Which input moves which outcome. */
export function inputsPanel(facts: RunFacts): Markup {
  const outcomes = chooseOutcomes(facts);
  const { remarks } = facts.influences;
  if (outcomes.length === 0)
    return panel(
      'inputs',
      html`<p class="lead">
        Nothing can be said: ${remarks.join('; ') || 'no outcome varies'}.
        <code>pulse-stream design</code> writes scenarios in which inputs vary.
      </p>`,
    );
  return panel('inputs', [
    html`<p class="lead">
        1: the outcome rises with the input, ${MINUS}1: it falls, 0: it does not depend on it in one
        direction. For Sobol indices: the share of the outcome's variance.
      </p>
      <div class="grid wide">${outcomes.map((one) => drawTornado(one))}</div>`,
    remarks.length > 0 && html`<p class="note">Left out: ${remarks.join('; ')}.</p>`,
  ]);
}

/** How an outcome goes with an input; an index of variance has no direction. */
function relation(measure: OutcomeInfluences['measure'], value: number): string {
  if (Math.abs(value) < WEAK) return 'hardly depends on';
  if (measure === 'total Sobol index') return 'depends on';
  return value < 0 ? 'falls with' : 'rises with';
}

/** An input against the first target, and how strongly they go together. */
function drawPair(
  { scenarios }: RunFacts,
  { target, measure }: { readonly target: string } & Pick<OutcomeInfluences, 'measure'>,
  { input, value }: Influence,
): Markup | null {
  const pairs = scenarios.flatMap(({ inputs, outcomes }): [number, number][] => {
    const across = inputs.get(input);
    const up = outcomes.find((outcome) => outcome.target === target);
    return typeof across === 'number' && up !== undefined ? [[across, up.mean]] : [];
  });
  if (pairs.length < 2) return null;
  const step = Math.ceil(pairs.length / MOST_POINTS);
  const points = pairs.filter((_, at) => at % step === 0);
  const unit = scenarios
    .flatMap(({ outcomes }) => outcomes)
    .find((outcome) => outcome.target === target)?.unit;
  const title = `${target} ${relation(measure, value)} ${input}`;
  const sentence = `${title}: ${plural(points.length, 'scenario')}, the mean at the last turn against the input.`;
  const content = [
    scatterChart(points, { input, unit: unit ?? target, sentence }),
    html`<p class="note">
      ${measure}
      ${showNumber(value, 2)}${step > 1 && `; one in ${step} of ${plural(pairs.length, 'scenario')}`}
    </p>`,
  ];
  const up = outcomeColumn(target, scenarios);
  const data = html` data-across="${input}" data-up="${up}"`;
  return card(`${input} \u2192 ${target}`, title, content, data);
}

/** Scenarios as points, the strongest inputs against the first target, and as lines through all. */
export function scatterPanel(facts: RunFacts): Markup | null {
  const one = chooseOutcomes(facts).find(({ outcome }) => !outcome.startsWith('p_'));
  const target = one?.outcome.split('@')[0] ?? facts.targets[0];
  if (target === undefined) return null;
  const { influences = [], measure = 'rank correlation' } = one ?? {};
  const cards = influences
    .slice(0, MOST_PAIRS)
    .flatMap((influence) => drawPair(facts, { target, measure }, influence) ?? []);
  const ranked = influences.map(({ input }) => input);
  const lines = parallelCard(facts.scenarios, target, ranked);
  if (cards.length === 0 && lines === null) return null;
  return panel('scatter', [
    html`<p class="lead" id="brush-help" hidden>
      Drag across a picture, or move the ends below it, to keep the scenarios between; the table and
      the lines follow. A click on a point shows its fan.
    </p> `,
    html`<div class="grid">
      ${cards}
      <figure class="card" id="selected" aria-live="polite" hidden></figure>
    </div>`,
    lines,
  ]);
}
