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
