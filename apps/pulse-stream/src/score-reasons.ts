import type { CellReason, EventReason, RecordReason, ScoreSummary } from '@pulse-stream/pipeline';

const RECORDS: Readonly<Record<RecordReason, string>> = {
  'not-a-record': 'no record of this program',
  failure: 'a failure: nothing was forecast',
  'no-origin': 'no origin: the run had no observations',
  'one-member': 'one replayed member (--member), no forecast',
  'no-label': 'an origin without a date or turn',
  'dataset-unknown': 'a dataset that --observations NAME=FILE does not give',
  'label-unknown': 'an origin that is no row of the observations',
  'too-early': 'later than the observations go',
  'nothing-observed': 'not observed, or missing',
};
const CELLS: Readonly<Record<CellReason, string>> = {
  'not-observed': 'no column of the observations',
  'beyond-history': 'later than the last row',
  missing: 'an empty cell',
  overflow: 'a score beyond the range of a double',
};
const EVENTS: Readonly<Record<EventReason, string>> = {
  'not-observed': 'what they read is no column of the observations',
  'beyond-history': 'they end later than the last row',
  missing: 'an empty cell',
  'condition-unknown': 'their condition is in a model that -m does not name',
  'not-computable': 'cannot be computed from what was observed',
};

/** One line per reason why something was not verified, and what else limits the scores. */
export function describeUnverified(summary: ScoreSummary): string[] {
  const list = (counts: object, words: Readonly<Record<string, string>>, what: string): string[] =>
    Object.entries(counts).map(
      ([reason, count]) => `${count} ${what}${count === 1 ? '' : 's'}: ${words[reason] ?? reason}`,
    );
  const { unverified, cells, events, what_if: whatIf, labels_differ: labels } = summary;
  return [
    ...list(unverified, RECORDS, 'record'),
    ...list(cells.unverified, CELLS, 'value'),
    ...list(events.unverified, EVENTS, 'event'),
    ...(whatIf > 0
      ? [`${whatIf} of the verified records: a what-if, which changed the world that was observed`]
      : []),
    ...(labels > 0
      ? [`${labels} horizons: the row that far on has another date than the record says`]
      : []),
  ];
}
