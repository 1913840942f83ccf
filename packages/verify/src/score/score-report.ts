import { pitDeviationOf } from '@pulse-stream/forecast/internal';
import type { NotIssued } from './issue-forecast.ts';
import type { LostOrigin, NoOutcome, NoTruth } from './match-truth.ts';
import type { ScoreGroup } from './score-groups.ts';
import type { ScoreScale } from './score-scale.ts';
import type { EventTally } from './score-tally.ts';

/** All horizons, or all targets. */
const ALL = '*';

/** Why a line was not verified. */
export type RecordReason = NotIssued | LostOrigin | 'too-early' | 'nothing-observed' | 'duplicate';
/** Why a target at a horizon was not verified. */
export type CellReason = NoTruth | 'overflow' | 'duplicate' | 'below-zero';
/** Why an event was not verified. */
export type EventReason = NoOutcome | 'duplicate';

/** Scores of one target at one horizon, or of what `by` says; "*": over all of them. */
export interface ScoreLine {
  readonly kind: 'score';
  readonly target: string;
  readonly horizon: number | typeof ALL;
  /** By what was asked for; only of a group. */
  readonly by?: ScoreGroup['by'];
  /** Of errors; null: none, several, or a logarithm. */
  readonly unit: string | null;
  /** Verified forecasts. */
  readonly n: number;
  /** Of them, those with an interval (the others are one path), and those that kept their members. */
  readonly n_quantiles: number;
  readonly n_members: number;
  /** Different sets of quantile levels among them: of several, `wis` and `crps_q` are means over unlike scores. */
  readonly level_sets: number;
  /** Mean |median − truth|. */
  readonly ae: number | null;
  /** Over the n_wis forecasts whose quantiles are symmetric. */
  readonly wis: number | null;
  readonly n_wis: number;
  /** Twice the mean pinball loss. */
  readonly crps_q: number | null;
  /** Over the n_coverage… forecasts that have the interval. */
  readonly coverage50: number | null;
  readonly n_coverage50: number;
  readonly coverage80: number | null;
  readonly n_coverage80: number;
  readonly coverage95: number | null;
  readonly n_coverage95: number;
  readonly crps: number | null;
  readonly fair_crps: number | null;
  /** Forecasts whose truth fell into each tenth of their members; flat when they are calibrated. */
  readonly pit: readonly number[] | null;
  /** Σ |share of the tenth − 1/10|: 0 flat, 1.8 all in one. */
  readonly pit_deviation: number | null;
  /** Only beside other forecasts: values both forecast, and error and WIS over theirs of the same values. */
  readonly n_relative?: number;
  readonly relative_ae?: number | null;
  readonly relative_wis?: number | null;
}

/** Scores of the forecasts of one event; "*": of all of them. */
export interface EventScoreLine {
  readonly kind: 'score-event';
  readonly event: string;
  readonly n: number;
  readonly brier: number | null;
  /** Mean probability that was forecast, and the share of forecasts after which it happened. */
  readonly probability: number | null;
  readonly frequency: number | null;
}

/** What was verified and what was not, and why. */
export interface ScoreSummary {
  readonly records: number;
  readonly verified: number;
  readonly unverified: Partial<Record<RecordReason, number>>;
  /** Targets × horizons of the records whose origin was found. */
  readonly cells: {
    readonly verified: number;
    readonly unverified: Partial<Record<CellReason, number>>;
  };
  readonly events: {
    readonly verified: number;
    readonly unverified: Partial<Record<EventReason, number>>;
  };
  /** Verified records whose scenario changed the world: what happened was not asked of them. */
  readonly what_if: number;
  /** Trace ids of forecasts that came more than once and were counted once: the least ten. */
  readonly duplicates: readonly string[];
  /** Records whose origin was found, by the dataset they name ('' for rows that stood in the line). */
  readonly datasets: Readonly<Record<string, number>>;
}

/** Names of datasets, each list in order. */
export interface LostDatasets {
  /** Of forecasts whose dataset was not given; null: they carry no name. */
  readonly named: readonly (string | null)[];
  readonly given: readonly string[];
}

/** Everything `score` says. */
export interface ScoreReport {
  /** By target, then horizon, "*" last, or by what was asked for; the last line of all is over everything. */
  readonly scores: readonly ScoreLine[];
  readonly events: readonly EventScoreLine[];
  readonly summary: ScoreSummary;
  readonly lost: LostDatasets;
}

/** Everything that was summed up. */
export interface Tallied {
  readonly groups: readonly ScoreGroup[];
  readonly scale: ScoreScale;
  /** Whether it was compared with other forecasts. */
  readonly isRelative: boolean;
  readonly events: ReadonlyMap<string, EventTally>;
  readonly allEvents: EventTally;
  readonly summary: ScoreSummary;
  readonly lost: LostDatasets;
}

/** Puts the lines in order; equal sums give equal lines. */
export function describeScores(tallied: Tallied): ScoreReport {
  const { groups, events, allEvents, summary, lost } = tallied;
  return {
    scores: groups.map((group) => describeGroup(group, tallied)),
    events: [
      ...[...events].toSorted(byKey).map(([name, tally]) => describeEvent(name, tally)),
      ...(allEvents.n === 0 ? [] : [describeEvent(ALL, allEvents)]),
    ],
    summary,
    lost,
  };
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

/** The unit of the errors of a group, and whether they have a mean: in several units they have none. */
function unitOf({ units, targets }: ScoreGroup, scale: ScoreScale) {
  const [unit = null] = units;
  if (scale === 'log') return { unit: null, sums: true };
  const isOne = targets.size === 1 || (units.size === 1 && unit !== null);
  return isOne ? { unit, sums: true } : { unit: null, sums: false };
}

function describeGroup(
  group: ScoreGroup,
  { scale, isRelative }: Pick<Tallied, 'scale' | 'isRelative'>,
): ScoreLine {
  const { target, horizon, by, tally } = group;
  const { unit, sums } = unitOf(group, scale);
  const size = (score: 'ae' | 'wis' | 'crpsQ' | 'crps' | 'fairCrps') =>
    sums ? tally.mean(score) : null;
  const ratio = (score: 'ae' | 'wis') => (sums ? tally.relative(score) : null);
  const withMembers = tally.count('crps');
  return {
    kind: 'score',
    target,
    horizon,
    ...(by === null ? {} : { by }),
    unit,
    n: tally.n,
    n_quantiles: tally.count('crpsQ'),
    n_members: withMembers,
    level_sets: tally.levelSets,
    ae: size('ae'),
    wis: size('wis'),
    n_wis: tally.count('wis'),
    crps_q: size('crpsQ'),
    coverage50: tally.mean('in50'),
    n_coverage50: tally.count('in50'),
    coverage80: tally.mean('in80'),
    n_coverage80: tally.count('in80'),
    coverage95: tally.mean('in95'),
    n_coverage95: tally.count('in95'),
    crps: size('crps'),
    fair_crps: size('fairCrps'),
    pit: withMembers === 0 ? null : [...tally.pit],
    pit_deviation: pitDeviationOf(tally.pit),
    ...(isRelative
      ? { n_relative: tally.compared, relative_ae: ratio('ae'), relative_wis: ratio('wis') }
      : {}),
  };
}

function describeEvent(event: string, tally: EventTally): EventScoreLine {
  const { n, brier, probability, frequency } = tally;
  return { kind: 'score-event', event, n, brier, probability, frequency };
}
