import { leftOut } from './left-out.ts';
import { Named } from './named.ts';
import type { ReadResult } from './read-record.ts';
import type { End, EventLine, ScenarioRef, TargetLine } from './review.ts';
import { Tally } from './tally.ts';

/** Targets times turns, and events, that are told. */
const MOST_CELLS = 5000;
const MOST_EVENTS = 200;

/** Numbers of scenarios, and whose are the smallest and the largest: of equals the first. */
class Ends {
  readonly #values = new Tally();
  #lowest: End | null = null;
  #highest: End | null = null;

  add(scenario: ScenarioRef, value: number): void {
    this.#values.add(value);
    if (this.#lowest === null || value < this.#lowest.value) this.#lowest = { scenario, value };
    if (this.#highest === null || value > this.#highest.value) this.#highest = { scenario, value };
  }

  /** null: there are none. */
  tell(): Pick<TargetLine, 'n' | 'mean' | 'sd' | 'lowest' | 'highest'> | null {
    const { n, mean, sd } = this.#values;
    const [lowest, highest] = [this.#lowest, this.#highest];
    return mean === null || lowest === null || highest === null
      ? null
      : { n, mean, sd, lowest, highest };
  }
}

interface Cell {
  readonly target: string;
  readonly unit: string | null;
  readonly horizon: number;
  readonly means: Ends;
  readonly widths: Tally;
  isLast: boolean;
}

/** The forecasts of all results by target and turn, and their events. */
export class TargetTally {
  readonly #cells = new Named<Cell>(MOST_CELLS);
  readonly #events = new Named<Ends>(MOST_EVENTS);

  /** What had no room. */
  leftOut(): readonly string[] {
    const first = 'beyond the first';
    return [
      ...leftOut(
        this.#cells.refused,
        ['mean', 'means'],
        `of a target and turn ${first} ${MOST_CELLS}`,
      ),
      ...leftOut(
        this.#events.refused,
        ['probability', 'probabilities'],
        `of an event ${first} ${MOST_EVENTS}`,
      ),
    ];
  }

  add({ scenario, horizon, targets, events }: ReadResult): void {
    for (const { name: target, unit, mean, low, high } of targets)
      for (const [at, turn] of horizon.entries()) {
        const value = mean[at] ?? Number.NaN;
        if (!Number.isFinite(value)) continue;
        const cell = this.#cells.get(`${turn} ${target}`, () => ({
          target,
          unit,
          horizon: turn,
          means: new Ends(),
          widths: new Tally(),
          isLast: false,
        }));
        if (cell === undefined) continue;
        cell.means.add(scenario, value);
        const width = (high[at] ?? Number.NaN) - (low[at] ?? Number.NaN);
        if (Number.isFinite(width)) cell.widths.add(width);
        if (at === horizon.length - 1) cell.isLast = true;
      }
    for (const { name, probability } of events)
      this.#events.get(name, () => new Ends())?.add(scenario, probability);
  }

  targets(): readonly TargetLine[] {
    return this.#cells.entries.flatMap(([, { target, unit, horizon, isLast, means, widths }]) => {
      const told = means.tell();
      if (told === null) return [];
      return { target, unit, horizon, is_last: isLast, ...told, width80: widths.mean };
    });
  }

  events(): readonly EventLine[] {
    return this.#events.entries.flatMap(([event, probabilities]) => {
      const told = probabilities.tell();
      return told === null ? [] : { event, ...told };
    });
  }
}
