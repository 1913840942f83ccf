import {
  LEAST_VERIFIED,
  openCalibration,
  updateCalibration,
  type Calibration,
  type Verification,
} from './calibration.ts';
import { sampleSd } from './moments.ts';
import { quantile7 } from './quantile.ts';
import { fairCrps } from './scores/crps.ts';
import { gaussianCrps } from './scores/gaussian.ts';
import { isInside } from './scores/interval.ts';

// Numbers are in transformed units throughout: what is verified is what rules and noise act on.

/** A forecast of one variable that waits for its truth. */
export interface PendingVariable {
  readonly variable: string;
  /** Whether gravity had seen enough of it; only then its errors say something about later spreads. */
  readonly taught: boolean;
  /** The last value known when it was issued; null: none yet. */
  readonly last: number | null;
  /** Mean squared one-step change until then; null without any. */
  readonly square: number | null;
  /** Members in ascending order, entry h − 1 for h steps ahead; null once it came true. */
  readonly members: (Float64Array | null)[];
}

/** What was issued from one row. */
export interface PendingForecast {
  readonly row: number;
  /** v_h as it was known then, entry h − 1; 1 before enough origins were verified. */
  readonly variance: readonly number[];
  readonly variables: readonly PendingVariable[];
}

/** How forecasts of one variable so many steps ahead turned out, oldest first, the last `TRAIL`. */
export interface Trail {
  /** 1: the central 80 % interval that was published held the truth. */
  readonly covered: readonly number[];
  /** Fair CRPS of the raw ensemble, and CRPS of a random walk from the same row. */
  readonly crps: readonly number[];
  readonly walk: readonly number[];
}

/** All that earlier forecasts of one history have shown; a value that can be stored. */
export interface TrackRecord {
  /** Steps ahead that are verified. */
  readonly horizon: number;
  /** Rows gone through. */
  readonly rows: number;
  readonly calibration: Calibration;
  /** By variable: entry h − 1. */
  readonly trails: Readonly<Record<string, readonly Trail[]>>;
  /** By variable: its last `RECENT` values, oldest first; null: missing. */
  readonly recent: Readonly<Record<string, readonly (number | null)[]>>;
  /** Forecasts that wait for their truth, oldest first. */
  readonly pending: readonly PendingForecast[];
}

/** Verified forecasts that coverage and skill are measured on. */
export const TRAIL = 60;
/** Values that the climate of changes and the random walk are measured on. */
export const RECENT = 1000;

/** A forecast that has just met its truth. */
export interface VerifiedCell {
  /** Row it was issued from. */
  readonly row: number;
  readonly variable: string;
  /** Steps ahead. */
  readonly h: number;
  /** Ascending. */
  readonly members: Float64Array;
  readonly truth: number;
  /** Whether gravity knew the variable. */
  readonly taught: boolean;
  /** v_h as known when it was issued. */
  readonly variance: number;
}

/** A track record while a history is gone through. */
export interface Tracker {
  readonly rows: number;
  /** v_h as it stands, entry h − 1; 1 where fewer than 30 origins were verified. */
  variance(): number[];
  calibration(): Calibration;
  /**
   * A row was observed: verifies what was issued for it.
   * @param truthOf NaN: missing
   */
  observe(truthOf: (variable: string) => number, seen?: (cell: VerifiedCell) => void): void;
  /** Takes in what is issued from the row observed last. */
  enter(variables: readonly Omit<PendingVariable, 'last' | 'square'>[]): PendingForecast;
  close(): TrackRecord;
}

/** A track record without any record. */
export function openTrackRecord(variables: readonly string[], horizon: number): TrackRecord {
  const none: Trail = { covered: [], crps: [], walk: [] };
  return {
    horizon,
    rows: 0,
    calibration: openCalibration(horizon),
    trails: Object.fromEntries(
      variables.map((name) => [name, Array.from({ length: horizon }, () => none)]),
    ),
    recent: Object.fromEntries(variables.map((name) => [name, []])),
    pending: [],
  };
}

/**
 * Goes on with a track record, which is left untouched. What is issued uses only what was observed
 * before; the order of a row is: verify, then issue.
 * @see FORECAST.md §1.2
 */
