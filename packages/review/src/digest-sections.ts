import { PRIORITY } from './priority.ts';
import type { Contradictions, End, GroupLine, Review, ScenarioRef } from './review.ts';

/** One part of a digest: a heading, sentences, and a table whose first column is of names. */
export interface DigestSection {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Rows of each table: with them a digest is two screens, and what is left out is counted. */
const ROWS = {
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

const number = (value: number | null): string =>
  value === null ? NOTHING : String(Number(value.toPrecision(DIGITS)));
const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
const cut = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
const shown = (title: string, told: number, of: number): string =>
  told < of ? `${title} (${told} of ${of})` : title;
const few = <T>(items: readonly T[], most: number): readonly T[] => items.slice(0, most);

/** What a person calls a scenario: its id, else its line. */
const nameOf = ({ id, line, source }: ScenarioRef): string =>
  cut(id ?? (source === null ? `line ${line}` : `${source}:${line}`));
const endOf = ({ scenario, value }: End): string => `${number(value)} (${nameOf(scenario)})`;
const rangeOf = ([from, to]: readonly [number, number]): string =>
  from === to ? number(from) : `${number(from)} to ${number(to)}`;
const countsOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, n]) => `${n} ${name}`)
    .join(', ');

function headline({ records, runs, contradictions }: Review): readonly string[] {
  const { total, complete, gated, failed } = records;
  if (total === 0) return ['There are no records.'];
  const results = complete + gated;
  const first =
    results === 0
      ? `Nothing ran: ${total === 1 ? 'the one record is a failure' : `all ${total} records are failures`}.`
      : `${count(total, 'record')}: ${complete} complete, ${gated} gated, ${failed} failed.`;
  const { pairs, cells, groups } = contradictions;
  const contradict =
    cells === 0 ? [] : [`${pairsOf(contradictions)} in ${count(groups.length, 'group')}.`];
  return [
    first + (pairs === 0 || contradict.length === 0 ? '' : ` ${contradict.join('')}`),
    ...few(runs, 2).map(
      (run) =>
        `Made by ${run.model} (${run.model_hash}), build ${run.engine_version}, ${run.seed === null ? 'seeds that differ' : `seed ${run.seed}`}: ${rangeOf(run.turns)} turns, ${rangeOf(run.members)} members, ${count(run.results, 'result')}.`,
    ),
    ...(runs.length > 2 ? [`… and by ${runs.length - 2} more.`] : []),
  ];
}

function pairsOf({ pairs, cells, at_least }: Contradictions): string {
  if (pairs !== null)
    return `${count(pairs, 'pair')} of results contradict${pairs === 1 ? 's' : ''} each other`;
  return `${at_least ? 'At least ' : ''}${cells} contradictions (a pair at a target and turn)`;
}

function prioritySection({ priority }: Review, top: number): DigestSection {
  const rows = few(priority, top);
  const weights = Object.entries(PRIORITY).map(([part, weight]) => `${weight} × ${part}`);
  return {
    title: 'What to read first',
    sentences: rows.length === 0 ? [] : [`Score = ${weights.join(' + ')}.`],
    head: ['scenario', 'line', 'score', 'why'],
    rows: rows.map(({ scenario, score, why }) => [
      nameOf(scenario),
      String(scenario.line),
      number(score),
      why,
    ]),
  };
}

function contradictionSection({ contradictions }: Review, top: number): DigestSection {
  const { told, pairs, cells, compared } = contradictions;
  const rows = few(told, top);
  return {
    title: shown('Contradictions', rows.length, pairs ?? cells),
    sentences:
      compared === 0
        ? []
        : [
            `${pairsOf(contradictions)}, of ${count(compared, 'result')} compared: one group, target and turn, and central 80 % intervals that do not meet.`,
          ],
    head: ['group', 'target', 'higher', '80 %', 'lower', '80 %', 'separation'],
    rows: rows.map(({ group, a, b, target, horizon, a_interval, b_interval, separation }) => [
      cut(group),
      `${target}@${horizon}`,
      nameOf(a),
      rangeOf(a_interval),
      nameOf(b),
      rangeOf(b_interval),
      number(separation),
    ]),
  };
}

