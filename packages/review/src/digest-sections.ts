import { PRIORITY } from './priority.ts';
import type { Contradictions, End, GroupLine, Review, ScenarioRef } from './review.ts';

/** One part of a digest: a heading, sentences, and a table whose first column is of names. */
export interface DigestSection {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** How much a digest tells. */
export interface DigestOptions {
  /** Results to read first, and contradictions: more than 7 and 5 make it longer than two screens. */
  readonly top?: number | undefined;
  /** Significant digits of numbers that are not whole; default 4. */
  readonly digits?: number | undefined;
}

/** Rows of each table: with them a digest is two screens, and what is left out is counted. */
const ROWS = {
  runs: 2,
  priority: 7,
  contradictions: 5,
  targets: 5,
  events: 3,
  inputs: 5,
  groups: 3,
  tags: 3,
  failures: 3,
  warnings: 3,
  leftOut: 4,
} as const;
const DIGITS = 4;
const NAMED_MEMBERS = 3;
const LONGEST = 60;
const NOTHING = '-';

/** A number as it is told. */
type Show = (value: number | null) => string;

function showWith(digits: number): Show {
  return (value) => {
    if (value === null) return NOTHING;
    return String(Number.isInteger(value) ? value : Number(value.toPrecision(digits)));
  };
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
const few = <T>(items: readonly T[], most: number): readonly T[] => items.slice(0, most);
const cut = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
/** A heading that says when not all is told. */
const shown = (title: string, told: number, of: number): string =>
  told < of ? `${title} (${told} of ${of})` : title;

/** What a person calls a scenario: its id, else its line. */
const nameOf = ({ id, line, source }: ScenarioRef): string =>
  cut(id ?? (source === null ? `line ${line}` : `${source}:${line}`));
const endOf = ({ scenario, value }: End, show: Show): string =>
  `${show(value)} (${nameOf(scenario)})`;
const rangeOf = ([from, to]: readonly [number, number], show: Show): string =>
  from === to ? show(from) : `${show(from)} to ${show(to)}`;
const countsOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, n]) => `${n} ${name}`)
    .join(', ');

const resultsOf = ({ records: { complete, gated } }: Review): number => complete + gated;

function contradictionText({ pairs, cells, at_least }: Contradictions): string {
  if (pairs !== null)
    return `${count(pairs, 'pair')} of results contradict${pairs === 1 ? 's' : ''} each other`;
  return `${at_least ? 'At least ' : ''}${cells} contradictions, a pair counted at every target and turn`;
}

function headline(review: Review, show: Show): DigestSection {
  const { records, runs, contradictions } = review;
  const { total, complete, gated, failed } = records;
  const sentences: string[] = [];
  if (total === 0) sentences.push('There are no records.');
  else if (resultsOf(review) > 0)
    sentences.push(
      `${count(total, 'record')}: ${complete} complete, ${gated} gated, ${failed} failed.`,
    );
  else
    sentences.push(
      `Nothing ran: ${total === 1 ? 'the one record is a failure' : `all ${total} records are failures`}.`,
    );
  if (contradictions.cells > 0) sentences.push(`${contradictionText(contradictions)}.`);
  for (const run of few(runs, ROWS.runs))
    sentences.push(
      `${count(run.results, 'result')} by ${run.model} (${run.model_hash}), build ${run.engine_version}, ${run.seed === null ? 'seeds that differ' : `seed ${run.seed}`}, ${rangeOf(run.turns, show)} turns, ${rangeOf(run.members, show)} members.`,
    );
  if (runs.length > ROWS.runs) sentences.push(`${runs.length - ROWS.runs} more models or builds.`);
  return { title: 'Review of a run', sentences, head: [], rows: [] };
}

function prioritySection({ priority }: Review, show: Show, top: number): DigestSection {
  const weights = Object.entries(PRIORITY).map(([part, weight]) => `${weight} × ${part}`);
  return {
    title: 'What to read first',
    sentences: priority.length === 0 ? [] : [`Score = ${weights.join(' + ')}.`],
    head: ['scenario', 'line', 'score', 'why'],
    rows: few(priority, top).map(({ scenario, score, why }) => [
      nameOf(scenario),
      String(scenario.line),
      show(score),
      cut(why),
    ]),
  };
}

function contradictionSection({ contradictions }: Review, show: Show, top: number): DigestSection {
  const { told, pairs, cells, compared } = contradictions;
  const rows = few(told, top);
  const compare = `${count(compared, 'result')} compared with the others of their group: results contradict each other where their central 80 % intervals of a target at a turn do not meet.`;
  return {
    title: shown('Contradictions', rows.length, pairs ?? cells),
    sentences: compared === 0 ? [] : [compare, ...(cells === 0 ? ['None do.'] : [])],
    head: ['group', 'target', 'higher', '80 %', 'lower', '80 %', 'separation'],
    rows: rows.map(({ group, a, b, target, horizon, a_interval, b_interval, separation }) => [
      cut(group),
      `${target}@${horizon}`,
      nameOf(a),
      rangeOf(a_interval, show),
      nameOf(b),
      rangeOf(b_interval, show),
      show(separation),
    ]),
  };
}

