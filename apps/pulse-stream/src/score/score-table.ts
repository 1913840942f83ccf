import type { ScoreReport } from '@pulse-stream/verify';
import type { EventScoreLine, ScoreLine } from '@pulse-stream/verify/internal';
import { alignRows, NOTHING } from '../terminal/align-rows.ts';
import { escapeCell } from '../terminal/escape-controls.ts';
import { describeLimits, describeUnverified } from './score-reasons.ts';

const HEAD = 'n|error|wis|crps_q|crps|fair crps|50 %|80 %|95 %|rel. error|rel. wis'.split('|');
const UNIT = {
  natural: `Scores are in the unit of the target, lower is better; of targets with different units there is no
common one.`,
  log: 'Scores are of ln(1 + x), x in the unit of the target (--scale log), lower is better.',
};
const LEGEND = `
error: distance of the median; wis: weighted interval score; crps_q: the same from all
quantiles; crps: from the members (run --keep-members). In % are the shares of truths
inside the central interval of that size: right is 0.5, 0.8, 0.95. rel.: over that of the other
forecasts of the same values, below 1 is better.`;

const EVENT_HEAD = 'event|n|brier|forecast|happened'.split('|');
const EVENT_LEGEND = `
brier: mean squared distance of probability and outcome; 0 is perfect, 0.25 is a coin.`;

const all = (name: string | number): string => (name === '*' ? 'all' : escapeCell(String(name)));

type Show = (value: number | null) => string;

/** What a line is of: its groups where there are some, else target and turns ahead. */
function placeOf(line: ScoreLine, keys: readonly string[] | null): string[] {
  const { target, horizon, unit, by } = line;
  if (keys !== null)
    return keys.map((key) => (by === undefined ? 'all' : escapeCell(String(by?.[key] ?? NOTHING))));
  return [unit === null ? all(target) : `${all(target)} (${escapeCell(unit)})`, all(horizon)];
}

function scoreRow(line: ScoreLine, keys: readonly string[] | null, show: Show): string[] {
  const share = (value: number | null) => (value === null ? NOTHING : value.toFixed(2));
  return [
    ...placeOf(line, keys),
    String(line.n),
    ...[line.ae, line.wis, line.crps_q, line.crps, line.fair_crps].map(show),
    ...[line.coverage50, line.coverage80, line.coverage95].map(share),
    ...[line.relative_ae, line.relative_wis].map((ratio) => show(ratio ?? null)),
  ];
}

function eventRow(line: EventScoreLine, show: Show): string[] {
  const { event, n, brier, probability, frequency } = line;
  return [all(event), String(n), ...[brier, probability, frequency].map(show)];
}

/**
 * What `score` says to people.
 * @param digits significant digits of scores
 * @param scale of the values that were scored
 */
export function printScoreTable(
  report: ScoreReport,
  digits: number,
  scale: keyof typeof UNIT,
): string {
  const { scores, events } = report;
  const show: Show = (value) =>
    value === null ? NOTHING : String(Number(value.toPrecision(digits)));
  const by = scores.find((line) => line.by !== undefined)?.by;
  const keys = by === undefined || by === null ? null : Object.keys(by);
  const head = [...(keys ?? ['target', 'turns ahead']), ...HEAD];
  const scoreRows = scores.map((line) => scoreRow(line, keys, show));
  const eventRows = events.map((line) => eventRow(line, show));
  const notes = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${escapeCell(line)}`)];
  const parts = [
    scores.length === 0 ? [] : [...alignRows(head, scoreRows), `\n${UNIT[scale]}${LEGEND}`],
    events.length === 0 ? [] : [...alignRows(EVENT_HEAD, eventRows), EVENT_LEGEND],
    notes('Left out:', describeUnverified(report)),
    notes('Counted, but to be known:', describeLimits(report)),
  ];
  return parts
    .filter((part) => part.length > 0)
    .map((part) => `${part.join('\n')}\n`)
    .join('\n');
}
