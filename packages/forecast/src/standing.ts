import { LEAST_VERIFIED, spreadAt, type Spread } from './calibration.ts';
import { unknownBecause, type Reading } from './reading.ts';
import type { TrackRecord } from './track-record.ts';

/** What a track record says about forecasts of one variable so many steps ahead. */
export interface Standing {
  /** Verified lately, and how many of these intervals held the truth. */
  readonly verified: number;
  readonly covered: number;
  /** How often, over them, what was published scored better than the sentinel; ties count ½. */
  readonly won: number;
  /** Sums of scores over them: of the forecasts and of a random walk. */
  readonly crps: number;
  readonly walk: number;
}

/** A track record read once, for whoever asks often. */
export interface Standings {
  /** Steps ahead that are verified. */
  readonly horizon: number;
  /** What is known of the spread h steps ahead; null: nothing. */
  spreadAt(h: number): Spread | null;
  /** null: the variable was not observed, or nobody forecasts so far ahead. */
  at(variable: string, h: number): Standing | null;
}

export function readStandings(record: TrackRecord): Standings {
  const { horizon, calibration, trails } = record;
  const standings = new Map(
    Object.entries(trails).map(([name, list]) => [
      name,
      list.map((trail): Standing => ({
        verified: trail.covered.length,
        covered: sum(trail.covered),
        won: sum(trail.won),
        crps: sum(trail.crps),
        walk: sum(trail.walk),
      })),
    ]),
  );
  return {
    horizon,
    spreadAt: (h) => spreadAt(calibration, h),
    at: (variable, h) => standings.get(variable)?.[h - 1] ?? null,
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/**
 * Skill of earlier forecasts against a random walk, 1 − CRPS/CRPS of the walk: least over the targets.
 * ≤ 0 is no skill.
 * @param h steps ahead
 * @returns null with a reason as soon as one target has fewer than 30 verified forecasts
 * @see FORECAST.md §4
 */
export function measureSkill(standings: Standings, targets: readonly string[], h: number): Reading {
  let least = Number.POSITIVE_INFINITY;
  for (const target of targets) {
    const standing = standings.at(target, h);
    if (standing === null) return unknownBecause(`${target}: ${explainMissing(standings, h)}`);
    const { verified, crps, walk } = standing;
    if (verified < LEAST_VERIFIED)
      return unknownBecause(
        `${target}: ${verified} verified forecasts, ${LEAST_VERIFIED} are needed`,
      );
    if (!(walk > 0)) return unknownBecause(`${target}: a random walk made no error`);
    least = Math.min(least, 1 - crps / walk);
  }
  return { value: least };
}

/** Why there is no standing. */
export function explainMissing({ horizon }: Standings, h: number): string {
  return h > horizon
    ? `forecasts are verified up to ${horizon} turns ahead, not ${h}`
    : 'no forecast of it was verified: it was not observed, or is a value';
}