function outcomeSection({ targets, events }: Review): DigestSection {
  const last = targets.filter(({ is_last }) => is_last);
  const told = [...few(last, ROWS.targets), ...few(events, ROWS.events)];
  return {
    title: shown('Outcomes', told.length, last.length + events.length),
    sentences: [],
    head: ['outcome', 'unit', 'results', 'mean', 'sd', '80 % wide', 'lowest', 'highest'],
    rows: told.map((line) => [
      'event' in line ? `p_${line.event}` : `${line.target}@${line.horizon}`,
      'event' in line ? NOTHING : (line.unit ?? NOTHING),
      String(line.n),
      number(line.mean),
      number(line.sd),
      'event' in line ? NOTHING : number(line.width80),
      endOf(line.lowest),
      endOf(line.highest),
    ]),
  };
}

function inputSection({ inputs }: Review): DigestSection {
  const rows = few(inputs, ROWS.inputs);
  return {
    title: shown('What varies', rows.length, inputs.length),
    sentences: [],
    head: ['input', 'results', 'values', 'from', 'to', 'goes with (Pearson)'],
    rows: rows.map(({ name, n, values, min, max, correlations: [strongest] }) => [
      cut(name),
      String(n),
      values === null ? 'over 1000' : String(values),
      number(min),
      number(max),
      strongest === undefined ? NOTHING : `${strongest.target} ${number(strongest.r)}`,
    ]),
  };
}

function groupSection(title: string, lines: readonly GroupLine[], most: number): DigestSection {
  const rows = few(lines, most);
  return {
    title: shown(title, rows.length, lines.length),
    sentences: [],
    head: ['name', 'results', 'mean confidence', 'of', 'members'],
    rows: rows.map((line) => [
      cut(line.name),
      String(line.count),
      number(line.mean_confidence),
      line.with_confidence === 0 ? NOTHING : String(line.with_confidence),
      few(line.members, NAMED_MEMBERS).map(nameOf).join(', ') +
        (line.count > NAMED_MEMBERS ? ', …' : ''),
    ]),
  };
}

function judgementSection({ assessment, records }: Review): DigestSection {
  const { trust_label, action, verdict, confidence, fragility, risk } = assessment;
  const spreads = Object.entries({ confidence, fragility, risk }).flatMap(
    ([name, { n, mean, min, max }]) =>
      n === 0
        ? [`no ${name}`]
        : [`${name} ${number(mean)} (${rangeOf([min ?? 0, max ?? 0])}, of ${n})`],
  );
  const isEmpty = records.complete + records.gated === 0;
  return {
    title: 'How far to trust it',
    sentences: isEmpty
      ? []
      : [
          `Labels: ${countsOf(trust_label)}. Advised: ${countsOf(action)}. Shadow monitor: ${countsOf(verdict)}.`,
          `Means: ${spreads.join('; ')}.`,
        ],
    head: [],
    rows: [],
  };
}

function troubleSections({ failures, warnings }: Review): readonly DigestSection[] {
  const failed = few(failures, ROWS.failures);
  const warned = few(warnings, ROWS.warnings);
  return [
    {
      title: shown('Failures', failed.length, failures.length),
      sentences: [],
      head: ['code', 'failures', 'first', 'message'],
      rows: failed.map(({ type, count: n, first, message, path }) => [
        type,
        String(n),
        nameOf(first),
        cut(path === null ? message : `${path}: ${message}`),
      ]),
    },
    {
      title: shown('Warnings', warned.length, warnings.length),
      sentences: [],
      head: ['kind', 'warnings', 'results', 'first', 'message'],
      rows: warned.map(({ type, count: n, results, first, message }) => [
        type,
        String(n),
        String(results),
        nameOf(first),
        cut(message),
      ]),
    },
  ];
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
 * A review as a person reads it in two minutes, the most important first: two screens, ids and
 * numbers named. Parts that have nothing to say are left out.
 * @param top results to read first and contradictions that are told; default 7 and 5
 */
export function digestSections(review: Review, top?: number): readonly DigestSection[] {
  const [failures, warnings] = troubleSections(review);
  const sections: readonly (DigestSection | undefined)[] = [
    review.records.complete + review.records.gated === 0 ? failures : undefined,
    prioritySection(review, top ?? ROWS.priority),
    contradictionSection(review, top ?? ROWS.contradictions),
    judgementSection(review),
    outcomeSection(review),
    inputSection(review),
    groupSection('Groups', review.groups, ROWS.groups),
    groupSection('Tags', review.tags, ROWS.tags),
    review.records.complete + review.records.gated === 0 ? undefined : failures,
    warnings,
    leftOutSection(review),
  ];
  return [
    { title: 'Review of a run', sentences: headline(review), head: [], rows: [] },
    ...sections.flatMap((section) =>
      section === undefined || section.sentences.length + section.rows.length === 0
        ? []
        : [section],
    ),
  ];
}
