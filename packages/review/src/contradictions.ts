import { IntervalCell } from './interval-cell.ts';
import { leftOut } from './left-out.ts';
import type { ReadResult } from './read-record.ts';
import type { Contradiction, Contradictions, ScenarioRef } from './review.ts';
import { TopList } from './top-list.ts';

/** Intervals that are kept, with what a member and a cell cost beside them in intervals: some 20 MiB. */
const ROOM = 500_000;
const PRICE = 8;
/** Contradictions at single targets and turns that are gone through to tell pairs apart. */
const MOST_LISTED = 200_000;
/** Groups with contradictions that are told. */
const MOST_GROUPS = 100;
/** More than the members of a group that was not thinned: there is no room for so many. */
const MANY = 2 ** 26;

/** The results of one group that are compared with each other. */
class ComparedGroup {
  readonly name: string;
  readonly cells = new Map<string, IntervalCell>();
  readonly #members = new Map<number, ScenarioRef>();
  #numbered = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** What it holds, in intervals. */
  get size(): number {
    let size = PRICE * (this.#members.size + this.cells.size);
    for (const { members } of this.cells.values()) size += members.length;
    return size;
  }

  /** Some of its intervals were dropped. */
  get isThinned(): boolean {
    return [...this.cells.values()].some(({ thinned }) => thinned);
  }

  /** Takes the intervals of a result; returns how many there are. */
  add({ scenario, horizon, targets }: ReadResult): number {
    let taken = 0;
    const member = this.#numbered;
    for (const { name, low, high } of targets)
      for (const [at, turn] of horizon.entries()) {
        const [from, to] = [low[at] ?? Number.NaN, high[at] ?? Number.NaN];
        if (!(from <= to)) continue;
        this.#cell(name, turn).add(member, from, to);
        taken += 1;
      }
    if (taken === 0) return 0;
    this.#members.set(member, scenario);
    this.#numbered += 1;
    return taken;
  }

  #cell(target: string, horizon: number): IntervalCell {
    const key = `${horizon} ${target}`;
    const cell = this.cells.get(key) ?? new IntervalCell(target, horizon);
    this.cells.set(key, cell);
    return cell;
  }

  thin(most: number): void {
    for (const cell of this.cells.values()) cell.thin(most);
    const kept = new Set<number>();
    for (const { members } of this.cells.values()) for (const member of members) kept.add(member);
    for (const member of this.#members.keys()) if (!kept.has(member)) this.#members.delete(member);
  }

  scenario(member: number): ScenarioRef {
    return this.#members.get(member) ?? { id: null, line: 0, source: null };
  }

  /** Pairs that are disjoint anywhere. */
  countPairs(): number {
    const pairs = new Set<number>();
    for (const cell of this.cells.values())
      for (const [a, b] of cell.pairs()) pairs.add(Math.min(a, b) * MANY + Math.max(a, b));
    return pairs.size;
  }

  /** Its pairs that are the furthest apart, each at the target and turn where it is. */
  widest(most: number): Iterable<Contradiction> {
    const found = new Map<string, Contradiction>();
    for (const cell of this.cells.values())
      for (const { above, below, aboveInterval, belowInterval, gap } of cell.widest(most)) {
        const key = `${Math.min(above, below)} ${Math.max(above, below)}`;
        const separation = gap / cell.span;
        if (separation <= (found.get(key)?.separation ?? 0)) continue;
        found.set(key, {
          group: this.name,
          a: this.scenario(above),
          b: this.scenario(below),
          target: cell.target,
          horizon: cell.horizon,
          a_interval: aboveInterval,
          b_interval: belowInterval,
          separation,
        });
      }
    return found.values();
  }
}

const bySeparation = (a: Contradiction, b: Contradiction): number => b.separation - a.separation;

/**
 * Finds the results of a group that contradict each other. It keeps the intervals of every result that
 * has a group while there is room; then of every target and turn of a group only those of the widest
 * gaps, so that what is told stays true and what is counted becomes a lower bound.
 */
export class ContradictionFinder {
  readonly #most: number;
  readonly #room: number;
  readonly #groups = new Map<string, ComparedGroup>();
  #size = 0;
  #compared = 0;
  #full = false;
  #withoutInterval = 0;
  #withoutRoom = 0;

  /**
   * @param most pairs that are told
   * @param room intervals that are kept
   */
  constructor(most: number, room = ROOM) {
    this.#most = most;
    this.#room = room;
  }

  add(result: ReadResult): void {
    if (result.group === null) return;
    if (this.#full) {
      this.#withoutRoom += 1;
      return;
    }
    const group = this.#groups.get(result.group) ?? new ComparedGroup(result.group);
    const cells = group.cells.size;
    const taken = group.add(result);
    if (taken === 0) {
      this.#withoutInterval += 1;
      return;
    }
    this.#groups.set(result.group, group);
    this.#compared += 1;
    this.#size += taken + PRICE * (1 + group.cells.size - cells);
    if (this.#size > this.#room) this.#thin();
  }

  #thin(): void {
    this.#size = 0;
    for (const group of this.#groups.values()) {
      group.thin(Math.max(1, this.#most));
      this.#size += group.size;
    }
    this.#full = this.#size > this.#room / 2;
  }

  /** What could not be compared, or not be counted. */
  leftOut(): readonly string[] {
    const not = ['result with a group was not', 'results with a group were not'] as const;
    const thinned = [...this.#groups.values()].filter(({ isThinned }) => isThinned).length;
    return [
      ...leftOut(this.#withoutInterval, not, 'compared: no quantiles 0.1 and 0.9'),
      ...leftOut(this.#withoutRoom, not, 'compared: there is no room for so many'),
      ...leftOut(
        thinned,
        ['large group', 'large groups'],
        'of which only the results with the widest gaps between them were kept: contradictions are at least as many as counted',
      ),
    ];
  }

  /** What was found so far; nothing is changed. */
  report(): Contradictions {
    const groups = [...this.#groups.values()];
    const cellsOf = new Map(
      groups.map((group) => [
        group,
        [...group.cells.values()].reduce((sum, cell) => sum + cell.count(), 0),
      ]),
    );
    const cells = [...cellsOf.values()].reduce((sum, count) => sum + count, 0);
    const atLeast = groups.some(({ isThinned }) => isThinned);
    const isListed = cells <= MOST_LISTED && !atLeast;
    const contradicted = groups.filter((group) => (cellsOf.get(group) ?? 0) > 0);
    const told = new TopList(this.#most, bySeparation);
    for (const group of contradicted) for (const found of group.widest(this.#most)) told.add(found);
    const lines = contradicted
      .map((group) => ({
        group: group.name,
        pairs: isListed ? group.countPairs() : null,
        cells: cellsOf.get(group) ?? 0,
      }))
      .toSorted((a, b) => b.cells - a.cells);
    return {
      pairs: isListed ? lines.reduce((sum, { pairs }) => sum + (pairs ?? 0), 0) : null,
      cells,
      told: told.items,
      groups: lines.slice(0, MOST_GROUPS),
      compared: this.#compared,
      at_least: atLeast,
    };
  }
}
