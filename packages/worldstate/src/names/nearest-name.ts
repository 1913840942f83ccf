import { closest, distance } from 'fastest-levenshtein';

/**
 * The known name a person most likely meant.
 * @param name what was written
 * @param known names that would have been right; may be empty
 * @returns the nearest known name within a third of the letters (at least 2 edits), else null; a
 *   name that shares nothing with it is not near
 */
export function nearestName(name: string, known: Iterable<string>): string | null {
  const candidates = [...known];
  if (candidates.length === 0) return null;
  const folded = name.toLowerCase();
  const byFolded = new Map(candidates.map((candidate) => [candidate.toLowerCase(), candidate]));
  const best = closest(folded, [...byFolded.keys()]);
  const longer = Math.max(name.length, best.length);
  const allowed = Math.min(longer - 1, Math.max(2, Math.floor(longer / 3)));
  return distance(folded, best) <= allowed ? (byFolded.get(best) ?? null) : null;
}

/** The hint that goes with an unknown name: "did you mean …?" when something is near, else absent. */
export function hintNearest(name: string, known: Iterable<string>): string | undefined {
  const nearest = nearestName(name, known);
  return nearest === null ? undefined : `did you mean "${nearest}"?`;
}

/** Names of so few letters are each within a slip of the other. */
const SHORT = 3;
/** From so many letters on, two edits are a slip. */
const LONG = 8;

/**
 * The known name that a name is most likely a slip of: one edit away from it (two where both have 8
 * letters or more), upper and lower case alike; never of or for a name of 3 letters or fewer. An edit
 * is a letter more, less or another one (Levenshtein): two that changed places are two edits.
 * @returns the nearest, the first of several; null: it is no slip
 */
export function nearMiss(name: string, known: Iterable<string>): string | null {
  if (name.length <= SHORT) return null;
  const folded = name.toLowerCase();
  let best: string | null = null;
  let least = Infinity;
  for (const candidate of known) {
    if (candidate.length <= SHORT) continue;
    const allowed = Math.min(name.length, candidate.length) >= LONG ? 2 : 1;
    if (Math.abs(name.length - candidate.length) > allowed) continue;
    const edits = distance(folded, candidate.toLowerCase());
    if (edits > allowed || edits >= least) continue;
    best = candidate;
    least = edits;
  }
  return best;
}
