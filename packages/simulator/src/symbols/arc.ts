import { roundHalfEven } from '../math/round-half-even.ts';

/** The four overlays an arc is read from, values in [0, 1]. */
export interface ArcTurn {
  readonly hope: number;
  readonly despair: number;
  readonly rage: number;
  readonly fatigue: number;
}

/** The overlays an arc needs, in the order in which they are averaged. */
export const ARC_OVERLAYS = ['hope', 'despair', 'rage', 'fatigue'] as const;

export type ArcLabel =
  | 'Hope Arc'
  | 'Fatigue Collapse'
  | 'Symbolic Whiplash'
  | 'Recovery Arc'
  | 'Neutral';

/** What the turns of a run amount to. Numbers are rounded half to even at 4 decimals. */
export interface ArcScore {
  readonly label: ArcLabel;
  /** symbolic_score: 1 − min(1.2 v, 1). */
  readonly score: number;
  /** arc_certainty: 1 − min(2 v, 1). */
  readonly certainty: number;
  /** volatility_score: v, the mean over the four overlays of the mean absolute step. */
  readonly volatility: number;
}

/** Reads a run turn by turn and keeps a handful of numbers, however long the run is. */
export interface ArcReader {
  /** Forgets every turn: another run begins. */
  reset(): void;
  /** The next turn, in order. */
  read(hope: number, despair: number, rage: number, fatigue: number): void;
  /**
   * The arc of the turns read so far.
   * @throws RangeError before the first turn
   */
  score(): ArcScore;
}

const DECIMALS = 4;
/** An arc of hope or fatigue reaches above this. */
const HIGH = 0.7;
/** More movement per turn than this is whiplash. */
const WHIPLASH = 0.25;
/** A recovery starts with despair above the first and ends with it below the second. */
const DEEP_DESPAIR = 0.6;
const LITTLE_DESPAIR = 0.4;

/** One overlay over the turns read so far. */
interface Course {
  first: number;
  last: number;
  max: number;
  /** Sum of absolute steps, in turn order. */
  moved: number;
}

function startCourse(): Course {
  return { first: 0, last: 0, max: -Infinity, moved: 0 };
}

function resetCourse(course: Course): void {
  course.first = 0;
  course.last = 0;
  course.max = -Infinity;
  course.moved = 0;
}

function step(course: Course, value: number, isFirst: boolean): void {
  if (isFirst) course.first = value;
  else course.moved += Math.abs(value - course.last);
  course.last = value;
  if (value > course.max) course.max = value;
}

function rises(course: Course): boolean {
  return course.last > course.first;
}

function label(hope: Course, despair: Course, fatigue: Course, volatility: number): ArcLabel {
  if (rises(hope) && hope.max > HIGH) return 'Hope Arc';
  if (rises(fatigue) && fatigue.max > HIGH) return 'Fatigue Collapse';
  if (volatility > WHIPLASH) return 'Symbolic Whiplash';
  if (!rises(despair) && despair.first > DEEP_DESPAIR && despair.last < LITTLE_DESPAIR)
    return 'Recovery Arc';
  return 'Neutral';
}

/**
 * Makes a reader for one run. Feeding it turn by turn gives the numbers of `scoreArc` to the bit.
 * @see MODEL.md §5
 */
export function createArcReader(): ArcReader {
  const hope = startCourse();
  const despair = startCourse();
  const rage = startCourse();
  const fatigue = startCourse();
  let turns = 0;
  return {
    reset() {
      resetCourse(hope);
      resetCourse(despair);
      resetCourse(rage);
      resetCourse(fatigue);
      turns = 0;
    },
    read(hopeNow, despairNow, rageNow, fatigueNow) {
      const isFirst = turns === 0;
      step(hope, hopeNow, isFirst);
      step(despair, despairNow, isFirst);
      step(rage, rageNow, isFirst);
      step(fatigue, fatigueNow, isFirst);
      turns += 1;
    },
    score() {
      if (turns === 0) throw new RangeError('an arc needs at least one turn');
      const steps = Math.max(1, turns - 1);
      // in this order: another one would give other last digits
      const sum = hope.moved / steps + despair.moved / steps + rage.moved / steps;
      const v = (sum + fatigue.moved / steps) / ARC_OVERLAYS.length;
      return {
        label: label(hope, despair, fatigue, v),
        score: roundHalfEven(1 - Math.min(1.2 * v, 1), DECIMALS),
        certainty: roundHalfEven(1 - Math.min(2 * v, 1), DECIMALS),
        volatility: roundHalfEven(v, DECIMALS),
      };
    },
  };
}

/**
 * The arc of a run: which story hope, despair, rage and fatigue tell, and how steadily.
 * A run of one turn has v = 0.
 * @param turns the overlays at the end of each turn, oldest first; at least one
 * @throws RangeError for no turns
 * @see MODEL.md §5
 */
export function scoreArc(turns: readonly ArcTurn[]): ArcScore {
  const reader = createArcReader();
  for (const turn of turns) reader.read(turn.hope, turn.despair, turn.rage, turn.fatigue);
  return reader.score();
}
