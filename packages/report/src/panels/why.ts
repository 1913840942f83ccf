import { partsChart, type PartsBar } from '../chart/parts-chart.ts';
import type { Drawable } from '../gather/drawn.ts';
import { partName, type Parts } from '../gather/parts.ts';
import type { RunFacts } from '../gather/run-facts.ts';
import { html, type Markup } from '../markup/html.ts';
import { plural, showChange, showShare } from '../markup/show-number.ts';
import { card, panel } from './panel.ts';

/** Parts that keep one colour on the whole page; gravity's are told as one. */
const FIXED = ['gravity', 'noise', 'bounds', 'calibration'] as const;
/** Parts of a target that have a colour of their own beside those; the rest is one piece. */
const MOST_COLOURS = 5;
const REST = MOST_COLOURS;

const familyOf = (part: string): string => (part.startsWith('gravity.') ? 'gravity' : part);

/** A scenario, or the mean of all, in one target. */
interface Row {
  readonly name: string;
  readonly parts: Parts;
  readonly aside: string;
}

/** Sums of families. */
function familiesOf({ parts }: Parts): Map<string, number> {
  const families = new Map<string, number>();
  for (const [part, value] of parts) {
    const family = familyOf(part);
    families.set(family, (families.get(family) ?? 0) + value);
  }
  return families;
}

/** Families of a target with a colour of their own, strongest first; the fixed ones apart. */
function strongestFamilies(rows: readonly Row[]): { own: string[]; fixed: string[] } {
  const strength = new Map<string, number>();
  for (const { parts } of rows)
    for (const [family, value] of familiesOf(parts))
      strength.set(family, Math.max(strength.get(family) ?? 0, Math.abs(value)));
  const isFixed = (family: string): boolean => FIXED.some((fixed) => fixed === family);
  const own = [...strength]
    .filter(([family]) => !isFixed(family))
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST_COLOURS)
    .map(([family]) => family);
  return { own, fixed: FIXED.filter((family) => strength.has(family)) };
}

/**
 * Family and colour for one target.
 * @param known colours that families have on other targets; they keep them where they are free
 */
function chooseColours(rows: readonly Row[], known: Map<string, number>): Map<string, number> {
  const { own, fixed } = strongestFamilies(rows);
  const kept = new Map<string, number>();
  for (const family of own) {
    const colour = known.get(family);
    if (colour !== undefined && ![...kept.values()].includes(colour)) kept.set(family, colour);
  }
  const taken = new Set(kept.values());
  const elsewhere = new Set(known.values());
  const free = Array.from({ length: MOST_COLOURS }, (_, colour) => colour)
    .filter((colour) => !taken.has(colour))
    .toSorted((a, b) => Number(elsewhere.has(a)) - Number(elsewhere.has(b)));
  for (const family of own) {
    if (kept.has(family)) continue;
    const colour = free.shift() ?? 0;
    kept.set(family, colour);
    if (!known.has(family)) known.set(family, colour);
  }
  return new Map([
    ...own.map((family): [string, number] => [family, kept.get(family) ?? 0]),
    ...fixed.map((family): [string, number] => [
      family,
      REST + 1 + FIXED.findIndex((one) => one === family),
    ]),
  ]);
}

/** The pieces of a bar; what has no colour is two pieces, so that their sum stays. */
function piecesOf(
  { parts }: Row,
  colours: ReadonlyMap<string, number>,
): (readonly [number, number])[] {
  const pieces: [number, number][] = [];
  let [below, above] = [0, 0];
  const families = familiesOf(parts);
  for (const [family, colour] of colours) {
    const value = families.get(family);
    if (value !== undefined) pieces.push([colour, value]);
  }
  for (const [family, value] of families)
    if (!colours.has(family)) {
      if (value < 0) below += value;
      else above += value;
    }
  for (const rest of [below, above]) if (rest !== 0) pieces.push([REST, rest]);
  return pieces;
}

/** What is said of why targets move. */
export type WhyFacts = Pick<RunFacts, 'targets' | 'chosen' | 'meanParts' | 'complete' | 'gated'>;

