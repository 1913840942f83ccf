import type { CellScores } from '@pulse-stream/forecast/internal';
import { PulseError } from '@pulse-stream/worldstate';
import {
  compareGroups,
  groupValueOf,
  type CellPlace,
  type GroupKey,
  type GroupValue,
} from './group-keys.ts';
import { CellTally } from './score-tally.ts';

/** Groups that are kept: some hundred bytes each. */
const MOST_GROUPS = 100_000;

/** All targets, or all turns ahead. */
const ALL = '*';

/** Verified values that are told together. */
export interface ScoreGroup {
  readonly target: string;
  readonly horizon: number | typeof ALL;
  /** The value of each key that was asked for; null: it is not one of such groups. */
  readonly by: Readonly<Record<string, GroupValue>> | null;
  readonly tally: CellTally;
  /** Units of its values, and the targets with their units. */
  readonly units: ReadonlySet<string | null>;
  readonly targets: ReadonlySet<string>;
}

class OpenGroup implements ScoreGroup {
  readonly tally = new CellTally();
  readonly units = new Set<string | null>();
  readonly targets = new Set<string>();
  readonly order: readonly GroupValue[];
  readonly target: string;
  readonly horizon: number | typeof ALL;
  readonly by: ScoreGroup['by'];

  /** @param order what it is sorted by */
  constructor(order: readonly GroupValue[], of: Pick<ScoreGroup, 'target' | 'horizon' | 'by'>) {
    this.order = order;
    this.target = of.target;
    this.horizon = of.horizon;
    this.by = of.by;
  }
}

/** Sums of verified values: by target, each turn ahead and all of them, or by what is asked for. */
export class ScoreGroups {
  readonly #by: readonly GroupKey[] | null;
  readonly #groups = new Map<string, OpenGroup>();
  readonly #all = new OpenGroup([], { target: ALL, horizon: ALL, by: null });

  constructor(by: readonly GroupKey[] | null) {
    this.#by = by;
  }

  /** Values that were verified. */
  get n(): number {
    return this.#all.tally.n;
  }

  /**
   * @param levels of its quantiles, as one text
   * @param against scores of the forecast it is compared with; null: there is none
   * @throws PulseError `option-invalid` for more than 100,000 groups
   */
  add(place: CellPlace, scores: CellScores, levels: string, against: CellScores | null): void {
    for (const group of [...this.#groupsOf(place), this.#all]) {
      group.units.add(place.unit);
      group.targets.add(JSON.stringify([place.target, place.unit]));
      group.tally.add(scores, levels, against);
    }
  }

  /** In order; everything last, when there is something. */
  list(): readonly ScoreGroup[] {
    const groups = [...this.#groups.values()].toSorted((a, b) => compareGroups(a.order, b.order));
    return this.n === 0 ? groups : [...groups, this.#all];
  }

  #groupsOf(place: CellPlace): OpenGroup[] {
    const { target, turn, unit } = place;
    const by = this.#by;
    if (by === null)
      return ([turn, ALL] as const).map((horizon) =>
        this.#open([target, unit, horizon], { target, horizon, by: null }),
      );
    const values = by.map((key) => groupValueOf(key, place));
    return [
      this.#open(values, {
        target: by.includes('target') ? target : ALL,
        horizon: by.includes('horizon') ? turn : ALL,
        by: Object.fromEntries(by.map((key, at) => [key, values[at] ?? null])),
      }),
    ];
  }

  #open(
    order: readonly GroupValue[],
    of: Pick<ScoreGroup, 'target' | 'horizon' | 'by'>,
  ): OpenGroup {
    const key = JSON.stringify(order);
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    if (this.#groups.size >= MOST_GROUPS)
      throw new PulseError(
        'option-invalid',
        `more than ${MOST_GROUPS} groups cannot be scored at once`,
      );
    const group = new OpenGroup(order, of);
    this.#groups.set(key, group);
    return group;
  }
}
