import {
  calibrateMembers,
  holds,
  openCalibration,
  spreadAt,
  stretchOf,
  updateCalibration,
  type Calibration,
  type Spread,
  type Verification,
} from './calibration.ts';
import { fairCrps } from './scores/crps.ts';
import { naiveFrom, scoreNaive, type NaiveForecast } from './naive-forecast.ts';

// Numbers are in transformed units throughout: what is verified is what rules and noise act on.

/** A forecast of one variable that waits for its truth. */
export interface PendingVariable {
  readonly variable: string;
  /** Whether gravity had seen enough of it; only then its errors say something about later spreads. */
  readonly taught: boolean;
  /** What a random walk would have said. */
  readonly walk: NaiveForecast;
  /** What a seasonal naive would have said; the random walk where there is no season to look back on. */
  readonly sentinel: NaiveForecast;
  /** Members in ascending order, entry h − 1 for h steps ahead; null once it came true. */
  readonly members: (Float64Array | null)[];
}

/** A forecast without what is known when it is issued. */
export type EnteredVariable = Omit<PendingVariable, 'walk' | 'sentinel'>;

/** What was issued from one row. */
export interface PendingForecast {
  readonly row: number;
  /** What was known of the spread then, entry h − 1; null before enough origins were verified. */
  readonly spreads: readonly (Spread | null)[];
  readonly variables: readonly PendingVariable[];
}

/** How forecasts of one variable so many steps ahead turned out, oldest first, the last `TRAIL`. */
export interface Trail {
  /** 1: the central 80 % interval that was published held the truth. */
  readonly covered: readonly number[];
  /** Fair CRPS of the raw ensemble, and CRPS of a random walk from the same row. */
  readonly crps: readonly number[];
  readonly walk: readonly number[];
  /** 1: what was published had a better CRPS than the sentinel; ½: the same. */
  readonly won: readonly number[];
}

/** All that earlier forecasts of one history have shown; a value that can be stored. */
export interface TrackRecord {
  /** Steps ahead that are verified. */
  readonly horizon: number;
  /** Steps in a season; 1: none. */
  readonly season: number;
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
  /** What was known of the spread when it was issued; null: nothing. */
  readonly spread: Spread | null;
}

/** A track record while a history is gone through. */
export interface Tracker {
  readonly rows: number;
  /** What is known of the spread, entry h − 1; null: not enough. */
  spreads(): (Spread | null)[];
  calibration(): Calibration;
  /**
   * A row was observed: verifies what was issued for it.
   * @param truthOf NaN: missing
   */
  observe(truthOf: (variable: string) => number, seen?: (cell: VerifiedCell) => void): void;
  /** Takes in what is issued from the row observed last. */
  enter(variables: readonly EnteredVariable[]): PendingForecast;
  close(): TrackRecord;
}

/**
 * A track record without any record.
 * @param season steps in a season; 1: none
 */