function rowsOf(target: string, { chosen, meanParts, complete, gated }: WhyFacts): Row[] {
  const results = complete + gated;
  const mean = meanParts.find((parts) => parts.target === target);
  const rows = chosen.flatMap(({ scenario, parts }: Drawable): Row[] => {
    const found = parts.find((one) => one.target === target);
    if (found === undefined) return [];
    const { varianceExplained: explained, verdict } = found;
    const share = explained === null ? null : `variance explained ${showShare(explained)}`;
    const aside = [share, verdict === 'untaught' ? null : verdict].filter((text) => text !== null);
    return [{ name: scenario.name, parts: found, aside: aside.join(' \u00b7 ') }];
  });
  if (mean === undefined || results < 2) return rows;
  return [{ name: `mean of ${plural(results, 'scenario')}`, parts: mean, aside: '' }, ...rows];
}

function numbersOf(rows: readonly Row[], colours: ReadonlyMap<string, number>): Markup {
  const parts = [...new Set(rows.flatMap((row) => [...row.parts.parts.keys()]))];
  const order = (part: string): number => colours.get(familyOf(part)) ?? REST;
  const sorted = parts.toSorted((a, b) => order(a) - order(b));
  return html`<details>
    <summary>The numbers</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Parts by scenario">
      <table>
        <thead>
          <tr>
            <th scope="col">part</th>
            ${rows.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${sorted.map(
            (part) =>
              html`<tr>
                <th scope="row">${partName(part)}</th>
                ${rows.map((row) => html`<td class="number">${showChange(row.parts.parts.get(part) ?? 0, 4)}</td>`)}
              </tr>`,
          )}
          <tr class="sum">
            <th scope="row">change</th>
            ${rows.map((row) => html`<td class="number">${showChange(row.parts.change, 4)}</td>`)}
          </tr>
        </tbody>
      </table>
    </div>
  </details>`;
}

/** The strongest part of a row: "R006 adds +0.032". */
function strongest({ parts }: Row): string | null {
  const sorted = [...familiesOf(parts)].toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  const [top] = sorted;
  if (top === undefined) return null;
  const [family, value] = top;
  const verb = value < 0 ? 'lowers' : 'raises';
  return `${partName(family)} ${verb} ${parts.target} most (${showChange(value)})`;
}

function drawTarget(target: string, facts: WhyFacts, known: Map<string, number>): Markup | null {
  const rows = rowsOf(target, facts);
  const [first] = rows;
  if (first === undefined) return null;
  const colours = chooseColours(rows, known);
  const bars = rows.map((row): PartsBar => ({
    name: row.name,
    change: row.parts.change,
    pieces: piecesOf(row, colours),
    aside: row.aside,
  }));
  const finding = strongest(first) ?? `nothing moves ${target}`;
  const isRest = bars.some(({ pieces }) => pieces.some(([colour]) => colour === REST));
  const sentence = `Parts of the change of ${target}: ${finding}; in sum ${showChange(first.parts.change)} (${first.name}).`;
  const unit = first.parts.unit ?? target;
  return card(target, finding, [
    html`<ul class="legend small">
      ${[...colours].map(
        ([family, colour]) =>
          html`<li>
            <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
              <rect class="part c${colour}" width="10" height="10" />
            </svg>
            ${partName(family)}
          </li>`,
      )}${
        isRest &&
        html`<li>
          <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
            <rect class="part c${REST}" width="10" height="10" />
          </svg>
          all others
        </li>`
      }
    </ul>`,
    partsChart(bars, { unit, sentence }),
    numbersOf(rows, colours),
  ]);
}

/** Why the targets move: what each part adds to their change from turn 0 to the last turn. */
export function whyPanel(facts: WhyFacts): Markup {
  const known = new Map<string, number>();
  const cards = facts.targets.flatMap((target) => drawTarget(target, facts, known) ?? []);
  if (cards.length === 0)
    return panel(
      'why',
      html`<p class="lead">
        No target has an attribution: there is no result, or what is forecast is computed from other
        values.
      </p>`,
    );
  return panel('why', [
    html`<p class="lead">
        From turn 0 to the last turn; the pieces of a bar add up to the change, which the mark
        shows. Gravity is the correction that was learned from observations; variance explained is
        its share in the variance of the model's errors, below 0 it does harm; after it the shadow
        monitor's verdict.
      </p>
      <div class="grid wide">${cards}</div>`,
  ]);
}

/** What moves the first target most, in the mean of all scenarios; null: nothing does. */
export function strongestPart(facts: RunFacts): string | null {
  const [target] = facts.targets;
  const [first] = target === undefined ? [] : rowsOf(target, facts);
  const text = first === undefined ? null : strongest(first);
  return first === undefined || text === null ? null : `${text}, ${first.name}`;
}
