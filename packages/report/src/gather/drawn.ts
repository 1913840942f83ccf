import type { Fan } from './fan.ts';
import type { Parts } from './parts.ts';
import type { Scenario } from './scenario.ts';

/** A scenario with all that its panels draw. */
export interface Drawable {
  readonly scenario: Scenario;
  readonly fans: readonly Fan[];
  readonly parts: readonly Parts[];
  readonly origin: Origin | null;
}

/** A scenario that is drawn, with what was forecast before it. */
export interface Chosen extends Drawable {
  /** Forecasts of the same from earlier rows of the same observations, latest first. */
  readonly earlier: readonly Drawable[];
}

/** Where a forecast starts in observations. */
export interface Origin {
  readonly dataset: string | null;
  readonly label: string | null;
  readonly row: number | null;
}

/** Earlier forecasts that are drawn behind one. */
const MOST_EARLIER = 5;
/** Inputs that say from where a forecast was made, not of what. */
const OF_THE_ORIGIN = /^(observations|start|meta|id)(\.|$)/;

/** What a forecast is of: its inputs but for where it began. */
const subjectOf = ({ scenario: { inputs, group } }: Drawable): string =>
  JSON.stringify([group, [...inputs].filter(([name]) => !OF_THE_ORIGIN.test(name))]);

/** Numbers of fans that are kept while records are read: 32 MiB of them. */
const MOST_NUMBERS = 2 ** 22;

const sizeOf = ({ fans, parts }: Drawable): number =>
  fans.reduce(
    (sum, { horizon, bands, control }) =>
      sum + horizon.length * (2 + 2 * bands.length) + 2 * control.length,
    4 * parts.reduce((sum, part) => sum + part.parts.size, 0),
  );
const endOf = ({ scenario }: Drawable): number => scenario.outcomes[0]?.mean ?? Number.NaN;

/**
 * Scenarios that may be drawn, within bounds: all while there is room, then every second, every
 * fourth, and always those that end lowest and highest.
 */
export class DrawableStore {
  readonly #most: number;
  #kept: { readonly nth: number; readonly item: Drawable }[] = [];
  #size = 0;
  #stride = 1;
  #seen = 0;
  #lowest: Drawable | null = null;
  #highest: Drawable | null = null;

  constructor(most = MOST_NUMBERS) {
    this.#most = most;
  }

  add(item: Drawable): void {
    const nth = this.#seen;
    this.#seen += 1;
    if (this.#lowest === null || endOf(item) < endOf(this.#lowest)) this.#lowest = item;
    if (this.#highest === null || endOf(item) > endOf(this.#highest)) this.#highest = item;
    if (nth % this.#stride !== 0) return;
    this.#kept.push({ nth, item });
    this.#size += sizeOf(item);
    while (this.#size > this.#most && this.#kept.length > 1) this.#thin();
  }

  #thin(): void {
    this.#stride *= 2;
    this.#kept = this.#kept.filter(({ nth }) => nth % this.#stride === 0);
    this.#size = this.#kept.reduce((sum, { item }) => sum + sizeOf(item), 0);
  }

  /** What was forecast of the same before, as far as it is kept. */
  #earlierThan(item: Drawable): readonly Drawable[] {
    const { origin } = item;
    const row = origin?.row ?? null;
    if (origin === null || row === null) return [];
    const subject = subjectOf(item);
    const rowOf = (one: Drawable): number => one.origin?.row ?? row;
    return this.#kept
      .map((kept) => kept.item)
      .filter(
        (one) =>
          one.origin?.dataset === origin.dataset && rowOf(one) < row && subjectOf(one) === subject,
      )
      .toSorted((a, b) => rowOf(b) - rowOf(a))
      .slice(0, MOST_EARLIER);
  }

  /** At most so many scenarios to draw, and what was forecast of them before. */
  choose(count: number): readonly Chosen[] {
    return this.#pick(count).map((item) => ({ ...item, earlier: this.#earlierThan(item) }));
  }

  /**
   * At most so many: all in the order of the run, or evenly from the one whose first target ends
   * lowest to the one where it ends highest.
   */
  #pick(count: number): readonly Drawable[] {
    const items = new Set(this.#kept.map(({ item }) => item));
    if (items.size <= count && this.#stride === 1) return [...items];
    for (const extreme of [this.#lowest, this.#highest]) if (extreme !== null) items.add(extreme);
    const order = [...items]
      .filter((item) => Number.isFinite(endOf(item)))
      .toSorted((a, b) => endOf(a) - endOf(b));
    const places = Array.from({ length: Math.min(count, order.length) }, (_, place) =>
      Math.round((place * (order.length - 1)) / Math.max(1, count - 1)),
    );
    return [...new Set(places)].flatMap((place) => order[place] ?? []);
  }
}
