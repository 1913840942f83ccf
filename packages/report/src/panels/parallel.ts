import { evenly, lineThrough, MOST_LINES, type ParallelAxis } from '../chart/parallel-axes.ts';
import { MARGIN, parallelChart, SPACING } from '../chart/parallel-chart.ts';
import { extent } from '../chart/picture.ts';
import type { Scenario } from '../gather/scenario.ts';
import { html, type Markup } from '../markup/html.ts';
import { listed, plural, showNumber } from '../markup/show-number.ts';
import { outcomeColumn, varyingInputs, type Cell } from './columns.ts';
import { card } from './panel.ts';

/** Axes of inputs, and words that an axis has room for. */
const [MOST_INPUTS, MOST_WORDS] = [7, 8];

type Line = Omit<ParallelAxis, 'x'> & { readonly values: readonly Cell[] };

/** An axis for a column; null: it has more words than can be read, or nothing. */
function axisOf(column: string, values: readonly Cell[]): Line | null {
  const given = values.filter((value) => value !== null);
  const numbers = given.filter((value) => typeof value === 'number');
  if (given.length === 0) return null;
  const isGapped = given.length < values.length;
  if (numbers.length === given.length)
    return { column, values, isGapped, words: null, ends: extent(numbers) };
  const words = [...new Set(given.map(String))].toSorted();
  if (words.length > MOST_WORDS) return null;
  return { column, values, isGapped, words, ends: [0, words.length - 1] };
}

/** The axes of a run, and names of the inputs that have none. */
export function chooseAxes(
  scenarios: readonly Scenario[],
  target: string,
  ranked: readonly string[],
): { readonly axes: readonly Line[]; readonly left: readonly string[] } {
  const varying = varyingInputs(scenarios);
  const names = [...new Set([...ranked.filter((name) => varying.includes(name)), ...varying])];
  const inputs = names
    .flatMap(
      (name) =>
        axisOf(
          name,
          scenarios.map((one) => one.inputs.get(name) ?? null),
        ) ?? [],
    )
    .slice(0, MOST_INPUTS);
  const ends = scenarios.map(
    ({ outcomes }) => outcomes.find((outcome) => outcome.target === target)?.mean ?? null,
  );
  const outcome = axisOf(outcomeColumn(target, scenarios), ends);
  return {
    axes: outcome === null ? [] : [...inputs, outcome],
    left: names.filter((name) => inputs.every(({ column }) => column !== name)),
  };
}

const describe = ({ column, words, ends: [low, high] }: Line): string =>
  words === null
    ? `${column} from ${showNumber(low, 4)} to ${showNumber(high, 4)}`
    : `${column} (${listed(words)})`;

/**
 * Scenarios as lines through their inputs to an outcome; null: nothing varies.
 * @param ranked inputs, strongest first
 */
export function parallelCard(
  scenarios: readonly Scenario[],
  target: string,
  ranked: readonly string[],
): Markup | null {
  const { axes: lines, left } = chooseAxes(scenarios, target, ranked);
  if (lines.length < 2) return null;
  const axes = lines.map(({ column, ends, words, isGapped }, at): ParallelAxis => {
    return { column, x: MARGIN + SPACING * at, ends, words, isGapped };
  });
  const rows = evenly([...scenarios.keys()], MOST_LINES);
  const paths = rows.map((row) => lineThrough(axes, (at) => lines[at]?.values[row] ?? null));
  const drawn = plural(rows.length, 'line');
  const sentence = `Scenarios as ${drawn} across parallel axes: ${listed(lines.map((one) => describe(one)))}.`;
  const content = html`<div class="across" tabindex="0" role="region" aria-label="Parallel axes">
      ${parallelChart(axes, paths, sentence)}
    </div>
    <p class="note">
      ${rows.length < scenarios.length ? `${drawn} drawn, evenly of ${plural(scenarios.length, 'scenario')}` : drawn}${axes.some(({ isGapped }) => isGapped) && '; none: the scenario does not say it'}${left.length > 0 && `; inputs left out: ${listed(left)}`}<span
        id="lines-kept"
      ></span>
    </p>`;
  return card(
    `${plural(lines.length - 1, 'input')} \u2192 ${target}`,
    `Each line is a scenario, from its inputs to the mean of ${target} at the last turn`,
    content,
    html` data-axes="${JSON.stringify(axes)}"`,
  );
}
