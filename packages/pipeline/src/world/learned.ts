import { readStandings, type Standings, type TrackRecord } from '@pulse-stream/forecast/internal';
import type { Retrodiction } from '@pulse-stream/gravity';
import type { RuleTrusts, Warning } from '@pulse-stream/worldstate/internal';

/** What a history has taught: the model's error, how far forecasts were right, and about rules. */
export interface LearnedHistory {
  readonly retrodiction: Retrodiction;
  readonly record: TrackRecord;
  readonly trusts: RuleTrusts;
}

/** The same with its track record read once. */
export interface Learned extends LearnedHistory {
  readonly standings: Standings;
  /** What must be said of what was learned. */
  readonly warnings: readonly Warning[];
}

export function readLearned(learned: LearnedHistory, warnings: readonly Warning[] = []): Learned {
  return { ...learned, standings: readStandings(learned.record), warnings };
}