export function openTrackRecord(
  variables: readonly string[],
  horizon: number,
  season: number,
): TrackRecord {
  const none: Trail = { covered: [], crps: [], walk: [], won: [] };
  return {
    horizon,
    season,
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
  return new OpenTracker(from);
}

/** Lists by name that may be changed. */
const copyLists = <T>(lists: Iterable<readonly [string, readonly T[]]>): [string, T[]][] =>
  Array.from(lists, ([name, list]) => [name, [...list]]);

class OpenTracker implements Tracker {
  readonly #horizon: number;
  readonly #season: number;
  readonly #trails: Map<string, Trail[]>;
  readonly #recent: Map<string, (number | null)[]>;
  #rows: number;
  #calibration: Calibration;
  #pending: PendingForecast[];

  constructor(from: TrackRecord) {
    this.#horizon = from.horizon;
    this.#season = from.season;
    this.#trails = new Map(copyLists(Object.entries(from.trails)));
    this.#recent = new Map(copyLists(Object.entries(from.recent)));
    this.#rows = from.rows;
    this.#calibration = from.calibration;
    this.#pending = from.pending.map(copyIssued);
  }

  get rows(): number {
    return this.#rows;
  }

  spreads(): (Spread | null)[] {
    return Array.from({ length: this.#horizon }, (_, at) => spreadAt(this.#calibration, at + 1));
  }

  calibration(): Calibration {
    return this.#calibration;
  }

  observe(truthOf: (variable: string) => number, seen?: (cell: VerifiedCell) => void): void {
    const rows = this.#rows;
    for (const issued of this.#pending) this.#verify(issued, rows - issued.row, truthOf, seen);
    this.#pending = this.#pending.filter(({ row }) => rows - row < this.#horizon);
    for (const [name, values] of this.#recent) {
      const value = truthOf(name);
      values.push(Number.isNaN(value) ? null : value);
      if (values.length > RECENT) values.shift();
    }
    this.#rows += 1;
  }

  #verify(
    issued: PendingForecast,
    h: number,
    truthOf: (variable: string) => number,
    seen: ((cell: VerifiedCell) => void) | undefined,
  ): void {
    const verified: Verification[] = [];
    const spread = issued.spreads[h - 1] ?? null;
    for (const entry of issued.variables) {
      const { variable, taught } = entry;
      const members = entry.members[h - 1] ?? null;
      entry.members[h - 1] = null;
      const truth = truthOf(variable);
      if (members === null || Number.isNaN(truth)) continue;
      seen?.({ row: issued.row, variable, h, members, truth, taught, spread });
      if (!taught) continue;
      verified.push({ members, truth });
      this.#lengthen(entry, h, judgeOutcome(entry, h, { members, spread, truth }));
    }
    this.#calibration = updateCalibration(this.#calibration, h, verified);
  }

  #lengthen({ variable }: PendingVariable, h: number, { covered, crps, walk, won }: Outcome): void {
    const list = this.#trails.get(variable);
    const trail = list?.[h - 1];
    if (list === undefined || trail === undefined) return;
    list[h - 1] = {
      covered: [...trail.covered, covered].slice(-TRAIL),
      crps: [...trail.crps, crps].slice(-TRAIL),
      walk: [...trail.walk, walk].slice(-TRAIL),
      won: [...trail.won, won].slice(-TRAIL),
    };
  }

  enter(variables: readonly EnteredVariable[]): PendingForecast {
    const issued: PendingForecast = {
      row: this.#rows - 1,
      spreads: this.spreads(),
      variables: variables.map((entry) => {
        const past = this.#recent.get(entry.variable) ?? [];
        const walk = naiveFrom(past, 1);
        const sentinel = this.#season > 1 ? naiveFrom(past, this.#season) : walk;
        return { ...entry, walk, sentinel: sentinel.square === null ? walk : sentinel };
      }),
    };
    this.#pending.push(issued);
    return issued;
  }

  close(): TrackRecord {
    return {
      horizon: this.#horizon,
      season: this.#season,
      rows: this.#rows,
      calibration: this.#calibration,
      trails: Object.fromEntries(copyLists(this.#trails)),
      recent: Object.fromEntries(copyLists(this.#recent)),
      pending: this.#pending.map(copyIssued),
    };
  }
}

const ROUNDING = 64 * Number.EPSILON;

/** Scores as far apart as the rounding of the values themselves are equal: of what never changes. */
const isTie = (ours: number, theirs: number, truth: number): boolean =>
  Math.abs(ours - theirs) <= ROUNDING * (Math.abs(truth) || 1);

/** What one forecast adds to a trail. */
type Outcome = Readonly<Record<keyof Trail, number>>;

function judgeOutcome(
  { walk, sentinel }: PendingVariable,
  h: number,
  { members, spread, truth }: Verification & { readonly spread: Spread | null },
): Outcome {
  const published = calibrateMembers(members, stretchOf(spread, members.length));
  const crps = fairCrps(members, truth) ?? 0;
  const ofWalk = scoreNaive(walk, h, truth) ?? crps;
  const ours = spread === null ? crps : (fairCrps(published, truth) ?? 0);
  const theirs = scoreNaive(sentinel, h, truth) ?? ofWalk;
  return {
    covered: Number(holds(published, 0.8, truth)),
    crps,
    walk: ofWalk,
    won: isTie(ours, theirs, truth) ? 0.5 : Number(ours < theirs),
  };
}

function copyIssued(issued: PendingForecast): PendingForecast {
  return {
    ...issued,
    variables: issued.variables.map((entry) => ({ ...entry, members: [...entry.members] })),
  };
}
