import { leftOut } from './left-out.ts';
import { Named } from './named.ts';
import type { ReadResult } from './read-record.ts';
import type { GroupLine, ScenarioRef } from './review.ts';
import { Tally } from './tally.ts';

/** Names that are told, and members of each. */
const MOST_NAMES = 1000;
const MOST_MEMBERS = 20;

interface Group {
  count: number;
  readonly confidence: Tally;
  readonly members: ScenarioRef[];
}

/** Results by a name that they share. */
export class GroupTally {
  readonly #groups = new Named<Group>(MOST_NAMES);
  readonly #noun: string;

  /** @param noun what the names are of */
  constructor(noun: string) {
    this.#noun = noun;
  }

  /** What had no room. */
  leftOut(): readonly string[] {
    const why = `of a ${this.#noun} beyond the first ${MOST_NAMES}`;
    return leftOut(this.#groups.refused, ['result', 'results'], why);
  }

  add(name: string | null, { scenario, confidence }: ReadResult): void {
    if (name === null) return;
    const group = this.#groups.get(name, () => ({
      count: 0,
      confidence: new Tally(),
      members: [],
    }));
    if (group === undefined) return;
    group.count += 1;
    if (confidence !== null) group.confidence.add(confidence);
    if (group.members.length < MOST_MEMBERS) group.members.push(scenario);
  }

  /** The largest first; of equals the one that came first. */
  lines(): readonly GroupLine[] {
    return this.#groups.entries
      .map(([name, { count, confidence, members }]) => ({
        name,
        count,
        mean_confidence: confidence.mean,
        with_confidence: confidence.n,
        members: [...members],
      }))
      .toSorted((a, b) => b.count - a.count);
  }
}