function judgementSection(review: Review, show: Show): DigestSection {
  const { trust_label, action, verdict, confidence, fragility, risk } = review.assessment;
  const spreads = Object.entries({ confidence, fragility, risk }).map(
    ([name, { n, mean, min, max }]) =>
      n === 0 || min === null || max === null
        ? `no ${name}`
        : `${name} ${show(mean)} (${rangeOf([min, max], show)}, of ${n})`,
  );
  const sentences = [
    `Labels: ${countsOf(trust_label)}. Advised: ${countsOf(action)}. Shadow monitor: ${countsOf(verdict)}.`,
    `Means: ${spreads.join('; ')}.`,
  ];
  return {
    title: 'How far to trust it',
    sentences: resultsOf(review) === 0 ? [] : sentences,
    head: [],
    rows: [],
  };
}

function outcomeSection({ targets, events }: Review, show: Show): DigestSection {
  const last = targets.filter(({ is_last }) => is_last);
  const [tellTargets, tellEvents] = [few(last, ROWS.targets), few(events, ROWS.events)];
  const numbersOf = (line: Pick<(typeof last)[number], 'n' | 'mean' | 'sd'>): string[] => [
    String(line.n),
    show(line.mean),
    show(line.sd),
  ];
  const endsOf = ({ lowest, highest }: Pick<(typeof last)[number], 'lowest' | 'highest'>) =>
    [lowest, highest].map((end) => endOf(end, show));
  const rows = [
    ...tellTargets.map((line) => [
      `${line.target}@${line.horizon}`,
      line.unit ?? NOTHING,
      ...numbersOf(line),
      show(line.width80),
      ...endsOf(line),
    ]),
    ...tellEvents.map((line) => [
      `p_${line.event}`,
      NOTHING,
      ...numbersOf(line),
      NOTHING,
      ...endsOf(line),
    ]),
  ];
  return {
    title: shown('Outcomes', rows.length, last.length + events.length),
    sentences: [],
    head: ['outcome', 'unit', 'results', 'mean', 'sd', '80 % wide', 'lowest', 'highest'],
    rows,
  };
}

function inputSection({ inputs }: Review, show: Show): DigestSection {
  const told = few(inputs, ROWS.inputs);
  return {
    title: shown('What varies', told.length, inputs.length),
    sentences: [],
    head: ['input', 'results', 'values', 'from', 'to', 'goes with (Pearson)'],
    rows: told.map(({ name, n, values, min, max, correlations: [strongest] }) => [
      cut(name),
      String(n),
      values === null ? 'over 1000' : String(values),
      show(min),
      show(max),
      strongest === undefined ? NOTHING : `${strongest.target} ${show(strongest.r)}`,
    ]),
  };
}

function groupSection(
  title: string,
  lines: readonly GroupLine[],
  most: number,
  show: Show,
): DigestSection {
  const told = few(lines, most);
  return {
    title: shown(title, told.length, lines.length),
    sentences: [],
    head: ['name', 'results', 'mean confidence', 'of', 'members'],
    rows: told.map(({ name, count: n, mean_confidence, with_confidence, members }) => [
      cut(name),
      String(n),
      show(mean_confidence),
      with_confidence === 0 ? NOTHING : String(with_confidence),
      [...few(members, NAMED_MEMBERS).map(nameOf), ...(n > NAMED_MEMBERS ? ['…'] : [])].join(', '),
    ]),
  };
}

function failureSection({ failures }: Review): DigestSection {
  const told = few(failures, ROWS.failures);
  return {
    title: shown('Failures', told.length, failures.length),
    sentences: [],
    head: ['code', 'failures', 'first', 'message'],
    rows: told.map(({ type, count: n, first, message, path }) => [
      cut(type),
      String(n),
      nameOf(first),
      cut(path === null ? message : `${path}: ${message}`),
    ]),
  };
}

function warningSection({ warnings }: Review): DigestSection {
  const told = few(warnings, ROWS.warnings);
  return {
    title: shown('Warnings', told.length, warnings.length),
    sentences: [],
    head: ['kind', 'warnings', 'results', 'first', 'message'],
    rows: told.map(({ type, count: n, results, first, message }) => [
      cut(type),
      String(n),
      String(results),
      nameOf(first),
      cut(message),
    ]),
  };
}

function leftOutSection({ left_out }: Review): DigestSection {
  const told = few(left_out, ROWS.leftOut);
  return {
    title: shown('Left out', told.length, left_out.length),
    sentences: told.map((what) => `${what}.`),
    head: [],
    rows: [],
  };
}

/**
 * A review as a person reads it in two minutes, the most important first: ids and numbers named, two
 * screens. Parts that have nothing to say are left out.
 */
export function digestSections(
  review: Review,
  { top, digits = DIGITS }: DigestOptions = {},
): readonly DigestSection[] {
  const show = showWith(digits);
  const failures = failureSection(review);
  const [first, later] = resultsOf(review) === 0 ? [[failures], []] : [[], [failures]];
  const sections = [
    headline(review, show),
    ...first,
    prioritySection(review, show, top ?? ROWS.priority),
    contradictionSection(review, show, top ?? ROWS.contradictions),
    judgementSection(review, show),
    outcomeSection(review, show),
    inputSection(review, show),
    groupSection('Groups', review.groups, ROWS.groups, show),
    groupSection('Tags', review.tags, ROWS.tags, show),
    ...later,
    warningSection(review),
    leftOutSection(review),
  ];
  return sections.filter(({ sentences, rows }) => sentences.length + rows.length > 0);
}
