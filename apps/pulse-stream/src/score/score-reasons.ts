import type { ScoreReport } from '@pulse-stream/verify';
import type { CellReason, EventReason, RecordReason } from '@pulse-stream/verify/internal';
import { WRITTEN_SHORT } from '@pulse-stream/worldstate/internal';

const RECORDS: Readonly<Record<RecordReason, string>> = {
  'not-a-record': 'no record of this program',
  'no-run':
    'a line of another kind, as backtest, learn and score write: score reads what run wrote, or run --memory keeps; what backtest --issued wrote, backtest has scored: pulse-stream backtest --format ndjson',
  'not-whole': `${WRITTEN_SHORT}; scores need config, run, forecast and assessment`,
  failure: 'a failure: nothing was forecast',
  'no-origin': 'no origin: the run had no observations',
  'one-member': 'one replayed member (--member), no forecast',
  'no-label': 'an origin without a date or turn',
  'dataset-unknown': 'a dataset that --observations NAME=FILE does not give',
  'label-unknown': 'an origin that is no row of the observations',
  'too-early': 'later than the observations go',
  'nothing-observed': 'not observed, or missing',
  duplicate: 'there before (same trace id, origin, targets and horizons); counted once',
};
const CELLS: Readonly<Record<CellReason, string>> = {
  'not-observed': 'no column of the observations',
  'beyond-history': 'later than the last row',
  'no-row': 'a time that has no row, though later ones have',
  'no-label': 'neither the record nor the rows say which row is theirs',
  missing: 'an empty cell',
  duplicate: 'there before, counted once',
  overflow: 'a score beyond the range of a double',
  'below-zero': 'a truth below 0, which has no place on the scale log',
};
const EVENTS: Readonly<Record<EventReason, string>> = {
  'not-observed': 'what they read is no column of the observations',
  'beyond-history': 'they end later than the last row',
  'no-row': 'a time that has no row, though later ones have',
  'no-label': 'neither the record nor the rows say which rows are theirs',
  duplicate: 'there before, counted once',
  missing: 'an empty cell',
  'condition-unknown': 'their condition is in a model that -m does not name',
  'not-computable': 'cannot be computed from what was observed',
};

/** Names that one message lists. */
const MOST_NAMES = 5;

function listNames(names: readonly string[]): string {
  return names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? ' …' : '');
}

function explainLost({ named, given }: ScoreReport['lost']): string {
  const carried = listNames(named.map((name) => name ?? 'none, their rows stood in the line'));
  const [first] = named;
  const wayOut = first == null ? '--observations FILE' : `--observations ${first}=FILE`;
  return `${RECORDS['dataset-unknown']} (dataset of the forecasts: ${carried}; given: ${listNames(given)}): ${wayOut}`;
}

/** One line per reason why something was not verified. */
export function describeUnverified({ summary, lost }: ScoreReport): string[] {
  const list = (counts: object, words: Readonly<Record<string, string>>, what: string): string[] =>
    Object.entries(counts).map(
      ([reason, count]) => `${count} ${what}${count === 1 ? '' : 's'}: ${words[reason] ?? reason}`,
    );
  const { unverified, cells, events, duplicates } = summary;
  return [
    ...list(unverified, { ...RECORDS, 'dataset-unknown': explainLost(lost) }, 'record'),
    ...list(cells.unverified, CELLS, 'value'),
    ...list(events.unverified, EVENTS, 'event'),
    ...(duplicates.length > 0 ? [`there before: trace id ${duplicates.join(', ')}`] : []),
  ];
}

/** One line for each thing that limits what the scores say of what was verified. */
export function describeLimits({ summary, scores }: ScoreReport): string[] {
  const { what_if: whatIf } = summary;
  const grouped = scores.some(({ by }) => by !== undefined);
  const mixed = scores.filter(
    ({ target, horizon, by, level_sets: sets }) =>
      sets > 1 && (grouped ? by === undefined : target !== '*' && horizon === '*'),
  );
  return [
    ...(whatIf > 0
      ? [`${whatIf} of the verified records: a what-if, which changed the world that was observed`]
      : []),
    ...mixed.map(
      ({ target, level_sets: sets, n, n_wis: wis }) =>
        `${target === '*' ? 'all' : target}: ${sets} different sets of quantile levels, whose wis and crps_q are not alike (wis: ${wis} of ${n})`,
    ),
  ];
}
