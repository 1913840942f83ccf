import type { ReadResult, ReadTarget } from './read-record.ts';
import type { PriorityLine, PriorityPart } from './review.ts';

/** What each part weighs in the score of what to read first; the weights sum to 1. */
export const PRIORITY: Readonly<Record<PriorityPart, number>> = {
  event: 0.4,
  movement: 0.2,
  alarm: 0.2,
  evidence: 0.2,
};

// the names that the type asks of the table
const PARTS = Object.keys(PRIORITY) as PriorityPart[];

/** Verdicts of the shadow monitor that ask for a look. */
const ALARMING: ReadonlySet<string | null> = new Set(['harmful', 'review']);
const DIGITS = 2;

/** Something about a result, and how much it is, 0..1. */
interface Said {
  readonly text: string;
  readonly size: number;
}

/**
 * How far a target moves from the start to the last turn ahead against its spread there, d: d/(1 + d),
 * so 0.5 for one standard deviation, 0.75 for three. The start is that of the attribution, where it is
 * in the unit of the target, and else the first turn ahead. null: it has no spread to be judged by.
 */
function movementOf({ name, mean, sd, start }: ReadTarget): Said | null {
  const [spread = Number.NaN, last = Number.NaN] = [sd.at(-1), mean.at(-1)];
  const distance = Math.abs(last - (start ?? mean[0] ?? Number.NaN)) / spread;
  if (!(spread > 0) || !Number.isFinite(distance)) return null;
  return {
    text: `${name} moves ${Number(distance.toPrecision(DIGITS))} sd`,
    size: distance / (1 + distance),
  };
}

const most = (all: readonly (Said | null)[]): Said | null =>
  all.reduce((first, said) => ((said?.size ?? 0) > (first?.size ?? 0) ? said : first), null);

/** Why a result should be looked at whatever it says; empty: nothing asks for it. */
function alarmsOf({ gated, trustLabel, action, verdict }: ReadResult): readonly string[] {
  return [
    ...(gated ? ['gated'] : []),
    ...(trustLabel === 'Rejected' || action === 'Rejected' ? ['rejected'] : []),
    ...(ALARMING.has(verdict) ? [`shadow monitor: ${verdict ?? ''}`] : []),
  ];
}

/** How early a result is to be read, and why. */
export function prioritise(result: ReadResult): PriorityLine {
  const { scenario, confidence, fragility, events, targets } = result;
  const event = most(
    events.map(({ name, probability }) => ({
      text: `p_${name} ${Number(probability.toPrecision(DIGITS))}`,
      size: probability,
    })),
  );
  const movement = most(targets.map(movementOf));
  const alarms = alarmsOf(result);
  const parts: PriorityLine['parts'] = {
    event: event?.size ?? 0,
    movement: movement?.size ?? 0,
    alarm: alarms.length > 0 ? 1 : 0,
    evidence: (confidence ?? 0) * (1 - (fragility ?? 0)),
  };
  const why = [
    ...alarms,
    ...(event === null ? [] : [event.text]),
    ...(movement === null ? [] : [movement.text]),
    ...(confidence === null ? [] : [`confidence ${Number(confidence.toPrecision(DIGITS))}`]),
  ];
  return {
    scenario,
    score: PARTS.reduce((score, part) => score + PRIORITY[part] * parts[part], 0),
    parts,
    why: why.length === 0 ? 'nothing stands out' : why.join('; '),
  };
}

/** The highest score first. */
export const byScore = (a: PriorityLine, b: PriorityLine): number => b.score - a.score;