export function openTracker(from: TrackRecord): Tracker {
  const { horizon } = from;
  const trails = new Map(Object.entries(from.trails).map(([name, list]) => [name, [...list]]));
  const recent = new Map(Object.entries(from.recent).map(([name, list]) => [name, [...list]]));
  let { rows, calibration } = from;
  let pending = from.pending.map(copyIssued);

  return {
    get rows() {
      return rows;
    },
    variance,
    calibration: () => calibration,
    observe,
    enter,
    close: () => ({
      horizon,
      rows,
      calibration,
      trails: Object.fromEntries([...trails].map(([name, list]) => [name, [...list]])),
      recent: Object.fromEntries([...recent].map(([name, list]) => [name, [...list]])),
      pending: pending.map(copyIssued),
    }),
  };

  function variance(): number[] {
    return calibration.variance.map((v, at) =>
      (calibration.verified[at] ?? 0) >= LEAST_VERIFIED ? v : 1,
    );
  }

  function observe(
    truthOf: (variable: string) => number,
    seen: ((cell: VerifiedCell) => void) | undefined,
  ): void {
    for (const issued of pending) verify(issued, rows - issued.row, truthOf, seen);
    pending = pending.filter(({ row }) => rows - row < horizon);
    for (const [name, values] of recent) {
      const value = truthOf(name);
      values.push(Number.isNaN(value) ? null : value);
      if (values.length > RECENT) values.shift();
    }
    rows += 1;
  }

  function verify(
    issued: PendingForecast,
    h: number,
    truthOf: (variable: string) => number,
    seen: ((cell: VerifiedCell) => void) | undefined,
  ): void {
    const verified: Verification[] = [];
    for (const entry of issued.variables) {
      const members = entry.members[h - 1] ?? null;
      entry.members[h - 1] = null;
      const truth = truthOf(entry.variable);
      if (members === null || Number.isNaN(truth)) continue;
      const v = issued.variance[h - 1] ?? 1;
      seen?.({
        row: issued.row,
        variable: entry.variable,
        h,
        members,
        truth,
        taught: entry.taught,
        variance: v,
      });
      if (!entry.taught) continue;
      const median = quantile7(members, 0.5);
      verified.push({ median, variance: varianceOf(members), truth });
      lengthen(entry, h, trailEntry(entry, h, members, median, v, truth));
    }
    calibration = updateCalibration(calibration, h, verified);
  }

  function lengthen(
    { variable }: PendingVariable,
    h: number,
    [covered, score, walk]: readonly [number, number, number],
  ): void {
    const list = trails.get(variable);
    const trail = list?.[h - 1];
    if (list === undefined || trail === undefined) return;
    list[h - 1] = {
      covered: [...trail.covered, covered].slice(-TRAIL),
      crps: [...trail.crps, score].slice(-TRAIL),
      walk: [...trail.walk, walk].slice(-TRAIL),
    };
  }

  function enter(variables: readonly Omit<PendingVariable, 'last' | 'square'>[]): PendingForecast {
    const issued: PendingForecast = {
      row: rows - 1,
      variance: variance(),
      variables: variables.map((entry) => ({
        ...entry,
        ...walkFrom(recent.get(entry.variable) ?? []),
      })),
    };
    pending.push(issued);
    return issued;
  }
}

/** Where a random walk would start, and how far it goes in a step. */
function walkFrom(values: readonly (number | null)[]): Pick<PendingVariable, 'last' | 'square'> {
  let squares = 0;
  let count = 0;
  for (let t = 1; t < values.length; t += 1) {
    const [before = null, now = null] = [values[t - 1], values[t]];
    if (before === null || now === null) continue;
    squares += (now - before) ** 2;
    count += 1;
  }
  const last = values.findLast((value) => value !== null) ?? null;
  return { last, square: count === 0 ? null : squares / count };
}

/** Whether the published interval held the truth, the score, and that of a random walk. */
function trailEntry(
  { last, square }: PendingVariable,
  h: number,
  members: Float64Array,
  median: number,
  v: number,
  truth: number,
): readonly [number, number, number] {
  const edge = (level: number) => median + (quantile7(members, level) - median) * Math.sqrt(v);
  const score = fairCrps(members, truth) ?? 0;
  const walk =
    last === null
      ? score
      : square === null || square === 0
        ? Math.abs(truth - last)
        : gaussianCrps(last, Math.sqrt(h * square), truth);
  return [Number(isInside(edge(0.1), edge(0.9), truth)), score, walk];
}

function varianceOf(members: Float64Array): number {
  const mean = members.reduce((sum, x) => sum + x, 0) / members.length;
  return sampleSd(members, mean) ** 2;
}

function copyIssued(issued: PendingForecast): PendingForecast {
  return {
    ...issued,
    variables: issued.variables.map((entry) => ({ ...entry, members: [...entry.members] })),
  };
}
